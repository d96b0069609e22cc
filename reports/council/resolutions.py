"""The resolutions of a committee: what is open, what was reported done since it last met, and what was done before.

A resolution is a measure of a report of resolutions that names the committee, by its name or its abbreviation. What is
done stands in the open once: until the committee has met again, or a round has been closed, after it was reported.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Max, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.choices import ReportKind
from catalog.models.measure import movers_in
from monitoring.choices import Status
from monitoring.models import MonitoredMeasure, Snapshot, StatusUpdate
from reports.council.committees import consultations

if TYPE_CHECKING:
    from catalog.permissions.roles import Visitor
    from monitoring.models.measure import MonitoredMeasureQuerySet
    from reports.models import Committee

MOVER = "fraktion"  # parameter: whose motions are listed
DONE = (Status.DONE.value, Status.NOT_FEASIBLE.value)  # nothing more is to be expected
NEWEST_FIRST = (F("resolved_on").desc(nulls_last=True), "report_id", "code_sort", "pk")


@dataclass(frozen=True, slots=True)
class Mover:
    """A faction or committee with the number of its motions."""

    name: str
    number: int
    is_chosen: bool


class Resolutions:
    """The resolutions of a committee that a visitor sees; with `mover` only the motions of that one."""

    def __init__(self, committee: Committee, user: Visitor, mover: str = "") -> None:
        self.committee, self.user, self.mover = committee, user, mover
        self.today = timezone.localdate()

    @cached_property
    def _wordings(self) -> dict[str, int]:
        """Returns how many resolutions there are of each wording of who moved them; one query."""
        everything = resolutions_of(self.committee, self.user).order_by()
        return dict(everything.values_list("moved_by").annotate(number=Count("pk")))

    @property
    def number(self) -> int:
        """Returns how many there are, whoever moved them."""
        return sum(self._wordings.values())

    @property
    def movers(self) -> list[Mover]:
        """Returns the factions and committees by name."""
        found: Counter[str] = Counter()
        for wording, number in self._wordings.items():
            for name in movers_in(wording):
                found[name] += number
        return [Mover(name, found[name], name == self.mover) for name in sorted(found, key=str.casefold)]

    def _where(self, **condition: Any) -> MonitoredMeasureQuerySet:
        """Returns those that are listed, the newest resolution first, of which this holds."""
        found = resolutions_of(self.committee, self.user)
        if self.mover:
            found = found.filter(moved_by__in=[text for text in self._wordings if self.mover in movers_in(text)])
        return with_done_since(found, self.today).filter(**condition).order_by(*NEWEST_FIRST)

    @property
    def open(self) -> MonitoredMeasureQuerySet:
        """Returns what is not done, the newest resolution first."""
        return self._where(done_since__isnull=True)

    @property
    def newly_done(self) -> MonitoredMeasureQuerySet:
        """Returns what was reported done since the last meeting or round."""
        return self._where(done_since__gte=self.told_until)

    @property
    def done_before(self) -> MonitoredMeasureQuerySet:
        """Returns what has been reported to the committee as done."""
        return self._where(done_since__lt=self.told_until)

    @cached_property
    def told_until(self) -> date:
        """Returns the last day on which the committee has met or of which a closed round says; two queries."""
        known = consultations(self.user).filter(committee=self.committee, meeting_on__lt=self.today).order_by()
        met_on = known.aggregate(day=Max("meeting_on"))["day"]
        reports = resolutions_of(self.committee, self.user).order_by().values("report")
        frozen = Snapshot.objects.filter(report__in=reports, as_of__lte=self.today).order_by()
        asked_on = frozen.aggregate(day=Max("as_of"))["day"]
        return max(filter(None, (met_on, asked_on)), default=date.min)


def resolutions_of(committee: Committee, user: Visitor) -> MonitoredMeasureQuerySet:
    """Returns the measures of reports of resolutions that name a committee, as far as a visitor sees them."""
    names = [name for name in (committee.name, committee.abbreviation) if name]
    seen = MonitoredMeasure.objects.visible_to(user)
    return seen.filter(
        report__kind=ReportKind.RESOLUTIONS,
        report__municipality=committee.municipality_id,
        parent__isnull=True,
        resolved_by__in=names,
    )


def with_done_since(measures: MonitoredMeasureQuerySet, today: date) -> MonitoredMeasureQuerySet:
    """Annotates since when each has been reported done without a break; None for what is open.

    An update that repeats or confirms the word later does not make it new.
    """
    known = StatusUpdate.objects.published().filter(measure=OuterRef("pk"), as_of__lte=today).exclude(status="")
    last_open = known.exclude(status__in=DONE).order_by("-as_of", "-pk").values("as_of")[:1]
    since_then = known.filter(status__in=DONE, as_of__gt=OuterRef("open_until"))
    first_done = since_then.order_by("as_of", "pk").values("as_of")[:1]
    found: MonitoredMeasureQuerySet = measures.annotate(
        open_until=Coalesce(Subquery(last_open), Value(date.min)),
    ).annotate(done_since=Subquery(first_done))
    return found
