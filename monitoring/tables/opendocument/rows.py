"""A row of a table as OpenDocument writes it, of a spreadsheet and of a document alike."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from xml.etree.ElementTree import Element

from catalog.texts import figures
from catalog.texts.plain_text import without_formula
from monitoring.tables.excel.number_formats import GENERAL, shown_date, shown_number, shown_truth
from monitoring.tables.limits import LAST_ROW, Meter
from monitoring.tables.opendocument import text
from monitoring.tables.opendocument.names import ANNOTATION, CELL, COVERED, EXTENSION, OFFICE, TABLE
from monitoring.tables.opendocument.styles import CellStyle, StyleBook
from monitoring.tables.text import STRUCK, heading_line, trimmed
from monitoring.tables.workbook import Sheet, SheetRow

THOUSANDS = re.compile(r"(?<=\d)[.\s'’](?=\d{3})")
DURATION = re.compile(r"PT(?P<hours>\d{1,6})H(?P<minutes>\d{1,2})M.*")
NUMBERS = {"float", "currency", "percentage"}


@dataclass(slots=True)
class RowReader:
    """Reads the rows of one table; knows the styles of its columns."""

    sheet: Sheet
    styles: StyleBook
    meter: Meter
    columns: list[tuple[int, str]] = field(default_factory=list)  # how many beside each other, and their style
    is_document: bool = False

    def read(self, number: int, element: Element) -> SheetRow | None:
        """Returns the row, not counted yet; None where nothing stands in it."""
        row = SheetRow(number, [])
        dates: set[int] = set()
        numbers: set[int] = set()
        for cell in element:
            if cell.tag not in {CELL, COVERED}:
                continue
            times = repeated(cell, "number-columns-repeated")
            self.meter.walk(min(times, self.meter.limits.columns))
            self._cell(row, cell, times, dates, numbers)
        row.cells = trimmed(row.cells)
        row.dates, row.numbers = frozenset(dates), frozenset(numbers)
        return row if row.cells else None

    def _cell(self, row: SheetRow, cell: Element, times: int, dates: set[int], numbers: set[int]) -> None:
        first = len(row.cells)
        times = min(times, self.meter.limits.columns + 1 - min(first, self.meter.limits.columns))
        style = self._style(cell, first)
        said, is_struck = ("", False) if cell.tag == COVERED else self._text(row.number, first, cell, style)
        look = replace(style.look, is_struck=is_struck and bool(said.strip()))
        kind = cell.get(f"{OFFICE}value-type", "")
        for index in range(first, first + times):
            row.cells.append(said)
            if not look.is_plain:
                row.looks[index] = look
            if said and (kind in NUMBERS or kind == "date"):
                (dates if kind == "date" else numbers).add(index)
                if style.number_format:
                    row.formats[index] = style.number_format
        self._merge(row, cell, first)
        if cell.find(f".//{ANNOTATION}") is not None and (note := text.comment(cell)):
            row.comments[first] = note

    def _merge(self, row: SheetRow, cell: Element, first: int) -> None:
        across, down = repeated(cell, "number-columns-spanned"), repeated(cell, "number-rows-spanned")
        if across > 1:
            row.spans[first] = min(across, self.meter.limits.columns)
        if down > 1:
            row.heights[first] = down

    def _style(self, cell: Element, column: int) -> CellStyle:
        name = cell.get(f"{TABLE}style-name")
        if name is None:
            after = 0
            for number, of_column in self.columns:
                after += number
                if column < after:
                    name = of_column
                    break
        return self.styles.find("table-cell", name or "")

    def _text(self, row: int, column: int, cell: Element, style: CellStyle) -> tuple[str, bool]:
        """Returns what the cell says, and whether all of it is struck through."""
        words = text.of_cell(cell, self.styles, font=style.font, struck=style.look.is_struck)
        if cell.get(f"{EXTENSION}value-type") == "error":
            self.sheet.formula_failed(row, column, words.text[:100])
            return "", False
        strikes = words.strikes
        said = strikes.shown if self.is_document else shown(cell, strikes.shown)
        if strikes.partly:
            self.sheet.remark(row, column, STRUCK, text=heading_line(strikes.partly)[:100])
        return without_formula(said.strip("\n")), strikes.is_all


def shown(cell: Element, text: str) -> str:
    """Returns the cell as a German reader sees it, by its value: the file may have been saved in another language."""
    kind, value = cell.get(f"{OFFICE}value-type", ""), cell.get(f"{OFFICE}value", "")
    if kind in NUMBERS:
        return _number(value, text, is_percent=kind == "percentage")
    if kind == "date":
        return _day(cell.get(f"{OFFICE}date-value", ""), text)
    if kind == "time" and (duration := DURATION.fullmatch(cell.get(f"{OFFICE}time-value", ""))):
        return f"{int(duration['hours']):02}:{duration['minutes']:0>2}"
    if kind == "boolean":
        return shown_truth(cell.get(f"{OFFICE}boolean-value") == "true")
    return text or cell.get(f"{OFFICE}string-value", "")


def _number(value: str, text: str, *, is_percent: bool) -> str:
    """Returns the text where it says the same number, without what sets its thousands apart."""
    try:
        number = float(value) * (100 if is_percent else 1)
    except ValueError:
        return text
    found = figures.read(text)
    decimals = len(text.partition(",")[2].rstrip(" %€")) if found else 0
    if found and found.is_exact and abs(float(found.value) - number) <= 0.51 * 10**-decimals:
        text = THOUSANDS.sub("", text)
        return text.replace(",", "").replace(".", ",") if "." in text else text
    plain = shown_number(number, GENERAL)
    return f"{plain}%" if is_percent else plain


def _day(value: str, text: str) -> str:
    try:
        return shown_date(date.fromisoformat(value[:10]))
    except ValueError:
        return text


def repeated(element: Element, name: str) -> int:
    """Returns how often a row or cell stands there, or how many it covers."""
    number = element.get(f"{TABLE}{name}", "1")
    return min(max(int(number[:7]), 1), LAST_ROW) if number.isdecimal() else 1


def columns(element: Element) -> Iterator[tuple[int, str]]:
    yield repeated(element, "number-columns-repeated"), element.get(f"{TABLE}default-cell-style-name", "")
