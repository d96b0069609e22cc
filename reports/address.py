"""Addresses of the same page with another query string, and what a query string says.

A parameter may occur several times. Blanks around a value do not count and an empty one says nothing; of those that
are left the last one holds, unless several may be chosen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode


def words(values: Iterable[str]) -> list[str]:
    """What the values of a parameter say where several may be chosen: each word once, in their order."""
    return list(dict.fromkeys(filter(None, (value.strip() for value in values))))


def word(values: Iterable[str]) -> str:
    """What the values of a parameter say where one can be chosen; empty if nothing."""
    return next(filter(None, (value.strip() for value in reversed(list(values)))), "")


@dataclass(frozen=True, slots=True)
class Address:
    """A path with parameters in the order in which they are written; a parameter may occur several times."""

    path: str
    parameters: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.path}?{self.query}" if self.parameters else self.path

    @property
    def query(self) -> str:
        """Without the question mark; slashes stay readable."""
        return urlencode(self.parameters, quote_via=lambda text, *_: quote(text, safe="/"))

    def without(self, *names: str, word: str | None = None) -> "Address":
        """Leaves parameters out, or only their value `word`."""
        kept = ((n, w) for n, w in self.parameters if n not in names or (word is not None and w != word))
        return Address(self.path, tuple(kept))

    def having(self, name: str, word: str) -> "Address":
        return Address(self.path, (*self.without(name).parameters, (name, word)))

    def only(self, names: Iterable[str]) -> "Address":
        wanted = set(names)
        return Address(self.path, tuple((n, w) for n, w in self.parameters if n in wanted))
