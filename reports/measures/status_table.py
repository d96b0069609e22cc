"""The status table of a report: which rows stand under which heading, and what each cell is about."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.choices import Column, RowOrder, Theme
from catalog.models import Report, Section
from monitoring.models import MonitoredMeasure
from reports.measures.as_of import look_back
from reports.measures.filters import MeasureFilters
from reports.measures.scope import Scope
from reports.measures.selection import Selection, wholes
from reports.measures.snippets import TOLD, Snippet, snippet
from reports.measures.sorting import Sorting
from reports.measures.status_bar import StatusBar, count_passed

if TYPE_CHECKING:
    from catalog.permissions.roles import Visitor

PREFETCHED = {
    Column.TARGETS: ("indicators__targets",),
}
DISCUSSED = (Column.DISCUSSION, Column.APPROACH)
# What a measure with parts says once, beside all of them.
SHARED_BY_PARTS = frozenset({Column.CODE, Column.TITLE})
SORTED_BY = {Column.CODE: "nr", Column.TITLE: "titel", Column.DUE: "frist", Column.STATUS: "status"}


@dataclass(frozen=True, slots=True)
class TableColumn:
    """`sorting` is the word that sorts by this column; empty where there is none."""

    key: str
    heading: str | Promise
    sorting: str = ""

    @property
    def template(self) -> str:
        return f"measures/cells/_{self.key}.html"

    @property
    def css_class(self) -> str:
        return f"c-{self.key}"


@dataclass(frozen=True, slots=True)
class TableCell:
    """What one cell is about; `rows` says over how many rows a cell reaches that parts share, else None.

    The cell that names a measure has a `snippet` where a search has hit what the table does not show.
    """

    column: TableColumn
    measure: MonitoredMeasure
    rows: int | None = None
    is_header: bool = False
    shows_code: bool = False
    snippet: Snippet | None = None


@dataclass(frozen=True, slots=True)
class TableRow:
    """`counts` says whether the measure is counted by status, or speaks through its parts."""

    measure: MonitoredMeasure
    cells: list[TableCell]
    is_part: bool = False
    counts: bool = True


@dataclass(slots=True)
class SectionHeading:
    """A section inside a table, with the rows directly below it, and the themes it is about beside those above."""

    section: Section | None
    level: int
    rows: list[TableRow] = field(default_factory=list)
    themes: list[Theme] = field(default_factory=list)


@dataclass
class TableGroup:
    """A table of its own: a top section of the report, or the rows before and after a date."""

    title: str | Promise
    anchor: str = ""
    section: Section | None = None
    headings: list[SectionHeading] = field(default_factory=list)

    @property
    def number_of_rows(self) -> int:
        return sum(len(heading.rows) for heading in self.headings)

    @cached_property
    def bar(self) -> StatusBar:
        return StatusBar.of_words(row.measure.status for heading in self.headings for row in heading.rows if row.counts)

    @property
    def number_of_measures(self) -> int:
        """Measures as a whole, whatever of them has rows."""
        return len(wholes(row.measure for heading in self.headings for row in heading.rows))


class StatusTable:
    """The measures of a report that a visitor may see and has asked for, as they stood on a day.

    Needs one query for the sections, one for the measures and one for each kind of row that belongs to them.
    """

    def __init__(
        self,
        report: Report,
        user: "Visitor",
        as_of: date | None = None,
        *,
        filters: MeasureFilters | None = None,
        sorting: Sorting | None = None,
    ) -> None:
        self.report = report
        self.as_of = as_of or timezone.localdate()
        self.filters = filters or MeasureFilters(QueryDict(), Scope(user, self.as_of, report=report))
        self.sorting = sorting or Sorting()
        self.columns = [
            TableColumn(column.value, heading(column, report), sorting_by(column, report))
            for column in Column
            if report.shows(column)
        ]
        self.selection = Selection(self._load(), self.filters)
        shown = [measure for measure in self.selection.measures if measure.pk in self.selection.shown]
        self.measures = [measure for measure in shown if measure.parent_id is None]
        self.parts: dict[int, list[MonitoredMeasure]] = {}
        for measure in shown:
            if measure.parent_id is not None:
                self.parts.setdefault(measure.parent_id, []).append(measure)
        self.groups = self._groups()

    def _load(self) -> list[MonitoredMeasure]:
        prefetched = {path for column in Column if self.report.shows(column) for path in PREFETCHED.get(column, ())}
        loaded = (
            self.filters.measures()
            .with_newest_update(self.as_of)
            .with_responsibilities()
            .with_milestones()
            .prefetch_related(*sorted(prefetched))
            .defer("search_text")
        )
        if self._orders_by_discussion or any(map(self.report.shows, DISCUSSED)):
            loaded = loaded.with_discussions()
        is_past = self.as_of < timezone.localdate()
        measures = look_back(loaded, self.as_of) if is_past else list(loaded)
        by_id = {measure.pk: measure for measure in measures}
        for measure in measures:
            measure.report = self.report
            if measure.parent_id is not None:
                measure.parent = by_id[measure.parent_id]
        return measures

    def _groups(self) -> list[TableGroup]:
        """As the report has them; one table for all, where a visitor has chosen another order."""
        if self.sorting.word:
            rows = self._rows(self.sorting.sorted(self.measures, self.parts, self.as_of))
            return [TableGroup(_("Measures"), "massnahmen", None, [SectionHeading(None, 0, rows)])] if rows else []
        return self._by_discussion() if self._orders_by_discussion else self._by_section()

    @property
    def _orders_by_discussion(self) -> bool:
        return self.report.row_order == RowOrder.BY_DISCUSSION

    @property
    def bar(self) -> StatusBar:
        return StatusBar.of_words(unit.status for unit in self.reporting_units)

    @property
    def reporting_units(self) -> list[MonitoredMeasure]:
        """What is counted by status: a measure with sub-measures speaks through its parts."""
        return [unit for measure in self.measures for unit in self.parts.get(measure.pk, [measure])]

    @property
    def by_group(self) -> list[tuple[TableGroup, list[int]]]:
        """How many measures of each group have each of the statuses in `bar`."""
        statuses = [segment.status for segment in self.bar.segments]
        return [(group, [group.bar.number_of(status) for status in statuses]) for group in self.groups]

    @property
    def number_of_parts(self) -> int:
        return sum(len(parts) for parts in self.parts.values())

    @property
    def passed(self) -> list[tuple[str, int]]:
        """How many deadlines have passed without a report, and how many measures are late by what offices say."""
        return count_passed(self.reporting_units)

    @property
    def newest_report_on(self) -> date | None:
        """The date of the newest published update; None where nothing has been reported yet."""
        return max((m.reported_on for m in self.selection.measures if m.reported_on), default=None)

    def _by_section(self) -> list[TableGroup]:
        scope = self.filters.scope
        outline = scope.outlines[self.report.pk]
        of_section: dict[int | None, list[MonitoredMeasure]] = {}
        for measure in self.measures:
            of_section.setdefault(measure.section_id, []).append(measure)
        groups = []
        for chapter in outline.chapters():
            _depth, top = chapter[0]
            headings = [
                SectionHeading(section, depth, self._rows(of_section.get(section.pk, [])), scope.themes_from(section))
                for depth, section in chapter
            ]
            if self.selection.is_filtered:
                headings = filled(headings)
            if headings:
                groups.append(TableGroup(top.title, top.slug, top, headings))
        if None in of_section:
            title = _("Further measures") if groups else _("Measures")
            groups.insert(
                0, TableGroup(title, "ohne-abschnitt", None, [SectionHeading(None, 0, self._rows(of_section[None]))])
            )
        return groups

    def _by_discussion(self) -> list[TableGroup]:
        held: list[tuple[date, MonitoredMeasure]] = []
        ahead: list[MonitoredMeasure] = []
        for measure in self.measures:
            days = [d.held_on for d in measure.known_discussions if d.held_on and d.held_on <= self.as_of]
            if days:
                held.append((min(days), measure))
            else:
                ahead.append(measure)
        held.sort(key=lambda pair: pair[0])  # stable: by number within a day
        groups = [
            TableGroup(
                _("Discussed"), "besprochen", None, [SectionHeading(None, 0, self._rows([m for _day, m in held]))]
            ),
            TableGroup(
                _("Still to be scheduled"), "noch-zu-terminieren", None, [SectionHeading(None, 0, self._rows(ahead))]
            ),
        ]
        return [group for group in groups if group.number_of_rows]

    def _rows(self, measures: list[MonitoredMeasure]) -> list[TableRow]:
        return [row for measure in measures for row in self._rows_of(measure)]

    def _rows_of(self, measure: MonitoredMeasure) -> list[TableRow]:
        parts = self.parts.get(measure.pk, [])
        spans = bool(parts) and self.report.shows(Column.DESCRIPTION)
        units = [measure, *parts] if not parts or not spans or self._speaks_for_itself(measure) else parts
        rows: list[TableRow] = []
        for unit in units:
            cells = []
            for column in self.columns:
                shared = spans and column.key in SHARED_BY_PARTS
                if shared and rows:
                    continue
                named = measure if shared else unit
                names = column.key == Column.TITLE or (column.key == Column.DESCRIPTION and spans and unit != measure)
                cells.append(
                    TableCell(
                        column,
                        named,
                        rows=len(units) if shared else None,
                        is_header=column is self.row_header,
                        shows_code=not self.report.shows(Column.CODE),
                        snippet=snippet(named, self.filters.search, self._shown_texts) if names else None,
                    )
                )
            rows.append(TableRow(unit, cells, is_part=unit is not measure, counts=unit is not measure or not parts))
        return rows

    @property
    def _shown_texts(self) -> set[str]:
        """The fields whose texts stand in the table."""
        found = {"title"}
        if self.report.shows(Column.DESCRIPTION):
            found.add("description")
        return found.union(TOLD) if self.report.shows(Column.STATUS) else found

    @property
    def row_header(self) -> TableColumn:
        return next((column for column in self.columns if column.key in SHARED_BY_PARTS), self.columns[0])

    @staticmethod
    def _speaks_for_itself(measure: MonitoredMeasure) -> bool:
        """A measure with parts gets a row of its own only if it says something beside them."""
        return bool(measure.description or measure.newest_update or measure.responsibilities.all())


def filled(headings: list[SectionHeading]) -> list[SectionHeading]:
    """Those with rows, and those above them."""
    kept: list[SectionHeading] = []
    above = 0
    for heading in reversed(headings):
        if heading.rows or heading.level < above:
            kept.insert(0, heading)
            above = heading.level
    return kept


def heading(column: Column, report: Report) -> str | Promise:
    """The word above a column; what is called topic beside a description is the measure itself without one."""
    if column is Column.TITLE and not report.shows(Column.DESCRIPTION):
        return _("Measure")
    return HEADINGS[column]


def sorting_by(column: Column, report: Report) -> str:
    """Deadlines are sorted by where they stand: in a column of their own or with the milestones."""
    if column is Column.MILESTONES:
        return "" if report.shows(Column.DUE) else "frist"
    return SORTED_BY.get(column, "")


HEADINGS: dict[Column, str | Promise] = {
    Column.CODE: _("No."),
    Column.TITLE: _("Topic"),
    Column.DESCRIPTION: _("Measure"),
    Column.DISCUSSION: _("Date"),
    Column.APPROACH: _("Approach"),
    Column.LEAD: _("Lead"),
    Column.PARTICIPATING: _("Participating"),
    Column.HORIZON: _("Horizon"),
    Column.DUE: _("Deadline"),
    Column.TARGETS: _("Indicators and targets"),
    Column.MILESTONES: _("Milestones"),
    Column.STATUS: _("Status and next steps"),
}
