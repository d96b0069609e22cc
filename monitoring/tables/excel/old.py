"""XLS: Excel's kind of file until 2003, through xlrd, which knows formats, colours and notes as well."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import xlrd
from xlrd.biffh import XLRDError
from xlrd.xldate import xldate_as_datetime

from catalog.texts.plain_text import clean, without_formula
from monitoring.tables import colours, symbols
from monitoring.tables.excel.merges import Merges
from monitoring.tables.excel.number_formats import GENERAL, shown_date, shown_number, shown_time, shown_truth
from monitoring.tables.limits import Meter
from monitoring.tables.problems import damaged, protected
from monitoring.tables.text import STRUCK, Struck, heading_line, trimmed
from monitoring.tables.workbook import PLAIN, CellLook, Sheet, SheetRow, Workbook

SOLID = 1
WHOLE_DAY = 1.0


def read(content: bytes, meter: Meter) -> Workbook:
    """Raises UnreadableFile; whatever else goes wrong is a damaged file."""
    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO()
        )
    except XLRDError as error:
        if "encrypted" in str(error):
            raise protected() from error
        raise damaged() from error
    with book:
        return Workbook("xls", list(_sheets(book, meter)))


def _sheets(book: Any, meter: Meter) -> Iterator[Sheet]:
    """Yields one sheet after the other, so that only one is kept in memory."""
    for index in range(book.nsheets):
        meter.new_sheet()
        page = book.sheet_by_index(index)
        yield _SheetOfBook(book, page).read(meter)
        book.unload_sheet(index)


class _SheetOfBook:
    def __init__(self, book: Any, page: Any) -> None:
        self.book, self.page = book, page
        self.sheet = Sheet(page.name, is_hidden=bool(page.visibility), counts_from_1904=bool(book.datemode))
        self.looks: dict[int, CellLook] = {}
        self.merges = Merges()

    def read(self, meter: Meter) -> Sheet:
        for top, bottom, left, right in self.page.merged_cells:
            self.merges.add((top + 1, bottom), (left, right - 1), meter.limits.columns)
        hidden = (column for column, info in self.page.colinfo_map.items() if info.hidden)
        self.sheet.hidden_columns = frozenset(column for column in hidden if column < meter.limits.columns)
        after_gap = False
        for index in range(self.page.nrows):
            meter.walk(self.page.row_len(index))
            row = self._row(index)
            if row is None:
                after_gap = True
                continue
            meter.row(row.cells, row.number)
            row.after_gap, after_gap = after_gap, False
            self.sheet.rows.append(row)
        return self.sheet

    def _row(self, index: int) -> SheetRow | None:
        row = SheetRow(index + 1, [])
        dates: set[int] = set()
        numbers: set[int] = set()
        for column, cell in enumerate(self.page.row(index)):
            text, look = self._cell(row, column, cell)
            row.cells.append(text)
            if not look.is_plain:
                row.looks[column] = look
            if cell.ctype in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
                (numbers if cell.ctype == xlrd.XL_CELL_NUMBER else dates).add(column)
                if (number_format := self._format(cell.xf_index)) != GENERAL:
                    row.formats[column] = number_format
        row.cells = trimmed(row.cells)
        row.dates, row.numbers = frozenset(dates), frozenset(numbers)
        self.merges.mark(row)
        notes = ((column, self.page.cell_note_map.get((index, column))) for column in range(self.page.row_len(index)))
        row.comments = {column: clean(note.text).strip() for column, note in notes if note is not None}
        if (info := self.page.rowinfo_map.get(index)) is not None:
            row.is_hidden, row.outline_level = bool(info.hidden), info.outline_level
        return row if row.cells else None

    def _cell(self, row: SheetRow, column: int, cell: Any) -> tuple[str, CellLook]:
        look = self._look(cell.xf_index)
        match cell.ctype:
            case xlrd.XL_CELL_TEXT:
                return self._text(row, column, cell, look)
            case xlrd.XL_CELL_NUMBER:
                return shown_number(_whole(cell.value), self._format(cell.xf_index)), look
            case xlrd.XL_CELL_DATE:
                return self._day(cell.value), look
            case xlrd.XL_CELL_BOOLEAN:
                return shown_truth(bool(cell.value)), look
            case xlrd.XL_CELL_ERROR:
                self.sheet.formula_failed(row.number, column, xlrd.error_text_from_code.get(cell.value, "#"))
        return "", look

    def _text(self, row: SheetRow, column: int, cell: Any, look: CellLook) -> tuple[str, CellLook]:
        """Returns a text without what is struck through, unless all is."""
        runs = self.page.rich_text_runlist_map.get((row.number - 1, column), ())
        starts = [0, *(start for start, _font in runs), len(cell.value)]
        own = self.book.xf_list[cell.xf_index].font_index
        fonts = [self.book.font_list[number] for number in (own, *(font for _start, font in runs))]
        pieces = [
            (_plain(cell.value[start:end], font), bool(font.struck_out))
            for start, end, font in zip(starts, starts[1:], fonts, strict=False)
        ]
        strikes = Struck.of(pieces)
        if strikes.partly:
            self.sheet.remark(row.number, column, STRUCK, text=heading_line(strikes.partly)[:100])
        return without_formula(strikes.shown), replace(look, is_struck=strikes.is_all)

    def _day(self, value: float) -> str:
        """Returns the day; a time of day alone stands for none."""
        try:
            moment = xldate_as_datetime(value, self.book.datemode)
        except (ValueError, OverflowError) as error:
            raise damaged() from error
        return shown_time(moment.time()) if 0 < value < WHOLE_DAY else shown_date(moment) if value else ""

    def _format(self, style: int) -> str:
        found = self.book.format_map.get(self.book.xf_list[style].format_key)
        return str(found.format_str) if found else GENERAL

    def _look(self, style: int) -> CellLook:
        if style not in self.looks:
            self.looks[style] = self._work_out(style) if style < len(self.book.xf_list) else PLAIN
        return self.looks[style]

    def _work_out(self, style: int) -> CellLook:
        xf = self.book.xf_list[style]
        font, background = self.book.font_list[xf.font_index], xf.background
        fill = self._colour(background.pattern_colour_index) if background.fill_pattern == SOLID else ""
        return CellLook(
            fill=colours.fill(fill),
            ink=colours.ink(self._colour(font.colour_index)),
            is_bold=bool(font.bold),
            is_struck=bool(font.struck_out),
            indent=xf.alignment.indent_level,
        )

    def _colour(self, index: int) -> str:
        return "".join(f"{part:02X}" for part in self.book.colour_map.get(index) or ())


def _plain(text: str, font: Any) -> str:
    text = clean(text)
    return symbols.shown(text, font.name) if symbols.is_symbol_font(font.name) else text


def _whole(value: float) -> float:
    return int(value) if value.is_integer() else value
