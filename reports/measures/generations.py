"""The course of a measure across the reports that continue each other: status, deadlines, indicators."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from catalog.models import Measure
from monitoring.models import IndicatorValue, MonitoredMeasure, StatusUpdate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from catalog.models import Report
    from catalog.permissions.roles import Visitor

MOST = 10  # reports before and after


@dataclass(frozen=True, slots=True)
class StatusStep:
    """A day on which the word changed, or the report in which it was said."""

    day: date
    status: str
    measure: MonitoredMeasure


@dataclass(frozen=True, slots=True)
class IndicatorCourse:
    """The values of an indicator in all reports that call it the same, the oldest first, each with its report."""

    name: str
    unit: str
    values: list[tuple[IndicatorValue, Report]]


@dataclass(frozen=True, slots=True)
class Course:
    """`measures` are the measure and those that it continues or that continue it, the oldest first."""

    measures: list[MonitoredMeasure]
    steps: list[StatusStep]
    indicators: list[IndicatorCourse]


def course(measure: MonitoredMeasure, visitor: Visitor, day: date) -> Course | None:
    """Returns the course as it was known on a day; None where no other report that the visitor sees has the measure."""
    found = generations(measure, visitor, day)
    return Course(found, status_steps(found, day), indicator_courses(found, day)) if found else None


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


def status_steps(measures: Iterable[MonitoredMeasure], day: date) -> list[StatusStep]:
    """Returns the words that were published, the oldest first; of the same word in one report only the first day."""
    by_key = {measure.pk: measure for measure in measures}
    updates = StatusUpdate.objects.published().until(day).filter(measure__in=by_key).exclude(status="")
    steps: list[StatusStep] = []
    for update in updates.order_by("as_of", "pk"):
        step = StatusStep(update.as_of, update.status, by_key[update.measure_id])
        if not steps or (steps[-1].status, steps[-1].measure) != (step.status, step.measure):
            steps.append(step)
    return steps


def indicator_courses(measures: Iterable[MonitoredMeasure], day: date) -> list[IndicatorCourse]:
    """Returns the indicators that have values, with those of all reports that call them the same."""
    by_key = {measure.pk: measure for measure in measures}
    values = IndicatorValue.objects.published().filter(indicator__measure__in=by_key, as_of__lte=day)
    found: dict[tuple[str, str], list[IndicatorValue]] = defaultdict(list)
    for value in values.select_related("indicator").order_by("as_of", "pk"):
        found[value.indicator.name.casefold(), value.indicator.unit].append(value)
    return [
        IndicatorCourse(rows[-1].indicator.name, unit, [(row, by_key[row.indicator.measure_id].report) for row in rows])
        for (_name, unit), rows in found.items()
    ]


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
