"""Finds a person in a text: by whole words, whatever the capitals and however an umlaut is composed."""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

REMOVED = "[entfernt]"
SHORTEST = 3  # letters that a name needs to be looked for alone
AROUND = 40  # characters of an excerpt on either side
BEFORE, AFTER = r"(?<![^\W_])", r"(?![^\W_]|[\u0300-\u036f])"  # "_" ends a word: it stands in names of files
BETWEEN = r"[\s_,.-]{1,3}"


def folded(text: str) -> str:
    return unicodedata.normalize("NFD", text).casefold()


@dataclass(frozen=True)
class Sought:
    """The names and addresses of one person; empty ones are not looked for."""

    first_name: str = ""
    last_name: str = ""
    username: str = ""
    email: str = ""

    @cached_property
    def whole(self) -> list[str]:
        """Returns patterns that hardly match other people: the full name both ways, user name, address."""
        first, last = (BETWEEN.join(map(re.escape, folded(name).split())) for name in self._names)
        full = [first + BETWEEN + last, last + BETWEEN + first] if first and last else []
        alone = [re.escape(folded(word)) for word in (self.email, self.username) if len(word) >= SHORTEST]
        return alone + full

    @cached_property
    def parts(self) -> list[str]:
        """Returns patterns of first and last name alone, which others may bear, too."""
        return [BETWEEN.join(map(re.escape, folded(name).split())) for name in self._names if len(name) >= SHORTEST]

    @property
    def _names(self) -> tuple[str, str]:
        return self.first_name.strip(), self.last_name.strip()

    def __bool__(self) -> bool:
        return bool(self.whole or self.parts)

    @cached_property
    def _whole(self) -> re.Pattern[str] | None:
        return compiled(self.whole)

    @cached_property
    def _any(self) -> re.Pattern[str] | None:
        return compiled([*self.whole, *self.parts])

    def is_in(self, text: str) -> bool:
        return bool(self._any and self._any.search(folded(text)))

    def is_surely_in(self, text: str) -> bool:
        """Tells whether more than a first or last name alone stands in the text."""
        return bool(self._whole and self._whole.search(folded(text)))

    def without(self, text: str, instead: str = REMOVED) -> str:
        """Returns the text with a substitute wherever the person stood."""
        found, end = [], 0
        for first, last in self._spans(text):
            found += [text[end:first], instead]
            end = last
        return "".join([*found, text[end:]])

    def excerpt(self, text: str, around: int = AROUND) -> str:
        """Returns the first place and the text around it."""
        for first, last in self._spans(text):
            start, stop = max(first - around, 0), last + around
            return f"{'…' if start else ''}{text[start:stop]}{'…' if stop < len(text) else ''}"
        return ""

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yields where the person stands in the original text; folding may lengthen a text."""
        if self._any is None or not self.is_in(text):
            return
        origin = [place for place, letter in enumerate(text) for _each in folded(letter)]
        for match in self._any.finditer("".join(map(folded, text))):
            yield origin[match.start()], origin[match.end() - 1] + 1


def compiled(patterns: list[str]) -> re.Pattern[str] | None:
    """Returns one pattern, the longest first, as the address holds the name."""
    longest_first = sorted(set(patterns), key=len, reverse=True)
    return re.compile(f"{BEFORE}(?:{'|'.join(longest_first)}){AFTER}") if longest_first else None


def decoded(value: Any) -> Any:
    r"""Returns the value of a text that is JSON itself, such as a message of the admin's log: there ü is \u00fc."""
    if isinstance(value, str) and value[:1] in {"[", "{"}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def texts(value: Any) -> Iterator[str]:
    """Yields every text in a value, however deep, names of entries included."""
    value = decoded(value)
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(key)
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def cleaned(sought: Sought, value: Any) -> Any:
    """Returns the value without the person, of the same shape; a text that was JSON stays JSON."""
    inner = decoded(value)
    if inner is not value:
        return json.dumps(cleaned(sought, inner)) if any(map(sought.is_in, texts(inner))) else value
    if isinstance(value, str):
        return sought.without(value)
    if isinstance(value, dict):
        return {cleaned(sought, key): cleaned(sought, one) for key, one in value.items()}
    if isinstance(value, list):
        return [cleaned(sought, one) for one in value]
    return value
