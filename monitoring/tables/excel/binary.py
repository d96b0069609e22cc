"""XLSB: Excel's binary workbooks, read record by record after [MS-XLSB]."""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, NamedTuple, cast

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from catalog.texts.plain_text import clean
from monitoring.tables import colours
from monitoring.tables.archive import Package, related, too_large
from monitoring.tables.excel import extras as excel_extras
from monitoring.tables.excel.merges import Merges
from monitoring.tables.excel.number_formats import GENERAL, shown_date, shown_number, shown_time, shown_truth
from monitoring.tables.excel.styles import indexed
from monitoring.tables.limits import LAST_COLUMN, LAST_ROW, Limits, Meter
from monitoring.tables.problems import damaged, no_table, too_much_text
from monitoring.tables.text import of_office, trimmed
from monitoring.tables.workbook import PLAIN, CellLook, Sheet, SheetRow, Workbook

FOLDER = "xl/"
# Numbers of records, as the specification calls them.
ROW, BLANK, RK, ERROR, BOOL, REAL, STRING, SHARED = 0, 1, 2, 3, 4, 5, 6, 7
OF_FORMULA = {8: STRING, 9: REAL, 10: BOOL, 11: ERROR}
RICH_STRING = 62
SHORT = range(12, 19)  # the first seven without their column: it is the next one
CELLS = {*range(BLANK, 12), RICH_STRING}
SHORTENED = SHORT.start - BLANK
ITEM, FONT, FORMAT, FILL, XF = 19, 43, 44, 45, 47
COLUMN, PROPERTIES, BUNDLE, MERGED = 60, 153, 156, 176
COMMENT, COMMENT_TEXT = 635, 637
CELL_STYLES, AFTER_CELL_STYLES = 617, 618
HIDDEN_COLUMN, HIDDEN_ROW, OUTLINE = 0x1, 0x10, 0x7
PLACE_OF_INDENT, PLACE_OF_ROW_FLAGS, PLACE_OF_COLUMN_FLAGS = 11, 11, 16  # in their records
STRUCK, BOLD = 0x8, 700
RGB, INDEXED, THEME = 2, 1, 3
SOLID = 1
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
CONTINUES, PART = 0x80, 0x7F
MOST_MERGED = 100_000
CHUNK = 1 << 16


class BinaryFont(NamedTuple):
    is_bold: bool
    is_struck: bool
    ink: str


@dataclass(slots=True)
class _Book:
    strings: list[str] = field(default_factory=list)
    looks: list[CellLook] = field(default_factory=list)  # of the styles of cells
    formats: list[str] = field(default_factory=list)
    counts_from_1904: bool = False
    sheets: list[tuple[str, str, bool]] = field(default_factory=list)  # relation, name, whether it is hidden


def read(package: Package, meter: Meter) -> Workbook:
    book = _Book()
    parts = {name: (kind, part) for name, kind, part in related(package, package.main, meter.limits)}
    for relation_kind, part in parts.values():
        if relation_kind == "sharedStrings":
            book.strings = list(_strings(package, part, meter.limits))
        elif relation_kind == "styles":
            _read_styles(book, package, part, meter.limits)
    for kind, data in _records(package, package.main, meter.limits):
        if kind == PROPERTIES:
            book.counts_from_1904 = bool(data[0] & 1)
        elif kind == BUNDLE:
            relation, end = _text(data, 8)
            book.sheets.append((relation, _text(data, end)[0], data[0] != 0))
    sheets = [
        _Rows(Sheet(name, is_hidden=is_hidden, counts_from_1904=book.counts_from_1904), book).read(package, part, meter)
        for relation, name, is_hidden in book.sheets
        for relation_kind, part in [parts.get(relation, ("", ""))]
        if relation_kind == "worksheet"
    ]
    if not sheets:
        raise no_table()
    return Workbook("xlsb", sheets)


def _records(package: Package, part: str, limits: Limits) -> Iterator[tuple[int, bytes]]:
    """Yields the records of a part, each with its number. Raises UnreadableFile for more than a workbook has."""
    records = 0
    raw = cast("io.RawIOBase", package.open(part))  # all that a buffer asks of it is `readinto`
    with raw, io.BufferedReader(raw, CHUNK) as stream:
        while (kind := _compressed(stream, 2)) is not None:
            records += 1
            if records > limits.elements:
                raise too_large()
            size = _compressed(stream, 4)
            data = stream.read(size or 0)
            if size is None or len(data) < size:
                raise damaged()
            yield kind, data


def _compressed(stream: IO[bytes], most: int) -> int | None:
    """Returns a number of seven bits in each byte, the lowest first; None at the end of the part."""
    number = 0
    for place in range(most):
        byte = stream.read(1)
        if not byte:
            return None
        number |= (byte[0] & PART) << (7 * place)
        if not byte[0] & CONTINUES:
            break
    return number


def _byte(data: bytes, place: int) -> int:
    """Returns a byte of a record; 0 where an older program has written a shorter one."""
    return data[place] if place < len(data) else 0


def _text(data: bytes, start: int) -> tuple[str, int]:
    """Returns a text that has its length before it, and where it ends; a length of -1 is no text."""
    (length,) = struct.unpack_from("<i", data, start)
    if length < 0:
        return "", start + 4
    end = start + 4 + 2 * length
    return data[start + 4 : end].decode("utf-16-le", "replace"), end


def _strings(package: Package, part: str, limits: Limits) -> Iterator[str]:
    characters = 0
    for kind, data in _records(package, part, limits):
        if kind == ITEM:
            text = of_office(_text(data, 1)[0])
            characters += len(text) + 1
            if characters > limits.kept_bytes:
                raise too_much_text()
            yield text


def _read_styles(book: _Book, package: Package, part: str, limits: Limits) -> None:
    formats = dict(BUILTIN_FORMATS)
    fonts: list[BinaryFont] = []
    fills: list[str] = []
    of_cells = False
    for kind, data in _records(package, part, limits):
        if kind == FORMAT:
            formats[struct.unpack_from("<H", data)[0]] = _text(data, 2)[0]
        elif kind == FONT:
            marks, weight = struct.unpack_from("<HH", data, 2)
            fonts.append(BinaryFont(weight >= BOLD, bool(marks & STRUCK), colours.ink(_colour(data, 12))))
        elif kind == FILL:
            is_solid = struct.unpack_from("<I", data)[0] == SOLID
            fills.append(colours.fill(_colour(data, 4)) if is_solid else "")
        elif kind in {CELL_STYLES, AFTER_CELL_STYLES}:
            of_cells = kind == CELL_STYLES
        elif kind == XF and of_cells:
            _parent, number, font, fill = struct.unpack_from("<HHHH", data)
            book.formats.append(formats.get(number, GENERAL))
            letters = fonts[font] if font < len(fonts) else BinaryFont(is_bold=False, is_struck=False, ink="")
            indent = _byte(data, PLACE_OF_INDENT)
            background = fills[fill] if fill < len(fills) else ""
            book.looks.append(CellLook(background, letters.ink, letters.is_bold, letters.is_struck, indent))


def _colour(data: bytes, start: int) -> str:
    """Returns the colour as it is shown, which the record holds also where the theme says which."""
    kind, index = data[start] >> 1, data[start + 1]
    if kind == INDEXED:
        return indexed(index)
    return data[start + 4 : start + 7].hex().upper() if kind == RGB or (kind == THEME and data[start] & 1) else ""


class _Rows:
    """Reads one sheet."""

    def __init__(self, sheet: Sheet, book: _Book) -> None:
        self.sheet, self.book = sheet, book
        self.row: SheetRow | None = None
        self.before = 0
        self.after_gap = False
        self.merged = 0
        self.merges = Merges()

    def read(self, package: Package, part: str, meter: Meter) -> Sheet:
        meter.new_sheet()
        for kind, data in _records(package, part, meter.limits):
            if kind == ROW:
                self._end(meter)
                self._begin(data)
            elif kind in SHORT and self.row:
                self._cell(self.row, kind - SHORTENED, struct.pack("<I", len(self.row.cells)) + data)
            elif kind in CELLS and self.row:
                self._cell(self.row, OF_FORMULA.get(kind, kind), data)
            elif kind == COLUMN:
                self._column(data, meter)
            elif kind == MERGED and self.merged < MOST_MERGED:
                self.merged += 1
                top, bottom, left, right = struct.unpack_from("<IIII", data)
                self.merges.add((top + 1, bottom + 1), (left, right), meter.limits.columns)
        self._end(meter)
        for row in self.sheet.rows:
            self.merges.mark(row)
        self._add_comments(package, part, meter.limits)
        extras = excel_extras.of_sheet(package, part, meter.limits)
        self.sheet.pictures, self.sheet.boxes = extras.pictures, extras.boxes
        return self.sheet

    def _add_comments(self, package: Package, part: str, limits: Limits) -> None:
        rows = {row.number: row for row in self.sheet.rows}
        place = (0, 0)
        for _name, relation_kind, target in related(package, part, limits):
            for kind, data in _records(package, target, limits) if relation_kind == "comments" else ():
                if kind == COMMENT:
                    place = struct.unpack_from("<I4xI", data, 4)
                elif kind == COMMENT_TEXT and (row := rows.get(place[0] + 1)):
                    row.comments[place[1]] = clean(_text(data, 1)[0]).strip()

    def _begin(self, data: bytes) -> None:
        number = struct.unpack_from("<I", data)[0] + 1
        if not self.before < number <= LAST_ROW:
            raise damaged()
        self.after_gap = self.after_gap or number > self.before + 1
        self.before = number
        flags = _byte(data, PLACE_OF_ROW_FLAGS)
        self.row = SheetRow(number, [], is_hidden=bool(flags & HIDDEN_ROW), outline_level=flags & OUTLINE)

    def _end(self, meter: Meter) -> None:
        row, self.row = self.row, None
        if row is None:
            return
        meter.walk(len(row.cells))
        row.cells = trimmed(row.cells)
        if not row.cells:
            self.after_gap = True
            return
        meter.row(row.cells, row.number)
        row.after_gap, self.after_gap = self.after_gap, False
        self.sheet.rows.append(row)

    def _cell(self, row: SheetRow, kind: int, data: bytes) -> None:
        column, style = struct.unpack_from("<II", data)
        style &= 0xFFFFFF
        if column >= LAST_COLUMN:
            raise damaged()
        row.cells += [""] * (column + 1 - len(row.cells))
        look = self.book.looks[style] if style < len(self.book.looks) else PLAIN
        if not look.is_plain:
            row.looks[column] = look
        if kind in {STRING, RICH_STRING}:
            row.cells[column] = of_office(_text(data, 9 if kind == RICH_STRING else 8)[0])
        elif kind == SHARED:
            row.cells[column] = self.book.strings[struct.unpack_from("<I", data, 8)[0]]
        elif kind == BOOL:
            row.cells[column] = shown_truth(bool(data[8]))
        elif kind == ERROR:
            self.sheet.formula_failed(row.number, column, ERRORS.get(data[8], "#"))
        elif kind in {RK, REAL}:
            self._number(row, column, style, _rk(data) if kind == RK else struct.unpack_from("<d", data, 8)[0])

    def _number(self, row: SheetRow, column: int, style: int, value: float) -> None:
        shown = self.book.formats[style] if style < len(self.book.formats) else GENERAL
        if shown != GENERAL:
            row.formats[column] = shown
        value = int(value) if value.is_integer() else value
        if not is_date_format(shown):
            row.numbers |= {column}
            row.cells[column] = shown_number(value, shown)
            return
        row.dates |= {column}
        epoch = CALENDAR_MAC_1904 if self.book.counts_from_1904 else CALENDAR_WINDOWS_1900
        try:
            moment = from_excel(value, epoch)
        except (OverflowError, ValueError) as error:
            raise damaged() from error
        row.cells[column] = shown_date(moment) if value >= 1 else shown_time(moment)

    def _column(self, data: bytes, meter: Meter) -> None:
        first, last = struct.unpack_from("<II", data)
        if _byte(data, PLACE_OF_COLUMN_FLAGS) & HIDDEN_COLUMN:
            self.sheet.hidden_columns |= frozenset(range(first, min(last + 1, meter.limits.columns)))


def _rk(data: bytes) -> float:
    """Returns a number in four bytes: whole or half of a double, perhaps a hundredth of it."""
    (raw,) = struct.unpack_from("<i", data, 8)
    number: float = raw >> 2 if raw & 2 else struct.unpack("<d", b"\0\0\0\0" + struct.pack("<i", raw & ~3))[0]
    return float(number) / 100 if raw & 1 else float(number)
