"""How somebody wants to read a list of measures: as it stood on which day, which of them, in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.addresses.query_string import Address
from reports.measures.days import AS_OF, AsOf
from reports.measures.filters import MeasureFilters, ParticipatingFilter
from reports.measures.scope import Scope
from reports.measures.sorting import SORTING, Sorting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

    from catalog.choices import Theme
    from catalog.models import Municipality, Report


class ListQuery:
    """What the query string of a request asks for, and the addresses of the same page read another way."""

    def __init__(
        self,
        request: HttpRequest,
        municipality: Municipality | None = None,
        report: Report | None = None,
        theme: Theme | None = None,
    ) -> None:
        self.as_of = AsOf.read(request.GET)
        self.scope = Scope(request.user, self.as_of.day, municipality, report, theme)
        self.filters = MeasureFilters(request.GET, self.scope)
        self.sorting = Sorting.read(request.GET)
        self.address = Address(request.path, tuple(self._parameters()))

    def _parameters(self) -> Iterator[tuple[str, str]]:
        """What was asked for and could be read; nothing else is handed on by a link."""
        names = [measure_filter.name for measure_filter in self.filters.active]
        if ParticipatingFilter.needed_by in names:
            names.append(ParticipatingFilter.name)
        for name in names:
            for word in self.filters.words(name):
                yield name, word
        if self.as_of.is_past:
            yield AS_OF, self.as_of.day.isoformat()
        if self.sorting.word:
            yield SORTING, str(self.sorting)

    @property
    def problems(self) -> list[str]:
        """What of the query string could not be read, a sentence each."""
        return [*filter(None, [self.as_of.error, *self.filters.problems(), self.sorting.error])]

    @property
    def today(self) -> Address:
        """The same page as of today."""
        return self.address.without(AS_OF)

    @property
    def unsorted(self) -> Address:
        """The same page in the order of the report."""
        return self.address.without(SORTING)

    @property
    def unfiltered(self) -> Address:
        """The same page with all measures."""
        return self.address.only([AS_OF, SORTING])

    @property
    def file_query(self) -> str:
        """What a download needs to hold the same measures as of the same day; with the question mark."""
        query = self.unsorted.query
        return f"?{query}" if query else ""

    @property
    def document_query(self) -> str:
        """What a document needs to show the same measures in the same order; with the question mark."""
        return f"?{self.address.query}" if self.address.parameters else ""

    def sorted_by(self, word: str) -> Address:
        return self.address.having(SORTING, self.sorting.next_for(word))
