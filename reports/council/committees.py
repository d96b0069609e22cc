"""The committees: their meetings, their papers, and the news of each report since they last had it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from catalog.models import Report
from catalog.outline import Outline
from reports.changes.between_days import ChangeKind, Changes
from reports.changes.long_changes import long_changes
from reports.changes.report_timeline import ReportTimeline
from reports.choices import NOT_DEALT_WITH, PaperState
from reports.measures.table.pages import long_among
from reports.models import Committee, CommitteeSection, Consultation, CouncilPaper

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from catalog.models import Municipality
    from catalog.permissions.roles import Visitor
    from reports.changes.between_days import MeasureChange
    from reports.querysets import ConsultationQuerySet

MOST_NEWS = 30  # measures of a long report that are named


@dataclass(slots=True)
class Meeting:
    day: date
    consultations: list[Consultation] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReportNews:
    """The changes of a report since the committee last had it; `since` is None where it never had.

    Of a long report, the first changes; there are `others`.
    """

    report: Report
    since: date | None = None
    changes: list[MeasureChange] = field(default_factory=list)
    others: int = 0


class Meetings:
    """The meetings of a committee that a visitor may know of: one for each day with papers."""

    def __init__(self, consultations: Iterable[Consultation]) -> None:
        self.consultations = list(consultations)
        self.today = timezone.localdate()

    @cached_property
    def all(self) -> list[Meeting]:
        """Returns the meetings, the earliest first."""
        found: dict[date, Meeting] = {}
        for one in self.consultations:
            if one.meeting_on:
                found.setdefault(one.meeting_on, Meeting(one.meeting_on)).consultations.append(one)
        return list(found.values())

    @property
    def next(self) -> list[Meeting]:
        """Returns today's and later meetings, the nearest first."""
        return [meeting for meeting in self.all if meeting.day >= self.today]

    @property
    def past(self) -> list[Meeting]:
        """Returns past meetings, the newest first."""
        return [meeting for meeting in reversed(self.all) if meeting.day < self.today]

    @property
    def undated(self) -> list[Consultation]:
        """Returns the consultations that wait for a meeting."""
        return [one for one in self.consultations if one.meeting_on is None]

    @property
    def presented_on(self) -> dict[int, date]:
        """Returns when the committee last had a paper about each report, by the report's id.

        Withdrawn papers and those that it put off or sent on do not count.
        """
        return {
            one.paper.report_id: meeting.day
            for meeting in reversed(self.past)
            for one in meeting.consultations
            if one.result not in NOT_DEALT_WITH and one.paper.state == PaperState.ISSUED
        }


class CommitteeView:
    """A committee with all that a visitor may see of it."""

    def __init__(self, committee: Committee, user: Visitor) -> None:
        self.committee = committee
        self.user = user

    @cached_property
    def meetings(self) -> Meetings:
        known = consultations(self.user).filter(committee=self.committee)
        return Meetings(known.select_related("paper__municipality"))

    @cached_property
    def news(self) -> list[ReportNews]:
        """Returns the changes of every report the committee deals with, in the order of the reports.

        It deals with those it has had papers about and those with a section that is assigned to it.
        """
        reports = {report.pk: report for report in self._reports()}
        since = {reports[pk]: day for pk, day in self.meetings.presented_on.items() if pk in reports}
        long = long_among(report.pk for report in since)
        short = {report: day for report, day in since.items() if report.pk not in long}
        chronicle = ReportTimeline(short, self.user, self.meetings.today)
        return [
            ReportNews(report, since[report], self._concerning(Changes(report, chronicle)))
            if report in short
            else self._news_of_long(report, since[report])
            if report in since
            else ReportNews(report)
            for report in reports.values()
        ]

    def _news_of_long(self, report: Report, since: date) -> ReportNews:
        with long_changes(report, self.user, since, self.meetings.today) as changes:
            news = changes.of_kinds([ChangeKind.NEWS])
            sections = self._sections.get(report.pk)
            if sections is not None:
                outline = Outline(report)
                below = {pk for _depth, one in outline.entries if one.pk in sections for pk in outline.below(one)}
                news = news.filter(Q(measure__section__in=below) | Q(measure__parent__section__in=below))
            others = max(news.count() - MOST_NEWS, 0)
            return ReportNews(report, since, changes.load(list(news[:MOST_NEWS])), others)

    def _reports(self) -> Iterable[Report]:
        about = {one.paper.report_id for one in self.meetings.consultations} | self._sections.keys()
        return Report.objects.visible_to(self.user).select_related("municipality").filter(pk__in=about)

    def _concerning(self, changes: Changes) -> list[MeasureChange]:
        """Returns the changes in the committee's sections; all where no section of the report is assigned."""
        sections = self._sections.get(changes.report.pk)
        if sections is None:
            return changes.news
        return [change for change in changes.news if changes.outline.lies_in(change.measure, sections)]

    @cached_property
    def _sections(self) -> dict[int, set[int]]:
        """Returns the ids of the sections assigned to the committee, by that of their report."""
        found: dict[int, set[int]] = {}
        assigned = CommitteeSection.objects.filter(committee=self.committee)
        for report, section in assigned.values_list("section__report", "section"):
            found.setdefault(report, set()).add(section)
        return found


def committees_of(municipality: Municipality, user: Visitor) -> list[tuple[Committee, Meetings]]:
    """Returns the committees of a municipality with their meetings; needs two queries."""
    committees = Committee.objects.visible_to(user).filter(municipality=municipality).select_related("municipality")
    known: dict[int, list[Consultation]] = {}
    for one in consultations(user).filter(committee__municipality=municipality):
        known.setdefault(one.committee_id, []).append(one)
    return [(committee, Meetings(known.get(committee.pk, ()))) for committee in committees]


def consultations(user: Visitor) -> ConsultationQuerySet[Consultation]:
    """Returns the consultations of issued papers that a visitor may know of, the earliest first."""
    known = Consultation.objects.visible_to(user).exclude(paper__state=PaperState.DRAFT).select_related("paper")
    known = known.annotate(is_replaced=CouncilPaper.objects.replacing(user, "paper"))
    return known.order_by("meeting_on", "order", "pk")
