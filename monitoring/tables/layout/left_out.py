"""What of a sheet is no record, and why: every such row is named to the clerk, and some can be brought in."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from monitoring.tables.layout.header import Header
from monitoring.tables.workbook import SheetRow

LONGEST_SHOWN = 100
LEAST_NUMBERED = 3  # columns
SUM = re.compile(
    r"(?:zwischen|gesamt|end|teil)?summen?\b.{0,60}|(?:ins)?gesamt\b.{0,40}|gesamt(?:kosten|betrag|ergebnis|budget|volumen|aufwand|zahl)\b.{0,40}"
    r"|(?:sub|grand )?total\b.{0,40}|sum\b.{0,30}|[σ∑].{0,30}|anzahl(?: der)? maßnahmen\b.{0,40}|übertrag\b.{0,30}",
    re.IGNORECASE | re.DOTALL,
)  # fmt: skip
AMOUNT = re.compile(
    r"(?:ca\.?\s*)?[-+−–]?[\d\s.,'’\u00a0\u202f]{0,30}\d[\d\s.,'’\u00a0\u202f]{0,30}"
    r"(?:,-|,–|%|€|eur(?:o)?|t ?€|t ?eur|tsd\.?.{0,8}|mio\.?.{0,8}|maßnahmen|stück)?\.?"
    r"|[-–—/]|k\. ?a\.",
    re.IGNORECASE,
)  # fmt: skip


class LeftOutKind(StrEnum):
    """The reasons; the last three are the clerk's to change."""

    SUM = "sum"
    LEGEND = "legend"
    NOTE = "note"
    OTHER_TABLE = "other_table"
    SHEET = "sheet"
    SKIPPED = "skipped"
    HIDDEN = "hidden"
    FILTERED = "filtered"
    STRUCK = "struck"


CAN_COME_IN = frozenset({LeftOutKind.HIDDEN, LeftOutKind.FILTERED, LeftOutKind.STRUCK, LeftOutKind.SKIPPED})
REASONS: dict[LeftOutKind, str | Promise] = {
    LeftOutKind.SUM: _("Taken for a sum and left out: “%(text)s”"),
    LeftOutKind.LEGEND: _("Read as a legend, no measure: “%(text)s”"),
    LeftOutKind.NOTE: _("Taken for a note and left out: “%(text)s”"),
    LeftOutKind.OTHER_TABLE: _("%(rows)s rows from here on belong to a table with other headings and were left out."),
    LeftOutKind.SHEET: _("The sheet “%(text)s” was left out: no table of measures was found on it."),
    LeftOutKind.SKIPPED: _("Left out as chosen: “%(text)s”"),
    LeftOutKind.HIDDEN: _("The row is hidden in the file and was left out: “%(text)s”"),
    LeftOutKind.FILTERED: _("A filter hides the row in the file; it was left out: “%(text)s”"),
    LeftOutKind.STRUCK: _("The row is struck through in the file and was left out: “%(text)s”"),
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    row: int
    kind: LeftOutKind
    text: str = ""
    sheet: str = ""
    rows: int = 1

    @property
    def message(self) -> str:
        return str(REASONS[self.kind]) % {"text": self.text[:LONGEST_SHOWN], "rows": self.rows}

    @property
    def may_come_in(self) -> bool:
        return self.kind in CAN_COME_IN

    @classmethod
    def of(cls, row: SheetRow, kind: LeftOutKind) -> "LeftOut":
        return cls(row.number, kind, row.text)


@dataclass(frozen=True, slots=True)
class RowChoices:
    """What the clerk says about rows, by their numbers."""

    header_row: int | None = None
    skipped: frozenset[int] = frozenset()
    brought_in: frozenset[int] = frozenset()


def set_aside(rows: Sequence[SheetRow], choices: RowChoices) -> tuple[list[SheetRow], list[LeftOut]]:
    """Returns the rows that count, and those that are hidden, struck through or left out by the clerk."""
    counting: list[SheetRow] = []
    left_out: list[LeftOut] = []
    for row in rows:
        kind = _why_aside(row, choices)
        if kind is None:
            counting.append(row)
        else:
            left_out.append(LeftOut.of(row, kind))
    return counting, left_out


def _why_aside(row: SheetRow, choices: RowChoices) -> LeftOutKind | None:
    if row.is_paragraph or row.number == choices.header_row:
        return None
    if row.number in choices.skipped:
        return LeftOutKind.SKIPPED
    if row.number in choices.brought_in:
        return None
    if row.is_struck:
        return LeftOutKind.STRUCK
    if row.is_hidden:
        return LeftOutKind.FILTERED if row.is_filtered else LeftOutKind.HIDDEN
    return None


def is_sum(row: SheetRow, header: Header) -> bool:
    """Tells whether a row begins with "Summe" and holds nothing but amounts beside it, or amounts alone."""
    texts = [row.cells[index].strip() for index in row.filled]
    if not texts or row.is_paragraph:
        return False
    words = [text for text in texts if not AMOUNT.fullmatch(text)]
    if words:
        return all(SUM.fullmatch(word) for word in words)
    return _stands_behind_titles(row, header) and all(any(map(str.isdigit, text)) for text in texts)


def _stands_behind_titles(row: SheetRow, header: Header) -> bool:
    """Tells whether number and title are empty, so that amounts alone belong to no measure."""
    return row.filled[0] >= header.first_column + 2


def numbers_columns(row: SheetRow) -> bool:
    """Tells whether a row below the headings does nothing but number the columns: (1), (2), (3)."""
    numbers = [text.strip(" ().") for text in map(row.cells.__getitem__, row.filled)]
    return len(numbers) >= LEAST_NUMBERED and numbers == [str(index + 1) for index in row.filled]


def without_sums(rows: Iterable[SheetRow], header: Header) -> tuple[list[SheetRow], list[LeftOut]]:
    kept: list[SheetRow] = []
    left_out: list[LeftOut] = []
    for row in rows:
        if is_sum(row, header):
            left_out.append(LeftOut.of(row, LeftOutKind.SUM))
        else:
            kept.append(row)
    return kept, left_out
