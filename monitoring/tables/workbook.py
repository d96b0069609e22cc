"""What every kind of file becomes: sheets of rows of text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from monitoring.tables.problems import Remark, Text
from monitoring.tables.text import heading_line

PROSE, BOLD = 0, 10  # levels of a Word document's paragraphs; 1 to 9 are its headings
LONGEST_HEADING = 60
LONGEST_SECTION = 200
MOST_REMARKS = 100
# Words by which a person would know the table of measures among several sheets.
TELLING = re.compile(
    r"ma(?:ß|ss)nahme|federf|zust[äa]ndig|verantwort|mitwirk|beteiligt|\bnr\b|nummer|kennung|bezeichnung|titel"
    r"|\bstand\b|sachstand|status|umsetzung|frist|termin|beginn|\bende\b|indikator|zielwert|handlungsfeld"
    r"|measure|title|\bcode\b|responsible|\blead\b|\bdue\b|deadline",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CellLook:
    """What the eye sees of a cell besides its text. Colours are RRGGBB, "" where there is none or an ordinary one."""

    fill: str = ""
    ink: str = ""  # of the letters; black is ordinary
    is_bold: bool = False
    is_struck: bool = False  # all of its text
    indent: int = 0  # steps to the right

    @property
    def is_plain(self) -> bool:
        return self == PLAIN


PLAIN = CellLook()
MOST_INDENTS = 250  # steps that any program draws


@dataclass(slots=True)
class SheetRow:
    """A row that has something in it. Empty cells at its end are left out, also where they are coloured."""

    number: int  # line of a CSV file, row of a sheet, running table row of a document; from 1
    cells: list[str]
    dates: frozenset[int] = frozenset()  # cells that really are dates
    numbers: frozenset[int] = frozenset()  # cells that really are numbers: "3,10" may be the code 3.10
    spans: dict[int, int] = field(default_factory=dict)  # first of some merged cells and how many columns they cover
    after_gap: bool = False  # blank rows stand above
    table: int = 0  # which table of a document
    level: int | None = None  # of a paragraph between tables: PROSE, a heading's level or BOLD
    heights: dict[int, int] = field(default_factory=dict)  # first of some merged cells and how many rows they cover
    looks: dict[int, CellLook] = field(default_factory=dict)  # of cells that do not look plain, empty ones included
    comments: dict[int, str] = field(default_factory=dict)  # notes beside a cell, also an empty one
    formats: dict[int, str] = field(default_factory=dict)  # of numbers and dates: "0%", "mmm yy", never "General"
    is_hidden: bool = False  # by hand or by a filter
    is_filtered: bool = False  # by a filter
    outline_level: int = 0  # of a group of rows that can be folded; 0 outside of all

    @property
    def is_paragraph(self) -> bool:
        return self.level is not None

    @property
    def filled(self) -> list[int]:
        return [index for index, text in enumerate(self.cells) if text and not text.isspace()]

    @property
    def percents(self) -> frozenset[int]:
        """Returns cells that are numbers shown as a percentage: 0.8 is "80%"."""
        return frozenset(index for index in self.numbers if "%" in self.formats.get(index, ""))

    def look(self, index: int) -> CellLook:
        return self.looks.get(index, PLAIN)

    @property
    def is_struck(self) -> bool:
        """Tells whether everything that stands in the row is crossed out."""
        filled = self.filled
        return bool(filled) and all(self.look(index).is_struck for index in filled)

    @property
    def text(self) -> str:
        """Returns the whole row in one line, as a title or footnote."""
        return heading_line(" ".join(self.cells[index] for index in self.filled))


@dataclass(slots=True)
class Sheet:
    name: str
    rows: list[SheetRow] = field(default_factory=list)
    is_hidden: bool = False
    warnings: list[Remark] = field(default_factory=list)
    counts_from_1904: bool = False  # the days, as Excel for the Mac once did
    # Cells were told apart by separators: text beyond the last heading is a slip, not a note in the margin.
    is_delimited: bool = False
    hidden_columns: frozenset[int] = frozenset()
    pictures: int = 0  # pictures and charts that lie on the sheet or stand in the document
    boxes: list[str] = field(default_factory=list)  # texts of boxes and shapes that lie on the sheet

    @property
    def tables(self) -> list["TableOfDocument"]:
        """Returns the tables of a document in their order; a sheet of a workbook is one table."""
        return list(_tables(self.rows))

    def remark(self, row: int, column: int | None, text: Text, /, **values: Any) -> None:
        """Notes something odd; the first hundred say enough."""
        if len(self.warnings) < MOST_REMARKS:
            self.warnings.append(Remark(row, column, text, tuple(values.items())))

    def formula_failed(self, row: int, column: int, error: str) -> None:
        """Names a cell with an error such as "#DIV/0!" instead of a result."""
        self.remark(row, column, _("The formula gives the error %(error)s; the cell counts as empty."), error=error)

    @property
    def likeliness(self) -> tuple[int, int]:
        """Returns telling words in the best row, then the number of rows."""
        rows = (row for row in self.rows[:200] if not row.is_paragraph)
        best = max((sum(map(_tells, row.cells)) for row in rows), default=0)
        return best, len(self.rows)


@dataclass(frozen=True, slots=True)
class TableOfDocument:
    number: int
    above: list[SheetRow]  # paragraphs between the table before and this one
    rows: list[SheetRow]

    @property
    def name(self) -> str:
        """Returns the last heading above it, otherwise the last paragraph."""
        headings = [row for row in self.above if row.level != PROSE] or self.above
        return headings[-1].text if headings else ""


@dataclass(slots=True)
class Workbook:
    format: Literal["csv", "xlsx", "xlsb", "xls", "ods", "docx", "odt"]
    sheets: list[Sheet]
    encoding: str | None = None
    delimiter: str | None = None

    @property
    def likely(self) -> Sheet:
        """Returns the sheet to propose: one that is shown, looks like measures and has most rows."""
        return max(self.sheets, key=lambda sheet: (not sheet.is_hidden and bool(sheet.rows), *sheet.likeliness))


def _tables(rows: list[SheetRow]) -> Iterator[TableOfDocument]:
    above: list[SheetRow] = []
    for number, group in groupby(rows, key=lambda row: None if row.is_paragraph else row.table):
        if number is None:
            above = list(group)
        else:
            yield TableOfDocument(number, above, list(group))
            above = []


def _tells(text: str) -> bool:
    return len(text) <= LONGEST_HEADING and bool(TELLING.search(text))
