"""How much of a file is read. A table of measures is far below; what is above is a mistake or an attack."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from monitoring.tables.problems import UnreadableFile, too_much_text
from monitoring.tables.text import column_letter

MEGABYTE = 1024 * 1024
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # of a sheet of Excel and LibreOffice


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, counts and characters; the first two are settings of the installation."""

    bytes: int = 20 * MEGABYTE
    rows: int = 50_000  # with something in them, headings not counted
    columns: int = 200
    cells: int = 1_000_000  # with something in them, in the whole file
    cell_characters: int = 100_000
    characters: int = 30_000_000  # in the whole file
    unpacked_bytes: int = 200 * MEGABYTE
    kept_bytes: int = 64 * MEGABYTE  # of a part that is kept in memory as a whole
    ratio: int = 200  # unpacked to packed, once a file is no longer small
    entries: int = 5_000  # files inside the file
    elements: int = 12_000_000  # tags in all parts
    kept_elements: int = 1_000_000  # tags in a part that is kept in memory as a whole
    depth: int = 100  # elements of a document inside each other
    row_cells: int = 1_000  # of a document, those of tables inside a cell included
    paragraphs: int = 500_000  # of a document, those in cells included
    sheets: int = 200
    places: int = 10_000_000  # cells of all sheets, empty ones before the last of a row included

    @classmethod
    def from_settings(cls) -> Self:
        return cls(bytes=settings.IMPORT_MAX_BYTES, rows=settings.IMPORT_MAX_ROWS)


Listener = Callable[[int], None]
NEWS = 1_000  # rows after which a listener hears how far the reading is


@dataclass(slots=True)
class Meter:
    """Counts while a file is read, tells a listener, and stops at the first thing that is too much."""

    limits: Limits
    listener: Listener | None = None
    rows: int = 0
    cells: int = field(default=0)
    characters: int = 0
    places: int = 0
    sheets: int = 0

    def new_sheet(self) -> None:
        self.rows = 0
        self.sheets += 1
        if self.sheets > self.limits.sheets:
            words = _("The file has more than %(limit)s sheets. Copy the table alone into a new file.")
            raise UnreadableFile(words, limit=self.limits.sheets)

    def walk(self, width: int) -> None:
        """Counts the places of a row before anybody looks at them; an empty row is one."""
        self.places += max(width, 1)
        if self.places > self.limits.places:
            raise UnreadableFile(_("The sheet has too many cells. Copy the table alone into a new file and try again."))

    def row(self, cells: list[str], number: int) -> None:
        """Counts a row with its trailing empty cells left out."""
        self.rows += 1
        if self.listener and self.rows % NEWS == 0:
            self.listener(self.rows)
        self.cells += len(cells) - cells.count("")
        longest = max(map(len, cells), default=0)
        self.characters += sum(map(len, cells))
        if self.rows > self.limits.rows + 1:
            raise UnreadableFile(
                _("The table has more than %(rows)s rows. Divide it into several files."), rows=self.limits.rows
            )
        if len(cells) > self.limits.columns:
            raise UnreadableFile(
                _("Row %(row)s has text in column %(column)s; a table may have %(columns)s columns."),
                row=number,
                column=column_letter(len(cells) - 1),
                columns=self.limits.columns,
            )
        if longest > self.limits.cell_characters:
            index = next(index for index, text in enumerate(cells) if len(text) == longest)
            raise UnreadableFile(
                _(
                    "The cell in row %(row)s, column %(column)s has %(length)s characters; "
                    "%(limit)s are allowed. Shorten it."
                ),
                row=number,
                column=column_letter(index),
                length=longest,
                limit=self.limits.cell_characters,
            )
        if self.cells > self.limits.cells or self.characters > self.limits.characters:
            raise too_much_text()
