"""The schedule of a report: how much is due when, measure by measure, and every date by its name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Case, Count, DateField, F, Max, Min, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.outline import Outline
from monitoring.choices import Status
from monitoring.current.judging import refresh_report
from monitoring.models import CurrentStatus, Milestone, MonitoredMeasure
from monitoring.models.current import current_to
from monitoring.querysets import has_any
from reports.addresses.paging import NumberedPages
from reports.charts.periods import YEAR, Periods
from reports.choices import StageState

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from catalog.models import Report, Section
    from catalog.permissions.roles import Visitor
    from reports.addresses.query_string import Address

ON_A_PAGE = 100  # measures
NAMED = ("report", "parent", "section", "code", "order", "code_sort", "address", "title", "publication", "added_on")
DATED = ("due", "due_on", "original_due", "original_due_on", "moved_on", "change_reason")
NO_STATE = Value("")
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


@dataclass(frozen=True, slots=True)
class DatesOfState:
    """How many dates have a state, "" for none, and the first and the last of their days."""

    state: str
    number: int
    first: date
    last: date


class ReportSchedule:
    """All measures a visitor may see, a page of them with their dates; those without a date come last.

    The database chooses and counts from what is kept of them, and a page loads what it shows: eight queries. `page` is
    the number of a page as an address names it.
    """

    def __init__(self, report: Report, user: Visitor, page: str, address: Address) -> None:
        self.today = timezone.localdate()
        self.report = report
        self.user = user
        self.outline = Outline(report)
        refresh_report(report.pk, self.today)
        self._kept: QuerySet[Any] = CurrentStatus.objects.filter(current_to(user), report=report).order_by()
        counted = self._listed().aggregate(
            dated=Count("pk", filter=Q(is_dated=True)), undated=Count("pk", filter=Q(is_dated=False))
        )
        self.number_of_undated = counted["undated"]
        self._counted = [*self._count_deadlines(), *self._count_milestones()]
        days = [day for one in self._counted for day in (one.first, one.last)]
        self.periods = Periods(days, self.today) if days else None
        paginator = Paginator(self._in_order(), ON_A_PAGE)
        paginator.count = counted["dated"] + counted["undated"]
        self.pages = NumberedPages(paginator.get_page(page), address)
        rows = [ScheduleRow(measure, self._dates(measure)) for measure in self._load(self.pages.shown)]
        self.rows = [row for row in rows if row.dates]
        self.undated = [row.measure for row in rows if not row.dates]
        for row in self.rows:
            row.cells = self._cells(row.dates)
        self.chapters = [
            ScheduleChapter(top, list(found))
            for top, found in groupby(self.rows, key=lambda row: self._top(row.measure))
        ]

    def _listed(self) -> QuerySet[Any]:
        """Returns the kept rows of what has a date, and of units that have none."""
        dated = Milestone.objects.published().filter(Q(done_on__lte=self.today) | Q(due_on__isnull=False))
        is_dated = Case(When(measure__due_on__isnull=False, then=Value(value=True)), default=has_any(dated))
        known: QuerySet[Any] = self._kept.annotate(is_dated=is_dated)
        return known.filter(Q(is_dated=True) | Q(has_parts=False))

    def _in_order(self) -> QuerySet[Any]:
        """Returns the ids in the order of the report, each measure followed by its parts."""
        place = Coalesce("whole__place", "place")
        in_order: QuerySet[Any] = self._listed().order_by(
            F("is_dated").desc(), place, F("whole").asc(nulls_first=True), "number"
        )
        return in_order.values_list("pk", flat=True)

    def _count_deadlines(self) -> list[DatesOfState]:
        today = self.today
        states = (
            When(status=Status.DONE, then=Value(StageState.REACHED)),
            When(passed_on__isnull=False, measure__due_on__lt=today, then=Value(StageState.PASSED)),
            When(measure__due_on__gte=today, then=Value(StageState.AHEAD)),
        )
        dated = self._kept.filter(measure__due_on__isnull=False).annotate(state=Case(*states, default=NO_STATE))
        return counted_by_state(dated, "measure__due_on")

    def _count_milestones(self) -> list[DatesOfState]:
        today = self.today
        states = (
            When(done_on__lte=today, then=Value(StageState.REACHED)),
            When(Milestone.objects.have_passed(today), then=Value(StageState.PASSED)),
            When(due_on__gte=today, then=Value(StageState.AHEAD)),
        )
        day = Case(When(done_on__lte=today, then=F("done_on")), default=F("due_on"), output_field=DateField())
        seen = current_to(self.user, "measure__current__") & Q(measure__current__report=self.report)
        known = Milestone.objects.published().filter(seen).with_due(today).order_by()
        dated = known.annotate(state=Case(*states, default=NO_STATE), day=day).filter(day__isnull=False)
        return counted_by_state(dated, "day")

    def _load(self, keys: list[int]) -> list[MonitoredMeasure]:
        """Returns the measures with these ids, in this order, with their milestones and what is kept of them."""
        measures: Any = MonitoredMeasure.objects.visible_to(self.user).filter(pk__in=keys).select_related("parent")
        kept = {name: F(f"current__{name}") for name in ("has_parts", "status", "passed_on")}
        parents = [f"parent__{name}" for name in NAMED]
        by_id = {one.pk: one for one in measures.annotate(**kept).with_milestones().only(*NAMED, *DATED, *parents)}
        for measure in by_id.values():
            measure.report = self.report
            if measure.parent:
                measure.parent.report = self.report
        return [by_id[key] for key in keys if key in by_id]

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
        counts: Counter[str] = Counter()
        for one in self._counted:
            counts[one.state] += one.number
        return [(state, counts[state]) for state in StageState if counts[state]]


def counted_by_state(rows: QuerySet[Any], day: str) -> list[DatesOfState]:
    """Returns how many rows there are of each `state`; `day` is the column with their day."""
    counted = rows.values_list("state").annotate(number=Count("pk"), first=Min(day), last=Max(day))
    return [DatesOfState(*row) for row in counted]


def most_urgent(states: list[StageState | None]) -> StageState | None:
    return next((state for state in OPEN_FIRST if state in states), None)
