"""The tables of a document with the paragraphs between them, as one sheet."""

from collections.abc import Iterable

from monitoring.tables.archive import Package
from monitoring.tables.limits import Limits, Meter
from monitoring.tables.text import STRUCK, Struck, heading_line
from monitoring.tables.workbook import BOLD, LONGEST_SECTION, PROSE, Sheet, SheetRow

UNNAMED = "Dokument"
LONGEST_SHOWN = 100
DUBLIN_CORE_TITLE = "{http://purl.org/dc/elements/1.1/}title"


def title_of(package: Package, part: str, limits: Limits) -> str:
    """Returns the title that the properties of a document name, which stand in this part."""
    title = package.xml(part, limits).findtext(f".//{DUBLIN_CORE_TITLE}") if package.holds(part) else None
    return heading_line(title or "") or UNNAMED


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


def outside(sheet: Sheet, number: int, text: str, strikes: Struck, *, level: int, is_bold: bool) -> SheetRow | None:
    """Returns a paragraph between tables as a row; None for one that is empty or struck through, which is named.

    `level` is that of a heading, 0 for other paragraphs; `number` is the row above.
    """
    if strikes.gone.strip():
        sheet.remark(number, None, STRUCK, text=heading_line(strikes.gone)[:LONGEST_SHOWN])
    if not text or strikes.is_all:
        return None
    return SheetRow(0, [text], level=level or (BOLD if is_bold and len(text) <= LONGEST_SECTION else PROSE))


def mark_bold_headings(paragraphs: list[SheetRow]) -> None:
    """Keeps bold paragraphs as headings directly above a table; elsewhere bold is an emphasis."""
    heads_table = True
    for row in reversed(paragraphs):
        if row.level == BOLD and not heads_table:
            row.level = PROSE
        heads_table = heads_table and row.level != PROSE
