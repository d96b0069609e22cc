"""Find offices in a cell, where their names contain commas and "und"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from catalog.models import Office, Role

NOBODY = frozenset({"", "?", "-", "–", "—", "n n", "nn", "n. n.", "n.n.", "offen", "unbekannt", "k a", "k. a.", "tbd"})
HARD_BREAK = re.compile(r"\s*(?:;|\n|\s/\s)\s*")
SOFT_BREAK = re.compile(r"\s*(?:,|&|\+|\bund\b|\bsowie\b)\s*", re.IGNORECASE)
PARTICIPATING = re.compile(
    r"^\s*(?:in\s+)?(?:mitwirkung|mitwirkend|beteiligt|kooperation|zusammenarbeit)(?:\s+(?:mit|von))?\s*:?\s+",
    re.IGNORECASE,
)
NOTE = re.compile(r"^(?P<name>.+?)\s*\[(?P<note>[^\]]+)\]$", re.DOTALL)
NEAR = 0.75
MOST_NEAR = 3


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
        self._by_name: dict[str, Office] = {}
        for office in self.offices:
            for name in (office.abbreviation, office.name, str(office)):
                if name:
                    self._by_name.setdefault(fold(name), office)
            if office.abbreviation:
                self._by_name.setdefault(fold(f"{office.name} {office.abbreviation}"), office)

    def find(self, name: str) -> Office | None:
        return self._by_name.get(fold(name))

    def near(self, name: str) -> list[Office]:
        """Offices whose names resemble this one, the nearest first."""
        keys = get_close_matches(fold(name), self._by_name, n=2 * MOST_NEAR, cutoff=NEAR)
        return list(dict.fromkeys(self._by_name[key] for key in keys))[:MOST_NEAR]

    def read(self, cell: str, role: Role) -> list[NamedOffice]:
        """The offices a cell names; a piece nobody knows stays whole, it is never split at a comma or "und"."""
        named: list[NamedOffice] = []
        for piece in HARD_BREAK.split(cell):
            if match := PARTICIPATING.match(piece):
                role, piece = Role.PARTICIPATING, piece[match.end() :]  # noqa: PLW2901 - the rest of the piece
            if piece.strip().casefold() not in NOBODY:
                named += self._pieces(piece.strip(), role)
        unique: dict[object, NamedOffice] = {}
        for entry in named:
            unique.setdefault(entry.office.pk if entry.office else fold(entry.name), entry)
        return list(unique.values())

    def _pieces(self, piece: str, role: Role) -> list[NamedOffice]:
        note = ""
        if match := NOTE.match(piece):
            piece, note = match["name"], match["note"].strip()
        if office := self.find(piece):
            return [NamedOffice(piece, role, note, office)]
        smaller = [part for part in SOFT_BREAK.split(piece) if part]
        known = self._known_runs(piece, smaller, role)
        if known:
            return known
        return [NamedOffice(piece, role, note)]

    def _known_runs(self, piece: str, smaller: list[str], role: Role) -> list[NamedOffice]:
        """All of a piece as known offices, the longest names first; nothing unless all of it is known."""
        breaks = SOFT_BREAK.findall(piece)
        found: list[NamedOffice] = []
        start = 0
        while start < len(smaller):
            for end in range(len(smaller), start, -1):
                text = smaller[start]
                for index in range(start + 1, end):
                    text += breaks[index - 1] + smaller[index]
                if office := self.find(text):
                    found.append(NamedOffice(text, role, "", office))
                    start = end
                    break
            else:
                return []
        return found


def fold(name: str) -> str:
    """Names are the same whatever their capitals, blanks, hyphens and brackets."""
    return " ".join(re.findall(r"\w+", name.casefold().replace("ß", "ss")))
