"""Open tasks of a person, for the start page of the administration: a few rows of each kind, and their number."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.choices import MemberRole, Publication
from catalog.models import Invitation, Measure, Membership, Municipality, Report
from catalog.permissions.large_lists import CountOf, capped_words
from catalog.permissions.policy import can, permitted
from catalog.permissions.registry import ALL_ROWS, Action
from monitoring.choices import SETTLED, DeadlineState, ImportState, ReviewState
from monitoring.comments.threads import open_threads
from monitoring.current.judging import refresh
from monitoring.models import (
    Attachment,
    Comment,
    CurrentStatus,
    Indicator,
    IndicatorValue,
    Milestone,
    MonitoredMeasure,
    ReportingRound,
    RoundRequest,
    SpreadsheetImport,
    StatusUpdate,
)
from monitoring.rounds.mails.links import address_inside
from monitoring.rounds.planning.progress import overdue_requests, summaries, with_open_answers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.db.models import Model, QuerySet

    from catalog.models import User

MOST = 5
WAY_TO_MEASURE = ("measure__parent", "measure__report__municipality")
PLACE_OF_VALUE = ("indicator__measure__parent",)


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
        return capped_words(self.number)


def agenda(user: User) -> list[Task]:
    """Returns the open tasks, the most urgent kind first; needs at most twenty queries."""
    tasks: list[Task] = []
    if user.roles.contributes:
        tasks += asked_in_rounds(user)
    if can(user, Action.VIEW, ReportingRound):
        tasks += running_rounds(user)
    if can(user, Action.PUBLISH, StatusUpdate):
        tasks += to_review(user)
    if can(user, Action.ADD, StatusUpdate) and user.roles.contributes:
        tasks += to_report(user)
    if can(user, Action.VIEW, Comment):
        tasks += commented(user)
    if can(user, Action.VIEW, Measure):
        tasks += [*passed_deadlines(user), deadlines(user)]
    if can(user, Action.CHANGE, Report):
        tasks += [values_due(user), *not_public_yet(user)]
    if can(user, Action.ADD, SpreadsheetImport):
        tasks.append(unfinished_imports(user))
    if can(user, Action.ADD, Municipality):
        tasks += [without_planner(user), open_invitations(user)]
    return tasks


def asked_in_rounds(user: User) -> list[Task]:
    """Returns the rounds in which the offices of a person owe an answer, if there are any."""
    offices = user.memberships.filter(role=MemberRole.CONTRIBUTOR).values("office")
    asked = with_open_answers(RoundRequest.objects.filter(office__in=offices))

    def item(request: Any) -> Item:
        words = ngettext("%(number)s measure until %(day)s", "%(number)s measures until %(day)s", request.number_open)
        facts = words % {"number": request.number_open, "day": day_of(request.last_day)}
        return Item(str(request.round), address_inside(request), facts)

    return [one for one in [task(_("Your office is asked"), asked, item)] if one.items]


def running_rounds(user: User) -> list[Task]:
    """Returns the running rounds, the answers to review in them and the offices that are overdue, as far as any are."""
    today = timezone.localdate()
    running = ReportingRound.objects.running().filter(permitted(user, Action.VIEW, ReportingRound))
    rounds, number = first_of(running.order_by("open_until", "pk"))
    if not rounds:
        return []
    counted = summaries(rounds)
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
    to_do = [one for one in rounds if counted[one.pk].submitted]
    answers = sum(counted[one.pk].submitted for one in to_do)
    review = [
        Item(str(one), address_of_review(one), _("%(number)s submitted") % {"number": counted[one.pk].submitted})
        for one in to_do
    ]
    late = overdue_requests(permitted(user, Action.VIEW, RoundRequest), today)
    calendar = reverse("admin:round_calendar")

    def item(request: Any) -> Item:
        since = _("since %(day)s") % {"day": day_of(request.last_day)}
        page = reverse("admin:round_request", args=[request.pk])
        return Item(str(request.office), page, f"{request.round}, {since}", is_late=True)

    first, overdue = first_of(late)
    tasks = [
        Task(_("Answers to review"), calendar, review, answers),
        Task(_("Offices that are overdue"), calendar, [item(row) for row in first], overdue),
        Task(_("Running rounds"), calendar, items, number),
    ]
    return [one for one in tasks if one.items]


def address_of_review(reporting_round: ReportingRound) -> str:
    with suppress(NoReverseMatch):
        return reverse("admin:round_review", args=[reporting_round.pk])
    return page_of(reporting_round)


def to_review(user: User) -> list[Task]:
    """Returns what offices have submitted; updates always, proposals only if there are any."""
    waiting = {"publication": ReviewState.SUBMITTED}
    titles = {
        StatusUpdate: _("Updates to review"),
        Milestone: _("Proposed milestones to review"),
        Attachment: _("Attachments to review"),
        IndicatorValue: _("Values to review"),
    }
    tasks = []
    for model, title in titles.items():
        theirs: QuerySet[Any] = model._default_manager.filter(permitted(user, Action.PUBLISH, model), **waiting)
        tasks.append(task(title, theirs.order_by("pk"), of_measure, publication__exact=ReviewState.SUBMITTED))
    return [one for one in tasks if one.items or one is tasks[0]]


def to_report(user: User) -> list[Task]:
    """Returns the updates of an office that were sent back or not submitted yet."""
    drafts: QuerySet[Any] = StatusUpdate.objects.filter(
        permitted(user, Action.CHANGE, StatusUpdate),
        publication=ReviewState.DRAFT,
        measure__in=user.roles.measures_asked,
    )
    filters = {"publication__exact": ReviewState.DRAFT}
    return [
        task(_("Sent back to you"), drafts.exclude(remark="").order_by("pk"), of_measure, **filters),
        task(_("Drafts not submitted yet"), drafts.filter(remark="").order_by("pk"), of_measure, **filters),
    ]


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
    judged: Any = MonitoredMeasure.objects.filter(pk__in=keys).with_status().with_deadlines().select_related("parent")
    by_key = {measure.pk: measure for measure in judged} if keys else {}

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
    reports = Report.objects.filter(permitted(user, Action.VIEW, Report), is_public=False, is_closed=False)
    measures: Any = Measure.objects.filter(permitted(user, Action.PUBLISH, Measure), publication=Publication.DRAFT)
    updates = StatusUpdate.objects.filter(
        permitted(user, Action.PUBLISH, StatusUpdate), publication=ReviewState.DRAFT
    ).order_by("pk")

    def item(row: Any) -> Item:
        return Item(str(row), page_of(row), str(row.report if isinstance(row, Measure) else row.municipality))

    reports = reports.select_related("municipality").order_by("pk")
    measures = measures.select_related("parent", "report").order_by("pk")
    return [
        task(_("Reports that are not public"), reports, item, is_public__exact=0),
        task(_("Measures that are drafts"), measures, item, publication__exact=Publication.DRAFT),
        task(_("Updates that are drafts"), updates, of_measure, publication__exact=ReviewState.DRAFT),
    ]


def values_due(user: User) -> Task:
    """Returns the indicators with a target whose day has passed and no value of that day or later."""
    found = Indicator.objects.filter(permitted(user, Action.VIEW, Indicator)).with_value_due(timezone.localdate())

    def item(row: Any) -> Item:
        return Item(str(row.measure), page_of(row), row.name)

    return task(_("Values that are due"), found.select_related("measure__parent").order_by("pk"), item, values="due")


def deadlines(user: User) -> Task:
    """Returns the next deadlines of measures and milestones."""
    today = timezone.localdate()
    measures = Measure.objects.filter(permitted(user, Action.VIEW, Measure), report__is_closed=False)
    measures = measures.exclude(current__status__in=[status.value for status in SETTLED]).select_related("parent")
    milestones: Any = Milestone.objects.filter(permitted(user, Action.VIEW, Milestone)).upcoming(today)
    due: list[Any] = [
        *due_next(measures.filter(due_on__gte=today).exclude(moved_on__gt=today), "due_on"),
        *due_next(measures.filter(original_due_on__gte=today, moved_on__gt=today), "original_due_on"),
        *milestones.select_related(*WAY_TO_MEASURE).order_by("due_then", "pk")[:MOST],
    ]
    due.sort(key=lambda row: row.due_then)
    items = [Item(name_of_deadline(row), page_of(row), day_of(row.due_then)) for row in due[:MOST]]
    return Task(_("Next deadlines"), list_of(Milestone), items, len(items))


def due_next(measures: QuerySet[Measure], column: str) -> QuerySet[Any]:
    """Returns the first few by the column that holds the deadline of today, as `due_then`."""
    return measures.annotate(due_then=F(column)).order_by(column, "pk")[:MOST]


def name_of_deadline(row: Measure | Milestone) -> str:
    """Returns the name of a milestone with the number of its measure."""
    return f"{row.measure.full_code} {row.title}".strip() if isinstance(row, Milestone) else str(row)


def unfinished_imports(user: User) -> Task:
    waiting = SpreadsheetImport.objects.filter(
        permitted(user, Action.ADD, SpreadsheetImport), state__in=[ImportState.OPEN, ImportState.FAILED]
    ).defer("content", "workbook")

    def item(one: Any) -> Item:
        return Item(one.file_name, page_of(one), _("for “%(report)s”") % {"report": one.report})

    return task(_("Unfinished imports"), waiting.select_related("report"), item, state__exact=ImportState.OPEN)


def without_planner(user: User) -> Task:
    planners = Membership.objects.filter(municipality=OuterRef("pk"), role=MemberRole.PLANNER, user__is_active=True)
    orphans = Municipality.objects.filter(permitted(user, Action.ADD, Municipality)).exclude(Exists(planners))

    def item(city: Any) -> Item:
        query = urlencode({"municipality": city.pk, "role": MemberRole.PLANNER.value})
        invite = f"{reverse('admin:catalog_invitation_add')}?{query}"
        return Item(str(city), invite, _("invite somebody"))

    return task(_("Municipalities without a planner"), orphans, item)


def open_invitations(user: User) -> Task:
    waiting = Invitation.objects.filter(permitted(user, Action.ADD, Invitation)).open()

    def item(invitation: Any) -> Item:
        until = _("until %(day)s") % {"day": day_of(timezone.localtime(invitation.expires_at))}
        return Item(str(invitation), page_of(invitation), until)

    return task(
        _("Invitations nobody has accepted yet"),
        waiting.select_related("municipality", "office").order_by("expires_at"),
        item,
        accepted_at__isempty=1,
    )


def of_measure(row: Any) -> Item:
    """Returns an item named by the measure of the row."""
    measure = row.indicator.measure if isinstance(row, IndicatorValue) else row.measure
    return Item(str(measure), page_of(row), row.remark or str(row))


def task(title: str, found: QuerySet[Any], item: Callable[[Any], Item], **filters: Any) -> Task:
    """Returns the first few rows and their number."""
    model = found.model
    if model in {StatusUpdate, Milestone}:
        found = found.select_related(*WAY_TO_MEASURE)
    elif model is IndicatorValue:
        found = found.select_related(*PLACE_OF_VALUE)
    first, number = first_of(found)
    url = list_of(model, **filters) if model is not RoundRequest else ""
    return Task(title, url, [item(row) for row in first], number)


def first_of(found: QuerySet[Any], most: int = MOST) -> tuple[list[Any], int]:
    """Returns the first few rows and the number of all, as far as lists count; in one query."""
    first = list(found.annotate(in_all=CountOf(found))[:most])
    return first, first[0].in_all if first else 0


def list_of(model: type[Model], **filters: Any) -> str:
    address = reverse(f"admin:{name_of(model)}_changelist")
    return f"{address}?{urlencode(filters)}" if filters else address


def page_of(row: Model) -> str:
    return reverse(f"admin:{name_of(type(row))}_change", args=[row.pk])


def name_of(model: type[Model]) -> str:
    concrete: Any = model._meta.concrete_model
    return f"{concrete._meta.app_label}_{concrete._meta.model_name}"


def day_of(day: date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""
