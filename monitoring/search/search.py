"""The search: capitals, umlauts, ß, hyphens and endings do not matter, and a number is found in any spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from catalog.models import Municipality
from catalog.permissions.policy import published
from catalog.permissions.registry import ALL_ROWS, NO_ROWS
from catalog.texts import codes
from catalog.texts.normalising import ENDINGS, fold, joined, searchable, spell_out, spellings, without_ending
from monitoring.current.columns import LOADED

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitoring.current.columns import Columns
    from monitoring.models import MonitoredMeasure

PUNCTUATION = ".,;:!?/()[]\"'„“”‚‘’»«–-"
SHORTEST_MARKED = SHORTEST_NAME = 2

KIND_OF_NUMBER = re.compile(
    r"(?:\b(?:drs|ds|bv|nr|nummer|ma(?:ß|ss)nahmen?|drucksachen?|(?:beschluss|informations|mitteilungs)?vorlagen?)\b"
    r"[.:\s-]*)+(?=\S*\d)",
    re.IGNORECASE,
)
BETWEEN_DIGITS = re.compile(r"(?<=\d)\s+(?=\d)")


def forms(word: str) -> list[str]:
    """Returns the forms in which a word may stand in a searchable text, without its ending."""
    return sorted({without_ending(form) for form in (*spellings(word), *spellings(joined(word)))})


def with_any_ending(folded: str) -> str:
    """Returns a pattern for a folded word: without its ending, or with another one."""
    stem = without_ending(folded)
    return re.escape(stem) if stem == folded else f"{re.escape(stem)}(?:{'|'.join(ENDINGS)})?"


def containing(word: str, column: str = "search_text") -> Q:
    """Returns a condition: a searchable text has this word, be it within a longer one."""
    found = NO_ROWS
    for spelling in forms(word):
        found |= Q(**{f"{column}__contains": spelling})
    return found


def name(word: str) -> str:
    """Returns the sorting key of a word that may be the beginning of a number, "" for others."""
    key = codes.sort_key(word)
    return key if len(key) >= SHORTEST_NAME else ""


def pairs(key: str) -> list[tuple[str, str]]:
    """Returns the keys of a whole and its part that a key may consist of: "S2M1" is M1 of S2."""
    return [(key[: border.start()], key[border.start() :]) for border in re.finditer(r"(?<=\d)(?=[a-z])", key)]


@dataclass(frozen=True, slots=True)
class Search:
    """A search for words that all have to occur, anywhere and as parts of longer words, too."""

    text: str

    @property
    def words(self) -> list[str]:
        """Returns the words to find, each once; the letter of a number joins its digits: "M 14" is "M14".

        What a number is called is no word to find: "Drs. 0089/2020/IV", "Vorlage-Nr. 12", "Maßnahme M 14".
        """
        closed_up = KIND_OF_NUMBER.sub("", re.sub(r"\b([^\W\d_])\s+(?=\d)", r"\1", self.text))
        return list(dict.fromkeys(filter(None, (word.strip(PUNCTUATION) for word in closed_up.split()))))

    def condition(self, at: Columns = LOADED) -> Q:
        """Returns a condition for kept rows, or for measures annotated with `update_text`.

        That is the text of their newest update. No word finds nothing.
        """
        if not self.words:
            return NO_ROWS
        every_word = ALL_ROWS
        for word in self.words:
            every_word &= self.of_word(word, at)
        for key in self.whole_numbers:
            every_word |= Q(**{f"{at.known}code_sort": key})
        return every_word

    @property
    def whole_numbers(self) -> list[str]:
        """Returns the sorting keys of the one number that all that was typed may be."""
        keys = (codes.sort_key(self.text), codes.sort_key(BETWEEN_DIGITS.sub("-", self.text)))
        return list(dict.fromkeys(filter(None, keys))) if self.words else []

    def of_word(self, word: str, at: Columns) -> Q:
        """Returns a condition: what has this word in its texts or as its number."""
        return self._named(word, at) | self._contains(word, at)

    @staticmethod
    def _contains(word: str, at: Columns) -> Q:
        own = containing(word, f"{at.measure}search_text")
        if not at.is_kept:
            return own | containing(word, "update_text")
        newest, confirmed = f"{at.known}newest_update__", f"{at.known}newest_update__confirms__"
        told = containing(word, f"{confirmed}search_text") & published(confirmed)
        return own | containing(word, f"{newest}search_text") | told

    @staticmethod
    def _named(word: str, at: Columns) -> Q:
        """Returns a condition: a measure by its number or that of its whole; "510" names 510-1 and 510-2, too."""
        key = name(word)
        if not key:
            return NO_ROWS
        own, whole = f"{at.known}code_sort", f"{at.known}{'whole' if at.is_kept else 'parent'}__code_sort"
        named = Q(**{f"{own}__startswith": key}) | Q(**{f"{whole}__startswith": key})
        for above, part in pairs(key):
            named |= Q(**{whole: above, own: part})
        return named

    def finds_measure(self, measure: MonitoredMeasure) -> bool:
        """Tells of a loaded measure what `condition` asks the database."""
        if not self.words:
            return False
        update = measure.newest_update
        texts = (measure.search_text, update.told.search_text if update else "")
        by_words = all(
            self._names_loaded(word, measure) or any(form in text for form in forms(word) for text in texts)
            for word in self.words
        )
        return by_words or measure.code_sort in self.whole_numbers

    @staticmethod
    def _names_loaded(word: str, measure: MonitoredMeasure) -> bool:
        key, own = name(word), measure.code_sort
        whole = measure.parent.code_sort if measure.parent else ""
        named = bool(key) and (own.startswith(key) or whole.startswith(key))
        return named or (bool(key) and (whole, own) in pairs(key))

    def in_names(self, place: str = "", called: str = "") -> Q:
        """Returns a condition: rows in whose own names every word stands, or in that of the `place` they belong to.

        Nobody has to find the words that all of the kind are called.
        """
        every_word = ALL_ROWS
        for word in self.words:
            if not Search(word).finds(called):
                found = containing(word)
                if place:
                    found |= Q(
                        **{f"{place}__in": Municipality.objects.order_by().filter(containing(word)).values("pk")}
                    )
                every_word &= found
        return every_word

    def finds(self, text: str) -> bool:
        """Tells whether all words occur in a text that is not folded."""
        folded = searchable(text)
        return all(any(form in folded for form in forms(word)) for word in self.words)

    def names(self, code: str) -> bool:
        """Tells whether one of the words is this number."""
        key = codes.sort_key(code)
        return bool(key) and any(codes.sort_key(word) == key for word in [*self.words, self.text])

    def hits(self, text: str) -> list[tuple[int, int]]:
        """Returns where the words stand in a text: pairs of first and last place (exclusive), in order.

        None overlap. A single letter is found everywhere and marked nowhere.
        """
        places: list[tuple[int, int]] = []
        words = self.words
        for version in (fold, spell_out):
            patterns = [with_any_ending(one) for one in map(version, words) if len(one) >= SHORTEST_MARKED]
            whole = version(text)
            if not any(re.search(pattern, whole) for pattern in patterns):
                continue  # most texts, which nobody has to trace letter by letter
            folded, origin = _traced(text, version)
            for pattern in patterns:
                for match in re.finditer(pattern, folded):
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
