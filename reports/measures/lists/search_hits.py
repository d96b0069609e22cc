"""What a search finds among kept rows, the best first: by number, by title, then by texts, the newest report first.

Of very many hits only the first are resolved: then nobody has counted how many there are.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

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

MOST_HITS = 1000
MOST_WORDS = 2000  # of the index that hold a word; of more, the texts are read


class Hit(NamedTuple):
    """A kept row that was found, be it a part, and what it is ranked by."""

    pk: int
    whole: int | None
    reported_on: date | None
    code_sort: str
    title_key: str


class WordConditions:
    """Conditions on kept rows that find what `search.condition(KEPT)` finds, where possible by the index of words."""

    def __init__(self, search: Search, using: str) -> None:
        self._search = search
        self._using = using

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
        found = IndexedWord.objects.using(self._using).filter(entries).values_list("pk", flat=True)
        ids = list(found[: MOST_WORDS + 1])
        if len(ids) > MOST_WORDS:
            return otherwise
        return Q(indexed__words__overlap=[sign * pk for pk in ids]) if ids else NO_ROWS


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
    """The hits of a search among rows that fit everything else; not all of them where there are very many."""

    def __init__(self, rows: QuerySet[CurrentStatus], search: Search) -> None:
        self._rows = rows.using(rows.db).order_by().values_list(*Hit._fields)
        self._search = search
        found = self._some(WordConditions(search, rows.db).anywhere())
        self.is_complete = len(found) <= MOST_HITS
        self.ranked = sorted(found if self.is_complete else self._best(), key=self._rank)[:MOST_HITS]

    @property
    def ids(self) -> list[int]:
        return [hit.pk for hit in self.ranked]

    @property
    def wholes(self) -> list[int]:
        """Returns the measures to show, each at the place of its first hit, be it a part."""
        return list(dict.fromkeys(hit.whole or hit.pk for hit in self.ranked))

    def _rank(self, hit: Hit) -> tuple[int, int, int]:
        words = [forms(word) for word in self._search.words]
        is_titled = all(any(form in hit.title_key for form in word) for word in words)
        place = 0 if hit.code_sort in typed_numbers(self._search) else 1 if is_titled else 2
        return place, -(hit.reported_on or date.min).toordinal(), hit.pk

    def _best(self) -> set[Hit]:
        """Returns the best of very many hits: the rank of each of these is above that of all others."""
        conditions = WordConditions(self._search, self._rows.db)
        every_title = ALL_ROWS
        for word in self._search.words:
            every_title &= containing(word, "title_key")  # the first letters, which are kept
        found = {*self._newest(conditions.numbered(), conditions.numbered())}
        found |= set(self._newest(conditions.in_title(), every_title))
        if len(found) < MOST_HITS:
            found |= set(self._in_order(self._search.condition(KEPT)))
        return found

    def _newest(self, indexed: Q, plain: Q) -> list[Hit]:
        """Returns rows that fit, all of few and the newest of many."""
        found = self._some(indexed)
        if len(found) <= MOST_HITS:
            return found
        return list(self._in_order(plain))

    def _in_order(self, condition: Q) -> Iterator[Hit]:
        """Yields the rows that fit with the newest reports, by an index; at last those without any."""
        rows = self._rows.filter(condition)
        dated = rows.filter(reported_on__isnull=False).order_by("-reported_on", "pk")[:MOST_HITS]
        yield from (Hit(*row) for row in dated)
        yield from (Hit(*row) for row in rows.filter(reported_on=None).order_by("pk")[: MOST_HITS - len(dated)])

    def _some(self, condition: Q) -> list[Hit]:
        """Returns rows that fit, one more than `MOST_HITS` of many."""
        return [Hit(*row) for row in self._rows.filter(condition)[: MOST_HITS + 1]]
