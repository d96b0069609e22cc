"""Open tasks of a planner with the council: drafts, days to hand them in, results, reports long not presented."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, DateField, Exists, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from catalog.choices import ReportingInterval
from catalog.deadlines import months_later
from catalog.models import Report
from catalog.permissions.policy import can, permitted
from catalog.permissions.registry import Action
from monitoring.agenda import MOST, Item, Task, day_of, first_of, page_of
from reports.choices import PaperState
from reports.council.issued_papers import newer_version
from reports.models import Consultation, CouncilPaper

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from catalog.models import User

MOST_OF_A_KIND = 200  # on the page of all tasks


def tasks(user: User) -> list[Task]:
    """Returns the kinds of tasks with something to do, with the first few rows each."""
    return [task for task in complete_tasks(user, MOST) if task.number]


def complete_tasks(user: User, most: int = MOST_OF_A_KIND) -> list[Task]:
    """Returns all tasks, the most urgent kind first, in four queries; none for people who write no papers."""
    if not can(user, Action.ADD, CouncilPaper):
        return []
    lists: list[tuple[str, str, QuerySet[Any], Callable[[Any], Item]]] = [
        ("abzugeben", _("Papers to hand in"), to_hand_in(user), item_to_hand_in),
        ("in-vorbereitung", _("Papers in preparation"), in_preparation(user), item_in_preparation),
        ("ergebnisse", _("Results to record"), to_record(user), item_to_record),
        ("lange-nicht-vorgelegt", _("Reports not presented for too long"), long_not_presented(user), item_to_present),
    ]
    page = reverse("admin:council_agenda")
    found = []
    for key, title, rows, item in lists:
        first, number = first_of(rows, most)
        found.append(Task(title, f"{page}#{key}", [item(row) for row in first], number, key))
    return found


def in_preparation(user: User) -> QuerySet[CouncilPaper]:
    drafts = CouncilPaper.objects.filter(permitted(user, Action.CHANGE, CouncilPaper), state=PaperState.DRAFT)
    return drafts.order_by("dated_on", "pk")


def item_in_preparation(paper: CouncilPaper) -> Item:
    return Item(str(paper), page_of(paper), day_of(paper.dated_on))


def to_hand_in(user: User) -> QuerySet[Consultation]:
    """Returns the days by which drafts have to reach their committees, those that have passed first."""
    due = Consultation.objects.filter(
        permitted(user, Action.CHANGE, Consultation), paper__state=PaperState.DRAFT, hand_in_by__isnull=False
    )
    return due.select_related("paper", "committee").order_by("hand_in_by", "pk")


def item_to_hand_in(one: Consultation) -> Item:
    is_late = one.hand_in_by is not None and one.hand_in_by < timezone.localdate()
    words = _("was due on %(day)s, %(committee)s") if is_late else _("by %(day)s, %(committee)s")
    facts = words % {"day": day_of(one.hand_in_by), "committee": one.committee}
    return Item(str(one.paper), page_of(one.paper), facts, is_late)


def to_record(user: User) -> QuerySet[Consultation]:
    """Returns past meetings without a recorded result, of the newest versions of papers."""
    held = Consultation.objects.filter(
        permitted(user, Action.CHANGE, Consultation),
        paper__state=PaperState.ISSUED,
        meeting_on__lt=timezone.localdate(),
        result="",
    ).exclude(Exists(newer_version("paper")))
    return held.select_related("paper", "committee").order_by("meeting_on", "pk")


def item_to_record(one: Consultation) -> Item:
    return Item(str(one.paper), page_of(one), str(one))


def long_not_presented(user: User) -> QuerySet[Report]:
    """Returns the reports last presented or published longer ago than their reporting interval."""
    today = timezone.localdate()
    issued = CouncilPaper.objects.filter(report=OuterRef("pk"), state=PaperState.ISSUED, dated_on__isnull=False)
    presented_on = Subquery(issued.order_by("-dated_on").values("dated_on")[:1])
    reports = Report.objects.filter(permitted(user, Action.ADD, CouncilPaper, of=Report), is_closed=False)
    reports = reports.annotate(
        presented_on=presented_on, known_on=Coalesce("presented_on", "published_on", output_field=DateField())
    )
    whens = [
        When(reporting_interval=months, then=Value(months_later(today, -months))) for months in ReportingInterval.values
    ]
    return reports.filter(known_on__lt=Case(*whens, output_field=DateField())).order_by("known_on", "pk")


def item_to_present(report: Any) -> Item:
    words = _("last on %(day)s") if report.presented_on else _("never; published on %(day)s")
    new = f"{reverse('admin:reports_councilpaper_add')}?{urlencode({'report': report.pk})}"
    return Item(str(report), new, words % {"day": day_of(report.known_on)})
