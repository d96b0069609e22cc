"""What a committee has before it and what it should know: meetings, papers, news since it last met."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils import timezone

from catalog.models import Report
from reports.changes import Changes
from reports.models import CommitteeSection, Consultation
from reports.outline import Outline

if TYPE_CHECKING:
    from datetime import date

    from catalog.permissions import Visitor
    from reports.changes import MeasureChange
    from reports.models import Committee


@dataclass(slots=True)
class Meeting:
    day: date
    consultations: list[Consultation] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReportNews:
    report: Report
    since: date
    changes: list[MeasureChange]


class CommitteeView:
    """A committee as somebody may see it."""

    def __init__(self, committee: Committee, user: Visitor) -> None:
        self.committee = committee
        self.user = user
        self.today = timezone.localdate()

    @cached_property
    def consultations(self) -> list[Consultation]:
        known = Consultation.objects.visible_to(self.user).filter(committee=self.committee)
        known = known.exclude(paper__state="draft").select_related("paper__municipality", "paper__report")
        return list(known.order_by("meeting_on", "order", "pk"))

    @cached_property
    def meetings(self) -> list[Meeting]:
        found: dict[date, Meeting] = {}
        for one in self.consultations:
            if one.meeting_on:
                found.setdefault(one.meeting_on, Meeting(one.meeting_on)).consultations.append(one)
        return list(found.values())

    @property
    def next_meetings(self) -> list[Meeting]:
        return [meeting for meeting in self.meetings if meeting.day >= self.today]

    @property
    def past_meetings(self) -> list[Meeting]:
        """The newest first."""
        return [meeting for meeting in reversed(self.meetings) if meeting.day < self.today]

    @property
    def undated(self) -> list[Consultation]:
        """Papers that still wait for a meeting."""
        return [one for one in self.consultations if one.meeting_on is None]

    @cached_property
    def news(self) -> ReportNews | None:
        """Measures with news since the last meeting, of the report it was about; None before the first one."""
        past = self.past_meetings
        if not past:
            return None
        report = Report.objects.visible_to(self.user).select_related("municipality")
        found = report.filter(pk=past[0].consultations[0].paper.report_id).first()
        if found is None:
            return None
        outline = Outline(found) if self._sections else None
        changes = Changes(found, self.user, past[0].day, self.today)
        return ReportNews(found, past[0].day, [change for change in changes.news if self._deals_with(change, outline)])

    def _deals_with(self, change: MeasureChange, outline: Outline | None) -> bool:
        whole = change.measure.parent or change.measure
        return outline is None or any(section.pk in self._sections for section in outline.path_to(whole.section_id))

    @cached_property
    def _sections(self) -> set[int]:
        """Those that it deals with; none where it deals with all."""
        return set(CommitteeSection.objects.filter(committee=self.committee).values_list("section", flat=True))
