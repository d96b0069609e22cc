"""The measures of the whole country in the order of a column: a page looks up the keys at its ends in an index.

Then it sorts only what lies between them; and where all of its measures have the same key or none, of which there may
be very many, it counts them by report, for they go from report to report then.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q, Sum

from monitoring.current.columns import among
from reports.measures.lists.places_of_reports import ids_alike
from reports.measures.sorting import COLUMNS, COUNTED_KEYS, PROGRESS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from monitoring.models import CurrentStatus
    from reports.measures.lists.kept_selection import KeptSelection
    from reports.measures.sorting import Key, Sorting

FEW = 1000  # measures between the ends of a page that are named one by one
MANY = 20_000  # measures alike that are sooner counted by report than gone past one by one


class Ends(NamedTuple):
    """The keys of the first and the last measure of a page."""

    first: Key
    last: Key


class SortedMeasures:
    """The measures that a selection shows, sorted by a column."""

    def __init__(self, selection: KeptSelection, sorting: Sorting) -> None:
        self._sorting = sorting
        self._wholes = selection.wholes()
        self._parts = selection.shown_parts()
        self._through_parts = sorting.has_no_key & selection.speaking_through_parts
        self._by_report = (*selection.by_report, "number")
        self._ordered = selection.ordered(sorting)
        self._counted = selection.keys_counted() if sorting.word in COUNTED_KEYS else None
        self._numbers: dict[float, int] = {}  # of measures by their progress, as far as they were counted

    def ids_at(self, places: slice) -> list[int]:
        """Returns the ids of the measures at some places."""
        ends = self._ends(places)
        return self._last_ids_at(places) if ends is None else self._ids_between(ends, places)

    def _ids_between(self, ends: Ends, places: slice) -> list[int]:
        """Returns the ids of the measures at some places; these were the ends, were there no parts."""
        before = self._number_before(ends.first)
        if before > places.start:
            # Measures that are sorted by their parts move others back, by no more than their number.
            _own, through = self._having(self._sorting.comes("lte", ends.last))
            ends = Ends(self._key_at(max(places.start - through.count(), 0)), ends.last)
            before = self._number_before(ends.first)
        if before > places.start:  # the first ones, among measures that are sorted by their parts
            first = self._ordered.filter(among_either(self._having(self._sorting.comes("lte", ends.last))))
            return list(first.values_list("pk", flat=True)[places])
        here = slice(places.start - before, places.stop - before)
        rows = self._having(self._sorting.comes("lte", ends.last) & self._sorting.comes("gte", ends.first))
        if ends.first == ends.last and not ids_of_few(rows):
            return self._ids_alike(ends.first, here)
        return self._ids_from(ends.first, rows, here)

    def _ids_from(self, key: Key, rows: list[QuerySet[CurrentStatus]], places: slice) -> list[int]:
        """Returns the ids of the measures at some places among those of these rows that do not come before a key."""
        ids = ids_of_few(rows)
        # The key of a measure is that of the part that comes first.
        some = self._ordered.filter(
            self._sorting.comes("gte", key, "key"), among("pk", ids) if ids else among_either(rows)
        )
        return list(some.values_list("pk", flat=True)[places])

    def _ids_alike(self, key: Key, places: slice) -> list[int]:
        """Returns the ids of the measures at some places among those of one key."""
        own, through = self._having(self._sorting.comes("exact", key))
        # The key of a measure is that of the part that comes first, which another part may have.
        through = self._ordered.filter(Q(key=key), pk__in=through.values("pk"))
        if places.start > MANY:
            return ids_alike(self._wholes.order_by(*self._by_report), places, [own, through])
        alike = self._ordered.filter(self._sorting.comes("exact", key) | (self._through_parts & Q(key=key)))
        return list(alike.order_by(*self._by_report).values_list("pk", flat=True)[places])

    def _last_ids_at(self, places: slice) -> list[int]:
        """Returns them where not all of them have a key themselves; measures without any come last."""
        _own, through_parts = self._having(~self._sorting.has_no_key)
        own, through = self._number_of_keyed, through_parts.count()
        keyed, found = own + through, []
        if places.start < keyed:
            first = self._key_at(max(places.start - through, 0)) if own else None
            before = self._number_before(first) if own else keyed
            if before > places.start:
                return list(self._ordered.values_list("pk", flat=True)[places])
            here = slice(places.start - before, min(places.stop, keyed) - before)
            found = self._ids_from(first, self._having(self._sorting.comes("gte", first)), here)
        if places.stop > keyed:
            keyed_parts = Q(pk__in=self._parts.exclude(self._sorting.has_no_key).values("whole"))
            nameless = self._wholes.filter(self._sorting.has_no_key)
            nameless = nameless.exclude(self._through_parts & keyed_parts).order_by(*self._by_report)
            here = slice(max(places.start - keyed, 0), places.stop - keyed)
            if here.start > MANY:
                found += ids_alike(nameless, here, [nameless], self._counted_nameless(keyed_parts))
            else:
                found += nameless.values_list("pk", flat=True)[here]
        return found

    def _counted_nameless(self, keyed_parts: Q) -> list[QuerySet[Any]] | None:
        """Returns what counts the measures without a key: those without parts are counted already."""
        if self._counted is None:
            return None
        counted = self._counted.filter(has_parts=False, **{COUNTED_KEYS[self._sorting.word]: False})
        with_parts = self._wholes.filter(self._sorting.has_no_key, has_parts=True)
        return [counted, with_parts.exclude(keyed_parts)]

    def _number_before(self, key: Key) -> int:
        return sum(rows.count() for rows in self._having(self._sorting.comes("lt", key)))

    def _ends(self, places: slice) -> Ends | None:
        """Returns the keys at the ends of these places, were there no parts; None past the last key.

        Measures that are sorted by their parts can only move the others back.
        """
        if self._sorting.word == "status":
            keys = [
                key for key in (self._progress_at(places.start), self._progress_at(places.stop - 1)) if key is not None
            ]
            return Ends(*keys) if len(keys) > 1 else None
        if places.start > MANY and places.stop > self._number_of_keyed:
            return None  # sooner counted than gone past one by one
        keys = list(self._keys[places])
        return Ends(keys[0], keys[-1]) if len(keys) == places.stop - places.start else None

    @cached_property
    def _number_of_keyed(self) -> int:
        """Returns how many measures have a key themselves."""
        if self._counted is None:
            return self._wholes.exclude(self._sorting.has_no_key).count()
        keyed = self._counted.filter(**{COUNTED_KEYS[self._sorting.word]: True})
        number: int = keyed.aggregate(number=Sum("number", default=0))["number"]
        return number

    def _key_at(self, place: int) -> Key:
        """Returns the key at a place among the measures that have one themselves."""
        return self._progress_at(place) if self._sorting.word == "status" else self._keys[place]

    @property
    def _keys(self) -> QuerySet[Any, Key]:
        column = COLUMNS[self._sorting.word]
        keyed = self._wholes.exclude(self._sorting.has_no_key).order_by(f"{self._sorting.sign}{column}")
        return keyed.values_list(column, flat=True)

    def _progress_at(self, place: int) -> float | None:
        """Returns the key at a place by counting, as there are few keys; None past the last."""
        through = 0
        for key in sorted({*PROGRESS.values()}, reverse=self._sorting.descending):
            if key not in self._numbers:
                self._numbers[key] = self._wholes.filter(self._sorting.comes("exact", key)).count()
            through += self._numbers[key]
            if place < through:
                return key
        return None

    def _having(self, key: Q) -> list[QuerySet[CurrentStatus]]:
        """Returns the measures whose own key fits, and those that have none but a part whose key fits."""
        through = self._wholes.filter(self._through_parts, pk__in=self._parts.filter(key).values("whole"))
        return [self._wholes.filter(key), through]


def ids_of_few(rows: list[QuerySet[CurrentStatus]]) -> list[int]:
    """Returns the ids of rows, none of more than a few."""
    left = FEW
    for one in rows:
        left -= one[: left + 1].count()
        if left < 0:
            return []
    return [pk for one in rows for pk in one.values_list("pk", flat=True)]


def among_either(rows: list[QuerySet[CurrentStatus]]) -> Q:
    """Returns a condition: rows that are among some of these."""
    first, second = (one.values("pk") for one in rows)
    return Q(pk__in=first.union(second))
