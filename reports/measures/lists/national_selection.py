"""Selects among the measures of the whole country, of which most is counted already."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from catalog.models import Report
from catalog.permissions.registry import ALL_ROWS
from monitoring.current.columns import COUNTED, KEPT
from monitoring.models import CountedKeys, CountedTraits, CountedWord
from monitoring.models.counted import ANY_THEME, TRAITS, seen_besides, seen_everywhere
from monitoring.models.current import current_to
from reports.measures.counting import Tally
from reports.measures.counts import COUNT_CITIES, cities_with_measures, measures_and_units
from reports.measures.filters import ThemeFilter
from reports.measures.lists.facets import READ_FROM
from reports.measures.lists.kept_selection import KeptSelection
from reports.measures.lists.places_of_reports import ids_of_reports, reports_at
from reports.measures.lists.sorted_measures import SortedMeasures
from reports.measures.lists.unit_rows import UnitRows

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from monitoring.current.columns import Columns
    from monitoring.models import CurrentStatus
    from reports.measures.filters import MeasureFilter
    from reports.measures.sorting import Sorting

FAR = 3000  # measures that a list goes past one by one sooner than report by report


class NationalSelection(KeptSelection):
    """A selection that adds up what is counted, and reads single measures where a filter asks for more than that.

    What a visitor sees in some municipalities only is read besides.
    """

    def fits(self, at: Columns, besides: MeasureFilter | None = None) -> Q:
        """Returns a condition as for kept rows; in what is counted, the theme is chosen by `counted_in`."""
        if not at.is_counted:
            return super().fits(at, besides)
        found = ALL_ROWS
        for one in self.filters.active:
            if one is not besides and not isinstance(one, ThemeFilter):
                found &= one.condition(self.filters.values[one.name], at)
        return found

    def counted_in(self, besides: MeasureFilter | None = None) -> list[UnitRows]:
        """Returns the measures that are counted, those that a visitor sees besides, and the parts."""
        if not self.asked_for <= {*TRAITS, "themes"}:
            return super().counted_in(besides)
        user = self.scope.user
        counted = CountedTraits.objects.filter(seen_everywhere(user), theme=self._theme(besides), has_parts=False)
        others = self.kept.filter(seen_besides(user), whole=None, has_parts=False)
        return [UnitRows(counted, COUNTED), UnitRows(others, KEPT), self.parts_in(besides)]

    def choices_counted_in(self, one: MeasureFilter) -> list[UnitRows]:
        """Returns where the units are counted; where no other filter reduces them, that is by what is said of each.

        What everybody sees of a measure with parts it says through these: its own word shows none of them.
        """
        others = [other for other in self.filters.active if other is not one and not isinstance(other, ThemeFilter)]
        is_alone = one in self.filters.active and not others
        if not (is_alone and self.is_public and one.name in READ_FROM):
            return super().choices_counted_in(one)
        counted = CountedWord.objects.filter(seen_everywhere(self.scope.user), theme=self._theme(one), has_parts=False)
        return [UnitRows(counted, COUNTED)]

    def counted(self, besides: MeasureFilter | None = None) -> list[UnitRows]:
        if [one for one in self.filters.active if one is not besides]:
            return super().counted(besides)
        words, others = (rows.filter(has_parts=False) for rows in self._unfiltered)
        return [UnitRows(words, COUNTED), UnitRows(others, KEPT)]

    @cached_property
    def _unfiltered(self) -> tuple[QuerySet[CountedWord], QuerySet[CurrentStatus]]:
        """Returns what says the numbers without filters: that is counted, and that a visitor sees besides."""
        theme = self.scope.theme.pk if self.scope.theme else ANY_THEME
        words = CountedWord.objects.filter(seen_everywhere(self.scope.user), theme=theme)
        return words, self.kept.filter(seen_besides(self.scope.user))

    @cached_property
    def total(self) -> Tally:
        tally = Tally()
        for rows in self._unfiltered:
            tally += Tally(**rows.aggregate(**measures_and_units(rows.model)))
        return tally

    def _theme(self, besides: MeasureFilter | None = None) -> int:
        """Returns the id of the theme of the page or of the one chosen."""
        chosen = [one for one in self.filters.active if isinstance(one, ThemeFilter) and one is not besides]
        theme = self.filters.values[chosen[0].name][0] if chosen else self.scope.theme
        return theme.pk if theme else ANY_THEME

    def keys_counted(self) -> QuerySet[CountedKeys] | None:
        """Returns it of the whole list, to those who see what everybody sees."""
        if self.is_filtered or self.scope.theme or not self.is_public:
            return None
        return CountedKeys.objects.filter(current_to(self.scope.user))

    def ids_at(self, places: slice, sorting: Sorting) -> list[int]:
        """Returns the ids as for kept rows; far into the whole list, it counts reports instead of reading measures."""
        if sorting.word:
            return SortedMeasures(self, sorting).ids_at(places)
        if self.is_filtered or places.start < FAR:
            return super().ids_at(places, sorting)
        reports = reports_at(cities_with_measures(self.scope), places)
        return ids_of_reports(self.ordered(sorting), list(reports), places)

    @cached_property
    def number_of_cities(self) -> int:
        return int(cities_with_measures(self.scope).aggregate(found=COUNT_CITIES)["found"])

    def reports(self, most: int) -> list[Report]:
        with_measures = cities_with_measures(self.scope).filter(report=OuterRef("pk"))
        return list(Report.objects.filter(Exists(with_measures)).select_related("municipality")[:most])
