"""Open tasks of a person, for the start page of the administration: a few rows of each kind, and their number."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.choices import MemberRole
from catalog.models import Invitation, Measure, Municipality, Report
from catalog.permissions.large_lists import CountOf, capped_words
from catalog.permissions.policy import can, permitted
from catalog.permissions.registry import ALL_ROWS, Action
from monitoring.choices import SETTLED, DeadlineState
from monitoring.comments.threads import open_threads
from monitoring.current.judging import refresh
from monitoring.models import (
    Comment,
    CurrentStatus,
    Indicator,
    IndicatorValue,
    Milestone,
    ReportingRound,
    RoundRequest,
    SpreadsheetImport,
    StatusUpdate,
)
from monitoring.models.loaded_status import load_measures
from monitoring.rounds.mails.links import address_inside
from monitoring.rounds.planning.progress import overdue_requests, summaries, with_open_answers
from monitoring.todo_lists import (
    ANSWERS,
    DRAFTS_OF_MEASURES,
    DRAFTS_OF_UPDATES,
    INVITATIONS,
    NOT_PUBLIC,
    OVERDUE,
    RUNNING,
    TO_REPORT,
    TO_REVIEW,
    UNFINISHED,
    WITHOUT_PLANNER,
    running,
    with_answers,
    with_overdue_offices,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.db.models import Model, QuerySet

    from catalog.models import User
    from catalog.permissions.todo_lists import TodoList

MOST = 5
MOST_COUNTED = 1000  # nobody does more than that one after the other; the lists that tasks lead to count further
MOST_ASKED = 50  # rounds in which an office owes an answer: there is no list of them, so all are shown
WAY_TO_MEASURE = ("measure__parent", "measure__report__municipality")
SHOWN: dict[type[Model], tuple[str, ...]] = {  # what the items of a kind name
    StatusUpdate: WAY_TO_MEASURE,
    Milestone: WAY_TO_MEASURE,
    IndicatorValue: ("indicator__measure__parent",),
    Report: ("municipality",),
    Measure: ("parent", "report"),
    SpreadsheetImport: ("report",),
    Invitation: ("municipality", "office"),
}


@dataclass(frozen=True, slots=True)
class Item:
    name: str
    url: str
    facts: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of open task; `items` are the first of `number` rows, which are counted to a limit; `url` leads to all."""

    title: str
    url: str
    items: list[Item] = field(default_factory=list)
    number: int = 0
    key: str = ""  # the id of its section on the page of all tasks

    @property
    def how_many(self) -> str:
        return capped_words(self.number, MOST_COUNTED)


def agenda(user: User) -> list[Task]:
    """Returns the open tasks, the most urgent kind first; needs at most twenty-five queries."""
    tasks: list[Task] = []
    if user.roles.contributes:
        tasks += asked_in_rounds(user)
    if RUNNING.concerns(user):
        tasks += running_rounds(user)
    if can(user, Action.PUBLISH, StatusUpdate):
        tasks += to_review(user)
    tasks += [task(one, user, of_measure) for one in TO_REPORT if one.concerns(user)]
    if can(user, Action.VIEW, Comment):
        tasks += commented(user)
    if can(user, Action.VIEW, Measure):
        tasks += [*passed_deadlines(user), deadlines(user)]
    if can(user, Action.CHANGE, Report):
        tasks += [values_due(user), *not_public_yet(user)]
    others: list[tuple[TodoList, Callable[[Any], Item]]] = [
        (UNFINISHED, of_import),
        (WITHOUT_PLANNER, to_invite),
        (INVITATIONS, of_invitation),
    ]
    return [*tasks, *(task(one, user, item) for one, item in others if one.concerns(user))]


def asked_in_rounds(user: User) -> list[Task]:
    """Returns the rounds in which the offices of a person owe an answer, if there are any."""
    offices = user.memberships.filter(role=MemberRole.CONTRIBUTOR).values("office")
    asked = with_open_answers(RoundRequest.objects.filter(office__in=offices))

    def item(request: Any) -> Item:
        words = ngettext("%(number)s measure until %(day)s", "%(number)s measures until %(day)s", request.number_open)
        facts = words % {"number": request.number_open, "day": day_of(request.last_day)}
        return Item(str(request.round), address_inside(request), facts)

    first, number = first_of(asked, MOST_ASKED)
    return [Task(_("Your office is asked"), "", [item(row) for row in first], number)] if number else []


def running_rounds(user: User) -> list[Task]:
    """Returns the running rounds, and those with answers to review or overdue offices, as far as any are."""
    rounds, number = first_of(running(user))
    if not rounds:
        return []
    answered, number_answered = first_of(with_answers(user))
    overdue, number_overdue = first_of(with_overdue_offices(user))
    counted = summaries({*rounds, *answered})
    words = _("%(complete)s of %(all)s offices have answered, until %(day)s")
    items = [
        Item(
            str(one),
            page_of(one),
            words
            % {"complete": counted[one.pk].complete, "all": counted[one.pk].offices, "day": day_of(one.open_until)},
        )
        for one in rounds
    ]
    review = [
        Item(str(one), address_of_review(one), _("%(number)s submitted") % {"number": counted[one.pk].submitted})
        for one in answered
    ]
    late = overdue_requests(permitted(user, Action.VIEW, RoundRequest), timezone.localdate())
    names: dict[int, list[str]] = {one.pk: [] for one in overdue}
    for request in late.filter(round__in=names) if overdue else ():
        names[request.round_id].append(str(request.office))
    missing = [
        Item(str(one), reverse("admin:round_missing", args=[one.pk]), named(names[one.pk]), is_late=True)
        for one in overdue
    ]
    tasks = [
        Task(str(ANSWERS.title), ANSWERS.url, review, number_answered),
        Task(str(OVERDUE.title), OVERDUE.url, missing, number_overdue),
        Task(str(RUNNING.title), RUNNING.url, items, number),
    ]
    return [one for one in tasks if one.items]


def named(offices: list[str]) -> str:
    """Returns how many offices there are, and their names."""
    words = ngettext("%(number)s office: %(names)s", "%(number)s offices: %(names)s", len(offices))
    return words % {"number": len(offices), "names": ", ".join(offices)}


def address_of_review(reporting_round: ReportingRound) -> str:
    with suppress(NoReverseMatch):
        return reverse("admin:round_review", args=[reporting_round.pk])
    return page_of(reporting_round)


def to_review(user: User) -> list[Task]:
    """Returns what offices have submitted; updates always, proposals only if there are any."""
    tasks = [task(one, user, of_measure) for one in TO_REVIEW]
    return [one for one in tasks if one.items or one is tasks[0]]


def commented(user: User) -> list[Task]:
    """Returns the comments on measures that nobody has closed, the newest first, if there are any."""
    first, number = first_of(open_threads(user))
    items = [
        Item(str(row.measure), f"{reverse('measure-comments', args=[row.measure_id])}#{row.anchor}", told_in(row))
        for row in first
    ]
    return [Task(_("Open comments"), reverse("open-comments"), items, number)] if items else []


def told_in(comment: Comment) -> str:
    """Returns who has written a comment, and how it begins."""
    return f"{comment.writer}: {comment}"


def passed_deadlines(user: User) -> list[Task]:
    """Returns the measures that offices themselves call late, and those nobody has reported on since the deadline.

    They are chosen by what is kept of each measure today.
    """
    refresh()
    in_sight = permitted(user, Action.VIEW, Measure)
    theirs = CurrentStatus.objects.all()
    if in_sight != ALL_ROWS:
        theirs = theirs.filter(measure__in=Measure.objects.filter(in_sight).order_by().values("pk"))
    titles = {
        DeadlineState.LATE: _("Late measures"),
        DeadlineState.GAP: _("Deadline passed, no report"),
        DeadlineState.UNSTATED: _("Deadline passed, report without a status"),
    }
    found = {
        state: first_of(theirs.filter(deadline_state=state).order_by(F("passed_on").asc(nulls_last=True), "measure_id"))
        for state in titles
    }
    silent, number_of_silent = first_of(theirs.filter(is_silent=True).order_by("measure_id"))
    keys = [row.pk for rows, _number in (*found.values(), (silent, 0)) for row in rows]
    by_key = {measure.pk: measure for measure in load_measures(keys, timezone.localdate())} if keys else {}

    def items(rows: list[Any]) -> list[Item]:
        measures = (by_key[row.pk] for row in rows)
        return [Item(str(measure), page_of(measure), measure.delay) for measure in measures]

    quiet = [
        Item(str(by_key[row.pk]), page_of(by_key[row.pk]), _("last on %(day)s") % {"day": day_of(row.reported_on)})
        if row.reported_on
        else Item(str(by_key[row.pk]), page_of(by_key[row.pk]), _("never reported"))
        for row in silent
    ]
    return [
        *(
            Task(titles[state], list_of(Measure, deadline=state.value), items(rows), number)
            for state, (rows, number) in found.items()
        ),
        Task(_("No report for too long"), list_of(Measure, silence="interval"), quiet, number_of_silent),
    ]


def not_public_yet(user: User) -> list[Task]:
    """Returns the drafts of planners: reports, measures, and updates nobody has submitted."""

    def item(row: Any) -> Item:
        return Item(str(row), page_of(row), str(row.report if isinstance(row, Measure) else row.municipality))

    return [
        task(NOT_PUBLIC, user, item),
        task(DRAFTS_OF_MEASURES, user, item),
        task(DRAFTS_OF_UPDATES, user, of_measure),
    ]


def values_due(user: User) -> Task:
    """Returns the indicators with a target whose day has passed and no value of that day or later."""
    found = Indicator.objects.filter(permitted(user, Action.VIEW, Indicator)).with_value_due(timezone.localdate())

    def item(row: Any) -> Item:
        return Item(str(row.measure), page_of(row), row.name)

    first, number = first_of(found.select_related("measure__parent").order_by("pk"))
    return Task(_("Values that are due"), list_of(Indicator, values="due"), [item(row) for row in first], number)


def deadlines(user: User) -> Task:
    """Returns the next deadlines of measures and milestones, which are looked at, not counted."""
    today = timezone.localdate()
    measures = Measure.objects.filter(permitted(user, Action.VIEW, Measure), report__is_closed=False)
    measures = measures.exclude(current__status__in=[status.value for status in SETTLED]).select_related("parent")
    milestones = Milestone.objects.filter(permitted(user, Action.VIEW, Milestone), measure__report__is_closed=False)
    open_ones: Any = milestones.open(today).select_related(*WAY_TO_MEASURE)
    columns = {
        "due_on": Q(due_on__gte=today) & ~Q(moved_on__gt=today),
        "original_due_on": Q(original_due_on__gte=today, moved_on__gt=today),
    }
    due: list[Any] = [
        row
        for rows in (measures, open_ones)
        for column, counts_today in columns.items()
        for row in due_next(rows.filter(counts_today), column)
    ]
    due.sort(key=lambda row: row.due_then)
    items = [Item(name_of_deadline(row), page_of(row), day_of(row.due_then)) for row in due[:MOST]]
    return Task(_("Next deadlines"), list_of(Measure, deadline=DeadlineState.AHEAD.value), items)


def due_next(rows: QuerySet[Any], column: str) -> QuerySet[Any]:
    """Returns the first few by the column that holds the deadline of today, as `due_then`."""
    first: QuerySet[Any] = rows.annotate(due_then=F(column)).order_by(column, "pk")[:MOST]
    return first


def name_of_deadline(row: Measure | Milestone) -> str:
    """Returns the name of a milestone with the number of its measure."""
    return f"{row.measure.full_code} {row.title}".strip() if isinstance(row, Milestone) else str(row)


def of_import(row: SpreadsheetImport) -> Item:
    return Item(row.file_name, page_of(row), _("for “%(report)s”") % {"report": row.report})


def to_invite(city: Municipality) -> Item:
    """Returns an item that leads to the invitation of a planner."""
    query = urlencode({"municipality": str(city.pk), "role": MemberRole.PLANNER.value})
    return Item(str(city), f"{reverse('admin:catalog_invitation_add')}?{query}", _("invite somebody"))


def of_invitation(row: Invitation) -> Item:
    until = _("until %(day)s") % {"day": day_of(timezone.localtime(row.expires_at))}
    return Item(str(row), page_of(row), until)


def of_measure(row: Any) -> Item:
    """Returns an item named by the measure of the row."""
    measure = row.indicator.measure if isinstance(row, IndicatorValue) else row.measure
    return Item(str(measure), page_of(row), row.remark or str(row))


def task(one: TodoList, user: User, item: Callable[[Any], Item]) -> Task:
    """Returns the first few rows of a list and their number."""
    rows = one.rows(user)
    if shown := SHOWN.get(one.model):
        rows = rows.select_related(*shown)
    if one.model is SpreadsheetImport:
        rows = rows.defer("content", "workbook")
    first, number = first_of(rows)
    return Task(str(one.title), one.url, [item(row) for row in first], number)


def first_of(found: QuerySet[Any], most: int = MOST) -> tuple[list[Any], int]:
    """Returns the first few rows and the number of all, as far as tasks are counted; in one query."""
    first = list(found.annotate(in_all=CountOf(found, MOST_COUNTED))[:most])
    return first, first[0].in_all if first else 0


def list_of(model: type[Model], **filters: str) -> str:
    address = reverse(f"admin:{name_of(model)}_changelist")
    return f"{address}?{urlencode(filters)}" if filters else address


def page_of(row: Model) -> str:
    return reverse(f"admin:{name_of(type(row))}_change", args=[row.pk])


def name_of(model: type[Model]) -> str:
    concrete: Any = model._meta.concrete_model
    return f"{concrete._meta.app_label}_{concrete._meta.model_name}"


def day_of(day: date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""
