"""What became of the deadline of a measure, judged on a day.

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
from typing import Any, TypeVar

from django.db.models import (
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
from django.db.models.functions import Coalesce, Least, NullIf

from monitoring.choices import PUT_OFF, SETTLED, DeadlineState
from monitoring.models.indicator import IndicatorTarget, IndicatorValue
from monitoring.querysets import due_on_as_of, planned_on

M = TypeVar("M", bound=QuerySet[Any])

NEVER = Value(date.max, output_field=DateField())
SAYS_SO = ~Q(told_reason="") | Q(status__in=[status.value for status in PUT_OFF])
SPEAKS_NOT = Q(has_parts=True, reported_on=None)
IS_SETTLED = Q(report__is_closed=True) | Q(status__in=[status.value for status in SETTLED])


def annotate_judgement(measures: M, day: date) -> M:
    """Annotates `deadline_state`, `passed_on`, `target_due` and `due_then`.

    `due_then` is the deadline that counted on that day, `target_due` the wording of the first target that has passed
    unmet. Needs `status`, `status_on`, `reported_on`, `told_reason` and `has_parts`;
    what speaks through its parts has no state.
    """
    values = IndicatorValue.objects.published().filter(as_of__lte=day)
    dated: Any = IndicatorTarget.objects.filter(indicator__measure=OuterRef("pk"), due_on__gte=OuterRef("planned"))
    unmet = dated.filter(due_on__lt=day).unmet(values).order_by("due_on", "pk")
    counted_then = values.filter(indicator=OuterRef("indicator"), as_of__gte=OuterRef("due_on"))
    put_off = Q(original_due_on__gte=F("planned"), due_on__gt=F("original_due_on")) & ~Q(change_reason="")
    put_off &= Q(moved_on__isnull=True) | Q(moved_on__lte=day)
    is_undated = (Q(due_then__isnull=True) | Q(due_then__lt=F("planned"))) & ~Exists(dated)
    is_told = Q(status_on__gt=F("passed_first")) | Exists(unmet.filter(Exists(counted_then)))
    is_ahead = Q(due_then__gte=day) & Q(due_then__gte=F("planned")) | Exists(dated.filter(due_on__gte=day))
    known = measures.annotate(due_then=due_on_as_of(day)).alias(
        planned=planned_on(),
        due_passed=Case(When(due_then__lt=day, due_then__gte=F("planned"), then=F("due_then")), default=NEVER),
        passed_first=Least("due_passed", Coalesce(Subquery(unmet.values("due_on")[:1]), NEVER)),
    )
    annotated: M = known.annotate(
        passed_on=Case(
            When(SPEAKS_NOT | IS_SETTLED, then=None),
            default=NullIf(F("passed_first"), NEVER),
            output_field=DateField(),
        ),
        target_due=Subquery(unmet.values("due")[:1]),
        deadline_state=Case(
            When(SPEAKS_NOT, then=Value("")),
            When(IS_SETTLED, then=Value(DeadlineState.SETTLED)),
            When(is_undated, then=Value(DeadlineState.NONE)),
            When(put_off | SAYS_SO | is_told, then=Value(DeadlineState.LATE)),
            When(passed_first__lt=F("reported_on"), then=Value(DeadlineState.UNSTATED)),
            When(passed_first__lt=NEVER, then=Value(DeadlineState.GAP)),
            When(Q(reported_on=None) & is_ahead, then=Value(DeadlineState.AHEAD)),
            default=Value(DeadlineState.ON_TIME),
            output_field=CharField(),
        ),
    )
    return annotated
