"""XLSX: openpyxl reads texts and styles; merged ranges and lying sizes are read from the markup beforehand."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from monitoring.tables.archive import Package
from monitoring.tables.excel import extras as excel_extras
from monitoring.tables.excel.merges import Merges
from monitoring.tables.excel.sheet import SheetRows
from monitoring.tables.excel.styles import Styles
from monitoring.tables.limits import LAST_COLUMN, Limits, Meter
from monitoring.tables.problems import UnreadableFile, no_table, too_much_text
from monitoring.tables.text import heading_line
from monitoring.tables.workbook import Sheet, Workbook

BLANK_CELLS = 3  # formatted but empty cells that are borne for each one that may hold something
MERGED_RANGES = 100_000
OVERLAP = 500  # longer than any tag looked for, which may lie across two chunks
TAG = re.compile(rb"<(?:\w+:)?(c|row|mergeCell|si|sheet)(?=[\s/>])[^<>]{0,200}>")
RANGE = re.compile(rb"""\sref\s*=\s*["']([A-Z]+\d+:[A-Z]+\d+)["']""")
UNCOMPUTED = re.compile(rb"</(?:\w+:)?f>\s*+(?:(?:<(?:\w+:)?v\s*+/>|<(?:\w+:)?v></(?:\w+:)?v>)\s*+)?</(?:\w+:)?c>")
RUNS_THAT_MATTER = re.compile(rb"<(?:\w+:)?r>.{0,400}?(?:<(?:\w+:)?strike\b|[Ww](?:ing|eb)dings)", re.DOTALL)
WORKSHEETS = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)


class Markup(NamedTuple):
    """What openpyxl does not tell of a sheet it streams."""

    merges: Merges
    has_uncomputed_formulas: bool = False
    has_runs_that_matter: bool = False  # parts of a text that are struck through or pictures


def read(package: Package, meter: Meter) -> Workbook:
    limits = meter.limits
    kept = [entry for entry in package.zip.infolist() if not WORKSHEETS.fullmatch(entry.filename)]
    if sum(entry.file_size for entry in kept if entry.filename.endswith(".xml")) > limits.kept_bytes:
        raise too_much_text()
    markup = {
        entry.filename: _markup(package.chunks(entry.filename), limits)
        for entry in package.zip.infolist()
        if entry.filename.lower().endswith(".xml")
    }
    has_runs = any(part.has_runs_that_matter for part in markup.values())
    book = load_workbook(package.zip.fp, read_only=True, data_only=True, keep_links=False, rich_text=has_runs)
    try:
        styles = Styles(book)
        sheets = [_sheet(page, markup[page._worksheet_path], styles, package, meter) for page in book.worksheets]
    finally:
        book.close()
    if not sheets:
        raise no_table()
    return Workbook("xlsx", sheets)


def _sheet(page: Any, markup: Markup, styles: Styles, package: Package, meter: Meter) -> Sheet:
    meter.new_sheet()
    counts_from_1904 = page.parent.epoch == CALENDAR_MAC_1904
    sheet = Sheet(str(page.title), is_hidden=page.sheet_state != "visible", counts_from_1904=counts_from_1904)
    if markup.has_uncomputed_formulas:
        sheet.remark(
            1,
            None,
            _("Some formulas have no stored result and count as empty. Open the file in Excel and save it."),
        )
    rows = SheetRows(sheet, styles, page._shared_strings, page.parent.epoch)
    with page._get_source() as stream:
        sheet.rows = list(rows.read(stream, meter))
    extras = excel_extras.of_sheet(package, page._worksheet_path, meter.limits)
    sheet.pictures, sheet.boxes = extras.pictures, extras.boxes
    for row in sheet.rows:
        markup.merges.mark(row)
        row.is_filtered = row.is_hidden and rows.filters(row.number)
    _add_comments(sheet, extras.comments)
    return sheet


def _add_comments(sheet: Sheet, comments: dict[str, str]) -> None:
    """Adds the comments; one beside a cell of an empty row is at least named."""
    rows = {row.number: row for row in sheet.rows}
    for place, text in comments.items():
        number, column = coordinate_to_tuple(place)
        if row := rows.get(number):
            row.comments[column - 1] = text
        else:
            words = _("A comment beside an empty row is left out: “%(text)s”")
            sheet.remark(number, column - 1, words, text=heading_line(text)[:100])


def _markup(chunks: Iterator[bytes], limits: Limits) -> Markup:
    """Returns merged ranges of one part, and a count of its cells before anybody makes objects of them."""
    cells = in_row = merged = texts = sheets = 0
    merges = Merges()
    uncomputed = runs = False
    for piece, fresh in _overlapping(chunks):
        uncomputed = uncomputed or bool(UNCOMPUTED.search(piece))
        runs = runs or bool(RUNS_THAT_MATTER.search(piece))
        for tag in TAG.finditer(piece):
            if tag.end() <= fresh:
                continue
            match tag[1]:
                case b"row":
                    in_row = 0
                case b"c":
                    cells += 1
                    in_row += 1
                case b"si":
                    texts += 1
                case b"sheet":
                    sheets += 1
                case _:
                    merged += 1
                    _add_range(merges, tag[0], limits)
            if texts > limits.cells:
                raise too_much_text()
            if sheets > limits.sheets:
                words = _("The file has more than %(limit)s sheets. Copy the table alone into a new file.")
                raise UnreadableFile(words, limit=limits.sheets)
            if cells > limits.cells * BLANK_CELLS or merged > MERGED_RANGES or in_row > LAST_COLUMN:
                raise UnreadableFile(
                    _("The sheet has too many cells. Copy the table alone into a new file and try again.")
                )
    return Markup(merges, uncomputed, runs)


def _overlapping(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, int]]:
    """Yields each chunk with the end of the one before it, and how long that end is."""
    tail = b""
    for chunk in chunks:
        yield tail + chunk, len(tail)
        tail = (tail + chunk)[-OVERLAP:]


def _add_range(merges: Merges, tag: bytes, limits: Limits) -> None:
    """Adds a range to its first cell; the others are empty anyway."""
    if found := RANGE.search(tag):
        left, top, right, bottom = range_boundaries(found[1].decode())
        if left and top and right and bottom:
            merges.add((top, bottom), (left - 1, right - 1), limits.columns)
