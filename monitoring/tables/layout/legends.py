"""What the file itself says about its colours, signs and letters: "grün = umgesetzt", a filled cell beside a word."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from monitoring.tables.colours import hue
from monitoring.tables.text import heading_line, trimmed
from monitoring.tables.workbook import SheetRow

TITLE = re.compile(
    r"\W*(?:(?:farb|symbol|ampel|status)?[- ]?legende|zeichenerklärung"
    r"|(?:erläuterung|bedeutung|erklärung) der (?:farben|symbole|zeichen|ampel|status)\w*|symbole|bedeutung der \w+"
    r"|(?:farb|ampel)(?:schlüssel|bedeutung|erklärung|codes?)|farben|legend|key|colou?r (?:key|code))\b",
    re.IGNORECASE,
)  # fmt: skip
# "grün = umgesetzt", "● – erledigt", "A: abgeschlossen"; several behind each other.
PAIR = re.compile(
    r"(?P<sign>[^=:;,|\n]{1,30}?)\s*(?:=|:|\s[–—-]\s|→|bedeutet|means)\s*(?P<meaning>[^=;,|\n]{2,60}?)\s*(?=$|[;,|\n]|\.\s|\s(?=[^\s=]{1,12}\s*=))"
)
EQUALS = re.compile(r"=|:|\s[–—-]\s")
LONGEST_MEANING = 60
LONGEST_SIGN = 2  # of three or more digits or letters that are explained in one row
LONGEST_LEGEND = 1_000
FAR_DOWN, LEAST_BESIDE = 50, 3
COLOUR_WORDS = {
    "grün": "green", "gelb": "yellow", "rot": "red", "orange": "orange", "blau": "blue", "grau": "grey",
    "green": "green", "yellow": "yellow", "amber": "yellow", "red": "red", "blue": "blue", "grey": "grey",
    "gray": "grey", "schwarz": "black", "weiß": "white", "hellgrün": "green", "dunkelgrün": "green", "hellrot": "red",
    "dunkelrot": "red", "violett": "violet", "lila": "violet", "🟢": "green", "🟡": "yellow", "🟠": "orange",
    "🔴": "red", "🔵": "blue", "⚫": "black", "⚪": "white",
}  # fmt: skip


@dataclass(slots=True)
class Legend:
    """Meanings by sign or word in lower case, and by the English name of a colour."""

    meanings: dict[str, str] = field(default_factory=dict)
    rows: set[int] = field(default_factory=set)  # numbers of the rows it stands in

    def add(self, sign: str, meaning: str) -> None:
        key = re.sub(r"^(?:\W*(?:legende|farben|status|ampel|key|legend)\W*)", "", heading_line(sign).casefold()).strip(
            " :„“\"'"
        )
        if key and meaning.strip():
            self.meanings.setdefault(COLOUR_WORDS.get(key, key), meaning.strip(" .„“\"'"))
            self.meanings.setdefault(key, meaning.strip(" .„“\"'"))


def read(rows: Sequence[SheetRow]) -> Legend:
    """Returns the legend among rows that are no records: titles above, notes below, a sheet of its own."""
    legend = Legend()
    inside = False
    for row in rows:
        if inside and row.after_gap and not _pairs_of(row):
            inside = False
        begins = TITLE.match(row.text) is not None
        inside = inside or begins
        pairs = _pairs_of(row) if inside or begins else _telling(_pairs_of(row))
        for sign, meaning in pairs:
            legend.add(sign, meaning)
        if inside or pairs:
            legend.rows.add(row.number)
    return legend


def beside(rows: Sequence[SheetRow]) -> tuple[list[SheetRow], Legend]:
    """Returns the rows without a legend that stands to the right of the table, and that legend."""
    place = next(((row, index) for row in rows[:FAR_DOWN] if (index := _beside(row)) is not None), None)
    if place is None:
        return list(rows), Legend()
    head, first = place
    after = [row for row in rows if row.number >= head.number and not row.is_paragraph]
    legend = read([_from(row, first) for row in after])
    cut = {row.number for row in after}
    return [_before(row, first) if row.number in cut else row for row in rows], legend


def _beside(row: SheetRow) -> int | None:
    """Returns the column of a cell that says "Legende" behind others and an empty one."""
    if row.is_paragraph:
        return None
    found = [index for index in row.filled if TITLE.fullmatch(row.cells[index].strip(" :"))]
    filled = row.filled
    return found[0] if found and len(filled) > LEAST_BESIDE and found[0] == filled[-1] else None


def _from(row: SheetRow, first: int) -> SheetRow:
    looks = {index - first: look for index, look in row.looks.items() if index >= first}
    return replace(row, cells=row.cells[first:], looks=looks, numbers=frozenset(), dates=frozenset(), spans={})


def _before(row: SheetRow, first: int) -> SheetRow:
    looks = {index: look for index, look in row.looks.items() if index < first}
    return replace(row, cells=trimmed(row.cells[:first]), looks=looks)


def begins_legend(row: SheetRow) -> bool:
    return not row.is_paragraph and len(row.filled) <= 2 and TITLE.match(row.text) is not None  # noqa: PLR2004


def is_legend(row: SheetRow) -> bool:
    """Tells whether each cell of a row says what a colour stands for."""
    filled = row.filled
    if row.is_paragraph or not filled or not all(EQUALS.search(row.cells[index]) for index in filled):
        return False
    return len(_telling(_pairs_of(row))) >= len(filled)


def _pairs_of(row: SheetRow) -> list[tuple[str, str]]:
    filled = row.filled
    pairs: list[tuple[str, str]] = []
    for index in filled:
        text = row.cells[index].strip()[:LONGEST_LEGEND]
        before, _colon, behind = text.partition(":")
        names_legend = TITLE.match(text) or ("=" in behind and before.replace(" ", "").isalpha())
        if behind and "=" not in before and names_legend:
            text = behind
        pairs += [(match["sign"].strip(), match["meaning"].strip()) for match in PAIR.finditer(text)]
    if pairs:
        return pairs
    for index in filled:
        meaning = row.cells[index].strip()
        colour = hue(row.look(index).fill) or hue(row.look(index - 1).fill if index else "")
        if colour and len(meaning) <= LONGEST_MEANING:
            pairs.append((colour, meaning))
    if not pairs and len(filled) == 2:  # noqa: PLR2004 - a sign and beside it what it stands for
        sign, meaning = (row.cells[index].strip() for index in filled)
        if len(sign) <= 12 and len(meaning) <= LONGEST_MEANING:  # noqa: PLR2004
            pairs.append((sign, meaning))
    return pairs


def _telling(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Returns what tells: outside of a legend only colours and symbols do. "Stand: 30.06.2025" is no legend."""
    pairs = list(pairs)
    if len(pairs) > 2 and all(len(sign) <= LONGEST_SIGN for sign, _meaning in pairs):  # noqa: PLR2004
        return pairs
    return [
        (sign, meaning) for sign, meaning in pairs if sign.casefold().strip(" „“\"'") in COLOUR_WORDS or is_symbol(sign)
    ]


def is_symbol(sign: str) -> bool:
    """Tells whether a sign is a picture such as "🟢" or "●", and neither a letter nor punctuation."""
    return all(unicodedata.category(character) in {"So", "Mn"} for character in sign)
