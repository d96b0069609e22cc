"""Reports as cards: how far their measures are, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import Report
from catalog.permissions.large_lists import CountOf
from catalog.permissions.policy import permitted
from catalog.permissions.registry import Action
from measures_tracker.workbench.tabs import tab_url
from monitoring.models import ReportingRound
from reports.measures.counts import ScopeCounts
from reports.measures.scope import Scope

if TYPE_CHECKING:
    from catalog.models import User
    from reports.measures.counts import MeasureCounts

MOST_CARDS = 12


@dataclass(frozen=True, slots=True)
class NextStep:
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Card:
    report: Report
    counts: MeasureCounts
    step: NextStep
    url: str


@dataclass(frozen=True, slots=True)
class Cards:
    """The first of `number` reports, which are counted only until there are more than cards."""

    cards: list[Card]
    number: int

    @property
    def are_all(self) -> bool:
        return self.number <= len(self.cards)


def report_cards(user: User) -> Cards:
    """Returns the reports that somebody may change, the open and newest ones first; in four queries."""
    own = Report.objects.filter(permitted(user, Action.CHANGE, Report))
    first = own.select_related("municipality").annotate(in_all=CountOf(own, MOST_CARDS))
    reports = list(first.order_by("is_closed", "-published_on", "-pk")[:MOST_CARDS])
    if not reports:
        return Cards([], 0)
    keys = [report.pk for report in reports]
    counts = ScopeCounts(Scope(user, timezone.localdate())).by_report(keys)
    running = running_by_report(keys)
    cards = [
        Card(
            report,
            counts[report.pk],
            next_step(report, counts[report.pk], running.get(report.pk)),
            tab_url(report, "measures"),
        )
        for report in reports
    ]
    return Cards(cards, reports[0].in_all)


def running_by_report(reports: list[int]) -> dict[int, int]:
    """Returns the id of the running round of each report that has one; in one query."""
    rounds = ReportingRound.objects.running().filter(reports__in=reports).order_by("open_until", "pk")
    return {report: pk for pk, report in reversed(rounds.values_list("pk", "reports"))}


def next_step(report: Report, counts: MeasureCounts, running: int | None) -> NextStep:
    """Returns the one thing that brings a report on most."""
    if report.is_closed:
        return NextStep(_("Closed: begin the next report"), reverse("next-report", args=[report.pk]))
    if not counts.measures:
        return NextStep(_("Read in a table or add the first measure"), tab_url(report, "imports"))
    if running:
        return NextStep(_("A round is running: see who is missing"), reverse("admin:round_missing", args=[running]))
    if not report.is_public:
        return NextStep(_("Not public yet: publish"), tab_url(report, "publication"))
    if silent := counts.number_of_silent:
        words = ngettext(
            "%(number)s without a report for too long: ask the offices",
            "%(number)s without a report for too long: ask the offices",
            silent,
        )
        return NextStep(words % {"number": silent}, tab_url(report, "rounds"))
    return NextStep(_("Make a paper for the council"), tab_url(report, "papers"))
