"""Measures of several reports, of a city or of all cities, page by page."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator

from catalog.models import SEARCHED
from reports.measures.as_of import look_back
from reports.measures.selection import Selection
from reports.measures.snippets import Snippet, snippet
from reports.measures.sorting import deadline
from reports.measures.status_bar import StatusBar, count_passed

if TYPE_CHECKING:
    from catalog.models import Report, Section
    from monitoring.models import Milestone, MonitoredMeasure
    from reports.addresses.query_string import Address
    from reports.measures.list_query import ListQuery

PAGE = "seite"
MEASURES_ON_A_PAGE = 60
# Long texts that are loaded only to show where a search has hit.
LEFT_OUT = frozenset({*SEARCHED, "internal_note", "search_text"}) - {"title", "costs"}


@dataclass(frozen=True, slots=True)
class ListRow:
    """A measure or part, with its next milestone where it has no deadline of its own.

    `snippet` is set where a search has hit anything but the title.
    """

    measure: MonitoredMeasure
    milestone: Milestone | None
    snippet: Snippet | None


@dataclass(slots=True)
class ReportGroup:
    """The rows of one report; without a report, rows of all of them in the chosen order.

    The `bar` counts what the report has on all pages. On the page of a theme, `sections` are those of the report that
    are about it.
    """

    report: Report | None
    bar: StatusBar
    sections: list[Section] = field(default_factory=list)
    rows: list[ListRow] = field(default_factory=list)

    @property
    def has_costs(self) -> bool:
        return any(row.measure.has_costs for row in self.rows)

    @property
    def title(self) -> str:
        return self.report.full_title if self.report else ""

    @property
    def anchor(self) -> str:
        return f"bericht-{self.report.pk}" if self.report else "massnahmen"


class MeasureList:
    """The measures a visitor has asked for, each followed by its parts.

    Needs one query for the reports, one for the sections and three for the measures, four after a search.
    """

    def __init__(self, reading: ListQuery, page: str = "") -> None:
        self.reading = reading
        self.selection = Selection(self._load(), reading.filters)
        shown = [measure for measure in self.selection.measures if measure.pk in self.selection.shown]
        self.parts: dict[int, list[MonitoredMeasure]] = {}
        for measure in shown:
            if measure.parent_id is not None:
                self.parts.setdefault(measure.parent_id, []).append(measure)
        self.measures = self._in_order([measure for measure in shown if measure.parent_id is None])
        self.page: Page[MonitoredMeasure] = Paginator(self.measures, MEASURES_ON_A_PAGE).get_page(page)

    def _load(self) -> list[MonitoredMeasure]:
        measures = self.reading.filters.measures().with_responsibilities().with_milestones()
        if self.reading.filters.search:
            measures = measures.with_newest_update(self.reading.as_of.day).defer("search_text")
        else:
            measures = measures.defer(*LEFT_OUT)
        loaded = look_back(measures, self.reading.as_of.day) if self.reading.as_of.is_past else list(measures)
        reports = {report.pk: report for report in self.reading.scope.reports}
        by_id = {measure.pk: measure for measure in loaded}
        for measure in loaded:
            measure.report = reports[measure.report_id]
            if measure.parent_id is not None:
                measure.parent = by_id[measure.parent_id]
        return loaded

    def _in_order(self, measures: list[MonitoredMeasure]) -> list[MonitoredMeasure]:
        """Returns the measures report by report in its order, or all together in the chosen order."""
        scope, sorting = self.reading.scope, self.reading.sorting
        if sorting.word:
            return sorting.sorted(measures, self.parts, scope.as_of)
        of_report: dict[int, list[MonitoredMeasure]] = {report.pk: [] for report in scope.reports}
        for measure in measures:
            of_report[measure.report_id].append(measure)
        return [m for pk, found in of_report.items() for m in scope.outlines[pk].sorted(found)]

    @cached_property
    def groups(self) -> list[ReportGroup]:
        """Returns the rows of this page."""
        groups: list[ReportGroup] = []
        for measure in self.page:
            report = None if self.reading.sorting.word else measure.report
            if not groups or groups[-1].report != report:
                groups.append(self._group(report))
            groups[-1].rows += [self._row(unit) for unit in (measure, *self.parts.get(measure.pk, []))]
        return groups

    def _group(self, report: Report | None) -> ReportGroup:
        if report is None:
            return ReportGroup(None, StatusBar.empty())
        bar = StatusBar.of_words(unit.shown_status for unit in self.selection.units if unit.report_id == report.pk)
        scope = self.reading.scope
        return ReportGroup(report, bar, scope.sections_about(scope.theme, report) if scope.theme else [])

    def _row(self, measure: MonitoredMeasure) -> ListRow:
        waited_for = None if measure.due else deadline(measure, self.reading.as_of.day)
        milestones = (m for m in measure.known_milestones if waited_for and m.due_on == waited_for)
        return ListRow(measure, next(milestones, None), snippet(measure, self.reading.filters.search, ["title"]))

    @property
    def bar(self) -> StatusBar:
        """Returns the units on all pages by status."""
        return StatusBar.of_words(unit.shown_status for unit in self.selection.units)

    @property
    def passed(self) -> list[tuple[str, int]]:
        """Returns the states of passed deadlines with the number of units each."""
        return count_passed(self.selection.units)

    @property
    def pages(self) -> list[tuple[int | str, Address | None]]:
        """Returns the numbers of pages with their addresses, "…" for gaps; nothing for a single page."""
        if not self.page.has_other_pages():
            return []
        numbers = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1)
        return [(number, self._address_of(number) if isinstance(number, int) else None) for number in numbers]

    @property
    def previous_page(self) -> Address:
        return self._address_of(self.page.previous_page_number())

    @property
    def next_page(self) -> Address:
        return self._address_of(self.page.next_page_number())

    def _address_of(self, number: int) -> Address:
        return self.reading.address.having(PAGE, str(number))
