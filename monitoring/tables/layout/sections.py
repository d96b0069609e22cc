"""Rows that name a section, and how sections nest."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from monitoring.tables.text import heading_line
from monitoring.tables.workbook import BOLD, LONGEST_SECTION, PROSE, SheetRow

DEEPEST = 3  # more single texts below each other are measures without anything else, not sections
LONGEST_NUMBER = 6  # characters before the name of a section
WIDE = 2 / 3  # of the table: a merged cell this wide names a section whatever its text
CODE = re.compile(r"[^\W\d_]{0,3}[ .-]?\d+(?:[.,/-]\d+)*[a-z]?\.?|\S{0,19}\d", re.IGNORECASE)
REMARK = re.compile(
    r"[*†¹²³⁴]|\(?\d\)\s|(?:stand|quellen?|legende|hinweise?|anmerkung(?:en)?|erläuterung(?:en)?|abkürzung(?:en)?"
    r"|tabelle|erstellt|zusammengestellt|bearbeit\w+|druckdatum|note|source)\b.*[:\s]",
    re.IGNORECASE,
)

PAGE_MARK = re.compile(r"[a-z]:\\.*|\\\\.*|seite\s+\d+(?:\s+(?:von|/)\s+\d+)?|(?:\d+/\d+)|file:.*", re.IGNORECASE)


def looks_like_code(text: str) -> bool:
    return CODE.fullmatch(text.strip()) is not None


def looks_like_footnote(text: str) -> bool:
    return REMARK.match(text.strip()) is not None


def looks_like_page_mark(row: SheetRow) -> bool:
    """Tells whether a text is a page number or the path of the file, left over from the foot of a printed page."""
    return len(row.filled) == 1 and PAGE_MARK.fullmatch(row.text) is not None


def names_section(row: SheetRow, first_column: int, width: int) -> bool:
    """Tells whether a row is one text in the first column or over most of the width, and no code or number."""
    if row.is_paragraph:
        return row.level != PROSE
    filled = row.filled
    if _is_numbered(row, width):
        return True
    if len(filled) != 1 or width < 2:  # noqa: PLR2004 - one column is a list, not a table with sections
        return False
    (index,) = filled
    if len(row.cells[index]) > LONGEST_SECTION:
        return False
    if row.spans.get(index, 1) >= max(width * WIDE, 2):
        return True
    plain = index not in row.dates | row.numbers and not looks_like_code(row.cells[index])
    return index == first_column and plain


def _is_numbered(row: SheetRow, width: int) -> bool:
    """Tells whether a letter or number stands before a text that is merged over most of the width."""
    filled = row.filled
    is_pair = len(filled) == 2 and filled[1] == filled[0] + 1  # noqa: PLR2004
    return (
        is_pair and len(row.cells[filled[0]]) <= LONGEST_NUMBER and row.spans.get(filled[1], 1) >= max(width * WIDE, 2)
    )


def shape(text: str) -> str:
    """Returns how a heading is made, where that tells: "Zielgruppe: …" or "… (S. 1–5)"; else empty."""
    kind, colon, _name = text.partition(":")
    kind = f"{kind}: " if colon else ""
    pages = " (…)" if text.endswith(")") else ""
    return f"{kind}…{pages}" if kind or pages else ""


@dataclass(frozen=True, slots=True)
class SheetSection:
    text: str
    level: int = 0  # 1 to 9 for a document's heading; 0 where only the order tells


@dataclass(slots=True)
class SheetOutline:
    """The sections that hold at the moment, outermost first; `subject` is what a repeated header names."""

    stack: list[SheetSection] = field(default_factory=list)
    subject: str = ""
    depths: dict[str, int] = field(default_factory=dict)  # by text and by shape

    @property
    def path(self) -> tuple[str, ...]:
        subject = (self.subject,) if self.subject else ()
        return (*(section.text for section in self.stack), *subject)

    def enter(self, rows: Iterable[SheetRow]) -> None:
        """Enters section rows that follow each other without a record between them."""
        run: list[SheetSection] = []
        for row in rows:
            level = row.level if row.level and row.level != BOLD else 0
            section = SheetSection(heading_line(row.text), level)
            if level:
                self._place(run)
                run = []
                self.stack = [held for held in self.stack if held.level and held.level < level] + [section]
            elif section not in run:
                run.append(section)
        self._place(run)

    def _place(self, run: list[SheetSection]) -> None:
        """Replaces the innermost section by one; several are an outer and its inner ones.

        What came before, or looks like what came before, keeps its depth: a further "… (S. 237–240)" stands beside
        the other chapters with pages and not inside the last of them.
        """
        if not run:
            return
        fixed = sum(1 for held in self.stack if held.level)
        depth = len(self.stack) - fixed - len(run)
        known = (self.depths[name] for name in (run[0].text, shape(run[0].text)) if name in self.depths)
        depth = max(next(known, depth), 0)
        self.stack = self.stack[: fixed + depth] + run
        for offset, section in enumerate(run):
            self.depths.setdefault(section.text, depth + offset)
            if mark := shape(section.text):
                self.depths.setdefault(mark, depth + offset)
