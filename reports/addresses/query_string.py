"""Reads query strings, and writes addresses of the same page with another one.

A parameter may occur several times. Blanks around a value do not count and empty values are ignored; of the rest the
last one counts, unless several may be chosen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode


def words(values: Iterable[str]) -> list[str]:
    """Returns the values of a parameter where several may be chosen: each once, in their order."""
    return list(dict.fromkeys(filter(None, (value.strip() for value in values))))


def word(values: Iterable[str]) -> str:
    """Returns the value of a parameter where one can be chosen; "" without one."""
    return next(filter(None, (value.strip() for value in reversed(list(values)))), "")


@dataclass(frozen=True, slots=True)
class Address:
    """A path with parameters in their order; a parameter may occur several times."""

    path: str
    parameters: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.path}?{self.query}" if self.parameters else self.path

    @property
    def query(self) -> str:
        """Returns the query string without the question mark; slashes stay readable."""
        return urlencode(self.parameters, quote_via=lambda text, *_: quote(text, safe="/"))

    def without(self, *names: str, word: str | None = None) -> "Address":
        """Returns the address without these parameters, or only without their value `word`."""
        kept = ((n, w) for n, w in self.parameters if n not in names or (word is not None and w != word))
        return Address(self.path, tuple(kept))

    def having(self, name: str, word: str) -> "Address":
        return Address(self.path, (*self.without(name).parameters, (name, word)))

    def only(self, names: Iterable[str]) -> "Address":
        wanted = set(names)
        return Address(self.path, tuple((n, w) for n, w in self.parameters if n in wanted))
