"""What became of the deadline of a measure, judged on a day: of loaded rows in Python, in queries in SQL.

A measure is judged by its own deadline and by the dated targets of its indicators, never by its milestones. A target
that has passed counts like a deadline unless a value meets it. What is dated before the plan itself is no deadline.

- Settled: done, ongoing, not feasible, or in a report that is closed.
- Late: the office says so itself. The deadline was moved to a later day and the reason is given; the last report
  gives a reason or says "postponed"; a report after the deadline has a word other than "done"; a value of the day of
  the target or later does not meet it.
- Unstated: the deadline has passed, and reports since then give no word for the status.
- Gap: the deadline has passed, and nobody has reported since.
- On time and ahead: no deadline has passed. Ahead is what nobody has reported on yet.
- None: no day is named.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least, NullIf

from monitoring.choices import PUT_OFF, SETTLED, DeadlineState, Direction
from monitoring.models.indicator import IndicatorTarget, IndicatorValue
from monitoring.querysets import due_on_as_of, planned_on

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from catalog.prepared_queries import Day

M = TypeVar("M", bound=QuerySet[Any])

MOST_DAYS = 64  # whose expressions a process keeps; most pages are about today
NEVER = Value(date.max, output_field=DateField())
SAYS_SO = ~Q(told_reason="") | Q(status__in=[status.value for status in PUT_OFF])
SPEAKS_NOT = Q(has_parts=True, reported_on=None)
IS_SETTLED = Q(in_closed_report=True) | Q(status__in=[status.value for status in SETTLED])
FACTS = (
    "due_then",
    "planned",
    "in_closed_report",
    "was_put_off",
    "has_target",
    "target_ahead",
    "target_passed_on",
    "target_missed",
)
HAS_OWN = Q(due_then__isnull=False, due_then__gte=F("planned"))


def annotate_facts(measures: M, day: Day) -> M:
    """Annotates what a deadline is judged by on a day.

    `due_then`: the deadline that counted; `planned`: the day before which nothing is a deadline; `was_put_off`: it was
    moved to a later day and the reason is given; `has_target`, `target_ahead`: whether there are dated targets, and any
    whose day is still to come; `target_passed_on`, `target_due`: day and words of the first that has passed unmet;
    `target_missed`: whether a value says so; `in_closed_report`.
    """
    annotated: M = measures.annotate(**facts_on(day))
    return annotated


@lru_cache(maxsize=MOST_DAYS)
def facts_on(day: Day) -> dict[str, Any]:
    """Returns the facts as expressions; putting them together takes longer than most queries."""
    values = IndicatorValue.objects.published().filter(as_of__lte=day)
    dated: Any = IndicatorTarget.objects.filter(indicator__measure=OuterRef("pk"), due_on__gte=OuterRef("planned"))
    unmet = dated.filter(due_on__lt=day).unmet(values).order_by("due_on", "pk")
    counted_then = values.filter(indicator=OuterRef("indicator"), as_of__gte=OuterRef("due_on"))
    put_off = Q(original_due_on__gte=F("planned"), due_on__gt=F("original_due_on")) & ~Q(change_reason="")
    put_off &= Q(moved_on__isnull=True) | Q(moved_on__lte=day)
    return {
        "due_then": due_on_as_of(day),
        "planned": planned_on(),
        "in_closed_report": F("report__is_closed"),
        "was_put_off": Coalesce(ExpressionWrapper(put_off, BooleanField()), Value(value=False)),
        "has_target": Exists(dated),
        "target_ahead": Exists(dated.filter(due_on__gte=day)),
        "target_passed_on": Subquery(unmet.values("due_on")[:1]),
        "target_due": Subquery(unmet.values("due")[:1]),
        "target_missed": Exists(unmet.filter(Exists(counted_then))),
    }


# In Python, of a row with its facts and its status


class Judged(Protocol):
    """A measure with its status and its facts."""

    status: str
    status_on: date | None
    reported_on: date | None
    told_reason: str
    has_parts: bool
    seen_on: date
    due_then: date | None
    planned: date
    in_closed_report: bool
    was_put_off: bool
    has_target: bool
    target_ahead: bool
    target_passed_on: date | None
    target_missed: bool


def is_met(figure: Decimal | None, direction: str, baseline: Decimal | None, values: Sequence[Decimal]) -> bool:
    """Tells whether values, the oldest first, meet a target, as `IndicatorTargetQuerySet.unmet` does in SQL."""
    if figure is None or not values:
        return False
    is_low, is_high = min(values) <= figure, max(values) >= figure
    if direction == Direction.KEEP:
        return values[-1] >= figure
    if direction in {Direction.FALL, Direction.RISE}:
        return is_low if direction == Direction.FALL else is_high
    start = values[0] if baseline is None else baseline
    is_single = baseline is None and len(values) == 1
    return is_low or is_single if start > figure else is_high


def passed_first(measure: Judged) -> date | None:
    """Returns the first day that has passed unmet, of the deadline or of a target."""
    due = measure.due_then
    own = due if due and measure.planned <= due < measure.seen_on else None
    return min(filter(None, (own, measure.target_passed_on)), default=None)


def passed_day(measure: Judged, state: str) -> date | None:
    """Returns that day for what is not settled; `state` is the `deadline_state` of the measure."""
    return None if state in {"", DeadlineState.SETTLED} else passed_first(measure)


def deadline_state(measure: Judged) -> str:
    """Returns a value of DeadlineState; "" for what speaks through its parts."""
    if measure.has_parts and measure.reported_on is None:
        return ""
    if measure.in_closed_report or measure.status in SETTLED:
        return DeadlineState.SETTLED
    own = measure.due_then if measure.due_then and measure.due_then >= measure.planned else None
    if own is None and not measure.has_target:
        return DeadlineState.NONE
    if measure.was_put_off or measure.told_reason or measure.status in PUT_OFF or measure.target_missed:
        return DeadlineState.LATE
    if passed := passed_first(measure):
        return _since(measure, passed)
    is_ahead = measure.target_ahead or (own is not None and own >= measure.seen_on)
    return DeadlineState.AHEAD if measure.reported_on is None and is_ahead else DeadlineState.ON_TIME


def _since(measure: Judged, passed: date) -> DeadlineState:
    if measure.status_on and measure.status_on > passed:
        return DeadlineState.LATE
    return DeadlineState.UNSTATED if measure.reported_on and measure.reported_on > passed else DeadlineState.GAP


# In SQL, of measures with their facts and their status


def annotate_judgement(measures: M) -> M:
    """Annotates `deadline_state` and `passed_on`, to filter, sort and count by."""
    first = Least(
        Case(When(HAS_OWN & Q(due_then__lt=F("seen_on")), then=F("due_then")), default=NEVER),
        Coalesce("target_passed_on", NEVER),
    )
    is_ahead = Q(target_ahead=True) | (HAS_OWN & Q(due_then__gte=F("seen_on")))
    annotated: M = measures.alias(passed_first=first).annotate(
        passed_on=Case(
            When(SPEAKS_NOT | IS_SETTLED, then=None),
            default=NullIf(F("passed_first"), NEVER),
            output_field=DateField(),
        ),
        deadline_state=Case(
            When(SPEAKS_NOT, then=Value("")),
            When(IS_SETTLED, then=Value(DeadlineState.SETTLED)),
            When(~HAS_OWN & Q(has_target=False), then=Value(DeadlineState.NONE)),
            When(Q(was_put_off=True) | SAYS_SO | Q(target_missed=True), then=Value(DeadlineState.LATE)),
            When(passed_first__lt=F("status_on"), then=Value(DeadlineState.LATE)),
            When(passed_first__lt=F("reported_on"), then=Value(DeadlineState.UNSTATED)),
            When(passed_first__lt=NEVER, then=Value(DeadlineState.GAP)),
            When(Q(reported_on=None) & is_ahead, then=Value(DeadlineState.AHEAD)),
            default=Value(DeadlineState.ON_TIME),
            output_field=CharField(),
        ),
    )
    return annotated
