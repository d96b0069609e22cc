"""XLSX: openpyxl streams the cells; merged ranges and lying sizes are read from the markup beforehand."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from catalog.plain_text import clean
from monitoring.tables.archive import Package
from monitoring.tables.limits import Limits, Meter
from monitoring.tables.number_formats import shown_date, shown_number, shown_time, shown_truth
from monitoring.tables.problems import UnreadableFile, damaged
from monitoring.tables.text import trimmed
from monitoring.tables.workbook import Sheet, SheetRow, Workbook

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # Excel's own limits
BLANK_CELLS = 3  # formatted but empty cells that are borne for each one that may hold something
MERGED_RANGES = 100_000
OVERLAP = 500  # longer than any tag looked for, which may lie across two chunks
TAG = re.compile(rb"<(?:\w+:)?(c|row|mergeCell|si|sheet)(?=[\s/>])[^<>]{0,200}>")
RANGE = re.compile(rb"""\sref\s*=\s*["']([A-Z]+\d+:[A-Z]+\d+)["']""")
UNCOMPUTED = re.compile(rb"</(?:\w+:)?f>\s*+(?:(?:<(?:\w+:)?v\s*+/>|<(?:\w+:)?v></(?:\w+:)?v>)\s*+)?</(?:\w+:)?c>")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
WORKSHEETS = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)


class Markup(NamedTuple):
    """What openpyxl does not tell of a sheet it streams."""

    spans: dict[int, dict[int, int]]  # by row
    has_uncomputed_formulas: bool


def read(package: Package, meter: Meter) -> Workbook:
    limits = meter.limits
    kept = [entry for entry in package.zip.infolist() if not WORKSHEETS.fullmatch(entry.filename)]
    if sum(entry.file_size for entry in kept if entry.filename.endswith(".xml")) > limits.kept_bytes:
        raise UnreadableFile(_("The file holds too much text. Divide it into several files."))
    markup = {
        entry.filename: _markup(package.chunks(entry.filename), limits)
        for entry in package.zip.infolist()
        if entry.filename.lower().endswith(".xml")
    }
    book = load_workbook(package.zip.fp, read_only=True, data_only=True, keep_links=False)
    try:
        sheets = [_sheet(page, markup[page._worksheet_path], meter) for page in book.worksheets]
    finally:
        book.close()
    if not sheets:
        raise UnreadableFile(_("This Office file holds no table. Save the table as .xlsx, .docx or CSV and try again."))
    return Workbook("xlsx", sheets)


def _sheet(page: Any, markup: Markup, meter: Meter) -> Sheet:
    meter.new_sheet()
    counts_from_1904 = page.parent.epoch == CALENDAR_MAC_1904
    sheet = Sheet(str(page.title), is_hidden=page.sheet_state != "visible", counts_from_1904=counts_from_1904)
    if markup.has_uncomputed_formulas:
        sheet.remark(
            1,
            None,
            _("Some formulas have no stored result and count as empty. Open the file in Excel and save it."),
        )
    page.reset_dimensions()  # what the file says about its size may be a lie
    after_gap = False
    for number, cells in enumerate(page.iter_rows(), start=1):
        if number > LAST_ROW:
            raise damaged()
        meter.walk(len(cells))
        row = _row(number, cells, sheet) if cells else None
        if row is None:
            after_gap = True
            continue
        meter.row(row.cells, number)
        row.after_gap, after_gap = after_gap, False
        row.spans = markup.spans.get(number, {})
        sheet.rows.append(row)
    return sheet


def _row(number: int, cells: Iterable[Any], sheet: Sheet) -> SheetRow | None:
    texts: list[str] = []
    dates: set[int] = set()
    numbers: set[int] = set()
    for index, cell in enumerate(cells):
        value = cell.value
        if value is None:
            texts.append("")
        elif isinstance(value, str) and cell.data_type == "e":
            texts.append("")
            sheet.remark(
                number, index, _("The formula gives the error %(error)s; the cell counts as empty."), error=value
            )
        else:
            texts.append(_shown(value, cell))
            if isinstance(value, date):
                dates.add(index)
            elif isinstance(value, int | float) and not isinstance(value, bool):
                numbers.add(index)
    texts = trimmed(texts)
    return SheetRow(number, texts, frozenset(dates), frozenset(numbers)) if texts else None


def _shown(value: object, cell: Any) -> str:
    match value:
        case str():
            return clean(ESCAPED.sub(_unescaped, value) if "_x" in value else value)
        case bool():
            return shown_truth(value)
        case int() | float():
            return shown_number(value, cell.number_format)
        case date():
            return shown_date(value)
        case time() | timedelta():
            return shown_time(value)
    return clean(str(value))


def _unescaped(match: re.Match[str]) -> str:
    """_x000D_ is how the format writes a carriage return."""
    character = chr(int(match[1], 16))
    return "" if "\ud800" <= character <= "\udfff" else character


def _markup(chunks: Iterator[bytes], limits: Limits) -> Markup:
    """Merged ranges of one part, and a count of its cells before anybody makes objects of them."""
    cells = in_row = merged = texts = sheets = 0
    spans: dict[int, dict[int, int]] = {}
    uncomputed = False
    for piece, fresh in _overlapping(chunks):
        uncomputed = uncomputed or bool(UNCOMPUTED.search(piece))
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
                    _add_span(spans, tag[0], limits)
            if texts > limits.cells:
                raise UnreadableFile(_("The file holds too much text. Divide it into several files."))
            if sheets > limits.sheets:
                words = _("The file has more than %(limit)s sheets. Copy the table alone into a new file.")
                raise UnreadableFile(words, limit=limits.sheets)
            if cells > limits.cells * BLANK_CELLS or merged > MERGED_RANGES or in_row > LAST_COLUMN:
                raise UnreadableFile(
                    _("The sheet has too many cells. Copy the table alone into a new file and try again.")
                )
    return Markup(spans, uncomputed)


def _overlapping(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, int]]:
    """Each chunk with the end of the one before it, and how long that end is."""
    tail = b""
    for chunk in chunks:
        yield tail + chunk, len(tail)
        tail = (tail + chunk)[-OVERLAP:]


def _add_span(spans: dict[int, dict[int, int]], tag: bytes, limits: Limits) -> None:
    """A range merged downwards belongs to its first row; below it the cells are empty anyway."""
    if found := RANGE.search(tag):
        left, top, right, _bottom = range_boundaries(found[1].decode())
        if left and right and top and left < right:
            spans.setdefault(top, {})[left - 1] = min(right, limits.columns) - left + 1
