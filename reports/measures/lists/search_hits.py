"""What a search finds among kept rows, the best first: by number, by title, then by texts, the newest report first.

Of very many hits only the first are resolved: then nobody has counted how many there are.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connections, transaction
from django.db.models import Q

from catalog.permissions.registry import ALL_ROWS, NO_ROWS
from catalog.texts import codes
from monitoring.current.indexing import is_indexed
from monitoring.models import IndexedWord
from monitoring.models.word_index import LONGEST_PART
from reports.measures.lists.columns import KEPT
from reports.measures.search import containing, forms, name, pairs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from monitoring.models import CurrentStatus
    from reports.measures.search import Search

MOST_OF_A_LETTER = 10  # the same; the texts of nearly all measures have most letters
MOST_HITS = 1000
MOST_LISTED = 120  # of more hits than that
MANY = 25  # times as many hits as are wanted
WALKS = "; ".join(f"SET LOCAL {way} = {{0}}" for way in ("enable_seqscan", "enable_indexscan", "enable_mergejoin"))
MOST_WORDS = 2000  # of the index that hold a word; of more, the texts are read


class Hit(NamedTuple):
    """A kept row that was found, be it a part, and what it is ranked by."""

    pk: int
    whole: int | None
    reported_on: date | None
    code_sort: str
    title_key: str


@contextmanager
def by_index_only(using: str) -> Iterator[None]:
    """Has PostgreSQL find rows by the index of words, whatever it guesses of their number.

    It cannot know how rare a word is, and would walk through all measures to find the first few of them.
    """
    with transaction.atomic(using), connections[using].cursor() as cursor:
        cursor.execute(WALKS.format("off"))
        yield
        cursor.execute(WALKS.format("on"))


class WordConditions:
    """Conditions on kept rows that find what `search.condition(KEPT)` finds, where possible by the index of words."""

    def __init__(self, search: Search, using: str) -> None:
        self._search = search
        self._using = using
        self._found: dict[Q, list[int]] = {}
        self.use_index = False

    def anywhere(self) -> Q:
        """Returns a condition: rows that have every word, or the number that was typed."""
        every = ALL_ROWS if self._search.words else NO_ROWS
        for word in self._search.words:
            every &= self._having(entries_with(word) | entries_named(word), self._search.of_word(word, KEPT), word)
        for key in self._search.whole_numbers:
            every |= self._having(numbered(key), Q(code_sort=key))
        return every

    def in_title(self) -> Q:
        """Returns a condition: rows that have every word in their title."""
        every = ALL_ROWS
        for word in self._search.words:
            every &= self._having(entries_with(word), containing(word, "title_key"), word, sign=-1)
        return every

    def numbered(self) -> Q:
        """Returns a condition: rows whose own number was typed."""
        found = NO_ROWS
        for key in typed_numbers(self._search):
            found |= self._having(numbered(key), Q(code_sort=key))
        return found

    def _having(self, entries: Q, otherwise: Q, word: str = "", sign: int = 1) -> Q:
        """Returns a condition: rows with one of these entries of the index; another one without or too many of them."""
        if not is_indexed(self._using) or not is_one_word(word):
            return otherwise
        ids = self._ids(entries)
        if len(ids) > (MOST_OF_A_LETTER if len(word) == 1 else MOST_WORDS):
            return otherwise
        self.use_index = True
        return Q(indexed__words__overlap=[sign * pk for pk in ids]) if ids else NO_ROWS

    def _ids(self, entries: Q) -> list[int]:
        if entries not in self._found:
            found = IndexedWord.objects.using(self._using).filter(entries).order_by().values_list("pk", flat=True)
            self._found[entries] = list(found[: MOST_WORDS + 1])
        return self._found[entries]


def is_one_word(word: str) -> bool:
    """Tells whether all forms of a word stand within single words of the index."""
    return all(len(form) <= LONGEST_PART and not any(map(str.isspace, form)) for form in forms(word))


def entries_with(word: str) -> Q:
    return containing(word, "text") & Q(is_number=False)


def entries_named(word: str) -> Q:
    key = name(word)
    found = Q(text__startswith=key, is_number=True) if key else NO_ROWS
    for whole, part in pairs(key):
        found |= numbered(f"{whole}/{part}")
    return found


def numbered(key: str) -> Q:
    return Q(text=key, is_number=True)


def typed_numbers(search: Search) -> set[str]:
    return {*search.whole_numbers, *filter(None, map(codes.sort_key, search.words))}


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
