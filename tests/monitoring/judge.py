"""What became of a deadline, said once more in plain Python: what the query of monitoring.models.judging is held to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from catalog.models import Measure
from monitoring.choices import PUT_OFF, SETTLED, DeadlineState, Direction
from monitoring.models import Indicator, IndicatorTarget, IndicatorValue, StatusUpdate


@dataclass(frozen=True, slots=True)
class Judgement:
    """`passed_on` is the first day that has passed unmet, of the deadline or of a `target`; `wording` its words."""

    state: DeadlineState
    passed_on: date | None = None
    wording: str = ""
    target: IndicatorTarget | None = None


@dataclass(frozen=True, slots=True)
class DatedAim:
    """The deadline of a measure, or a `target` of it; `counted_on` is the day of the last value for that."""

    day: date
    wording: str
    target: IndicatorTarget | None = None
    is_met: bool = False
    counted_on: date | None = None

    @property
    def is_told(self) -> bool:
        """Tells whether a value says that it was not met; one of an earlier day may have been on its way."""
        return self.counted_on is not None and self.counted_on >= self.day


def judge(measure: Measure, updates: Iterable[StatusUpdate], indicators: Iterable[Indicator], day: date) -> Judgement:
    """Returns what became of a deadline on a day. Drafts among the rows count nothing.

    Reads `measure.report`, and `targets` and `values` of the indicators; load them first, and it needs no query.
    """
    known = [one for one in updates if one.as_of <= day and not one.is_draft]
    newest = max(known, key=lambda one: one.as_of, default=None)
    worded = max((one for one in known if one.status), key=lambda one: one.as_of, default=None)
    if measure.report.is_closed or (worded and worded.status in SETTLED):
        return Judgement(DeadlineState.SETTLED)
    aims = [aim for aim in aims_of(measure, indicators, day) if aim.day >= (measure.planned_on or date.min)]
    passed = sorted((aim for aim in aims if aim.day < day and not aim.is_met), key=lambda aim: aim.day)
    state = state_of(measure, (newest, worded), aims, passed, day)
    return Judgement(state, passed[0].day, passed[0].wording, passed[0].target) if passed else Judgement(state)


def aims_of(measure: Measure, indicators: Iterable[Indicator], day: date) -> Iterator[DatedAim]:
    """Returns the deadline that counted on that day, and the dated targets with what was known of them."""
    due_on = measure.due_on_as_of(day)
    if due_on:
        yield DatedAim(due_on, measure.due_as_of(day))
    for indicator in indicators:
        known = [one for one in indicator.values.all() if one.as_of <= day and not one.is_draft]
        values = sorted(known, key=lambda one: one.as_of)
        for target in indicator.targets.all():
            if target.due_on:
                met = is_met(target, indicator, values)
                yield DatedAim(target.due_on, target.due, target, met, values[-1].as_of if values else None)


def state_of(
    measure: Measure,
    last: tuple[StatusUpdate | None, StatusUpdate | None],
    aims: list[DatedAim],
    passed: list[DatedAim],
    day: date,
) -> DeadlineState:
    """Returns the state of what is not settled; `last` is the newest update, and the newest one with a word."""
    newest, worded = last
    if not aims:
        return DeadlineState.NONE
    if was_put_off(measure, day) or (newest and newest.reason) or (worded and worded.status in PUT_OFF):
        return DeadlineState.LATE
    if passed:
        if (worded and worded.as_of > passed[0].day) or any(aim.is_told for aim in passed):
            return DeadlineState.LATE
        return DeadlineState.UNSTATED if newest and newest.as_of > passed[0].day else DeadlineState.GAP
    if not newest and any(aim.day >= day for aim in aims):
        return DeadlineState.AHEAD
    return DeadlineState.ON_TIME


def was_put_off(measure: Measure, day: date) -> bool:
    """Tells whether the deadline had been moved to a later day by then, with a reason."""
    if not (measure.original_due_on and measure.due_on and measure.change_reason):
        return False
    is_known = measure.moved_on is None or measure.moved_on <= day
    is_later = measure.due_on > measure.original_due_on >= (measure.planned_on or date.min)
    return is_known and is_later


def is_met(target: IndicatorTarget, indicator: Indicator, values: list[IndicatorValue]) -> bool:
    """Tells whether one of these values, the oldest first, meets the target; what shall be kept is met by the last one.

    A target without a figure is never met by one.
    """
    if target.value is None or not values:
        return False
    if indicator.direction == Direction.KEEP:
        return values[-1].value >= target.value
    start = indicator.baseline
    if start is None and len(values) > 1:
        start = values[0].value
    falls = indicator.direction == Direction.FALL or (
        indicator.direction in {Direction.REACH, ""} and start is not None and start > target.value
    )
    return any(one.value <= target.value if falls else one.value >= target.value for one in values)
