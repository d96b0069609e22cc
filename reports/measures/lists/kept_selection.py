"""Selects what a visitor has asked for among what is known of measures, and counts it in the database."""

from __future__ import annotations

from collections import Counter, defaultdict
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Case, Count, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.formats import localize
from django.utils.translation import gettext as _

from catalog.models import Report
from catalog.permissions.registry import ALL_ROWS, NO_ROWS
from catalog.prepared_queries import Bound
from monitoring.choices import Visibility
from monitoring.current.columns import ALL_OF_PART, BESIDE, KEPT, OF_PART, WHOLE, AmongIds, Columns, among
from monitoring.models import CountedKeys, CurrentPart, CurrentStatus, PastStatus
from monitoring.models.counted import OF_PARTS
from monitoring.models.current import current_to
from monitoring.search.hits import SearchHits
from reports.measures.counting import Tally
from reports.measures.counts import UnitCounts, measures_and_units
from reports.measures.filters.words import DeadlineFilter, StatusFilter
from reports.measures.lists.facets import Facets, Said
from reports.measures.lists.unit_rows import UnitRows, numbers_in
from reports.measures.sorting import REPORT_BY_REPORT

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import date

    from reports.measures.filters import MeasureFilter, MeasureFilters
    from reports.measures.sorting import Sorting


PLACE = Bound("place", IntegerField())
MEASURE = "measure"  # the id of a measure, which parts and wholes are named by


class KeptSelection:
    """A selection from what is kept of today; says the same as `Selection` says of loaded measures.

    A measure that is counted through its parts and fits is shown with all of them. Where only parts fit, the measure is
    shown with these. `known` is what it selects from, and `named` and `named_parts` are where it finds that of a
    responsibility.
    """

    known: type[CurrentStatus | PastStatus] = CurrentStatus
    named = Columns("measure__current__", "measure__", is_kept=True)
    named_parts = Columns("measure__current__parts__", "measure__current__parts__measure__", is_kept=True)

    _place: Bound | None = None

    def __init__(self, filters: MeasureFilters) -> None:
        self.filters = filters
        self.scope = filters.scope
        self._judge()
        self.kept: QuerySet[Any] = self.known.objects.filter(self.within(KEPT))
        self._hits: dict[str, SearchHits] = {}

    def _judge(self) -> None:
        self.scope.refresh(self.scope.as_of)

    def within(self, at: Columns) -> Q:
        """Returns a condition: rows of the scope that the visitor may see."""
        return current_to(self.scope.user, at.known) & self.scope.within_kept(at.known, self._place)

    def of_any_place(self) -> Self:
        """Returns the same selection with `PLACE` for the id of the report or city, for SQL that is kept."""
        found = copy(self)
        found._place = PLACE
        found.kept = self.known.objects.filter(found.within(KEPT))
        return found

    def fits(self, at: Columns, besides: MeasureFilter | None = None) -> Q:
        """Returns a condition: rows that fit all filters, or all but one; of very many hits the best."""
        if hits := self.hits(besides):
            return among(at.pk, hits.ids)
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

    def fits_through(self, whole: Columns, besides: MeasureFilter | None = None) -> Q:
        """Returns a condition: parts of what fits, and is counted through them."""
        return Q(**{f"{whole.known}has_parts": True}) & self.fits(whole, besides)

    def shown(self) -> Q:
        """Returns a condition: rows that fit, and parts of such that are counted through their parts."""
        return self.fits(KEPT) | self.fits_through(WHOLE) if self.is_filtered else ALL_ROWS

    def counted_in(self, besides: MeasureFilter | None = None) -> list[UnitRows]:
        """Returns where the units are counted; `besides` is a filter that does not reduce them."""
        return [self.alone, self.parts_in(besides)]

    @property
    def alone(self) -> UnitRows:
        """Returns the units that are no parts."""
        return UnitRows(self.kept.filter(whole=None, has_parts=False), KEPT)

    def choices_counted_in(self, one: MeasureFilter) -> list[UnitRows]:
        """Returns where the units are counted that each choice of a filter would show."""
        return self.counted_in(one)

    def parts_in(self, besides: MeasureFilter | None = None) -> UnitRows:
        """Returns the parts, from which one comes to all that is known of them where a filter asks for more."""
        parts = CurrentPart.objects.filter(self.within(OF_PART), has_parts=False)
        asked_for = self.asked_for | {*(besides.keys(OF_PART) if besides else ())}
        columns = (OF_PART, BESIDE) if asked_for <= {*OF_PARTS, MEASURE} else (ALL_OF_PART, WHOLE)
        return UnitRows(parts, *columns)

    def parts_of(self, wholes: Collection[int]) -> dict[int, int]:
        """Returns the ids of the parts to show of some measures, in their order, each with that of its measure."""
        parts = self.parts_in()
        number = self.known.objects.filter(pk=OuterRef("pk")).values("number")
        rows = parts.filter(self.fits_in(parts) & Q(whole__in=wholes)).rows.order_by(Subquery(number))
        return dict(rows.values_list("pk", "whole"))

    @cached_property
    def asked_for(self) -> set[str]:
        """Returns the columns that the filters ask for."""
        return columns_of(self.fits(OF_PART))

    def counted(self, besides: MeasureFilter | None = None) -> list[UnitRows]:
        """Returns the units to show where they are counted."""
        found = self.counted_in(besides)
        if not [one for one in self.filters.active if one is not besides]:
            return found
        return [one.filter(self.fits_in(one, besides)) for one in found]

    def fits_in(self, one: UnitRows, besides: MeasureFilter | None = None) -> Q:
        """Returns a condition: units that fit by themselves or with their whole."""
        own = self.fits(one.own, besides)
        return own | self.fits_through(one.whole, besides) if one.whole else own

    def words_of(self, reports: Collection[int]) -> dict[int, Counter[str]]:
        """Returns the shown words of some reports with the number of units each."""
        found: dict[int, Counter[str]] = defaultdict(Counter)
        shown = [one.filter(self.fits_in(one) & Q(report__in=reports)) for one in (self.alone, self.parts_in())]
        for _is_part, report, word, number in numbers_in(shown, "report", "word"):
            found[report][word] += number
        return found

    def extents(self, key: Callable[[str], Any]) -> dict[Any, UnitCounts]:
        """Returns how much is shown of each kind of measures, with their words.

        `key` returns the kind as an expression for a path to the kept row of a measure, "" or one that ends with "__".
        """
        found: dict[Any, UnitCounts] = defaultdict(UnitCounts)
        wholes = self.wholes().annotate(kind=key("")).order_by().values_list("kind").annotate(measures=Count("pk"))
        for kind, measures in wholes:
            found[kind].measures = measures
        alone, parts = self.counted()
        kinds = [
            one._replace(rows=one.rows.annotate(kind=key(path))) for one, path in ((alone, ""), (parts, "whole__"))
        ]
        for _is_part, kind, word, number in numbers_in(kinds, "kind", "word"):
            found[kind].words[word] += number
        return found

    def newest_report_on(self) -> date | None:
        """Returns the day of the newest update of all measures, whatever the filters; None without any."""
        found: date | None = self.kept.aggregate(newest=Max("reported_on"))["newest"]
        return found

    def wholes(self) -> QuerySet[Any]:
        """Returns the measures to show, be it only for their parts."""
        wholes = self.kept.filter(whole=None)
        if not self.is_filtered:
            return wholes
        parts = self.parts_in()
        fitting = parts.rows.filter(self.fits(parts.own), whole=OuterRef("pk")).order_by()
        return wholes.filter(self.fits(KEPT) | Q(Exists(fitting)))

    def keys_counted(self) -> QuerySet[CountedKeys] | None:
        """Returns what is counted of what the measures to show can be sorted by; None where nobody has counted it."""
        return None

    def ids_at(self, places: slice, sorting: Sorting) -> list[int]:
        """Returns the ids of the measures at some places of their order."""
        return list(self.ordered(sorting).values_list("pk", flat=True)[places])

    def ordered(self, sorting: Sorting) -> QuerySet[Any]:
        """Returns the kept rows of the measures to show, those of a report in its order or sorted by a column."""
        wholes = self.wholes()
        if not sorting.word:
            return wholes.order_by(*self.by_report, "place")
        order = F("key").desc(nulls_last=True) if sorting.descending else F("key").asc(nulls_last=True)
        of_part = self.shown_parts().filter(whole=OuterRef("pk")).annotate(key=sorting.column).order_by(order)
        by_parts = Case(When(self.speaking_through_parts, then=Subquery(of_part.values("key")[:1])))
        keyed: QuerySet[Any] = wholes.annotate(key=Coalesce(sorting.column, by_parts))
        return keyed.order_by(order, *self.by_report, "number")

    @property
    def by_report(self) -> tuple[str, ...]:
        """Returns the order of measures that have the same to sort by."""
        return REPORT_BY_REPORT if self.scope.is_everywhere else REPORT_BY_REPORT[1:]

    def shown_parts(self) -> QuerySet[Any]:
        return self.kept.filter(self.shown(), whole__isnull=False).order_by()

    @property
    def speaking_through_parts(self) -> Q:
        """Returns a condition: measures that are sorted by their parts where they have no key of their own.

        Strangers see parts of such measures only that show their status through them.
        """
        return Q(has_parts=True) | (NO_ROWS if self.is_public else ALL_ROWS)

    @property
    def is_public(self) -> bool:
        """Tells whether the visitor sees what everybody sees, and nothing else."""
        return current_to(self.scope.user) == Q(visibility=Visibility.PUBLIC)

    @property
    def is_filtered(self) -> bool:
        return bool(self.filters.active)

    @cached_property
    def tally(self) -> Tally:
        """Returns how much is shown."""
        return self._tally() if self.is_filtered else self.total

    @cached_property
    def total(self) -> Tally:
        """Returns how much there is without filters."""
        return Tally(**self.kept.aggregate(**measures_and_units(self.known)))

    @property
    def in_words(self) -> str:
        """Returns how much is shown, and of how much where there are filters."""
        if (hits := self.hits()) and not hits.is_complete:
            return _("More than %(number)s hits") % {"number": localize(hits.number)}
        return self.tally.of_all(self.total) if self.is_filtered else str(self.total)

    def without(self, measure_filter: MeasureFilter) -> Tally | None:
        """Returns how much there would be without a filter; None where nobody has counted."""
        if not self.counts_all(measure_filter):
            return None
        return self._tally(measure_filter) if len(self.filters.active) > 1 else self.total

    def _tally(self, besides: MeasureFilter | None = None) -> Tally:
        """Returns how much fits. A whole counts once, by itself or for its parts."""
        measures = units = 0
        for one in self.counted(besides):
            if one.whole:
                by_itself = Q(**{f"{one.whole.known}has_parts": False}) & self.fits(one.whole, besides)
                of_wholes = Count("whole", distinct=True, filter=~by_itself)
                found = one.rows.aggregate(wholes=of_wholes, units=one.number())
                measures += found["wholes"]
                units += found["units"]
            elif besides:
                alone = one.rows.aggregate(units=one.number())["units"]
                measures, units = measures + alone, units + alone
        alone = 0 if besides else sum(number for _word, _state, number in self.said_alone)
        return Tally(measures + alone, units + alone)

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

    @property
    def said_alone(self) -> list[Said]:
        """Returns the shown words and states of deadlines with the number of units that are no parts."""
        return [(word, state, number) for is_part, word, state, number in self._said if not is_part]

    @cached_property
    def _said(self) -> list[tuple[bool, str, str, int]]:
        """Returns whether units are parts, the shown words and states of deadlines, and the number of units each.

        None where it is not known.
        """
        return numbers_in(self.counted(), "word", "deadline_state") if self.counts_all() else []

    @property
    def words(self) -> Counter[str]:
        """Returns how many of the units to show have each word."""
        return added_up((word, number) for _is_part, word, _state, number in self._said)

    @property
    def states(self) -> Counter[str]:
        """Returns how many of the units to show have each state of their deadline."""
        return added_up((state, number) for _is_part, _word, state, number in self._said)

    @cached_property
    def number_of_cities(self) -> int:
        """Returns how many cities have measures here, whatever the filters."""
        return int(self.kept.aggregate(number=Count("municipality", distinct=True))["number"])

    def reports(self, most: int) -> list[Report]:
        """Returns the first of the reports that have measures here, whatever the filters."""
        found = Report.objects.using(self.kept.db).filter(pk__in=self.kept.order_by().values("report"))
        return list(found.select_related("municipality")[:most])


def added_up(numbers: Iterable[tuple[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for word, number in numbers:
        found[word] += number
    return found


def columns_of(condition: Q) -> set[str]:
    """Returns the columns that a condition names; "" for an expression that may ask for anything."""
    found: set[str] = set()
    for one in condition.children:
        if isinstance(one, Q):
            found |= columns_of(one)
        elif isinstance(one, AmongIds):
            found.add(MEASURE)
        else:
            found.add(one[0].partition("__")[0] if isinstance(one, tuple) else "")
    return found - {"pk"}
