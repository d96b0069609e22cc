"""The status table of a long report, page by page: a page loads and counts no more than it shows.

What is kept of measures chooses, counts and sorts them in the database, as in lists across reports. What a round has
frozen is loaded, and cut into pages.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Exists, F, Min, OuterRef, Subquery

from catalog.models import Measure
from monitoring.models import Discussion, MonitoredMeasure
from reports.addresses.paging import NumberedPages
from reports.measures.as_of import look_back
from reports.measures.counting import Tally
from reports.measures.lists.kept_selection import KeptSelection
from reports.measures.lists.measure_list import asked_together, with_parts
from reports.measures.lists.past_selection import PastSelection
from reports.measures.status_bar import StatusBar, passed_states
from reports.measures.table.pages import holds_several_pages, is_long
from reports.measures.table.rows import Extent, TableGroup, TableRow, filled
from reports.measures.table.status_table import ReportTable, StatusTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from django.db.models import QuerySet

    from catalog.models import Report
    from monitoring.models.measure import MonitoredMeasureQuerySet
    from reports.measures.counts import UnitCounts
    from reports.measures.filters import MeasureFilters
    from reports.measures.sorting import Sorting
    from reports.measures.table.pages import PageAsked


@contextmanager
def table_of(
    report: Report, filters: MeasureFilters, sorting: Sorting, asked: PageAsked
) -> Iterator[StatusTable | LongTable]:
    """Yields the table of a report on the day of its filters; it has to be shown before this is left."""
    scope = filters.scope
    if scope.frozen:
        yield FrozenTable(report, filters, sorting, asked)
    elif is_long(report):
        with asked_together(scope):
            yield LongTable(report, filters, sorting, asked)
    else:
        yield StatusTable(report, scope.user, scope.as_of, filters=filters, sorting=sorting)


class LongTable(ReportTable):
    """A page of the measures that a visitor may see and has asked for; needs some twenty queries."""

    def __init__(self, report: Report, filters: MeasureFilters, sorting: Sorting, asked: PageAsked) -> None:
        super().__init__(report, filters.scope.as_of, filters, sorting)
        self.selection = (PastSelection if filters.scope.is_past else KeptSelection)(filters)
        length = asked.length(report, self.selection.total.units)
        paginator = Paginator(self._ordered().values_list("pk", flat=True), length)
        paginator.count = self.selection.tally.measures
        number = asked.number or self._number_of_page_with(asked.near, length)
        self.pages: NumberedPages = NumberedPages(paginator.get_page(number), asked.address)
        self.measures, self.parts = with_parts(self.selection, self.pages.shown, self._load)
        self.counted = set()  # the database counts for `contents`
        shown = {group.anchor: group.headings for group in self._groups()}
        for group in self.contents:
            group.headings = shown.get(group.anchor, [])
        self.groups = [group for group in self.contents if group.rows]

    def _ordered(self) -> QuerySet[Any]:
        """Returns the kept rows of the measures to show in the order of the table."""
        if self.sorting.word or not self._orders_by_discussion:
            return self.selection.ordered(self.sorting)
        held = Discussion.objects.filter(measure=OuterRef("pk"), held_on__lte=self.as_of).order_by()
        first = held.values("measure").annotate(first=Min("held_on")).values("first")
        wholes = self.selection.wholes().annotate(held=Subquery(first))
        ordered: QuerySet[Any] = wholes.order_by(F("held").asc(nulls_last=True), "number")
        return ordered

    def _number_of_page_with(self, path: str, length: int) -> int:
        """Returns the number of the page that has a section or measure in the order of the report; 1 without it."""
        if not path or self.sorting.word or self._orders_by_discussion:
            return 1
        outline = self.filters.scope.outlines[self.report.pk]
        before = 0
        if section := next((one for _depth, one in outline.entries if one.slug == path), None):
            place = outline.position(section.pk)
            before = sum(one.measures for pk, one in self.extents.items() if outline.position(pk) < place)
        elif measure := Measure.objects.filter(report=self.report).addressed(path.partition("/")[0]).first():
            found = self.selection.kept.filter(pk=measure.pk).values_list("place", flat=True).first()
            before = self.selection.wholes().filter(place__lt=found).count() if found else 0
        return before // length + 1

    def _load(self, measures: MonitoredMeasureQuerySet) -> list[MonitoredMeasure]:
        loaded = self._with_rows(measures)
        return look_back(loaded, self.as_of) if self.filters.scope.is_past else loaded

    @property
    def _leaves_out_empty(self) -> bool:
        return True

    @cached_property
    def bar(self) -> StatusBar:
        return StatusBar.of_counts(self.selection.words)

    @property
    def passed(self) -> list[tuple[str, int]]:
        return passed_states(self.selection.states)

    @cached_property
    def newest_report_on(self) -> date | None:
        return self.selection.newest_report_on()

    @cached_property
    def extents(self) -> dict[Any, UnitCounts]:
        """Returns how much there is of each section, by its id, or of what has been discussed and what has not."""
        if not self._orders_by_discussion:
            return self.selection.extents(lambda path: F(f"{path}measure__section"))
        held = Discussion.objects.filter(held_on__lte=self.as_of).order_by()
        return self.selection.extents(lambda path: Exists(held.filter(measure=OuterRef(f"{path}measure"))))

    @cached_property
    def contents(self) -> list[TableGroup]:
        found = []
        start = 1
        for group, extent in self._groups_with_extents():
            if extent.tally:
                group.extent = extent
                group.page, group.is_continued = self.pages.begins(start)
                found.append(group)
                start += extent.tally.measures
        return found

    def _groups_with_extents(self) -> Iterator[tuple[TableGroup, Extent]]:
        if self.sorting.word:
            yield self._of_all(), Extent(self.selection.tally, self.bar)
        elif self._orders_by_discussion:
            yield self._of_held(), self._extent([True])
            yield self._of_unscheduled(), self._extent([False])
        else:
            chapters = self.filters.scope.outlines[self.report.pk].chapters()
            sections = [
                (self._of_section(chapter[0][1]), self._extent(section.pk for _depth, section in chapter))
                for chapter in chapters
            ]
            others = [group for group, extent in sections if extent.tally]
            yield self._of_no_section(others=others), self._extent([None])
            yield from sections

    def _extent(self, keys: Iterable[Any]) -> Extent:
        found = [self.extents[key] for key in keys if key in self.extents]
        words = sum((one.words for one in found), Counter())
        return Extent(Tally(sum(one.measures for one in found), words.total()), StatusBar.of_counts(words))


class FrozenTable(StatusTable):
    """A page of what a round has frozen, which is loaded; all of it where it is not long."""

    def __init__(self, report: Report, filters: MeasureFilters, sorting: Sorting, asked: PageAsked) -> None:
        super().__init__(report, filters.scope.user, filters.scope.as_of, filters=filters, sorting=sorting)
        self._of_all_pages = self.groups
        if holds_several_pages(len(self.selection.measures)):
            self._cut(asked)

    def _cut(self, asked: PageAsked) -> None:
        in_order = list(dict.fromkeys(whole_of(row) for group in self.groups for row in group.rows))
        length = asked.length(self.report, self.selection.total.units)
        number = asked.number or self._place_of(asked.near, in_order) // length + 1
        self.pages = NumberedPages.of(in_order, length, str(number), asked.address)
        start, shown = 1, set(self.pages.shown)
        for group in self.groups:
            group.extent = Extent(group.tally, group.bar)
            group.page, group.is_continued = self.pages.begins(start)
            start += group.extent.tally.measures
            for heading in group.headings:
                heading.rows = [row for row in heading.rows if whole_of(row) in shown]
            group.headings = filled(group.headings)
        self.groups = [group for group in self.groups if group.rows]

    def _place_of(self, path: str, measures: list[MonitoredMeasure]) -> int:
        """Returns the place of a measure, or of the first in a section, from 0; 0 without it."""
        outline = self.filters.scope.outlines[self.report.pk]
        for place, measure in enumerate(measures):
            slugs = (section.slug for section in outline.path_to(measure.section_id))
            if path.partition("/")[0] in {measure.address, *slugs}:
                return place
        return 0

    @property
    def contents(self) -> list[TableGroup]:
        return [group for group in self._of_all_pages if group.tally or not self.pages]


def whole_of(row: TableRow) -> MonitoredMeasure:
    whole: MonitoredMeasure | None = row.measure.parent  # type: ignore[assignment]  # as the others are loaded
    return whole or row.measure
