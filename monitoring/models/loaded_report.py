"""All measures of a report with what its table shows of them, by prepared queries.

A page that chooses or sorts asks the querysets; what comes out is the same.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import DateField, Exists, IntegerField, OuterRef

from catalog.choices import Publication
from catalog.models import Office, Responsibility
from catalog.prepared_queries import Bound, Prepared
from monitoring.models.discussion import Discussion
from monitoring.models.indicator import Indicator, IndicatorTarget, IndicatorValue
from monitoring.models.loaded_status import DatedTarget, RowsBeside, last_words, leaves_status_open, set_status
from monitoring.models.measure import MonitoredMeasure
from monitoring.models.milestone import Milestone
from monitoring.models.status import StatusUpdate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import Model

    from catalog.models import Report
    from catalog.permissions.policy import Sight

REPORT, DAY = Bound("report", IntegerField()), Bound("day", DateField())
OF_REPORT = {"measure__report": REPORT}


@cache
def measures_seen(sight: Sight) -> Prepared[MonitoredMeasure]:
    measures = MonitoredMeasure.objects.visible_to(sight).filter(report=REPORT)
    return Prepared(measures.existing(DAY).defer("search_text"))


@cache
def rows_of(model: type[Model]) -> Prepared[Any]:
    """Returns the query for the rows of a kind that belong to the measures of a report and are published."""
    offices = Responsibility.objects.filter(measure__report=REPORT).order_by()
    found: dict[type[Model], Any] = {
        StatusUpdate: StatusUpdate.objects.newest_per_measure(DAY).with_confirmed().filter(**OF_REPORT),
        Responsibility: Responsibility.objects.filter(**OF_REPORT),
        Office: Office.objects.filter(pk__in=offices.values("office")),
        Milestone: Milestone.objects.published().filter(**OF_REPORT),
        Discussion: Discussion.objects.filter(**OF_REPORT),
        Indicator: Indicator.objects.filter(**OF_REPORT),
        IndicatorTarget: IndicatorTarget.objects.filter(indicator__measure__report=REPORT),
    }
    return Prepared(found[model])


@cache
def dated_targets() -> Prepared[tuple[Any, ...]]:
    """Returns the query for the indicators of a report, each once for every target: with its day, text and figure."""
    columns = ("measure", "pk", "direction", "baseline", "targets__due_on", "targets__due", "targets__value")
    found = Indicator.objects.filter(**OF_REPORT).order_by("targets__due_on", "targets__pk")
    return Prepared(found.values_list(*columns))


@cache
def values_of_passed() -> Prepared[tuple[Any, ...]]:
    """Returns the query for the values until a day of the indicators that have a target of an earlier day."""
    passed = IndicatorTarget.objects.filter(indicator=OuterRef("indicator"), due_on__lt=DAY)
    values = IndicatorValue.objects.published().filter(indicator__measure__report=REPORT, as_of__lte=DAY)
    return Prepared(values.filter(Exists(passed)).order_by("as_of").values_list("indicator", "as_of", "value"))


def load_report(
    report: Report, sight: Sight, day: date, *, with_indicators: bool = False, with_discussions: bool = False
) -> list[MonitoredMeasure]:
    """Returns the measures of a report that a visitor with this sight sees, as they stood on a day.

    Each has its status as `with_status()`, `with_silence()` and `with_inherited_flags()` give it, and what
    `with_newest_update()`, `with_responsibilities()` and `with_milestones()` load, if asked for with indicators and
    discussions. Milestones, discussions and deadlines are those of today.
    """
    measures = measures_seen(sight).rows(report=report.pk, day=day)
    by_id = {measure.pk: measure for measure in measures}

    def of_measures(model: type[Model]) -> dict[int, list[Any]]:
        found = grouped((row.measure_id, row) for row in rows_of(model).rows(report=report.pk, day=day))
        measure_field: Any = model._meta.get_field("measure")
        for pk, rows in found.items():
            for row in rows if pk in by_id else ():
                measure_field.set_cached_value(row, by_id[pk])
        return found

    updates, milestones = of_measures(StatusUpdate), of_measures(Milestone)
    responsibilities = of_measures(Responsibility)
    name_offices(report, [one for found in responsibilities.values() for one in found])
    discussions = of_measures(Discussion) if with_discussions else {}
    indicators = of_measures(Indicator) if with_indicators else {}
    if with_indicators:
        targets = grouped((row.indicator_id, row) for row in rows_of(IndicatorTarget).rows(report=report.pk))
        for one in (one for found in indicators.values() for one in found):
            one.known_targets = targets.get(one.pk, [])
    for pk, measure in by_id.items():
        measure.report = report
        measure.newest_updates = updates.get(pk, [])
        measure.known_milestones = milestones.get(pk, [])
        measure.loaded_responsibilities = responsibilities.get(pk, [])  # type: ignore[attr-defined]
        if with_indicators:
            measure.known_indicators = indicators.get(pk, [])
        if with_discussions:
            measure.known_discussions = discussions.get(pk, [])
    set_status(measures, day, rows_beside(report, measures, day))
    return measures


def name_offices(report: Report, responsibilities: Iterable[Responsibility]) -> None:
    """Gives responsibilities their offices, which they share, each with the municipality of the report."""
    offices = {one.pk: one for one in rows_of(Office).rows(report=report.pk)}
    for office in offices.values():
        office.municipality = report.municipality
    for named in responsibilities:
        named.office = offices[named.office_id]


def rows_beside(report: Report, measures: list[MonitoredMeasure], day: date) -> RowsBeside:
    """Returns what the rules ask of other rows, all measures of the report being there that a visitor sees."""
    silent = [measure.pk for measure in measures if leaves_status_open(measure)]
    parts = (measure for measure in measures if measure.parent_id)
    wholes = {part.parent_id for part in parts if part.publication == Publication.PUBLISHED}
    rows = dated_targets().rows(report=report.pk)
    values: dict[int, list[Any]] = {}
    if any(due_on and due_on < day for _measure, _pk, _direction, _baseline, due_on, *_more in rows):
        known = values_of_passed().rows(report=report.pk, day=day)
        values = grouped((indicator, (as_of, value)) for indicator, as_of, value in known)
    targets = grouped(
        (measure, DatedTarget(due_on, due, value, direction, baseline, values.get(indicator, ())))
        for measure, indicator, direction, baseline, due_on, due, value in rows
        if due_on
    )
    return RowsBeside(last_words(silent, day), wholes, {row[0] for row in rows}, targets)


def grouped(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for key, row in pairs:
        found[key].append(row)
    return found
