"""Works out in the database what happened to measures between two days, for one page; as `monitoring.current.past`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connections, router
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from catalog.permissions.policy import published
from monitoring.choices import NO_REPORT
from monitoring.current.past import fill, judge_as_of, known_of_report
from monitoring.models import ChangeFacts, EarlierStatus, Milestone, StatusUpdate
from monitoring.models.current import current_to
from monitoring.querysets import has_any

if TYPE_CHECKING:
    from datetime import date

    from catalog.models import Report
    from catalog.permissions.roles import Visitor

BEFORE = "measure__earlier__"


def judge_changes(report: Report, user: Visitor, since: date, until: date) -> None:
    """Writes `ChangeFacts` of the measures that a visitor sees; those of the first day stay in `EarlierStatus`.

    In between is after `since`, up to and with `until`. What is kept of the report has to be up to date.
    """
    judge_as_of(since, current_to(user, "current__") & Q(current__report=report), EarlierStatus)
    says = {
        "place": Coalesce("whole__place", "place"),
        "is_part": told_where(Q(whole__isnull=False)),
        "word_before": Coalesce(f"{BEFORE}word", Value(NO_REPORT)),
        "state_before": Coalesce(f"{BEFORE}deadline_state", Value("")),
        **happenings(since, until),
    }
    told = known_of_report(report, user, until).annotate(
        **{f"told_{name}": expression for name, expression in says.items()}
    )
    names = [*says, "number", "has_parts", "word", "deadline_state"]
    using = connections[router.db_for_write(ChangeFacts)].alias
    rows = told.values_list("pk", *(f"told_{name}" if name in says else name for name in names))
    fill(ChangeFacts, names, *rows.query.get_compiler(using).as_sql())


def happenings(since: date, until: date) -> dict[str, Any]:
    """Returns expressions, by name: whether something is dated in between."""

    def between(column: str) -> Q:
        return Q(**{f"{column}__gt": since, f"{column}__lte": until})

    updates = StatusUpdate.objects.published().filter(between("as_of"))
    is_reported, is_confirming = Q(reported_on__gt=since), published("confirms__")
    milestones = Milestone.objects.published()
    passed_before = Milestone.objects.passed(since).filter(pk=OuterRef("pk"))
    passed = Milestone.objects.passed(until).filter(~Exists(passed_before))
    return {
        "was_added": told_where(Q(measure__added_on__gt=since)),
        "was_moved": told_where(between("measure__moved_on"), default=has_any(milestones.filter(between("moved_on")))),
        "has_updates": told_where(is_reported, has_any(updates.exclude(is_confirming))),
        "has_confirmations": told_where(is_reported, has_any(updates.filter(is_confirming))),
        "has_reached_milestones": has_any(milestones.filter(between("done_on"))),
        "has_passed_milestones": has_any(passed),
    }


def told_where(condition: Q, then: Any = None, default: Any = None) -> Case:
    """Returns an expression: `then`, or true, where the condition holds, and `default`, or false, elsewhere.

    The other one of the two is not even asked.
    """
    return Case(
        When(condition, then=then or Value(value=True)),
        default=default or Value(value=False),
        output_field=BooleanField(),
    )
