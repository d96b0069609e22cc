"""All that belongs to measures, for pages and documents that leave nothing out."""

from collections.abc import Sequence

from django.db.models import Prefetch, prefetch_related_objects

from catalog.models import Responsibility
from monitoring.models import IndicatorValue, Milestone, MonitoredMeasure, StatusUpdate
from reports.measures.as_of import look_back
from reports.measures.days import AsOf


def load_details(measures: Sequence[MonitoredMeasure], state: AsOf) -> None:
    """What was known of the measure and its parts, one query for each kind."""
    prefetch_related_objects(
        measures,
        Prefetch("responsibilities", Responsibility.objects.select_related("office__municipality")),
        Prefetch("status_updates", StatusUpdate.objects.published().until(state.day), to_attr="published_updates"),
        Prefetch("milestones", Milestone.objects.published()),
        "indicators__targets",
        Prefetch("indicators__values", IndicatorValue.objects.published().filter(as_of__lte=state.day)),
        "discussions",
    )
    if state.is_past:
        look_back(measures, state.day)
