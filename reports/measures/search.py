"""The search: capitals, umlauts and ß do not matter, and a number is found in any spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from catalog import codes
from catalog.normalising import fold, searchable, spell_out, spellings
from catalog.permissions.registry import ALL_ROWS, NO_ROWS

if TYPE_CHECKING:
    from collections.abc import Callable

PUNCTUATION = ".,;:!?/()[]\"'„“”‚‘’»«–-"
SHORTEST_MARKED = SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True)
class Search:
    """A search for words that all have to occur, anywhere and as parts of longer words, too."""

    text: str

    @property
    def words(self) -> list[str]:
        """Returns the words to find, each once; the letter of a number joins its digits: "M 14" is "M14"."""
        joined = re.sub(r"\b([^\W\d_])\s+(?=\d)", r"\1", self.text)
        return list(dict.fromkeys(filter(None, (word.strip(PUNCTUATION) for word in joined.split()))))

    def condition(self) -> Q:
        """Returns a condition for measures annotated with `update_text`, the text of their newest update.

        No word finds nothing.
        """
        if not self.words:
            return NO_ROWS
        every_word = ALL_ROWS
        for word in self.words:
            every_word &= self._named(word) | self._contains(word)
        key = codes.sort_key(self.text)
        return every_word | Q(code_sort=key) if key else every_word

    @staticmethod
    def _contains(word: str) -> Q:
        found = NO_ROWS
        for spelling in spellings(word):
            found |= Q(search_text__contains=spelling) | Q(update_text__contains=spelling)
        return found

    @staticmethod
    def _named(word: str) -> Q:
        """Returns a condition: a measure by its number or that of its whole; "510" names 510-1 and 510-2, too."""
        key = codes.sort_key(word)
        if len(key) < SHORTEST_NAME:
            return NO_ROWS
        return Q(code_sort__startswith=key) | Q(parent__code_sort__startswith=key)

    def finds(self, text: str) -> bool:
        """Tells whether all words occur in a text that is not folded."""
        folded = searchable(text)
        return all(any(spelling in folded for spelling in spellings(word)) for word in self.words)

    def names(self, code: str) -> bool:
        """Tells whether one of the words is this number."""
        key = codes.sort_key(code)
        return bool(key) and any(codes.sort_key(word) == key for word in [*self.words, self.text])

    def hits(self, text: str) -> list[tuple[int, int]]:
        """Returns where the words stand in a text: pairs of first and last place (exclusive), in order.

        None overlap. A single letter is found everywhere and marked nowhere.
        """
        places: list[tuple[int, int]] = []
        for version in (fold, spell_out):
            folded, origin = _traced(text, version)
            for word in self.words:
                wanted = version(word)
                if len(wanted) >= SHORTEST_MARKED:
                    for match in re.finditer(re.escape(wanted), folded):
                        places.append((origin[match.start()], origin[match.end() - 1] + 1))
        merged: list[tuple[int, int]] = []
        for start, end in sorted(places):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged


def _traced(text: str, version: Callable[[str], str]) -> tuple[str, list[int]]:
    """Returns the folded text, and for each of its characters the place in the original it comes from."""
    folded: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(text):
        part = version(character)
        folded.append(part)
        origin += [place] * len(part)
    return "".join(folded), origin
