"""Selects what a visitor has asked for among what is kept of measures today, and counts it in the database."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils.formats import localize
from django.utils.translation import gettext as _

from catalog.permissions.registry import ALL_ROWS
from monitoring.current.judging import refresh
from monitoring.models import CurrentStatus
from monitoring.models.current import current_to
from reports.measures.counting import Tally
from reports.measures.filters.words import DeadlineFilter, StatusFilter
from reports.measures.lists.columns import KEPT, WHOLE
from reports.measures.lists.facets import Facets
from reports.measures.lists.search_hits import SearchHits

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from reports.measures.filters import MeasureFilter, MeasureFilters
    from reports.measures.lists.columns import Columns


class KeptSelection:
    """A selection from what is kept; says the same as `Selection` says of loaded measures.

    A measure that fits is shown with all its parts. Where only parts fit, the measure is shown with these.
    """

    def __init__(self, filters: MeasureFilters) -> None:
        self.filters = filters
        self.scope = filters.scope
        refresh(self.scope.as_of)
        self.kept = CurrentStatus.objects.filter(self.within(KEPT))
        self._hits: dict[str, SearchHits] = {}

    def within(self, at: Columns) -> Q:
        """Returns a condition: rows of the scope that the visitor may see."""
        return current_to(self.scope.user, at.known) & self.scope.within_kept(at.known)

    def fits(self, at: Columns, besides: MeasureFilter | None = None) -> Q:
        """Returns a condition: rows that fit all filters, or all but one; of very many hits the best."""
        if hits := self.hits(besides):
            return Q(**{f"{at.known}pk__in": hits.ids})
        return self._fits_each(at, [one for one in self.filters.active if one is not besides])

    def hits(self, besides: MeasureFilter | None = None) -> SearchHits | None:
        """Returns what a search across many cities finds; None without a search, and where it looks through few."""
        searching = self.filters.searching
        if searching is None or searching is besides or not self.scope.is_wide:
            return None
        name = besides.name if besides in self.filters.active else ""
        if name not in self._hits:
            others = [one for one in self.filters.active if one not in (besides, searching)]
            rows = self.kept.filter(self._fits_each(KEPT, others))
            self._hits[name] = SearchHits(rows, self.filters.values[searching.name][0])
        return self._hits[name]

    def counts_all(self, besides: MeasureFilter | None = None) -> bool:
        """Tells whether all that fits is known, so that it can be counted."""
        hits = self.hits(besides)
        return hits is None or hits.is_complete

    def _fits_each(self, at: Columns, filters: list[MeasureFilter]) -> Q:
        found = ALL_ROWS
        for one in filters:
            found &= one.condition(self.filters.values[one.name], at)
        return found

    def shown(self, besides: MeasureFilter | None = None) -> Q:
        """Returns a condition: rows that fit, and parts of such."""
        if not [one for one in self.filters.active if one is not besides]:
            return ALL_ROWS
        return self.fits(KEPT, besides) | (Q(whole__isnull=False) & self.fits(WHOLE, besides))

    def units(self, besides: MeasureFilter | None = None) -> QuerySet[CurrentStatus]:
        """Returns what is counted of the rows to show."""
        return self.kept.filter(self.shown(besides), has_parts=False)

    def wholes(self) -> QuerySet[CurrentStatus]:
        """Returns the measures to show, be it only for their parts."""
        wholes = self.kept.filter(whole=None)
        if not self.is_filtered:
            return wholes
        of_parts = self.kept.filter(self.fits(KEPT), whole__isnull=False).order_by()
        return wholes.filter(self.fits(KEPT) | Q(pk__in=of_parts.values("whole")))

    @property
    def is_filtered(self) -> bool:
        return bool(self.filters.active)

    @cached_property
    def tally(self) -> Tally:
        """Returns how much is shown."""
        return self._tally(self.units()) if self.is_filtered else self.total

    @cached_property
    def total(self) -> Tally:
        """Returns how much there is without filters."""
        numbers = {"measures": Count("pk", filter=Q(whole=None)), "units": Count("pk", filter=Q(has_parts=False))}
        return Tally(**self.kept.aggregate(**numbers))

    @property
    def in_words(self) -> str:
        """Returns how much is shown, and of how much where there are filters."""
        if (hits := self.hits()) and not hits.is_complete:
            return _("More than %(number)s hits") % {"number": localize(hits.number)}
        return self.tally.of_all(self.total) if self.is_filtered else str(self.total)

    def without(self, measure_filter: MeasureFilter) -> Tally | None:
        """Returns how much there would be without a filter; None where nobody has counted."""
        return self._tally(self.units(measure_filter)) if self.counts_all(measure_filter) else None

    def _tally(self, units: QuerySet[CurrentStatus]) -> Tally:
        found = units.aggregate(
            units=Count("pk"), single=Count("pk", filter=Q(whole=None)), wholes=Count("whole", distinct=True)
        )
        return Tally(found["single"] + found["wholes"], found["units"])

    def counts(self, measure_filter: MeasureFilter) -> Counter[str] | None:
        """Returns how many units each word of a filter would show, the other filters staying as they are.

        None where nobody has counted.
        """
        if not self.counts_all(measure_filter):
            return None
        if not self.is_filtered and measure_filter.name in self._said_of:
            return self._said_of[measure_filter.name]
        return self._facets.numbers[measure_filter.name]

    @cached_property
    def _facets(self) -> Facets:
        offered = [one for one in self.filters.filters.values() if one.is_chosen_from_a_list and one.is_counted]
        counted = [one for one in offered if self.counts_all(one)]
        return Facets(self, [one for one in counted if self.is_filtered or one.name not in self._said_of])

    @cached_property
    def _said_of(self) -> dict[str, Counter[str]]:
        """Returns the choices that are counted already where nothing is filtered."""
        words = Counter({StatusFilter.words[word]: number for word, number in self.words.items()})
        states = Counter({DeadlineFilter.words[state]: number for state, number in self.states.items() if state})
        return {StatusFilter.name: words, DeadlineFilter.name: states}

    @cached_property
    def _said(self) -> list[tuple[str, str, int]]:
        """Returns the shown words and states of deadlines with the number of units each; none where it is not known."""
        if not self.counts_all():
            return []
        said = self.units().order_by().values_list("word", "deadline_state")
        return list(said.annotate(number=Count("pk")))

    @property
    def words(self) -> Counter[str]:
        """Returns how many of the units to show have each word."""
        found: Counter[str] = Counter()
        for word, _state, number in self._said:
            found[word] += number
        return found

    @property
    def states(self) -> Counter[str]:
        """Returns how many of the units to show have each state of their deadline."""
        found: Counter[str] = Counter()
        for _word, state, number in self._said:
            found[state] += number
        return found
