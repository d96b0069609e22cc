"""Find offices in a cell, where their names contain commas and "und"."""

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

from catalog.choices import Role
from catalog.models import Office
from catalog.texts.normalising import in_ascii
from catalog.texts.plain_text import clean
from monitoring.imports.words.office_words import KINDS, looks_like_body, stems

# As `fold` leaves them; what has neither letter nor digit is nobody anyway.
NOBODY = frozenset(
    {
        "n n",
        "nn",
        "offen",
        "noch offen",
        "unbekannt",
        "noch unbekannt",
        "k a",
        "tbd",
        "keine",
        "keiner",
        "niemand",
        "entfällt",
        "noch zu klären",
        "none",
        "wird geklärt",
    }
)
HARD_BREAK = re.compile(r" ?(?:;|\n|(?<= )/(?= )) ?")
ANY_BREAK = re.compile(r"( ?(?:;|\n|/|,|&|\+|\bund\b|\bsowie\b|\band\b) ?)", re.IGNORECASE)
BRACKET = re.compile(r"[\[\]]")
SOFT_BREAK = re.compile(r"( ?(?:,|/|&|\+|\bund\b|\bsowie\b|\band\b) ?)", re.IGNORECASE)
BULLET = re.compile(r"^(?:[-–•*▪·]|\d{1,2}[.)])\s+")
PARTICIPATING = re.compile(
    r"^(?:in )?(?:mitwirkung|mitwirkende[rn]?|mitwirkend|mitw\.?|beteiligte?[rn]?|beteiligung|beteil\.?|bet\."
    r"|kooperation(?:spartner)?|koop\.?|partner|zusammenarbeit|unterstützung|unterst\.?|weitere|supporting|support|with|mw|mit)"
    r"(?: (?:mit|von|durch))? ?(?::|(?<=\.)|(?<=[a-z]) (?=[A-ZÄÖÜ]))\s*",
    re.IGNORECASE,
)  # fmt: skip
LEADING = re.compile(
    r"^(?:feder(?:führung|führend|f\.?)|ff\.?|f|lead|leitung|verantwortlich|verantw\.?|zuständig|zust\.?|hauptverantwortlich|owner)\s*(?::|=|(?<=\.)(?=\s))\s*",
    re.IGNORECASE,
)  # fmt: skip
ROLE_BEHIND = re.compile(
    r"\s*\((?P<role>ff|federf\w*\.?|lead|mitw\.?|mitwirkung|beteiligt|beteiligung|partner)\)\s*$", re.IGNORECASE
)
ROLE_INSIDE = re.compile(
    r"(?<=[^\s;\n])\s*[,;.|/]?\s+(?=(?:Mitw(?:irkung|irkende|\.)?|Beteiligte?|Bet\.|Koop\.?|Partner|Unterst\w*\.?|FF|Federführung)\s*:)"
)
NOTE = re.compile(r"^(?P<name>[^\[]+?) ?\[(?P<note>[^\]]+)\]$")
ABBREVIATION = re.compile(r"^(?P<name>.+?)\s*\((?P<short>[^()]{1,20})\)$", re.DOTALL)
SHORT = re.compile(
    r"(?:amt |fb |fd |abt\.? |dez\.? |az\.? )?[\d.,/ -]{1,10}[a-z]?|[A-ZÄÖÜ][\wÄÖÜ&./-]{0,9}[A-ZÄÖÜ\d]"
    r"|[IVX]{1,5}(?:[./-]\d+)*|[A-ZÄÖÜ]{1,3}[\d/.-]+",
    re.IGNORECASE,
)
NEAR = 0.75
LONGEST_NAME, LONGEST_NOTE, LONGEST_SHORT = 255, 300, 50
MOST_NEAR = 3
MOST_WORDS_OF_NAME = 5
LEGAL_FORM = frozenset({"e.", "e.V.", "gGmbH", "gAG", "i.", "of", "the"})
MOST_BREAKS = 8  # in the name of one office
ALMOST = 0.89
SLIP = 0.84  # of a word that differs from another by a slip of the pen
SURELY = 0.9  # of the words that tell a name: then the nearest is meant


@dataclass(frozen=True, slots=True)
class NamedOffice:
    """An office as a cell names it, known or not."""

    name: str
    role: Role
    note: str = ""
    office: Office | None = None
    abbreviation: str = ""
    is_marked: bool = False  # as the one in the lead, by "(FF)" behind its name


class OfficeBook:
    """The offices of a municipality under all the names a cell may give them.

    `mentioned` are names that stand alone in some cell of the file: they count when a cell is taken apart.
    """

    def __init__(self, offices: Iterable[Office], mentioned: Collection[str] = ()) -> None:
        self.offices = list(offices)
        self._exactly = {name: office for office in self.offices for name in (office.name, str(office))}
        self._by_name: dict[str, Office] = {}
        for office in self.offices:
            for name in (office.abbreviation, office.name, str(office)):
                if name:
                    self._by_name.setdefault(key_of(name), office)
            for name in without_abbreviation(office.name) if not office.abbreviation else ():
                if name:
                    self._by_name.setdefault(key_of(name), office)
            if office.abbreviation:
                self._by_name.setdefault(key_of(f"{office.name} {office.abbreviation}"), office)
        self._mentioned = {key_of(name) for name in mentioned}
        self._read: dict[tuple[str, Role], list[NamedOffice]] = {}  # the same cells come again and again
        self._meant: dict[str, Office | None] = {}

    def find(self, name: str) -> Office | None:
        return self._exactly.get(name) or self._by_name.get(key_of(name))

    def mention(self, cells: Iterable[str]) -> None:
        """Remembers what stands alone in a cell as the name of an office."""
        self._read.clear()
        for cell in cells:
            text = LEADING.sub("", " ".join(cell.split()))
            if text and len(text) <= LONGEST_NAME and not ANY_BREAK.search(text) and not is_nobody(text):
                self._mentioned.add(key_of(without_abbreviation(text)[0]))

    def near(self, name: str) -> list[Office]:
        """Returns offices whose names resemble this one, what a clerk would mean first."""
        points = {office.pk: resemblance(name, office) for office in self.offices}
        near = sorted((office for office in self.offices if points[office.pk] >= NEAR), key=lambda one: -points[one.pk])
        return near[:MOST_NEAR]

    def meant(self, name: str) -> Office | None:
        """Returns the one office that a name means although it is spelled otherwise; None where that is not certain."""
        if name not in self._meant:
            self._meant[name] = self._find_meant(name)
        return self._meant[name]

    def _find_meant(self, name: str) -> Office | None:
        points = sorted(((resemblance(name, office), office.pk, office) for office in self.offices), reverse=True)[:2]
        if not points or points[0][0] < SURELY or (len(points) > 1 and points[1][0] >= points[0][0]):
            return None
        return points[0][2]

    def read(self, cell: str, role: Role) -> list[NamedOffice]:
        """Returns the offices a cell names; see `_offices`."""
        if (cell, role) not in self._read:
            self._read[cell, role] = self._offices(cell, role)
        return self._read[cell, role]

    def parts(self, name: str, role: Role = Role.LEAD) -> list[NamedOffice]:
        """Returns the offices of a name that may be a list of them, taken apart at each comma, slash and "und"."""
        pieces = joined_where_known(SOFT_BREAK.split(name), self._may_stand_alone)
        parts = [part for piece in pieces if (part := self._one(piece.strip(), role)) is not None]
        return parts if len(parts) > 1 else []

    def _offices(self, cell: str, role: Role) -> list[NamedOffice]:
        """Returns the offices of a cell.

        A piece is split at commas, slashes and "und" only where all parts of it are known or sound like bodies; "Amt
        für Kinder, Jugend und Familie" stays whole.
        """
        cell = "\n".join(
            " ".join(BULLET.sub("", line.strip()).split()) for line in ROLE_INSIDE.sub("\n", cell).split("\n")
        )
        named: list[NamedOffice] = []
        for piece in joined_where_known(split_outside_brackets(cell), self._knows):
            text = piece.strip()
            if match := PARTICIPATING.match(text):
                role, text = Role.PARTICIPATING, text[match.end() :]
            elif match := LEADING.match(text):
                role, text = Role.LEAD, text[match.end() :]
            named += self._pieces(text, role)
        if any(one.is_marked for one in named):  # the others of the cell are not in the lead then
            named = [one if one.is_marked else replace(one, role=Role.PARTICIPATING) for one in named]
        unique: dict[object, NamedOffice] = {}
        for entry in named:
            unique.setdefault(entry.office.pk if entry.office else key_of(entry.name), entry)
        return list(unique.values())

    def _knows(self, text: str) -> bool:
        return self.find(text.strip()) is not None

    def _pieces(self, text: str, role: Role) -> list[NamedOffice]:
        whole = self._one(text, role)
        if whole is None or whole.office:
            return [whole] if whole else []
        parts = list(joined_where_known(SOFT_BREAK.split(text), self._may_stand_alone))
        smaller = [self._one(part.strip(), role) for part in parts]
        known = [part for part in smaller if part is not None]
        if len(known) < 2:  # noqa: PLR2004
            return [whole] if not known or known[0].name == whole.name else known
        is_list = all(part.office or self._sounds_right(part.name) for part in known) or self._lists_names(text, known)
        return known if is_list else [whole]

    def _lists_names(self, text: str, parts: Sequence[NamedOffice]) -> bool:
        """Tells whether a text is a list of names with commas between: "Age Concern, Fire Service".

        One of them is known or sounds like a body, none begins as a department does that has several tasks.
        """
        if set(map(str.strip, SOFT_BREAK.findall(text))) != {","} or not all(is_proper_name(one.name) for one in parts):
            return False
        return any(part.office or self._sounds_right(part.name) for part in parts)

    def _may_stand_alone(self, text: str) -> bool:
        """Tells whether pieces are taken together again: as a known office, or as a name the file has elsewhere."""
        return self._knows(text) or key_of(without_abbreviation(text.strip())[0]) in self._mentioned

    def _sounds_right(self, name: str) -> bool:
        return key_of(name) in self._mentioned or looks_like_body(name)

    def _one(self, text: str, role: Role) -> NamedOffice | None:
        """Returns a single office with its note and abbreviation; None for nobody."""
        is_marked = False
        if match := ROLE_BEHIND.search(text):
            is_marked = match["role"].casefold().startswith(("f", "l"))
            role, text = Role.LEAD if is_marked else Role.PARTICIPATING, text[: match.start()].strip()
        office, note = self.find(text), ""
        if office is None and (match := NOTE.match(text)):
            text, note = match["name"], match["note"].strip()
            office = self.find(text)
        short = ""
        if office is None:
            text, short = without_abbreviation(text)
            office = self.find(text) or (self.find(short) if short else None)
        return None if office is None and is_nobody(text) else NamedOffice(text, role, note, office, short, is_marked)


def is_proper_name(text: str) -> bool:
    """Tells whether a text is a few words with capitals, and not a department with its task: "Referat Bildung"."""
    words = text.split()
    is_department = len(words) > 1 and KINDS.fullmatch(in_ascii(words[0].casefold())) is not None
    has_capitals = all(word[0].isupper() or word in LEGAL_FORM for word in words)
    return len(words) <= MOST_WORDS_OF_NAME and has_capitals and not is_department


def without_abbreviation(text: str) -> tuple[str, str]:
    """Returns name and what stands in brackets behind it, if that is a number or an abbreviation."""
    match = ABBREVIATION.match(text.strip())
    if match and SHORT.fullmatch(match["short"].strip()):
        return match["name"].strip(), match["short"].strip()
    return text.strip(), ""


def resemblance(name: str, office: Office) -> float:
    """Returns from 0 to 1 how many of the telling words two names share, or how alike they are written.

    "Baurechtsamt" shares its only telling word with "Amt für Baurecht und Denkmalschutz", none with "Rechtsamt".
    """
    if written_together(name) == written_together(office.name):
        return 1.0
    ours, theirs = stems(name), stems(office.name)
    if not ours or not theirs:
        return spelled_alike(name, office.name)
    shared = [word for word in ours if any(_same_word(word, other) for other in theirs)]
    if len(shared) == len(ours):
        return SURELY + (1 - SURELY) * len(shared) / len(theirs)
    return min(spelled_alike(name, office.name), ALMOST) if _alike(ours, theirs) else 0.0


def spelled_alike(one: str, other: str) -> float:
    """Returns from 0 to 1 how alike two names are, letter by letter."""
    return SequenceMatcher(None, key_of(one), key_of(other)).ratio()


def written_together(name: str) -> str:
    """Returns a name without blanks and hyphens: "Job-Center" and "Jobcenter" are written alike."""
    return key_of(name).replace(" ", "")


def _same_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= 4 and long.startswith(short) and len(long) - len(short) <= 3)  # noqa: PLR2004


def _alike(ours: Collection[str], theirs: Collection[str]) -> bool:
    """Tells whether each telling word has one that differs by a slip of the pen only."""
    return all(any(one[:2] == other[:2] and spelled_alike(one, other) >= SLIP for other in theirs) for one in ours)


def split_outside_brackets(cell: str) -> list[str]:
    """Returns the pieces of a cell and, at every second place, the break between them; in brackets stands a note."""
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
    """Yields the pieces between the breaks, taken together again where that is a known name, the longest first.

    `pieces` are texts and, at every second place, the break between them, as `re.split` gives them.
    """
    start = 0
    while start < len(pieces):
        ends = range(min(len(pieces), start + 2 * MOST_BREAKS + 1), start + 1, -2)
        end = next((end for end in ends if knows("".join(pieces[start:end]))), start + 1)
        yield "".join(pieces[start:end])
        start = end + 1


def is_nobody(text: str) -> bool:
    """Tells whether a text says that it is nobody yet: "N. N.", "?", "-"."""
    return not any(map(str.isalnum, text)) or fold(text) in NOBODY


@lru_cache(maxsize=20_000)
def fold(name: str) -> str:
    """Names are the same whatever their capitals, blanks, hyphens and brackets; a name of signs only is itself."""
    name = clean(name).casefold()
    return " ".join(re.findall(r"\w+", name.replace("ß", "ss"))) or name.strip()


@lru_cache(maxsize=20_000)
def key_of(name: str) -> str:
    """Returns what two spellings of a name have in common: "Amt fuer Soziales" is "Amt für Soziales"."""
    return in_ascii(fold(name))
