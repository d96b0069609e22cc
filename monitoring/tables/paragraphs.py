"""The tables of a document with the paragraphs between them, as one sheet."""

from collections.abc import Iterable

from monitoring.tables.limits import Meter
from monitoring.tables.workbook import BOLD, PROSE, Sheet, SheetRow

UNNAMED = "Dokument"


def gathered(sheet: Sheet, blocks: Iterable[SheetRow | list[SheetRow]], meter: Meter) -> None:
    """Adds paragraphs and the rows of tables in their order; a paragraph has the number of the row above it."""
    paragraphs: list[SheetRow] = []
    for block in blocks:
        if isinstance(block, SheetRow):
            paragraphs.append(block)
            continue
        mark_bold_headings(paragraphs)
        _add(sheet, paragraphs, meter)
        paragraphs = []
        for row in block:
            meter.row(row.cells, meter.rows + 1)
            row.number = meter.rows
            sheet.rows.append(row)
    _add(sheet, paragraphs, meter)


def _add(sheet: Sheet, paragraphs: list[SheetRow], meter: Meter) -> None:
    for row in paragraphs:
        row.number = meter.rows
    sheet.rows += paragraphs


def mark_bold_headings(paragraphs: list[SheetRow]) -> None:
    """Bold is a heading only directly above a table; elsewhere it is an emphasis."""
    heads_table = True
    for row in reversed(paragraphs):
        if row.level == BOLD and not heads_table:
            row.level = PROSE
        heads_table = heads_table and row.level != PROSE
