"""The status table of a report: the rows under each heading, and the content of each cell."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.choices import Column, RowOrder
from catalog.permissions.policy import Sight
from monitoring.models.loaded_report import load_report
from monitoring.models.status import TOLD
from reports.measures.as_of import look_back
from reports.measures.filters import MeasureFilters
from reports.measures.lists.selection import Selection
from reports.measures.scope import Scope
from reports.measures.snippets import snippet
from reports.measures.sorting import Sorting
from reports.measures.status_bar import StatusBar, count_passed
from reports.measures.table.columns import columns_of
from reports.measures.table.rows import SHARED_BY_PARTS, SectionHeading, TableCell, TableGroup, TableRow, filled

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.utils.functional import Promise

    from catalog.models import Report, Section
    from catalog.permissions.roles import Visitor
    from monitoring.models import MonitoredMeasure
    from monitoring.models.measure import MonitoredMeasureQuerySet
    from reports.addresses.paging import NumberedPages
    from reports.measures.table.columns import TableColumn

DISCUSSED = (Column.DISCUSSION, Column.APPROACH)


class ReportTable:
    """Measures of a report as they stood on a day, each followed by its parts, in tables with headings.

    Whoever selects the measures sets `measures`, `parts` and `counted`, the ids of the units, and then calls `_groups`.
    """

    measures: list[MonitoredMeasure]
    parts: dict[int, list[MonitoredMeasure]]
    counted: set[int]
    groups: list[TableGroup]
    pages: NumberedPages | None = None  # of a long table

    def __init__(self, report: Report, as_of: date, filters: MeasureFilters, sorting: Sorting) -> None:
        self.report = report
        self.as_of = as_of
        self.filters = filters
        self.sorting = sorting
        self.columns = columns_of(report)

    @property
    def bar(self) -> StatusBar:
        """Returns the units to show by status."""
        raise NotImplementedError

    @property
    def passed(self) -> list[tuple[str, int]]:
        """Returns the states of passed deadlines with the number of units each."""
        raise NotImplementedError

    @property
    def newest_report_on(self) -> date | None:
        """Returns the date of the newest published update, whatever the filters; None without updates."""
        raise NotImplementedError

    @property
    def contents(self) -> list[TableGroup]:
        """Returns all groups, to name them, to lead to them and to count them."""
        raise NotImplementedError

    @property
    def by_group(self) -> list[tuple[TableGroup, list[int]]]:
        """Returns how many units of each group have each of the statuses in `bar`."""
        statuses = [segment.status for segment in self.bar.segments]
        return [(group, [group.bar.number_of(status) for status in statuses]) for group in self.contents]

    @cached_property
    def wants(self) -> dict[str, bool]:
        """Returns what else has to be loaded for the columns and the order."""
        return {
            "with_indicators": self.report.shows(Column.TARGETS),
            "with_discussions": self._orders_by_discussion or any(map(self.report.shows, DISCUSSED)),
        }

    def _with_rows(self, measures: MonitoredMeasureQuerySet) -> list[MonitoredMeasure]:
        """Loads measures with all that their rows show."""
        loaded = measures.with_newest_update(self.as_of).with_milestones().defer("search_text")
        loaded = loaded.with_responsibilities(of_known_city=True)
        if self.wants["with_indicators"]:
            loaded = loaded.with_indicators()
        if self.wants["with_discussions"]:
            loaded = loaded.with_discussions()
        found = list(loaded)
        for measure in found:
            measure.report = self.report
            for named in measure.loaded_responsibilities:  # type: ignore[attr-defined]  # set by the query
                named.office.municipality = self.report.municipality
        return found

    @property
    def _everything(self) -> str | Promise:
        """Returns the title of a table of all rows."""
        return _("Resolutions") if self.report.is_of_resolutions else _("Measures")

    def _groups(self) -> list[TableGroup]:
        """Returns the tables in the order of the report; one table for all in another order."""
        if self.sorting.word:
            return self._sorted()
        return self._by_discussion() if self._orders_by_discussion else self._by_section()

    def _sorted(self) -> list[TableGroup]:
        return [self._of_all(self.sorting.sorted(self.measures, self.parts, self.as_of))] if self.measures else []

    @property
    def _orders_by_discussion(self) -> bool:
        return self.report.row_order == RowOrder.BY_DISCUSSION

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
            if self._leaves_out_empty:
                headings = filled(headings)
            if headings:
                groups.append(self._of_section(top, headings))
        if None in of_section:
            groups.insert(0, self._of_no_section(of_section[None], others=groups))
        return groups

    @property
    def _leaves_out_empty(self) -> bool:
        """Tells whether sections without rows are left out."""
        raise NotImplementedError

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
        groups = [self._of_held([measure for _day, measure in held]), self._of_unscheduled(ahead)]
        return [group for group in groups if group.rows]

    # The groups, each with its rows, or without any to be named and counted.

    def _of_all(self, measures: Iterable[MonitoredMeasure] = ()) -> TableGroup:
        return TableGroup(self._everything, "massnahmen", None, self._below_no_section(measures))

    @staticmethod
    def _of_section(top: Section, headings: Iterable[SectionHeading] = ()) -> TableGroup:
        return TableGroup(top.title, top.slug, top, [*headings])

    def _of_no_section(self, measures: Iterable[MonitoredMeasure] = (), *, others: list[TableGroup]) -> TableGroup:
        title = _("Further measures") if others else self._everything
        return TableGroup(title, "ohne-abschnitt", None, self._below_no_section(measures))

    def _of_held(self, measures: Iterable[MonitoredMeasure] = ()) -> TableGroup:
        return TableGroup(_("Discussed"), "besprochen", None, self._below_no_section(measures))

    def _of_unscheduled(self, measures: Iterable[MonitoredMeasure] = ()) -> TableGroup:
        return TableGroup(_("Still to be scheduled"), "noch-zu-terminieren", None, self._below_no_section(measures))

    def _below_no_section(self, measures: Iterable[MonitoredMeasure]) -> list[SectionHeading]:
        return [SectionHeading(None, 0, self._rows(measures))]

    def _rows(self, measures: Iterable[MonitoredMeasure]) -> list[TableRow]:
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


class StatusTable(ReportTable):
    """The measures of a report that a visitor may see and has asked for, as they stood on a day.

    Needs one query for the sections, one for the measures and one for each kind of row that belongs to them.
    """

    def __init__(
        self,
        report: Report,
        user: Visitor,
        as_of: date | None = None,
        *,
        filters: MeasureFilters | None = None,
        sorting: Sorting | None = None,
    ) -> None:
        day = as_of or timezone.localdate()
        filters = filters or MeasureFilters(QueryDict(), Scope(user, day, report=report))
        super().__init__(report, day, filters, sorting or Sorting())
        self.selection = Selection(self._load(), self.filters)
        shown = [measure for measure in self.selection.measures if measure.pk in self.selection.shown]
        self.measures = [measure for measure in shown if measure.parent_id is None]
        self.parts = {}
        for measure in shown:
            if measure.parent_id is not None:
                self.parts.setdefault(measure.parent_id, []).append(measure)
        self.counted = {unit.pk for unit in self.selection.units}
        self.groups = self._groups()

    def _load(self) -> list[MonitoredMeasure]:
        frozen = self.filters.scope.frozen
        if frozen:
            measures = self.filters.of_loaded(frozen.measures())
            for measure in measures:
                measure.report = self.report
            return measures
        return self._load_stored()

    def _load_stored(self) -> list[MonitoredMeasure]:
        if self.filters.active:
            measures = self._with_rows(self.filters.measures())
        else:
            sight = Sight.of(self.filters.scope.user, self.report)
            measures = load_report(self.report, sight, self.as_of, **self.wants)
        if self.as_of < timezone.localdate():
            measures = look_back(measures, self.as_of)
        by_id = {measure.pk: measure for measure in measures}
        for measure in measures:
            if measure.parent_id is not None:
                measure.parent = by_id[measure.parent_id]
        return measures

    @property
    def _leaves_out_empty(self) -> bool:
        return self.selection.is_filtered

    @cached_property
    def bar(self) -> StatusBar:
        return StatusBar.of_words(unit.shown_status for unit in self.selection.units)

    @property
    def passed(self) -> list[tuple[str, int]]:
        return count_passed(self.selection.units)

    @cached_property
    def newest_report_on(self) -> date | None:
        return max((m.reported_on for m in self.selection.measures if m.reported_on), default=None)

    @property
    def contents(self) -> list[TableGroup]:
        return self.groups
