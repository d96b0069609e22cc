"""Selects what a visitor has asked for among what is kept of measures today, and counts it in the database."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from catalog.permissions.registry import ALL_ROWS
from monitoring.current.judging import refresh
from monitoring.models import CurrentStatus
from monitoring.models.current import current_to
from reports.measures.counting import Tally
from reports.measures.filters.words import DeadlineFilter, StatusFilter
from reports.measures.lists.columns import KEPT, WHOLE
from reports.measures.lists.facets import Facets

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from reports.measures.filters import MeasureFilter, MeasureFilters
    from reports.measures.lists.columns import Columns


class KeptSelection:
    """A selection from what is kept; says the same as `Selection` says of loaded measures.

    A measure that is counted through its parts and fits is shown with all of them. Where only parts fit, the measure is
    shown with these.
    """

    def __init__(self, filters: MeasureFilters) -> None:
        self.filters = filters
        self.scope = filters.scope
        refresh(self.scope.as_of)
        self.kept = CurrentStatus.objects.filter(self.within(KEPT))

    def within(self, at: Columns) -> Q:
        """Returns a condition: rows of the scope that the visitor may see."""
        return current_to(self.scope.user, at.known) & self.scope.within_kept(at.known)

    def fits(self, at: Columns, besides: MeasureFilter | None = None) -> Q:
        """Returns a condition: rows that fit all filters, or all but one."""
        found = ALL_ROWS
        for one in self.filters.active:
            if one is not besides:
                found &= one.condition(self.filters.values[one.name], at)
        return found

    def fits_through_parts(self, besides: MeasureFilter | None = None) -> Q:
        """Returns a condition: parts of what fits, and is counted through them."""
        return Q(whole__has_parts=True) & self.fits(WHOLE, besides)

    def shown(self, besides: MeasureFilter | None = None) -> Q:
        """Returns a condition: rows that fit, and parts of such that are counted through their parts."""
        if not [one for one in self.filters.active if one is not besides]:
            return ALL_ROWS
        return self.fits(KEPT, besides) | self.fits_through_parts(besides)

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
        return self.tally.of_all(self.total) if self.is_filtered else str(self.total)

    def without(self, measure_filter: MeasureFilter) -> Tally:
        """Returns how much there would be without a filter."""
        return self._tally(self.units(measure_filter))

    def _tally(self, units: QuerySet[CurrentStatus]) -> Tally:
        wholes = Count(Coalesce("whole", "measure"), distinct=True)
        return Tally(**units.aggregate(measures=wholes, units=Count("pk")))

    def counts(self, measure_filter: MeasureFilter) -> Counter[str]:
        """Returns how many units each word of a filter would show, the other filters staying as they are."""
        if not self.is_filtered and measure_filter.name in self._said_of:
            return self._said_of[measure_filter.name]
        return self._facets.numbers[measure_filter.name]

    @cached_property
    def _facets(self) -> Facets:
        counted = [one for one in self.filters.filters.values() if one.is_chosen_from_a_list and one.is_counted]
        return Facets(self, [one for one in counted if self.is_filtered or one.name not in self._said_of])

    @cached_property
    def _said_of(self) -> dict[str, Counter[str]]:
        """Returns the choices that are counted already where nothing is filtered."""
        words = Counter({StatusFilter.words[word]: number for word, number in self.words.items()})
        states = Counter({DeadlineFilter.words[state]: number for state, number in self.states.items() if state})
        return {StatusFilter.name: words, DeadlineFilter.name: states}

    @cached_property
    def _said(self) -> list[tuple[str, str, int]]:
        """Returns the shown words and states of deadlines with the number of units each."""
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
