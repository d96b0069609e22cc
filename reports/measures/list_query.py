"""The query string of a list of measures: the day, the filters, the order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Municipality
from reports.addresses.query_string import Address, word
from reports.measures.days import AS_OF, AsOf, names_round
from reports.measures.filters import MeasureFilters, ParticipatingFilter
from reports.measures.filters.places import (
    MunicipalityFilter,
    OfficeFilter,
    ReportFilter,
    SectionFilter,
    municipality_called,
)
from reports.measures.scope import Scope
from reports.measures.sorting import SORTING, Sorting
from reports.measures.table.chosen_view import ALL, DETAILS, VIEW, ChosenView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

    from catalog.models import Report, Theme


PLACES = (MunicipalityFilter.name, ReportFilter.name, SectionFilter.name, OfficeFilter.name)


def find_place(request: HttpRequest) -> Municipality | None:
    """Returns the municipality that the filters of a request name, be it by the address of something in it."""
    for name in PLACES:
        if text := word(request.GET.getlist(name)):
            return municipality_called(text.partition("/")[0], Municipality.objects.visible_to(request.user))
    return None


class ListQuery:
    """The query of a request, and the addresses of the same page with another one."""

    def __init__(
        self,
        request: HttpRequest,
        municipality: Municipality | None = None,
        report: Report | None = None,
        theme: Theme | None = None,
    ) -> None:
        place = report or municipality or (find_place(request) if names_round(request.GET) else None)
        self.as_of = AsOf.read(request.GET, place)
        frozen = self.as_of.frozen(report, request.user) if report else None
        self.report = report = frozen.report if frozen else report
        self.scope = Scope(request.user, self.as_of.day, municipality, report, theme, frozen=frozen)
        if self.scope.is_wide and (place := find_place(request)):
            self.scope = replace(self.scope, narrow=place)
        if self.scope.is_wide and self.as_of.is_past:
            self.as_of = AsOf(timezone.localdate(), error=_("Choose a municipality to look back at an earlier day."))
            self.scope = replace(self.scope, as_of=self.as_of.day)
        if self.as_of.round and not report:
            of_city = self.scope if municipality else replace(self.scope, narrow=self.as_of.round.municipality)
            self.scope = of_city.with_frozen(self.as_of.frozen_among(of_city.reports, request.user))
        self.filters = MeasureFilters(request.GET, self.scope)
        self.sorting = Sorting.read(request.GET)
        self.view = ChosenView.read(request.GET) if report else ChosenView()
        self.address = Address(request.path, tuple(self._parameters()))

    def _parameters(self) -> Iterator[tuple[str, str]]:
        """Yields the readable parameters; links contain no others."""
        names = [measure_filter.name for measure_filter in self.filters.active]
        if ParticipatingFilter.needed_by in names:
            names.append(ParticipatingFilter.name)
        for name in names:
            for one in self.filters.words(name):
                yield name, one
        if self.as_of.is_past:
            yield AS_OF, self.as_of.word
        if self.sorting.word:
            yield SORTING, str(self.sorting)
        yield from self.view.parameters

    @property
    def needs_place(self) -> bool:
        """Tells whether a filter names the municipality of the round; without it the address means nothing."""
        return self.as_of.round is not None and self.scope.narrow is not None

    @property
    def problems(self) -> list[str]:
        """Returns a sentence for each unreadable part of the query string."""
        return [*filter(None, [self.as_of.error, *self.filters.problems(), self.sorting.error, self.view.error])]

    @property
    def today(self) -> Address:
        """Returns the address of the page as of today."""
        return self.address.without(AS_OF)

    @property
    def unsorted(self) -> Address:
        """Returns the address of the page in the order of the report."""
        return self.address.without(SORTING)

    @property
    def unfiltered(self) -> Address:
        """Returns the address of the page with all measures."""
        kept = [SORTING, VIEW, DETAILS]
        return self.address.only(kept if self.needs_place else [AS_OF, *kept])

    @property
    def file_query(self) -> str:
        """Returns the query string of a download with the same measures and day, with the question mark."""
        query = self.unsorted.without(VIEW, DETAILS).query
        return f"?{query}" if query else ""

    @property
    def document_query(self) -> str:
        """Returns the query string of a document with the same measures, day and order, with the question mark."""
        query = self.address.without(VIEW, DETAILS).query
        return f"?{query}" if query else ""

    @property
    def with_details(self) -> Address:
        """Returns the address of the overview with every row unfolded."""
        return self.address.having(DETAILS, ALL)

    @property
    def without_details(self) -> Address:
        """Returns the address of the overview with every row folded."""
        return self.address.without(DETAILS)

    def sorted_by(self, word: str) -> Address:
        return self.address.having(SORTING, self.sorting.next_for(word))
