"""Loads all that belongs to measures, for pages and documents that leave nothing out."""

from collections.abc import Sequence

from django.db.models import Prefetch, prefetch_related_objects

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
        Prefetch("indicators__values", IndicatorValue.objects.published().filter(as_of__lte=state.day)),
        Prefetch("discussions", to_attr="known_discussions"),
    )
    if state.is_past:
        look_back_at_details(measures, state.day)
