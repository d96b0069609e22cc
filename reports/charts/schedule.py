"""Which measures of a report have dates: begin, deadline and milestones, section by section."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Report, Section
from catalog.outline import Outline
from monitoring.models import Milestone, MonitoredMeasure
from reports.charts.strips import Schedule, Stage, Strip, StripPlan
from reports.choices import StageState

if TYPE_CHECKING:
    from catalog.permissions.roles import Visitor


@dataclass(frozen=True, slots=True)
class ScheduleStep:
    milestone: Milestone
    state: StageState


@dataclass(slots=True)
class ScheduleRow:
    measure: MonitoredMeasure
    steps: list[ScheduleStep]
    plan: StripPlan
    strip: Strip

    @property
    def summary(self) -> str:
        """What the strip shows, in words."""
        measure, states = self.measure, [step.state for step in self.steps]
        words = [f"{_('Start')} {measure.start}"] if measure.start else []
        words += [f"{_('Deadline')} {measure.due}"] if measure.due else []
        words += [measure.deadline_words] if measure.deadline_words else []
        numbers = [f"{states.count(state)} {state.label}" for state in StageState if state in states]
        words += [f"{_('Milestones')}: {', '.join(numbers)}"] if numbers else []
        return "; ".join(words)


@dataclass(frozen=True, slots=True)
class ScheduleChapter:
    """`section` is a top section of the report; None for measures without one."""

    section: Section | None
    rows: list[ScheduleRow]


class ReportSchedule:
    """All measures a visitor may see that have a date; needs three queries."""

    def __init__(self, report: Report, user: "Visitor") -> None:
        self.today = timezone.localdate()
        outline = Outline(report)
        measures = MonitoredMeasure.objects.visible_to(user).filter(report=report).with_status()
        loaded = list(measures.with_milestones())
        by_id = {measure.pk: measure for measure in loaded}
        for measure in loaded:
            measure.report = report
            measure.parent = by_id.get(measure.parent_id or 0)
        in_order = [
            measure
            for whole in outline.sorted(measure for measure in loaded if measure.parent_id is None)
            for measure in (whole, *(part for part in loaded if part.parent_id == whole.pk))
        ]
        plans = {measure.pk: self._plan(measure) for measure in in_order}
        self.undated = [measure for measure in in_order if not plans[measure.pk].days]
        self.chart = Schedule(list(plans.values()), self.today, (report.period_start, report.period_end))
        rows = [
            ScheduleRow(measure, self._steps(measure), plans[measure.pk], self.chart.strip(plans[measure.pk]))
            for measure in in_order
            if plans[measure.pk].days
        ]
        self.chapters = [
            ScheduleChapter(top, list(found))
            for top, found in groupby(rows, key=lambda row: self._top(outline, row.measure))
        ]

    @property
    def states(self) -> list[StageState]:
        """Those that occur, for the legend."""
        found = {mark.stage.state for row in self.rows for mark in row.strip.marks}
        return [state for state in StageState if state in found]

    @property
    def signs(self) -> set[str]:
        """What else is drawn in any strip: bar, open, late, gap, moved."""
        strips = [row.strip for row in self.rows]
        drawn = {
            "bar": any(strip.bar for strip in strips),
            "open": any(strip.begin or strip.rest for strip in strips),
            "late": any(strip.passed and strip.is_late for strip in strips),
            "gap": any(strip.passed and not strip.is_late for strip in strips),
            "moved": any(mark.moved_from is not None for strip in strips for mark in strip.marks),
        }
        return {sign for sign, is_drawn in drawn.items() if is_drawn}

    @property
    def rows(self) -> list[ScheduleRow]:
        return [row for chapter in self.chapters for row in chapter.rows]

    @staticmethod
    def _top(outline: Outline, measure: MonitoredMeasure) -> Section | None:
        path = outline.path_to(measure.section_id or (measure.parent or measure).section_id)
        return path[0] if path else None

    def _plan(self, measure: MonitoredMeasure) -> StripPlan:
        stages = [
            Stage(day, step.state.value, str(step.milestone), step.milestone.original_due_on)
            for step in self._steps(measure)
            if (day := self._day(step))
        ]
        return StripPlan(measure.starts_on, measure.due_on, measure.passed_on, measure.is_late, stages)

    def _steps(self, measure: MonitoredMeasure) -> list[ScheduleStep]:
        return [ScheduleStep(milestone, self._state(milestone)) for milestone in measure.known_milestones]

    def _state(self, milestone: Milestone) -> StageState:
        if milestone.is_done(self.today):
            return StageState.REACHED
        return StageState.PASSED if milestone.is_passed(self.today) else StageState.AHEAD

    @staticmethod
    def _day(step: ScheduleStep) -> date | None:
        """What was reached stands where it was reached, anything else at its deadline."""
        return step.milestone.done_on if step.state is StageState.REACHED else step.milestone.due_on
