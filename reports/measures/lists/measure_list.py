"""Measures of several reports, of a city or of all cities, page by page.

They are chosen, counted and sorted by the database from what is kept of them, or was known on an earlier day, and a
page loads what it shows. What a round has frozen is loaded.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator

from catalog.models import SEARCHED, Report
from monitoring.current.past import one_session
from monitoring.models import MonitoredMeasure
from monitoring.models.loaded_status import load_status
from reports.addresses.paging import NumberedPages
from reports.measures.as_of import look_back
from reports.measures.lists.kept_selection import KeptSelection
from reports.measures.lists.national_selection import NationalSelection
from reports.measures.lists.past_selection import PastSelection
from reports.measures.lists.selection import Selection
from reports.measures.snippets import Snippet, snippet
from reports.measures.sorting import deadline
from reports.measures.status_bar import StatusBar, count_passed, passed_states

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from catalog.models import Section
    from monitoring.models import Milestone
    from monitoring.models.measure import MonitoredMeasureQuerySet
    from reports.measures.list_query import ListQuery
    from reports.measures.scope import Scope

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
    """The measures a visitor has asked for, each followed by its parts."""

    reading: ListQuery
    selection: Selection | KeptSelection
    page: Page[Any]
    parts: dict[int, list[MonitoredMeasure]]

    @property
    def shown(self) -> list[MonitoredMeasure]:
        """Returns the measures on this page, without their parts."""
        raise NotImplementedError

    def words_of(self, report: Report) -> Counter[str]:
        """Returns the shown words of a report on all pages, with the number of units each."""
        return self._by_report.get(report.pk, Counter())

    @property
    def _by_report(self) -> dict[int, Counter[str]]:
        raise NotImplementedError

    @property
    def bar(self) -> StatusBar:
        """Returns the units on all pages by status."""
        raise NotImplementedError

    @property
    def passed(self) -> list[tuple[str, int]]:
        """Returns the states of passed deadlines with the number of units each."""
        raise NotImplementedError

    def reports(self, most: int) -> list[Report]:
        """Returns the first of the reports that have measures here, whatever the filters."""
        raise NotImplementedError

    @property
    def number_of_cities(self) -> int:
        """Returns how many cities have measures here, whatever the filters."""
        raise NotImplementedError

    @property
    def is_ranked(self) -> bool:
        """Tells whether the best hits of a search come first."""
        return False

    @cached_property
    def groups(self) -> list[ReportGroup]:
        """Returns the rows of this page."""
        groups: list[ReportGroup] = []
        for measure in self.shown:
            report = None if self.reading.sorting.word or self.is_ranked else measure.report
            if not groups or groups[-1].report != report:
                groups.append(self._group(report))
            groups[-1].rows += [self._row(unit) for unit in (measure, *self.parts.get(measure.pk, []))]
        return groups

    def _group(self, report: Report | None) -> ReportGroup:
        if report is None:
            return ReportGroup(None, StatusBar.empty())
        theme = self.reading.scope.theme
        sections = self.scope_of_page.sections_about(theme, report) if theme else []
        return ReportGroup(report, StatusBar.of_counts(self.words_of(report)), sections)

    @property
    def scope_of_page(self) -> Scope:
        """Returns a scope that knows the sections of the reports on this page."""
        return self.reading.scope

    def _row(self, measure: MonitoredMeasure) -> ListRow:
        waited_for = None if measure.due else deadline(measure, self.reading.as_of.day)
        milestones = (m for m in measure.known_milestones if waited_for and m.due_on == waited_for)
        return ListRow(measure, next(milestones, None), snippet(measure, self.reading.filters.search, ["title"]))

    def _with_texts(self, measures: MonitoredMeasureQuerySet) -> MonitoredMeasureQuerySet:
        """Loads what rows show; after a search also the texts that it may have hit."""
        measures = measures.with_responsibilities().with_milestones().with_newest_update(self.reading.as_of.day)
        return measures.defer(*({"search_text"} if self.reading.filters.search else LEFT_OUT))

    @property
    def pages(self) -> NumberedPages:
        return NumberedPages(self.page, self.reading.address)


class ListOfToday(MeasureList):
    """The measures of today; needs about ten queries."""

    def __init__(self, reading: ListQuery, page: str = "") -> None:
        self.reading = reading
        self.selection: KeptSelection = self._select()
        ordered: Any = OrderedMeasures(self.selection, reading)
        self.page = Paginator(ordered, MEASURES_ON_A_PAGE).get_page(page)
        self.parts = {}

    def _select(self) -> KeptSelection:
        kind = NationalSelection if self.reading.scope.is_wide else KeptSelection
        return kind(self.reading.filters)

    @property
    def is_ranked(self) -> bool:
        return not self.reading.sorting.word and self.selection.hits() is not None

    @cached_property
    def shown(self) -> list[MonitoredMeasure]:
        found, self.parts = with_parts(self.selection, list(self.page.object_list), self._load)
        return found

    def _load(self, measures: MonitoredMeasureQuerySet) -> list[MonitoredMeasure]:
        return self._known(list(self._with_texts(measures).select_related("report__municipality")))

    def _known(self, measures: list[MonitoredMeasure]) -> list[MonitoredMeasure]:
        """Returns loaded measures as they were known on the day of the list."""
        return measures

    @cached_property
    def scope_of_page(self) -> Scope:
        scope = self.reading.scope
        return scope.of_reports([measure.report for measure in self.shown]) if scope.is_wide else scope

    @cached_property
    def _by_report(self) -> dict[int, Counter[str]]:
        return self.selection.words_of({measure.report_id for measure in self.shown})

    @property
    def bar(self) -> StatusBar:
        return StatusBar.of_counts(self.selection.words)

    @property
    def passed(self) -> list[tuple[str, int]]:
        return passed_states(self.selection.states)

    def reports(self, most: int) -> list[Report]:
        return self.selection.reports(most)

    @property
    def number_of_cities(self) -> int:
        return self.selection.number_of_cities


class OrderedMeasures:
    """The ids of the measures to show in their order, of which a page takes a slice."""

    def __init__(self, selection: KeptSelection, reading: ListQuery) -> None:
        self._selection = selection
        self._reading = reading

    def count(self) -> int:
        hits = self._selection.hits()
        return len(hits.wholes) if hits else self._selection.tally.measures

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, places: slice) -> list[int]:
        sorting, hits = self._reading.sorting, self._selection.hits()
        if hits and not sorting.word:
            return hits.wholes[places]
        return self._selection.ids_at(places, sorting)


def with_parts(
    selection: KeptSelection,
    wholes: list[int],
    load: Callable[[MonitoredMeasureQuerySet], list[MonitoredMeasure]],
) -> tuple[list[MonitoredMeasure], dict[int, list[MonitoredMeasure]]]:
    """Returns the measures of a page by their ids, in this order, and by the ids of these the parts to show.

    `load` loads what is shown of them; all know their status of the day of the selection.
    """
    ids = selection.parts_of(wholes)
    seen = MonitoredMeasure.objects.visible_to(selection.scope.user).filter(pk__in=[*wholes, *ids])
    loaded = {one.pk: one for one in load(seen)}
    parts: dict[int, list[MonitoredMeasure]] = {}
    for pk, whole in ids.items():
        if {pk, whole} <= loaded.keys():
            loaded[pk].parent = loaded[whole]
            parts.setdefault(whole, []).append(loaded[pk])
    load_status([*loaded.values()], selection.scope.as_of)
    return [loaded[pk] for pk in wholes if pk in loaded], parts


class ListOfThePast(ListOfToday):
    """The measures of an earlier day; needs about fifteen queries."""

    def _select(self) -> KeptSelection:
        return PastSelection(self.reading.filters)

    def _known(self, measures: list[MonitoredMeasure]) -> list[MonitoredMeasure]:
        return look_back(measures, self.reading.as_of.day)


class LoadedList(MeasureList):
    """The measures of an earlier day, all of them loaded, those of some reports from what a round has frozen.

    Needs one query for the reports, one for the sections and three for the measures, four after a search.
    """

    def __init__(self, reading: ListQuery, page: str = "") -> None:
        self.reading = reading
        self.selection: Selection = Selection(self._load(), reading.filters)
        shown = [measure for measure in self.selection.measures if measure.pk in self.selection.shown]
        self.parts = {}
        for measure in shown:
            if measure.parent_id is not None:
                self.parts.setdefault(measure.parent_id, []).append(measure)
        self.measures = self._in_order([measure for measure in shown if measure.parent_id is None])
        self.page = Paginator(self.measures, MEASURES_ON_A_PAGE).get_page(page)

    def _load(self) -> list[MonitoredMeasure]:
        scope, filters = self.reading.scope, self.reading.filters
        stored = self._with_texts(filters.measures().exclude(report__in=list(scope.frozen_reports)))
        loaded = [*look_back(stored, self.reading.as_of.day), *filters.of_loaded(scope.frozen_measures())]
        by_id = {measure.pk: measure for measure in loaded}
        for measure in loaded:
            measure.report = self.reading.scope.reports_by_id[measure.report_id]
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

    @property
    def shown(self) -> list[MonitoredMeasure]:
        return list(self.page)

    @cached_property
    def _by_report(self) -> dict[int, Counter[str]]:
        found: dict[int, Counter[str]] = {}
        for unit in self.selection.units:
            found.setdefault(unit.report_id, Counter())[unit.shown_status] += 1
        return found

    @property
    def bar(self) -> StatusBar:
        return StatusBar.of_words(unit.shown_status for unit in self.selection.units)

    @property
    def passed(self) -> list[tuple[str, int]]:
        return count_passed(self.selection.units)

    def reports(self, most: int) -> list[Report]:
        return list({measure.report_id: measure.report for measure in self.selection.measures}.values())[:most]

    @property
    def number_of_cities(self) -> int:
        return len({measure.report.municipality_id for measure in self.selection.measures})


@contextmanager
def asked_together(scope: Scope) -> Iterator[None]:
    """Encloses all that is asked about a scope on an earlier day, and its page."""
    if scope.is_past:
        scope.refresh()
    with one_session() if scope.is_past else nullcontext():
        yield


def list_of(reading: ListQuery, page: str = "") -> ListOfToday | LoadedList:
    """Returns the list that was asked for; `page` is the number of a page in its address."""
    if reading.scope.frozen_reports:
        return LoadedList(reading, page)
    return ListOfThePast(reading, page) if reading.as_of.is_past else ListOfToday(reading, page)
