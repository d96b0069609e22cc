"""What a planner owes the council: papers in preparation, days to hand them in, reports long not presented."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import DateField, Max, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from catalog.deadlines import months_later
from catalog.models import Report, ReportingInterval
from catalog.permissions import Act, may, rows
from reports.models import Consultation, CouncilPaper, PaperState

if TYPE_CHECKING:
    from datetime import date

    from catalog.models import User

MOST = 5


@dataclass(frozen=True, slots=True)
class Item:
    name: str
    url: str
    facts: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of thing to do; `url` leads to the list, where there are `number` of them if it is said."""

    title: str
    url: str
    items: list[Item] = field(default_factory=list)
    number: int = 0


def tasks(user: User) -> list[Task]:
    """Those that there is something to do about; three queries."""
    if not may(user, Act.ADD, CouncilPaper):
        return []
    found = [in_preparation(user), to_hand_in(user), long_not_presented(user)]
    return [task for task in found if task.items]


def in_preparation(user: User) -> Task:
    drafts = list(CouncilPaper.objects.filter(rows(user, Act.CHANGE, CouncilPaper)).order_by("dated_on", "pk"))
    items = [Item(str(paper), page_of(paper), day_of(paper.dated_on)) for paper in drafts[:MOST]]
    return Task(_("Papers in preparation"), f"{list_of()}?{urlencode({'state__exact': 'draft'})}", items, len(drafts))


def to_hand_in(user: User) -> Task:
    """The next days by which a draft has to reach its committee."""
    ahead = Consultation.objects.filter(
        rows(user, Act.CHANGE, Consultation),
        paper__state=PaperState.DRAFT,
        hand_in_by__gte=timezone.localdate(),
    )
    found = list(ahead.select_related("paper", "committee").order_by("hand_in_by", "pk"))
    items = [
        Item(str(one.paper), page_of(one.paper), f"{day_of(one.hand_in_by)}, {one.committee}") for one in found[:MOST]
    ]
    return Task(_("Papers to hand in"), list_of(), items)


def long_not_presented(user: User) -> Task:
    """Reports whose last paper, or else they themselves, are older than the interval in which they are reported on."""
    today = timezone.localdate()
    issued = Max("papers__dated_on", filter=Q(papers__state=PaperState.ISSUED))
    reports = Report.objects.filter(rows(user, Act.ADD, CouncilPaper, of=Report), is_closed=False)
    reports = reports.annotate(presented_on=Coalesce(issued, "published_on", output_field=DateField()))
    too_long = Q()
    for months in ReportingInterval.values:
        too_long |= Q(reporting_interval=months, presented_on__lt=months_later(today, -months))
    found = list(reports.filter(too_long).order_by("presented_on", "pk"))
    items = []
    for report in found[:MOST]:
        since = _("since %(day)s") % {"day": day_of(report.presented_on)}
        new = f"{reverse('admin:reports_councilpaper_add')}?{urlencode({'report': report.pk})}"
        items.append(Item(str(report), new, since))
    return Task(_("Reports not presented for too long"), list_of(), items)


def list_of() -> str:
    return reverse("admin:reports_councilpaper_changelist")


def page_of(paper: CouncilPaper) -> str:
    return reverse("admin:reports_councilpaper_change", args=[paper.pk])


def day_of(day: date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""
