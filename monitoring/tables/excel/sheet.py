"""The rows of an Excel sheet as they stand in its markup, one after the other, with what the eye sees of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import IO, Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils.cell import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import from_excel, from_ISO8601

from catalog.texts.plain_text import clean
from monitoring.tables import symbols
from monitoring.tables.excel.number_formats import GENERAL, shown_date, shown_number, shown_time, shown_truth
from monitoring.tables.excel.styles import Styles
from monitoring.tables.limits import LAST_COLUMN, LAST_ROW, Meter
from monitoring.tables.problems import damaged
from monitoring.tables.text import STRUCK, Struck, heading_line, of_office, trimmed
from monitoring.tables.workbook import CellLook, Sheet, SheetRow

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ROW, CELL, VALUE, INLINE = f"{MAIN}row", f"{MAIN}c", f"{MAIN}v", f"{MAIN}is"
TEXT, RUN = f"{MAIN}t", f"{MAIN}r"
COLUMN, FILTER, FILTERED_COLUMN = f"{MAIN}col", f"{MAIN}autoFilter", f"{MAIN}filterColumn"
DEEPEST = 7  # groups of rows inside each other
OFF = {"0", "false"}


@dataclass(slots=True)
class _Cells:
    """The cells of a row while they are gathered."""

    texts: list[str] = field(default_factory=list)
    dates: set[int] = field(default_factory=set)
    numbers: set[int] = field(default_factory=set)
    looks: dict[int, CellLook] = field(default_factory=dict)
    formats: dict[int, str] = field(default_factory=dict)


class SheetRows:
    """Reads the rows of one sheet, and which columns it hides."""

    def __init__(self, sheet: Sheet, styles: Styles, strings: Sequence[Any], epoch: datetime) -> None:
        self.sheet, self.styles, self.strings, self.epoch = sheet, styles, strings, epoch
        self.filtered: tuple[int, int] | None = None  # the first and last row that a filter looks at

    def read(self, stream: IO[bytes], meter: Meter) -> Iterator[SheetRow]:
        """Returns the rows that have something in them; counts all of them first."""
        before = 0
        after_gap = False
        for _event, element in iterparse(stream, forbid_dtd=True):
            if element.tag == ROW:
                number = _number(element.get("r"), before + 1)
                if not before < number <= LAST_ROW:
                    raise damaged()
                row = self._row(number, element, meter)
                after_gap = after_gap or number > before + 1
                before = number
                element.clear()
                if row is None:
                    after_gap = True
                    continue
                row.after_gap, after_gap = after_gap, False
                yield row
            elif element.tag == COLUMN:
                self._column(element, meter)
            elif element.tag == FILTER:
                self._filter(element)

    def filters(self, number: int) -> bool:
        """Tells whether a filter decides if the row is shown."""
        return self.filtered is not None and self.filtered[0] <= number <= self.filtered[1]

    def _column(self, element: Element, meter: Meter) -> None:
        if _is_on(element, "hidden"):
            first, last = _number(element.get("min"), 1), _number(element.get("max"), 1)
            self.sheet.hidden_columns |= frozenset(range(first - 1, min(last, meter.limits.columns)))

    def _filter(self, element: Element) -> None:
        """Takes the rows of a filter; one that has nothing to look for hides nothing."""
        if element.find(FILTERED_COLUMN) is not None:
            _left, top, _right, bottom = range_boundaries(element.get("ref", ""))
            self.filtered = (top or 1, bottom or LAST_ROW)

    def _row(self, number: int, element: Element, meter: Meter) -> SheetRow | None:
        cells = _Cells()
        column = 0
        for cell in element:
            if cell.tag != CELL:
                continue
            place = cell.get("r")
            column = _column_of(place) if place else column + 1
            if column > LAST_COLUMN:
                raise damaged()
            cells.texts += [""] * (column - len(cells.texts))
            self._cell(number, column - 1, cell, cells)
        meter.walk(len(cells.texts))
        texts = trimmed(cells.texts)
        if not texts:
            return None
        meter.row(texts, number)
        row = SheetRow(number, texts, frozenset(cells.dates), frozenset(cells.numbers))
        row.looks, row.formats = cells.looks, cells.formats
        row.is_hidden = _is_on(element, "hidden")
        row.outline_level = min(_number(element.get("outlineLevel"), 0), DEEPEST)
        return row

    def _cell(self, row: int, index: int, element: Element, cells: _Cells) -> None:
        style = _number(element.get("s"), 0)
        look = self.styles.look(style)
        value = self._value(element, style)
        match value:
            case None:
                pass
            case FailedFormula():
                self.sheet.formula_failed(row, index, value.name)
            case str() | CellRichText():
                cells.texts[index], look = self._text(row, index, value, style, look)
            case _:
                shown = self.styles.number_format(style)
                cells.texts[index] = _shown(value, shown)
                kind = cells.dates if isinstance(value, date) else cells.numbers
                if isinstance(value, date | int | float) and not isinstance(value, bool):
                    kind.add(index)
                    if shown != GENERAL:
                        cells.formats[index] = shown
        if not look.is_plain:
            cells.looks[index] = look

    def _value(self, element: Element, style: int) -> Any:
        """Returns what openpyxl would read from the cell: a formula counts by its stored result."""
        kind = element.get("t", "n")
        if kind == "inlineStr":
            return _inline(element.find(INLINE))
        raw = element.findtext(VALUE)
        if not raw:
            return None
        if kind == "n":
            return self._counted(raw, style)
        return self.strings[int(raw)] if kind == "s" else OTHER_KINDS.get(kind, str)(raw)

    def _counted(self, raw: str, style: int) -> Any:
        number = float(raw) if any(mark in raw for mark in ".eE") else int(raw)
        if style not in self.styles.date_formats:
            return number
        if number == 0 and style not in self.styles.durations and "y" in self.styles.number_format(style).lower():
            return None  # a date that refers to an empty cell: Excel shows the day before its first
        try:
            return from_excel(number, self.epoch, timedelta=style in self.styles.durations)
        except (OverflowError, ValueError):
            return FailedFormula("#VALUE!")

    def _text(self, row: int, index: int, value: Any, style: int, look: CellLook) -> tuple[str, CellLook]:
        """Returns what the cell says without what is struck through in it; all of it where all is."""
        font = self.styles.symbol_font(style)
        if isinstance(value, str):
            return _plain(value, font), look
        strikes = Struck.of(_run(run, font, look) for run in value)
        if strikes.partly:
            self.sheet.remark(row, index, STRUCK, text=heading_line(strikes.partly)[:100])
        shown = strikes.shown.strip() if strikes.partly else strikes.shown
        return shown, replace(look, is_struck=strikes.is_all)


@dataclass(frozen=True, slots=True)
class FailedFormula:
    name: str  # "#DIV/0!"


OTHER_KINDS: dict[str, Callable[[str], Any]] = {
    "b": lambda raw: bool(int(raw)),
    "d": from_ISO8601,
    "e": FailedFormula,
}


def _inline(element: Element | None) -> Any:
    if element is None:
        return None
    return element.findtext(TEXT) if element.find(RUN) is None else CellRichText.from_tree(element)


def _run(run: Any, font: str, look: CellLook) -> tuple[str, bool]:
    if isinstance(run, TextBlock):
        return _plain(run.text or "", run.font.rFont or font), bool(run.font.strike)
    return _plain(run, font), look.is_struck


def _plain(text: str, font: str) -> str:
    text = of_office(text)
    return symbols.shown(text, font) if font else text


def _shown(value: Any, number_format: str) -> str:
    match value:
        case bool():
            return shown_truth(value)
        case int() | float():
            return shown_number(value, number_format)
        case date():
            return shown_date(value)
        case time() | timedelta():
            return shown_time(value)
    return clean(str(value))


@lru_cache(maxsize=20_000)
def _letters(letters: str) -> int:
    return int(column_index_from_string(letters))


def _column_of(place: str) -> int:
    """Returns 1 for A7."""
    return _letters(place.rstrip("0123456789"))


def _number(text: str | None, default: int) -> int:
    """Returns a number; some programs write 3.0."""
    return default if text is None else int(text) if text.isdecimal() else int(float(text))


def _is_on(element: Element, name: str) -> bool:
    return element.get(name, "0") not in OFF
