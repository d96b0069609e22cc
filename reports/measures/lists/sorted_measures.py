"""The measures of the whole country in the order of a column: a page looks up the keys at its ends in an index.

Then it sorts only what lies between them; and where all of its measures have the same key, of which there may be very
many, it goes from report to report until it has found enough.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q

from monitoring.current.columns import among
from reports.measures.sorting import COLUMNS, PROGRESS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from monitoring.models import CurrentStatus
    from reports.measures.lists.kept_selection import KeptSelection
    from reports.measures.sorting import Key, Sorting

FEW = 1000  # measures between the ends of a page that are named one by one


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
        self._ordered = selection.ordered(sorting).values_list("pk", flat=True)

    def ids_at(self, places: slice) -> list[int]:
        """Returns the ids of the measures at some places."""
        ends = self._ends(places)
        if ends is None:
            return list(self._ordered[places])
        before = sum(rows.count() for rows in self._having(self._sorting.comes("lt", ends.first)))
        if before > places.start:
            return list(self._ordered.filter(among_either(self._having(self._sorting.comes("lte", ends.last))))[places])
        here = slice(places.start - before, places.stop - before)
        return list(self._between(ends)[here])

    def _ends(self, places: slice) -> Ends | None:
        """Returns the keys at the ends of these places, were there no parts; None past the last key.

        Measures that are sorted by their parts can only move the others back.
        """
        if self._sorting.word == "status":
            return self._ends_by_progress(places)
        column = COLUMNS[self._sorting.word]
        keyed = self._wholes.exclude(self._sorting.has_no_key).order_by(f"{self._sorting.sign}{column}")
        keys = list(keyed.values_list(column, flat=True)[places])
        return Ends(keys[0], keys[-1]) if len(keys) == places.stop - places.start else None

    def _ends_by_progress(self, places: slice) -> Ends | None:
        """Returns them by counting, as there are few keys."""
        found: list[float] = []
        through = 0
        for key in sorted({*PROGRESS.values()}, reverse=self._sorting.descending):
            through += self._wholes.filter(self._sorting.comes("exact", key)).count()
            found += [key] if through > places.start else []
            if through >= places.stop:
                return Ends(found[0], key)
        return None

    def _having(self, key: Q) -> list[QuerySet[CurrentStatus]]:
        """Returns the measures whose own key fits, and those that have none but a part whose key fits."""
        through = self._wholes.filter(self._through_parts, pk__in=self._parts.filter(key).values("whole"))
        return [self._wholes.filter(key), through]

    def _between(self, ends: Ends) -> QuerySet[CurrentStatus, Any]:
        """Returns the ids of the measures whose keys are those of the ends or lie between them, in their order."""
        rows = self._having(self._sorting.comes("lte", ends.last) & self._sorting.comes("gte", ends.first))
        if ids := ids_of_few(rows):
            # The key of a measure is that of the part that comes first.
            return self._ordered.filter(self._sorting.comes("gte", ends.first, "key"), among("pk", ids))
        if ends.first == ends.last:
            through_parts = self._through_parts & Q(key=ends.first)
            alike = self._ordered.filter(self._sorting.comes("exact", ends.first) | through_parts)
            return alike.order_by(*self._by_report)
        return self._ordered.filter(self._sorting.comes("gte", ends.first, "key"), among_either(rows))


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
