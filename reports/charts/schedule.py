"""The schedule of a report: how much is due when, measure by measure, and every date by its name."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.outline import Outline
from monitoring.choices import Status
from monitoring.current.judging import refresh_report
from monitoring.models import MonitoredMeasure
from reports.addresses.paging import NumberedPages
from reports.charts.periods import YEAR, Periods
from reports.choices import StageState

if TYPE_CHECKING:
    from datetime import date

    from catalog.models import Report, Section
    from catalog.permissions.roles import Visitor
    from monitoring.models import Milestone
    from reports.addresses.query_string import Address

ON_A_PAGE = 100  # measures
NAMED_AND_DATED = (
    *("report", "parent", "section", "code", "order", "code_sort", "address", "title", "publication", "added_on"),
    *("due", "due_on", "original_due", "original_due_on", "moved_on", "change_reason"),
)
# What a cell shows where it holds several: what is open is not hidden by what is reached.
OPEN_FIRST = (StageState.PASSED, StageState.AHEAD, StageState.REACHED)


@dataclass(frozen=True, slots=True)
class ScheduleDate:
    """A milestone or the deadline of a measure; `milestone` is None for the latter.

    `state` is None for the deadline of a measure that nobody waits for any more.
    """

    measure: MonitoredMeasure
    day: date
    state: StageState | None
    milestone: Milestone | None = None

    @property
    def wording(self) -> str:
        return str(self.milestone.due if self.milestone else self.measure.due)


@dataclass(frozen=True, slots=True)
class ScheduleCell:
    """The dates of a measure in a period; `state` is that of the most urgent."""

    number: int
    state: StageState | None
    starts_year: bool
    is_now: bool

    @property
    def title(self) -> str:
        """Returns what the cell holds in words."""
        counted = ngettext("%(number)s date", "%(number)s dates", self.number) % {"number": self.number}
        return f"{counted}: {self.state.label}" if self.state else counted


@dataclass(slots=True)
class ScheduleRow:
    """A measure with its dates in their order, and a cell for every period."""

    measure: MonitoredMeasure
    dates: list[ScheduleDate]
    cells: list[ScheduleCell] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ScheduleChapter:
    """The rows of a top section of the report; `section` is None for measures without one."""

    section: Section | None
    rows: list[ScheduleRow]


@dataclass(frozen=True, slots=True)
class HalfYear:
    """The dates of a half of a year, in their order."""

    year: int
    half: int
    dates: list[ScheduleDate]

    @property
    def title(self) -> str:
        words = {1: _("First half of %(year)s"), 2: _("Second half of %(year)s")}
        return words[self.half] % {"year": self.year}


class ReportSchedule:
    """All measures a visitor may see, a page of them with their dates; needs three queries.

    Those without a date come last. `page` is the number of a page as an address names it.
    """

    def __init__(self, report: Report, user: Visitor, page: str, address: Address) -> None:
        self.today = timezone.localdate()
        self.report = report
        self.outline = Outline(report)
        rows = [ScheduleRow(measure, self._dates(measure)) for measure in self._measures(user)]
        dated = [row for row in rows if row.dates]
        undated = [row for row in rows if not row.dates and row.measure.is_unit]
        self.number_of_undated = len(undated)
        self.dates = [found for row in dated for found in row.dates]
        self.periods = Periods([found.day for found in self.dates], self.today) if self.dates else None
        self.pages = NumberedPages.of([*dated, *undated], ON_A_PAGE, page, address)
        self.rows = [row for row in self.pages.shown if row.dates]
        self.undated = [row.measure for row in self.pages.shown if not row.dates]
        for row in self.rows:
            row.cells = self._cells(row.dates)
        self.chapters = [
            ScheduleChapter(top, list(found))
            for top, found in groupby(self.rows, key=lambda row: self._top(row.measure))
        ]

    def _measures(self, user: Visitor) -> list[MonitoredMeasure]:
        """Returns the measures in the order of the report, each followed by its parts, with what is kept of them."""
        refresh_report(self.report.pk, self.today)
        measures: Any = MonitoredMeasure.objects.visible_to(user).filter(report=self.report)
        kept = {
            "has_parts": Coalesce("current__has_parts", Value(value=False)),
            "status": Coalesce("current__status", Value("")),
            "passed_on": F("current__passed_on"),
        }
        loaded: list[MonitoredMeasure] = list(measures.annotate(**kept).with_milestones().only(*NAMED_AND_DATED))
        by_id = {measure.pk: measure for measure in loaded}
        for measure in loaded:
            measure.report = self.report
            measure.parent = by_id.get(measure.parent_id or 0)
        parts: dict[int | None, list[MonitoredMeasure]] = defaultdict(list)
        for measure in loaded:
            parts[measure.parent_id].append(measure)
        wholes = self.outline.sorted(parts[None])
        return [measure for whole in wholes for measure in (whole, *parts[whole.pk])]

    def _dates(self, measure: MonitoredMeasure) -> list[ScheduleDate]:
        found = []
        for milestone in measure.known_milestones:
            milestone.measure = measure
            state = self._state(milestone)
            day = milestone.done_on if state is StageState.REACHED else milestone.due_on
            if day:
                found.append(ScheduleDate(measure, day, state, milestone))
        if measure.due_on:
            found.append(ScheduleDate(measure, measure.due_on, self._state_of_deadline(measure, measure.due_on)))
        return sorted(found, key=lambda one: (one.day, one.milestone is None))

    def _state(self, milestone: Milestone) -> StageState | None:
        if milestone.is_done(self.today):
            return StageState.REACHED
        if milestone.is_passed(self.today):
            return StageState.PASSED
        return StageState.AHEAD if milestone.due_on and milestone.due_on >= self.today else None

    def _state_of_deadline(self, measure: MonitoredMeasure, due_on: date) -> StageState | None:
        if measure.status == Status.DONE:
            return StageState.REACHED
        if measure.passed_on and due_on < self.today:
            return StageState.PASSED
        return StageState.AHEAD if due_on >= self.today else None

    def _cells(self, dates: list[ScheduleDate]) -> list[ScheduleCell]:
        if not self.periods:
            return []
        held: dict[int | None, list[StageState | None]] = {}
        for one in dates:
            held.setdefault(self.periods.place(one.day), []).append(one.state)
        return [
            ScheduleCell(len(states), most_urgent(states), period.starts_year, period.is_now)
            for place, period in enumerate(self.periods.columns)
            for states in [held.get(place, [])]
        ]

    def _top(self, measure: MonitoredMeasure) -> Section | None:
        path = self.outline.path_to(measure.section_id or (measure.parent or measure).section_id)
        return path[0] if path else None

    @property
    def halves(self) -> list[HalfYear]:
        """Returns the dates of the page by half-years."""
        in_order = sorted((found for row in self.rows for found in row.dates), key=lambda one: one.day)
        return [
            HalfYear(*half, list(dates))
            for half, dates in groupby(in_order, key=lambda one: (one.day.year, 1 if one.day.month <= YEAR // 2 else 2))
        ]

    @property
    def numbers(self) -> list[tuple[StageState, int]]:
        """Returns how many dates of all pages have each state, those that occur."""
        counts = Counter(one.state for one in self.dates)
        return [(state, counts[state]) for state in StageState if counts[state]]


def most_urgent(states: list[StageState | None]) -> StageState | None:
    return next((state for state in OPEN_FIRST if state in states), None)
