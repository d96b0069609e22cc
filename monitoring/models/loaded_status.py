"""Gives loaded measures what `with_status()`, `with_silence()` and `with_inherited_flags()` annotate.

A page of one report filters by none of it. A few small queries and the rules in Python then take a tenth of the time
that Django needs to write down the one large query. `tests/monitoring/test_loaded_status.py` compares the two.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from catalog.choices import Publication
from catalog.deadlines import months_later
from catalog.models import Measure
from monitoring.choices import CLOSED
from monitoring.models.indicator import Indicator, IndicatorTarget, IndicatorValue
from monitoring.models.judging import is_met
from monitoring.models.measure import MonitoredMeasure
from monitoring.models.status import StatusUpdate
from monitoring.querysets import existing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence, Set
    from decimal import Decimal

    from monitoring.models.measure import MonitoredMeasureQuerySet


@dataclass(frozen=True, slots=True)
class DatedTarget:
    """A target that names a day; `values` are those of its indicator until the day of the page, the oldest first."""

    due_on: date
    due: str
    value: Decimal | None
    direction: str
    baseline: Decimal | None
    values: Sequence[tuple[date, Decimal]] = ()

    @property
    def is_unmet(self) -> bool:
        return not is_met(self.value, self.direction, self.baseline, [value for _day, value in self.values])

    @property
    def is_missed(self) -> bool:
        """Tells of an unmet one whether a value of its day or later says so."""
        return any(day >= self.due_on for day, _value in self.values)


@dataclass(frozen=True, slots=True)
class RowsBeside:
    """What the rules ask of other rows, by the id of the measure.

    `words`: the last word and its day, where the newest update has none. `wholes`: measures with published parts.
    `counted`: measures with indicators. `targets`: those with a day, in the order of their days.
    """

    words: Mapping[int, tuple[str, date]]
    wholes: Collection[int | None]
    counted: Set[int]
    targets: Mapping[int, Sequence[DatedTarget]]


def load_measures(keys: Iterable[int], day: date) -> list[MonitoredMeasure]:
    """Returns measures by their ids as they stood on a day: with report, whole and newest update, and `load_status`.

    Needs five to seven queries.
    """
    measures = load_updates(keys, day)
    load_status(measures, day)
    return measures


def load_updates(keys: Iterable[int], day: date) -> list[MonitoredMeasure]:
    """Returns measures by their ids with report, whole and newest update; two queries. `load_status` needs them."""
    measures = list(with_updates(keys, day))
    for measure in measures:
        if measure.parent:
            measure.parent.report = measure.report
    return measures


def with_updates(keys: Iterable[int], day: date) -> MonitoredMeasureQuerySet:
    """Returns measures by their ids, which come with what `load_status` needs."""
    found = MonitoredMeasure.objects.filter(pk__in=list(keys)).select_related("report__municipality", "parent")
    return found.with_newest_update(day).defer("search_text", "parent__search_text")


def load_status(
    measures: Sequence[MonitoredMeasure], day: date, indicators: Collection[Indicator] | None = None
) -> None:
    """Sets the attributes; needs `measure.report` and `with_newest_update(day)`, and three to five queries.

    With `indicators` one or two: all of the measures and their wholes, with targets and the published values until the
    day, the oldest first.
    """
    set_status(measures, day, _load_rows_beside(measures, day, indicators))


def _load_rows_beside(
    measures: Sequence[MonitoredMeasure], day: date, indicators: Collection[Indicator] | None
) -> RowsBeside:
    ids = [measure.pk for measure in measures]
    words = last_words([measure.pk for measure in measures if leaves_status_open(measure)], day)
    wholes = _wholes(ids, day)
    if indicators is not None:
        return RowsBeside(words, wholes, {one.measure_id for one in indicators}, _targets_of(indicators))
    with_wholes = ids_with_wholes(measures)
    counted = set(Indicator.objects.filter(measure__in=with_wholes).order_by().values_list("measure", flat=True))
    return RowsBeside(words, wholes, counted, _dated_targets(counted, day) if counted else {})


def ids_with_wholes(measures: Iterable[MonitoredMeasure]) -> set[int]:
    """Returns the ids of measures and of what they are part of, whose indicators count for them."""
    return {key for measure in measures for key in (measure.pk, measure.parent_id) if key}


def _targets_of(indicators: Iterable[Indicator]) -> dict[int, list[DatedTarget]]:
    """Returns what `_dated_targets` does, of loaded indicators; no query."""
    dated = [(target, one) for one in indicators for target in one.targets.all() if target.due_on]
    found: dict[int, list[DatedTarget]] = defaultdict(list)
    for target, one in sorted(dated, key=lambda pair: (pair[0].due_on or date.max, pair[0].pk)):
        values = [(value.as_of, value.value) for value in one.values.all()]
        known = DatedTarget(target.due_on or date.max, target.due, target.value, one.direction, one.baseline, values)
        found[one.measure_id].append(known)
    return found


def set_status(measures: Sequence[MonitoredMeasure], day: date, beside: RowsBeside) -> None:
    """Sets the attributes without a query; needs `measure.report` and `newest_updates`."""
    by_id: dict[int | None, MonitoredMeasure] = {measure.pk: measure for measure in measures}
    for measure in measures:
        measure.seen_on = day
        measure.has_parts = measure.pk in beside.wholes
        measure.has_indicator = not beside.counted.isdisjoint({measure.pk, measure.parent_id})
        whole = by_id.get(measure.parent_id) or measure.parent
        measure.names_costs = measure.has_costs or (whole is not None and whole.has_costs)
        _set_update(measure, beside.words)
        _set_deadline(measure, day)
        _set_targets(measure, beside.targets.get(measure.pk, ()), day)
        measure.is_silent = is_silent(measure, day)


def leaves_status_open(measure: MonitoredMeasure) -> bool:
    return measure.newest_update is not None and not measure.newest_update.status


def last_words(ids: Collection[int], day: date) -> dict[int, tuple[str, date]]:
    """Returns the last word of each measure and its day, for those whose newest update has none."""
    if not ids:
        return {}
    worded = StatusUpdate.objects.published().until(day).filter(measure__in=ids).exclude(status="").order_by("as_of")
    return {pk: (status, as_of) for pk, status, as_of in worded.values_list("measure", "status", "as_of")}


def _wholes(ids: Collection[int], day: date) -> set[int | None]:
    """Returns the measures that have published parts."""
    parts = Measure.objects.filter(existing(day), parent__in=ids, publication=Publication.PUBLISHED)
    return set(parts.order_by().values_list("parent", flat=True))


def _dated_targets(measures: Collection[int], day: date) -> dict[int, list[DatedTarget]]:
    """Returns the targets of each measure in the order of their days; values only of those whose day has passed."""
    dated = IndicatorTarget.objects.filter(indicator__measure__in=measures, due_on__isnull=False)
    columns = ("indicator__measure", "indicator", "due_on", "due", "value", "indicator__direction")
    rows = list(dated.order_by("due_on", "pk").values_list(*columns, "indicator__baseline"))
    values = _values({row[1] for row in rows if row[2] < day}, day)
    found: dict[int, list[DatedTarget]] = defaultdict(list)
    for measure, indicator, due_on, due, value, direction, baseline in rows:
        target = DatedTarget(due_on, due, value, direction, baseline, values.get(indicator, ()))
        found[measure].append(target)
    return found


def _values(indicators: Collection[int], day: date) -> dict[int, list[tuple[date, Decimal]]]:
    found: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
    if indicators:
        values = IndicatorValue.objects.published().filter(indicator__in=indicators, as_of__lte=day).order_by("as_of")
        for indicator, as_of, value in values.values_list("indicator", "as_of", "value"):
            found[indicator].append((as_of, value))
    return found


def _set_update(measure: MonitoredMeasure, words: Mapping[int, tuple[str, date]]) -> None:
    update = measure.newest_update
    measure.reported_on = update.as_of if update else None
    measure.told_reason = update.told.reason if update else ""
    if update and update.status:
        measure.status, measure.status_on = update.status, update.as_of
    else:
        measure.status, measure.status_on = words.get(measure.pk, ("", None))


def _set_deadline(measure: MonitoredMeasure, day: date) -> None:
    measure.due_then = measure.due_on_as_of(day)
    measure.planned = measure.planned_on or date.min
    measure.in_closed_report = measure.report.is_closed
    first, now = measure.original_due_on, measure.due_on
    is_later = first is not None and now is not None and measure.planned <= first < now
    was_moved = measure.moved_on is None or measure.moved_on <= day
    measure.was_put_off = is_later and was_moved and bool(measure.change_reason)


def _set_targets(measure: MonitoredMeasure, targets: Iterable[DatedTarget], day: date) -> None:
    dated = [target for target in targets if target.due_on >= measure.planned]
    unmet = [target for target in dated if target.due_on < day and target.is_unmet]
    measure.has_target = bool(dated)
    measure.target_ahead = any(target.due_on >= day for target in dated)
    measure.target_passed_on = unmet[0].due_on if unmet else None
    measure.target_due = unmet[0].due if unmet else None
    measure.target_missed = any(target.is_missed for target in unmet)


def is_silent(measure: MonitoredMeasure, day: date) -> bool:
    """Tells what `with_silence()` annotates."""
    report = measure.report
    if report.is_closed or measure.status in CLOSED or (measure.has_parts and measure.reported_on is None):
        return False
    known_on = measure.reported_on or measure.planned_on
    interval = report.reporting_interval
    return bool(known_on and interval and known_on < months_later(day, -interval))
