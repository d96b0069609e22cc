"""What became of the deadline of a measure, judged on a day: once in Python, once in SQL, and the two agree.

A measure is judged by its own deadline and by the dated targets of its indicators, never by its milestones. A target
that has passed counts like a deadline unless a value meets it. What is dated before the plan itself is no deadline.

- Settled: done, ongoing, not feasible, or in a report that is closed.
- Late: the office says so itself. The deadline was moved to a later day and the reason is given; the last report
  gives a reason or says "postponed"; a report after the deadline does not say "done"; a value of the day of the
  target or later does not meet it.
- Gap: the deadline has passed, and nobody has reported since.
- On time and ahead: no deadline has passed. Ahead is what nobody has reported on yet.
- None: no day is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from catalog.deadlines import delay_words
from monitoring.choices import DeadlineState, Status
from monitoring.models.indicator import IndicatorTarget, IndicatorValue
from monitoring.models.progress import is_met
from monitoring.models.status import SETTLED
from monitoring.querysets import due_as_of, planned_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from catalog.models import Measure
    from monitoring.models.indicator import Indicator
    from monitoring.models.status import StatusUpdate

M = TypeVar("M", bound=QuerySet[Any])


@dataclass(frozen=True, slots=True)
class Judgement:
    """`passed_on` is the first day that has passed unmet, of the deadline or of a `target`; `wording` its words."""

    state: DeadlineState
    passed_on: date | None = None
    wording: str = ""
    target: IndicatorTarget | None = None

    def delay(self, day: date) -> str:
        """ "for 5 years"; "" where nothing has passed."""
        return delay_words(self.wording, self.passed_on, day) if self.passed_on else ""


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
        """Whether a value says that it was not met; one of an earlier day may have been on its way."""
        return self.counted_on is not None and self.counted_on >= self.day


# In Python


def judge(measure: Measure, updates: Iterable[StatusUpdate], indicators: Iterable[Indicator], day: date) -> Judgement:
    """Reads `measure.report`, and `targets` and `values` of the indicators. Drafts among the rows count nothing."""
    known = [one for one in updates if one.as_of <= day and not one.is_draft]
    newest = max(known, key=lambda one: one.as_of, default=None)
    if measure.report.is_closed or (newest and newest.status in SETTLED):
        return Judgement(DeadlineState.SETTLED)
    aims = [aim for aim in aims_of(measure, indicators, day) if aim.day >= (measure.planned_on or date.min)]
    passed = sorted((aim for aim in aims if aim.day < day and not aim.is_met), key=lambda aim: aim.day)
    state = state_of(measure, newest, aims, passed, day)
    return Judgement(state, passed[0].day, passed[0].wording, passed[0].target) if passed else Judgement(state)


def aims_of(measure: Measure, indicators: Iterable[Indicator], day: date) -> Iterator[DatedAim]:
    """The deadline that counted on that day, and the dated targets with what was known of them."""
    due_on = measure.due_on_as_of(day)
    if due_on:
        yield DatedAim(due_on, measure.due if due_on == measure.due_on else measure.original_due)
    for indicator in indicators:
        known = [one for one in indicator.values.all() if one.as_of <= day and not one.is_draft]
        values = sorted(known, key=lambda one: one.as_of)
        for target in indicator.targets.all():
            if target.due_on:
                met = is_met(target, indicator, values)
                yield DatedAim(target.due_on, target.due, target, met, values[-1].as_of if values else None)


def state_of(
    measure: Measure, newest: StatusUpdate | None, aims: list[DatedAim], passed: list[DatedAim], day: date
) -> DeadlineState:
    if not aims:
        return DeadlineState.NONE
    if was_put_off(measure, day) or (newest and (newest.reason or newest.status == Status.POSTPONED)):
        return DeadlineState.LATE
    if passed:
        is_told = (newest and newest.as_of > passed[0].day) or any(aim.is_told for aim in passed)
        return DeadlineState.LATE if is_told else DeadlineState.GAP
    if not newest and any(aim.day >= day for aim in aims):
        return DeadlineState.AHEAD
    return DeadlineState.ON_TIME


def was_put_off(measure: Measure, day: date) -> bool:
    """Whether the deadline had been moved to a later day by then, with a reason."""
    if not (measure.original_due_on and measure.due_on and measure.change_reason):
        return False
    is_known = measure.moved_on is None or measure.moved_on <= day
    is_later = measure.due_on > measure.original_due_on >= (measure.planned_on or date.min)
    return is_known and is_later


# In SQL


def annotate_judgement(measures: M, day: date) -> M:
    """Annotate `deadline_state`, `passed_on`, `passed_due` and `due_then`.

    `due_then` is the deadline that counted on that day. Needs `status`, `reported_on`, `told_reason` and `has_parts`;
    what speaks through its parts has no state.
    """
    values = IndicatorValue.objects.published().filter(as_of__lte=day)
    dated: Any = IndicatorTarget.objects.filter(indicator__measure=OuterRef("pk"), due_on__gte=OuterRef("planned"))
    unmet = dated.with_values(values).filter(due_on__lt=day, is_met=False).order_by("due_on", "pk")
    put_off = Q(original_due_on__gte=F("planned"), due_on__gt=F("original_due_on")) & ~Q(change_reason="")
    put_off &= Q(moved_on__isnull=True) | Q(moved_on__lte=day)
    is_dated = Q(own_due__isnull=False) | Exists(dated)
    is_told = Q(reported_on__gt=F("passed_on")) | Exists(unmet.filter(counted_on__gte=F("due_on")))
    annotated: M = measures.annotate(
        planned=planned_on(),
        due_then=due_as_of(day),
        own_due=Case(When(due_then__gte=F("planned"), then=F("due_then"))),
        target_passed=Subquery(unmet.values("due_on")[:1]),
        passed_by_itself=Case(
            When(Q(own_due__lt=day) & (Q(target_passed__isnull=True) | Q(own_due__lte=F("target_passed"))), then=True),
            default=False,
            output_field=BooleanField(),
        ),
        passed_on=Case(
            When(SPEAKS_NOT | IS_SETTLED, then=None),
            When(passed_by_itself=True, then=F("own_due")),
            default=F("target_passed"),
            output_field=DateField(),
        ),
        passed_due=Case(
            When(SPEAKS_NOT | IS_SETTLED, then=Value("")),
            When(passed_by_itself=True, then=due_as_of(day, "due")),
            default=Coalesce(Subquery(unmet.values("due")[:1]), Value("")),
            output_field=CharField(),
        ),
        deadline_state=Case(
            When(SPEAKS_NOT, then=Value("")),
            When(IS_SETTLED, then=Value(DeadlineState.SETTLED)),
            When(~is_dated, then=Value(DeadlineState.NONE)),
            When(put_off | ~Q(told_reason="") | Q(status=Status.POSTPONED), then=Value(DeadlineState.LATE)),
            When(Q(passed_on__isnull=False) & is_told, then=Value(DeadlineState.LATE)),
            When(passed_on__isnull=False, then=Value(DeadlineState.GAP)),
            When(
                Q(status="") & (Q(own_due__gte=day) | Exists(dated.filter(due_on__gte=day))),
                then=Value(DeadlineState.AHEAD),
            ),
            default=Value(DeadlineState.ON_TIME),
            output_field=CharField(),
        ),
    )
    return annotated


SPEAKS_NOT = Q(has_parts=True, status="")
IS_SETTLED = Q(report__is_closed=True) | Q(status__in=[status.value for status in SETTLED])
