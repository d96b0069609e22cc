"""Conditions on kept rows that find what a search looks for, where possible by the index of words."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connections, transaction
from django.db.models import Q

from catalog.permissions.registry import ALL_ROWS, NO_ROWS
from catalog.texts import codes
from monitoring.current.columns import KEPT
from monitoring.current.indexing import is_indexed
from monitoring.models import IndexedWord
from monitoring.models.word_index import LONGEST_PART
from monitoring.search.search import containing, forms, name, pairs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitoring.search.search import Search

MOST_OF_A_LETTER = 10  # the texts of nearly all measures have most letters
MOST_WORDS = 2000  # of the index that hold a word; of more, the texts are read
WALKS = "; ".join(f"SET LOCAL {way} = {{0}}" for way in ("enable_seqscan", "enable_indexscan", "enable_mergejoin"))


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
    """Conditions on kept rows that find what `search.condition(KEPT)` finds, where possible by the index of words.

    `words` is the column with the ids of words. Once conditions were asked for, `use_index` tells whether any of them
    uses the index, and `reads_texts` whether any does not.
    """

    def __init__(self, search: Search, using: str, words: str = "indexed__words") -> None:
        self._search = search
        self._using = using
        self._words = words
        self._found: dict[Q, list[int]] = {}
        self.use_index = self.reads_texts = False

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
        most = MOST_OF_A_LETTER if len(word) == 1 else MOST_WORDS
        if not is_indexed(self._using) or not is_one_word(word) or len(ids := self._ids(entries)) > most:
            self.reads_texts = True
            return otherwise
        self.use_index = True
        return Q(**{f"{self._words}__overlap": [sign * pk for pk in ids]}) if ids else NO_ROWS

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
