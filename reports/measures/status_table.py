"""The status table of a report: the rows under each heading, and the content of each cell."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.choices import Column, RowOrder
from catalog.models import Report, Section, Theme
from catalog.permissions.policy import Sight
from monitoring.models import MonitoredMeasure
from monitoring.models.loaded_report import load_report
from monitoring.models.status import TOLD
from reports.measures.as_of import look_back
from reports.measures.counting import Tally, wholes
from reports.measures.filters import MeasureFilters
from reports.measures.lists.selection import Selection
from reports.measures.scope import Scope
from reports.measures.snippets import Snippet, snippet
from reports.measures.sorting import Sorting
from reports.measures.status_bar import StatusBar, count_passed

if TYPE_CHECKING:
    from catalog.permissions.roles import Visitor

DISCUSSED = (Column.DISCUSSION, Column.APPROACH)
# The columns that a measure with parts fills once, beside all of them.
SHARED_BY_PARTS = frozenset({Column.CODE, Column.TITLE})
# What the line of an overview says of a measure.
SAID_BY_A_LINE = frozenset({Column.CODE, Column.TITLE, Column.LEAD, Column.DUE, Column.STATUS})
SORTED_BY = {
    Column.CODE: "nr",
    Column.TITLE: "titel",
    Column.DUE: "frist",
    Column.STATUS: "status",
    Column.COSTS: "kosten",
}


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column; `sorting` is the word that sorts by it, "" without one."""

    key: str
    heading: str | Promise
    sorting: str = ""

    @property
    def css_class(self) -> str:
        return f"c-{self.key}"


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell; `rows` is the number of rows of a cell that parts share, else None.

    The cell that names a measure has a `snippet` where a search has hit what the table does not show.
    """

    column: TableColumn
    measure: MonitoredMeasure
    rows: int | None = None
    is_header: bool = False
    shows_code: bool = False
    snippet: Snippet | None = None

    @property
    def has_content(self) -> bool:
        """Tells whether there is anything to unfold; columns that are asked of other rows count as filled."""
        told: dict[str, object] = {
            Column.DESCRIPTION: self.measure.description,
            Column.PARTICIPATING: self.measure.participating,
            Column.HORIZON: self.measure.horizon,
            Column.MOVED_BY: self.measure.moved_by,
            Column.RESOLVED: self.measure.resolution_words,
            Column.PAPERS: self.measure.paper_references,
            Column.MILESTONES: self.measure.known_milestones,
            Column.TARGETS: True,
        }
        return bool(told.get(self.column.key, True))


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row; `counts` tells whether the measure itself is counted by status, not its parts."""

    measure: MonitoredMeasure
    cells: list[TableCell]
    is_part: bool = False
    counts: bool = True

    @property
    def names_whole_on_cards(self) -> bool:
        """Tells whether the measure of a part stands in a cell of another row, which a card does not show."""
        return self.is_part and not any(cell.column.key in SHARED_BY_PARTS for cell in self.cells)

    @property
    def folded(self) -> list[TableCell]:
        """Returns the cells that an overview folds away, because its line does not say what they say."""
        return [cell for cell in self.cells if cell.column.key not in SAID_BY_A_LINE and cell.has_content]


@dataclass(slots=True)
class SectionHeading:
    """A section inside a table, with the rows directly below it, and the themes it adds to those above."""

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
    def rows(self) -> list[TableRow]:
        return [row for heading in self.headings for row in heading.rows]

    @cached_property
    def bar(self) -> StatusBar:
        return StatusBar.of_words(row.measure.shown_status for row in self.rows if row.counts)

    @property
    def tally(self) -> Tally:
        return Tally(len(wholes(row.measure for row in self.rows)), sum(row.counts for row in self.rows))


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
            TableColumn(column.value, heading(column, self.report), sorting_by(column, self.report))
            for column in Column
            if self.report.shows(column)
        ]
        self.selection = Selection(self._load(), self.filters)
        shown = [measure for measure in self.selection.measures if measure.pk in self.selection.shown]
        self.measures = [measure for measure in shown if measure.parent_id is None]
        self.parts: dict[int, list[MonitoredMeasure]] = {}
        for measure in shown:
            if measure.parent_id is not None:
                self.parts.setdefault(measure.parent_id, []).append(measure)
        self.counted = {unit.pk for unit in self.selection.units}
        self.groups = self._groups()

    def _load(self) -> list[MonitoredMeasure]:
        frozen = self.filters.scope.frozen
        measures = self.filters.of_loaded(frozen.measures()) if frozen else self._load_stored()
        for measure in measures:
            measure.report = self.report
        return measures

    def _load_stored(self) -> list[MonitoredMeasure]:
        wants = {
            "with_indicators": self.report.shows(Column.TARGETS),
            "with_discussions": self._orders_by_discussion or any(map(self.report.shows, DISCUSSED)),
        }
        if self.filters.active:
            measures = self._load_filtered(**wants)
        else:
            sight = Sight.of(self.filters.scope.user, self.report)
            measures = load_report(self.report, sight, self.as_of, **wants)
        if self.as_of < timezone.localdate():
            measures = look_back(measures, self.as_of)
        by_id = {measure.pk: measure for measure in measures}
        for measure in measures:
            if measure.parent_id is not None:
                measure.parent = by_id[measure.parent_id]
        return measures

    def _load_filtered(self, *, with_indicators: bool, with_discussions: bool) -> list[MonitoredMeasure]:
        loaded = self.filters.measures().with_newest_update(self.as_of).with_milestones().defer("search_text")
        loaded = loaded.with_responsibilities(of_known_city=True)
        if with_indicators:
            loaded = loaded.with_indicators()
        if with_discussions:
            loaded = loaded.with_discussions()
        measures = list(loaded)
        for measure in measures:
            for named in measure.loaded_responsibilities:  # type: ignore[attr-defined]  # set by the query
                named.office.municipality = self.report.municipality
        return measures

    @property
    def _everything(self) -> str | Promise:
        """Returns the title of a table of all rows."""
        return _("Resolutions") if self.report.is_of_resolutions else _("Measures")

    def _groups(self) -> list[TableGroup]:
        """Returns the tables in the order of the report; one table for all in another order."""
        if self.sorting.word:
            rows = self._rows(self.sorting.sorted(self.measures, self.parts, self.as_of))
            return [TableGroup(self._everything, "massnahmen", None, [SectionHeading(None, 0, rows)])] if rows else []
        return self._by_discussion() if self._orders_by_discussion else self._by_section()

    @property
    def _orders_by_discussion(self) -> bool:
        return self.report.row_order == RowOrder.BY_DISCUSSION

    @cached_property
    def bar(self) -> StatusBar:
        return StatusBar.of_words(unit.shown_status for unit in self.selection.units)

    @property
    def by_group(self) -> list[tuple[TableGroup, list[int]]]:
        """Returns how many units of each group have each of the statuses in `bar`."""
        statuses = [segment.status for segment in self.bar.segments]
        return [(group, [group.bar.number_of(status) for status in statuses]) for group in self.groups]

    @property
    def passed(self) -> list[tuple[str, int]]:
        """Returns the states of passed deadlines with the number of units each."""
        return count_passed(self.selection.units)

    @cached_property
    def newest_report_on(self) -> date | None:
        """Returns the date of the newest published update; None without updates."""
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
            title = _("Further measures") if groups else self._everything
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
        held.sort(key=lambda pair: pair[0])  # a stable sort: by number within a day
        groups = [
            TableGroup(
                _("Discussed"), "besprochen", None, [SectionHeading(None, 0, self._rows([m for _day, m in held]))]
            ),
            TableGroup(
                _("Still to be scheduled"), "noch-zu-terminieren", None, [SectionHeading(None, 0, self._rows(ahead))]
            ),
        ]
        return [group for group in groups if group.rows]

    def _rows(self, measures: list[MonitoredMeasure]) -> list[TableRow]:
        return [row for measure in measures for row in self._rows_of(measure)]

    def _rows_of(self, measure: MonitoredMeasure) -> list[TableRow]:
        parts = self.parts.get(measure.pk, [])
        spans = bool(parts) and self.report.shows(Column.DESCRIPTION)
        units = [measure, *parts] if not parts or not spans or self._has_content(measure) else parts
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
            rows.append(TableRow(unit, cells, is_part=unit is not measure, counts=unit.pk in self.counted))
        return rows

    @cached_property
    def _shown_texts(self) -> set[str]:
        """Returns the fields whose texts stand in the table."""
        found = {"title"}
        if self.report.shows(Column.DESCRIPTION):
            found.add("description")
        return found.union(TOLD) if self.report.shows(Column.STATUS) else found

    @cached_property
    def row_header(self) -> TableColumn:
        return next((column for column in self.columns if column.key in SHARED_BY_PARTS), self.columns[0])

    @staticmethod
    def _has_content(measure: MonitoredMeasure) -> bool:
        """Tells whether a measure with parts has a description, an update or an office, and so a row of its own."""
        return bool(measure.description or measure.newest_update or measure.responsible)


def filled(headings: list[SectionHeading]) -> list[SectionHeading]:
    """Returns the sections with rows, and those above them."""
    kept: list[SectionHeading] = []
    above = 0
    for heading in reversed(headings):
        if heading.rows or heading.level < above:
            kept.insert(0, heading)
            above = heading.level
    return kept


def heading(column: Column, report: Report) -> str | Promise:
    """Returns the word above a column; the column of topics is called measures if there are no descriptions."""
    if column is Column.TITLE and not report.shows(Column.DESCRIPTION):
        return _("Resolution") if report.is_of_resolutions else _("Measure")
    return HEADINGS[column]


def sorting_by(column: Column, report: Report) -> str:
    """Returns the sorting of a column; deadlines sort in a column of their own or with the milestones."""
    if column is Column.MILESTONES:
        return "" if report.shows(Column.DUE) else "frist"
    return SORTED_BY.get(column, "")


HEADINGS: dict[Column, str | Promise] = {
    Column.CODE: _("No."),
    Column.TITLE: _("Topic"),
    Column.DESCRIPTION: _("Measure"),
    Column.MOVED_BY: _("Moved by"),
    Column.RESOLVED: _("Resolved"),
    Column.PAPERS: _("Council papers"),
    Column.DISCUSSION: _("Date"),
    Column.APPROACH: _("Approach"),
    Column.LEAD: _("Lead"),
    Column.PARTICIPATING: _("Participating"),
    Column.HORIZON: _("Horizon"),
    Column.DUE: _("Deadline"),
    Column.TARGETS: _("Indicators and targets"),
    Column.MILESTONES: _("Milestones"),
    Column.COSTS: _("Costs"),
    Column.STATUS: _("Status and next steps"),
}
