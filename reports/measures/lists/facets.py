"""How many units each choice of each filter would show, counted by the database in one query.

A row that fits is shown with the parts it is counted through; so such a part fits by itself or by its whole, and is
counted once for each word.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, Self

from django.db import connections
from django.db.models import Aggregate, BooleanField, Case, Count, Exists, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from catalog.models import Office, Responsibility
from catalog.permissions.registry import ALL_ROWS, NO_ROWS
from catalog.prepared_queries import Bound
from monitoring.current.columns import KEPT
from monitoring.models.current import current_to
from reports.measures.filters.places import OfficeFilter
from reports.measures.filters.words import DeadlineFilter, StatusFilter, WordFilter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitoring.current.columns import Columns
    from reports.measures.filters import MeasureFilter, MeasureFilters
    from reports.measures.lists.unit_rows import UnitRows
    from reports.measures.scope import Scope

MOST_KEYS = 3

Row = tuple[Any, ...]  # filter, keys of the row, whether it fits, keys of its whole, whether that fits, number


Said = tuple[str, str, int]  # word, state of the deadline, number

# Queries for any report or city, by everything else they depend on.
WRITTEN: dict[Any, WrittenQuery] = {}
MOST_WRITTEN = 100

# The filters whose words can be read from what is said of units, and where.
READ_FROM = {StatusFilter.name: 0, DeadlineFilter.name: 1}


class FacetSource(Protocol):
    """What facets are counted of."""

    scope: Scope
    filters: MeasureFilters
    kept: QuerySet[Any]
    # From a responsibility to the row of its measure, and to the rows of the parts of that.
    named: Columns
    named_parts: Columns

    @property
    def said_alone(self) -> list[Said]: ...

    def of_any_place(self) -> Self: ...

    def choices_counted_in(self, one: MeasureFilter) -> list[UnitRows]: ...

    def fits_in(self, one: UnitRows, besides: MeasureFilter | None = None) -> Q: ...

    def within(self, at: Columns) -> Q: ...

    def fits(self, at: Columns, besides: MeasureFilter | None = None) -> Q: ...

    def fits_through(self, whole: Columns, besides: MeasureFilter | None = None) -> Q: ...


class Side(NamedTuple):
    """The keys of a row, or of what it is a part of, as expressions, and whether that fits."""

    keys: tuple[Any, ...]
    fits: Any


class Facets:
    """The numbers of units by filter and word."""

    def __init__(self, selection: FacetSource, filters: Iterable[MeasureFilter]) -> None:
        self._selection = selection
        self._filters = {one.name: one for one in filters}
        self.numbers: dict[str, Counter[str]] = defaultdict(Counter)
        for one in self._filters.values():
            if is_said(one, selection):
                self._read(one)
        for row in counted_rows(selection, list(self._filters.values())):
            self._count(row)
        self._name_offices()

    def _read(self, one: MeasureFilter) -> None:
        """Counts units that are no parts by what is said of those shown: a filter that is off reduces nothing."""
        for *said, number in self._selection.said_alone:
            for word in one.words_of("", str(said[READ_FROM[one.name]])):
                self.numbers[one.name][word] += number

    def _count(self, row: Row) -> None:
        name, *more, number = row
        own, fits, above, whole_fits = more[:MOST_KEYS], more[MOST_KEYS], more[MOST_KEYS + 1 : -1], more[-1]
        one = self._filters[name]
        length = len(one.keys(KEPT)) or 1
        words: set[str] = set()
        if fits:
            words.update([own[0]] if isinstance(one, OfficeFilter) else one.words_of(*own[:length]))
        if whole_fits:
            words.update(one.words_of(*above[:length]))
        for word in words:
            self.numbers[name][word] += number

    def _name_offices(self) -> None:
        """Replaces the ids of offices by their words."""
        numbers = self.numbers.pop(OfficeFilter.name, None)
        if numbers:
            offices = Office.objects.select_related("municipality").in_bulk([int(pk) for pk in numbers])
            words = {pk: self._selection.scope.know_office(offices[int(pk)]) for pk in numbers}
            self.numbers[OfficeFilter.name] = Counter({words[pk]: number for pk, number in numbers.items()})


def is_said(one: MeasureFilter, selection: FacetSource) -> bool:
    """Tells whether it is known of units that are no parts how many fit each choice."""
    return one.name in READ_FROM and one not in selection.filters.active


def counted_rows(selection: FacetSource, filters: list[MeasureFilter]) -> Iterable[Row]:
    """Returns what the database has counted. Where only words are chosen, the same query is asked of every place."""
    scope, active = selection.scope, selection.filters.active
    place = scope.report or scope.municipality
    if place is None or not all(isinstance(one, WordFilter) for one in active):
        found = FacetQuery(selection, filters).united()
        return () if found is None else found
    asked = (*(one.name for one in filters), *((one.name, *selection.filters.values[one.name]) for one in active))
    kind = (type(selection), selection.kept.db, current_to(scope.user), type(place), scope.theme, *asked)
    written = WRITTEN.get(kind)
    if written is None:
        for oldest in list(WRITTEN)[: len(WRITTEN) - MOST_WRITTEN]:
            WRITTEN.pop(oldest, None)
        written = WRITTEN[kind] = WrittenQuery.of(FacetQuery(selection.of_any_place(), filters).united())
    return written.rows(place.pk, selection.kept.db)


class WrittenQuery(NamedTuple):
    """The SQL of a query with its parameters; `Bound` ones stand for the id of a place.

    Django's own query would take thirty times the memory.
    """

    sql: str = ""
    parameters: tuple[Any, ...] = ()

    @classmethod
    def of(cls, query: QuerySet[Any, Row] | None) -> WrittenQuery:
        return cls() if query is None else cls(*query.query.get_compiler(query.db).as_sql())

    def rows(self, place: int, using: str) -> list[Row]:
        """Returns the rows for a place; none without a query."""
        if not self.sql:
            return []
        with connections[using].cursor() as cursor:
            cursor.execute(self.sql, [place if isinstance(one, Bound) else one for one in self.parameters])
            found: list[Row] = cursor.fetchall()
        return found


class FacetQuery:
    """The query that counts what fits each choice of some filters."""

    def __init__(self, selection: FacetSource, filters: list[MeasureFilter]) -> None:
        self._selection = selection
        self._filters = filters

    def united(self) -> QuerySet[Any, Row] | None:
        """Returns one query for all of the filters; None where there is nothing to count."""
        branches = [branch for one in self._filters for branch in self._branches(one)]
        if not branches:
            return None
        first, *others = branches
        return first.union(*others, all=True) if others else first

    def _branches(self, one: MeasureFilter) -> Iterator[QuerySet[Any, Row]]:
        if isinstance(one, OfficeFilter):
            yield from self._by_office(one)
            return
        is_known = is_said(one, self._selection)
        for rows in self._selection.choices_counted_in(one):
            if is_known and not rows.whole:
                continue
            own = Side(padded(one.keys(rows.own)), truth(self._selection.fits(rows.own, one)))
            above = None
            if rows.whole:
                above = Side(padded(one.keys(rows.whole)), truth(self._selection.fits_through(rows.whole, one)))
            fitting = rows.filter(self._selection.fits_in(rows, one))
            yield self._grouped(fitting.rows, one.name, own, above, fitting.number())

    def _by_office(self, one: OfficeFilter) -> Iterator[QuerySet[Any, Row]]:
        """Yields the units that name an office themselves, and the parts that only their whole leads to."""
        itself, parts = self._selection.named, self._selection.named_parts
        fits, of_part = self._selection.fits(itself, one), self._selection.fits(parts, one)
        responsibilities = Responsibility.objects.using(self._selection.kept.db)
        named = responsibilities.filter(one.counted_roles, self._selection.within(itself))
        office = Side(padded(["office"]), truth(ALL_ROWS))
        yield self._grouped(named.filter(fits, **{f"{itself.known}has_parts": False}), one.name, office)
        same = Responsibility.objects.filter(
            one.counted_roles, office=OuterRef("office"), measure=OuterRef(f"{parts.known}pk")
        )
        through_parts = Q(**{f"{itself.known}has_parts": True, f"{parts.known}has_parts": False})
        of_parts = named.filter(fits, self._selection.within(parts), through_parts)
        # An annotation means the same part as the filter before; another filter or exclude would mean any part.
        alone = of_parts.annotate(is_own=truth(of_part & Q(Exists(same)))).filter(is_own=False)
        yield self._grouped(alone, one.name, office)

    def _grouped(
        self, rows: QuerySet[Any], name: str, own: Side, above: Side | None = None, number: Aggregate | None = None
    ) -> QuerySet[Any, Row]:
        above = above or Side(padded([]), truth(NO_ROWS))
        keys = {f"own_{place}": key for place, key in enumerate(own.keys)} | {"fits": own.fits}
        keys |= {f"above_{place}": key for place, key in enumerate(above.keys)} | {"whole_fits": above.fits}
        named = {"filter_name": Value(name, output_field=TextField()), **keys}
        found: QuerySet[Any, Row] = (
            rows.order_by()
            .annotate(**named)
            .values(*named)
            .annotate(number=number or Count("pk"))
            .values_list(*named, "number")
        )
        return found


def padded(keys: Iterable[str]) -> tuple[Any, ...]:
    """Returns as many texts for each filter: its keys, "" for nothing and for what is missing."""
    texts = [Coalesce(Cast(key, TextField()), Value(""), output_field=TextField()) for key in keys]
    return (*texts, *[Value("", output_field=TextField())] * (MOST_KEYS - len(texts)))


def truth(condition: Q) -> Case | Value:
    """Returns a condition as an expression."""
    if condition in {ALL_ROWS, NO_ROWS}:
        return Value(value=condition == ALL_ROWS, output_field=BooleanField())
    return Case(When(condition, then=Value(value=True)), default=Value(value=False), output_field=BooleanField())
