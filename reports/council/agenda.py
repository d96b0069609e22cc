"""Open tasks of a planner with the council: drafts, days to hand them in, results, reports long not presented."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import DateField, Exists, Max, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from catalog.choices import ReportingInterval
from catalog.deadlines import months_later
from catalog.models import Report
from catalog.permissions.policy import can, permitted
from catalog.permissions.registry import NO_ROWS, Action
from monitoring.agenda import MOST, Item, Task, day_of, page_of
from reports.choices import PaperState
from reports.council.issued_papers import newer_version
from reports.models import Consultation, CouncilPaper

if TYPE_CHECKING:
    from catalog.models import User


def tasks(user: User, most: int = MOST) -> list[Task]:
    """Returns the kinds of tasks with something to do, with the first few rows each."""
    return [replace(task, items=task.items[:most]) for task in complete_tasks(user) if task.number]


def complete_tasks(user: User) -> list[Task]:
    """Returns all tasks, the most urgent kind first, in four queries; none for people who write no papers."""
    if not can(user, Action.ADD, CouncilPaper):
        return []
    lists = [
        ("abzugeben", _("Papers to hand in"), to_hand_in(user)),
        ("in-vorbereitung", _("Papers in preparation"), in_preparation(user)),
        ("ergebnisse", _("Results to record"), to_record(user)),
        ("lange-nicht-vorgelegt", _("Reports not presented for too long"), long_not_presented(user)),
    ]
    page = reverse("admin:council_agenda")
    return [Task(title, f"{page}#{key}", items, len(items), key) for key, title, items in lists]


def in_preparation(user: User) -> list[Item]:
    drafts = CouncilPaper.objects.filter(permitted(user, Action.CHANGE, CouncilPaper), state=PaperState.DRAFT)
    return [Item(str(paper), page_of(paper), day_of(paper.dated_on)) for paper in drafts.order_by("dated_on", "pk")]


def to_hand_in(user: User) -> list[Item]:
    """Returns the days by which drafts have to reach their committees, those that have passed first."""
    today = timezone.localdate()
    due = Consultation.objects.filter(
        permitted(user, Action.CHANGE, Consultation), paper__state=PaperState.DRAFT, hand_in_by__isnull=False
    )
    items = []
    for one in due.select_related("paper", "committee").order_by("hand_in_by", "pk"):
        is_late = one.hand_in_by is not None and one.hand_in_by < today
        words = _("was due on %(day)s, %(committee)s") if is_late else _("by %(day)s, %(committee)s")
        facts = words % {"day": day_of(one.hand_in_by), "committee": one.committee}
        items.append(Item(str(one.paper), page_of(one.paper), facts, is_late))
    return items


def to_record(user: User) -> list[Item]:
    """Returns past meetings without a recorded result, of the newest versions of papers."""
    held = Consultation.objects.filter(
        permitted(user, Action.CHANGE, Consultation),
        paper__state=PaperState.ISSUED,
        meeting_on__lt=timezone.localdate(),
        result="",
    ).exclude(Exists(newer_version("paper")))
    return [
        Item(str(one.paper), page_of(one), str(one))
        for one in held.select_related("paper", "committee").order_by("meeting_on", "pk")
    ]


def long_not_presented(user: User) -> list[Item]:
    """Returns the reports last presented or published longer ago than their reporting interval."""
    today = timezone.localdate()
    issued = Max("papers__dated_on", filter=Q(papers__state=PaperState.ISSUED))
    reports = Report.objects.filter(permitted(user, Action.ADD, CouncilPaper, of=Report), is_closed=False)
    reports = reports.annotate(presented_on=issued, known_on=Coalesce(issued, "published_on", output_field=DateField()))
    too_long = NO_ROWS
    for months in ReportingInterval.values:
        too_long |= Q(reporting_interval=months, known_on__lt=months_later(today, -months))
    items = []
    for report in reports.filter(too_long).order_by("known_on", "pk"):
        words = _("last on %(day)s") if report.presented_on else _("never; published on %(day)s")
        new = f"{reverse('admin:reports_councilpaper_add')}?{urlencode({'report': report.pk})}"
        items.append(Item(str(report), new, words % {"day": day_of(report.known_on)}))
    return items
