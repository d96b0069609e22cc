"""Loads all that belongs to measures, for pages and documents that leave nothing out."""

from collections.abc import Sequence

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from catalog.models import Responsibility
from monitoring.models import IndicatorValue, Milestone, MonitoredMeasure, StatusUpdate
from reports.measures.as_of import look_back_at_details
from reports.measures.days import AsOf


def load_details(measures: Sequence[MonitoredMeasure], state: AsOf) -> None:
    """Loads the details of measures, one query for each kind; of an earlier day, those of `look_back`."""
    if state.snapshot:
        return  # what is frozen is complete
    prefetch_related_objects(
        measures,
        Prefetch("responsibilities", Responsibility.objects.select_related("office__municipality")),
        Prefetch(
            "status_updates",
            StatusUpdate.objects.published().until(state.day).with_confirmed(),
            to_attr="published_updates",
        ),
        Prefetch("milestones", Milestone.objects.published(), to_attr="known_milestones"),
        "indicators__targets",
        Prefetch("indicators__values", values_until(state)),
        Prefetch("discussions", to_attr="known_discussions"),
    )
    if state.is_past:
        look_back_at_details(measures, state.day)


def load_details_of_table(measures: Sequence[MonitoredMeasure], state: AsOf) -> None:
    """Loads what a table has not loaded: `published_updates`, discussions, indicators with targets and `known_values`.

    One query for each kind. All are lists: a queryset for each row takes longer than the rows.
    """
    if state.snapshot:
        return
    updates = StatusUpdate.objects.published().until(state.day).with_confirmed()
    prefetch_related_objects(
        measures,
        Prefetch("status_updates", updates, to_attr="published_updates"),
        Prefetch("discussions", to_attr="known_discussions"),
        Prefetch("indicators", to_attr="known_indicators"),
    )
    prefetch_related_objects(
        [indicator for measure in measures for indicator in measure.known_indicators],
        Prefetch("targets", to_attr="known_targets"),
        Prefetch("values", values_until(state), to_attr="known_values"),
    )
    if state.is_past:
        look_back_at_details(measures, state.day)


def values_until(state: AsOf) -> QuerySet[IndicatorValue]:
    return IndicatorValue.objects.published().filter(as_of__lte=state.day)
