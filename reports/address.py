"""Addresses of the same page with another query string."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode


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
