"""The course of a measure across the reports that continue each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalog.models import Measure
from monitoring.models import MonitoredMeasure

if TYPE_CHECKING:
    from datetime import date

    from catalog.permissions.roles import Visitor

MOST = 10  # reports before and after


def generations(measure: MonitoredMeasure, visitor: Visitor, day: date) -> list[MonitoredMeasure]:
    """Returns the measures that this one continues and that continue it, itself among them, the oldest first.

    Empty where it is the only one a visitor sees. They know their status on the day. One query for a measure without
    relatives, a few for each generation of others.
    """
    keys = {measure.pk, *_earlier(measure), *_later(measure)}
    if len(keys) == 1:
        return []
    related = MonitoredMeasure.objects.visible_to(visitor).filter(pk__in=keys).with_status(day)
    rows = related.select_related("report__municipality", "parent")
    found = list(rows.order_by("report__published_on", "code_sort", "pk"))
    return found if len(found) > 1 else []


def _earlier(measure: MonitoredMeasure) -> set[int]:
    found: set[int] = set()
    key = measure.predecessor_id
    while key and key not in found and len(found) < MOST:
        found.add(key)
        key = Measure.objects.filter(pk=key).values_list("predecessor", flat=True).first()
    return found


def _later(measure: MonitoredMeasure) -> set[int]:
    """Returns the measures that continue it; it may have been split."""
    found: set[int] = set()
    newest = {measure.pk}
    for _generation in range(MOST):
        newest = set(Measure.objects.filter(predecessor__in=newest).values_list("pk", flat=True)) - found
        if not newest:
            break
        found |= newest
    return found
