"""Find offices in a cell, where their names contain commas and "und"."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from catalog.choices import Role
from catalog.models import Office
from catalog.plain_text import clean

# As `fold` leaves them; what has neither letter nor digit is nobody anyway.
NOBODY = frozenset({"n n", "nn", "offen", "noch offen", "unbekannt", "noch unbekannt", "k a", "tbd"})
HARD_BREAK = re.compile(r" ?(?:;|\n|(?<= )/(?= )) ?")
BRACKET = re.compile(r"[\[\]]")
SOFT_BREAK = re.compile(r"( ?(?:,|&|\+|\bund\b|\bsowie\b) ?)", re.IGNORECASE)
PARTICIPATING = re.compile(
    r"^(?:in )?(?:mitwirkung|mitwirkend|beteiligt|kooperation|zusammenarbeit)(?: (?:mit|von))? ?:? ",
    re.IGNORECASE,
)
NOTE = re.compile(r"^(?P<name>[^\[]+?) ?\[(?P<note>[^\]]+)\]$")
NEAR = 0.75
LONGEST_NAME, LONGEST_NOTE = 255, 300
MOST_NEAR = 3
MOST_BREAKS = 8  # in the name of one office


@dataclass(frozen=True, slots=True)
class NamedOffice:
    """An office as a cell names it, known or not."""

    name: str
    role: Role
    note: str = ""
    office: Office | None = None


class OfficeBook:
    """The offices of a municipality under all the names a cell may give them."""

    def __init__(self, offices: Iterable[Office]) -> None:
        self.offices = list(offices)
        self._exactly = {name: office for office in self.offices for name in (office.name, str(office))}
        self._by_name: dict[str, Office] = {}
        for office in self.offices:
            for name in (office.abbreviation, office.name, str(office)):
                if name:
                    self._by_name.setdefault(fold(name), office)
            if office.abbreviation:
                self._by_name.setdefault(fold(f"{office.name} {office.abbreviation}"), office)

    def find(self, name: str) -> Office | None:
        return self._exactly.get(name) or self._by_name.get(fold(name))

    def near(self, name: str) -> list[Office]:
        """Offices whose names resemble this one, the nearest first."""
        keys = get_close_matches(fold(name), self._by_name, n=2 * MOST_NEAR, cutoff=NEAR)
        return list(dict.fromkeys(self._by_name[key] for key in keys))[:MOST_NEAR]

    def read(self, cell: str, role: Role) -> list[NamedOffice]:
        """The offices a cell names; a piece nobody knows stays whole, it is never split at a comma or "und"."""
        cell = "\n".join(" ".join(line.split()) for line in cell.split("\n"))
        named: list[NamedOffice] = []
        for piece in joined_where_known(split_outside_brackets(cell), self._knows):
            text = piece.strip()
            if match := PARTICIPATING.match(text):
                role, text = Role.PARTICIPATING, text[match.end() :]
            named += self._pieces(text, role)
        unique: dict[object, NamedOffice] = {}
        for entry in named:
            unique.setdefault(entry.office.pk if entry.office else fold(entry.name), entry)
        return list(unique.values())

    def _knows(self, text: str) -> bool:
        return self.find(text.strip()) is not None

    def _pieces(self, text: str, role: Role) -> list[NamedOffice]:
        whole = self._one(text, role)
        if whole is None or whole.office:
            return [whole] if whole else []
        smaller = [self._one(part.strip(), role) for part in joined_where_known(SOFT_BREAK.split(text), self._knows)]
        known = [part for part in smaller if part is not None]
        return known if known and all(part.office for part in known) else [whole]

    def _one(self, text: str, role: Role) -> NamedOffice | None:
        """A single office with its note; None for nobody."""
        office, note = self.find(text), ""
        if office is None and (match := NOTE.match(text)):
            text, note = match["name"], match["note"].strip()
            office = self.find(text)
        return None if office is None and is_nobody(text) else NamedOffice(text, role, note, office)


def split_outside_brackets(cell: str) -> list[str]:
    """The pieces of a cell and, at every second place, the break between them; in brackets stands a note."""
    brackets = [bracket.start() for bracket in BRACKET.finditer(cell)]
    pieces: list[str] = []
    end = 0
    for found in HARD_BREAK.finditer(cell):
        following = bisect_left(brackets, found.end())
        if following == len(brackets) or cell[brackets[following]] == "[":
            pieces += [cell[end : found.start()], found[0]]
            end = found.end()
    return [*pieces, cell[end:]]


def joined_where_known(pieces: list[str], knows: Callable[[str], bool]) -> Iterator[str]:
    """The pieces between the breaks, taken together again where that is a known name, the longest first.

    `pieces` are texts and, at every second place, the break between them, as `re.split` gives them.
    """
    start = 0
    while start < len(pieces):
        ends = range(min(len(pieces), start + 2 * MOST_BREAKS + 1), start + 1, -2)
        end = next((end for end in ends if knows("".join(pieces[start:end]))), start + 1)
        yield "".join(pieces[start:end])
        start = end + 1


def is_nobody(text: str) -> bool:
    """ "N. N.", "?", "-": nobody yet."""
    return not any(map(str.isalnum, text)) or fold(text) in NOBODY


def fold(name: str) -> str:
    """Names are the same whatever their capitals, blanks, hyphens and brackets; a name of signs only is itself."""
    name = clean(name).casefold()
    return " ".join(re.findall(r"\w+", name.replace("ß", "ss"))) or name.strip()
