"""What a search finds among kept rows, the best first: by number, by title, then by texts, the newest report first.

Of very many hits only the first are resolved: then nobody has counted how many there are.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q

from monitoring.search.conditions import WordConditions, by_index_only, typed_numbers
from monitoring.search.search import forms

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from monitoring.models import CurrentStatus
    from monitoring.search.search import Search

MOST_HITS = 1000
MOST_LISTED = 120  # of more hits than that
MANY = 25  # times as many hits as are wanted


class Hit(NamedTuple):
    """A kept row that was found, be it a part, and what it is ranked by."""

    pk: int
    whole: int | None
    reported_on: date | None
    code_sort: str
    title_key: str


class SearchHits:
    """The hits of a search among rows that fit everything else; not all of them where there are very many.

    Of very many, the `wanted` best are found. Each part of the ranking is asked for by itself, so that the database can
    stop early.
    """

    def __init__(self, rows: QuerySet[CurrentStatus], search: Search, wanted: int = MOST_LISTED) -> None:
        self._rows = rows.using(rows.db).order_by().values_list(*Hit._fields)
        self._search = search
        self._wanted = wanted
        self._conditions = WordConditions(search, rows.db)
        found = self._rows.filter(self._conditions.anywhere())
        number = self._count(found[: MOST_HITS + 1])
        self.is_complete = number <= MOST_HITS
        self.number = min(number, MOST_HITS)
        hits = (Hit(*row) for row in found) if self.is_complete else self._best()
        self.ranked = sorted(hits, key=self._rank)[: self.number if self.is_complete else wanted]

    @property
    def ids(self) -> list[int]:
        return [hit.pk for hit in self.ranked]

    @property
    def wholes(self) -> list[int]:
        """Returns the measures to show, each at the place of its first hit, be it a part."""
        return list(dict.fromkeys(hit.whole or hit.pk for hit in self.ranked))

    def _rank(self, hit: Hit) -> tuple[int, int, int]:
        is_titled = all(any(form in hit.title_key for form in forms) for forms in self._forms)
        place = 0 if hit.code_sort in self._numbers else 1 if is_titled else 2
        return place, -(hit.reported_on or date.min).toordinal(), hit.pk

    @cached_property
    def _forms(self) -> list[list[str]]:
        return [forms(word) for word in self._search.words]

    @cached_property
    def _numbers(self) -> set[str]:
        return typed_numbers(self._search)

    def _best(self) -> set[Hit]:
        """Returns the best of very many hits: the rank of each of these is above that of all others."""
        found: set[Hit] = set()
        for condition in (self._conditions.numbered, self._conditions.in_title, self._conditions.anywhere):
            if len(found) < self._wanted:
                found.update(self._newest(condition()))
        return found

    def _newest(self, condition: Q) -> list[Hit]:
        """Returns the rows that fit with the newest reports."""
        few = max(self._wanted * MANY, MOST_HITS)
        some = self._rows.filter(condition).values("pk")[: few + 1]
        number = self._count(some)
        # Of few, all are found before they are sorted; to many, a walk through all measures by date is the shorter way.
        rows = self._rows.filter(condition if number > few else Q(pk__in=some)) if number else self._rows.none()
        dated = rows.filter(reported_on__isnull=False).order_by("-reported_on", "pk")[: self._wanted]
        found = [Hit(*row) for row in dated]
        undated = rows.filter(reported_on=None).order_by("pk")[: self._wanted - len(found)]
        return found + [Hit(*row) for row in undated]

    def _count(self, rows: QuerySet[Any, Any]) -> int:
        if not self._conditions.use_index:
            return rows.count()
        with by_index_only(rows.db):
            return rows.count()
