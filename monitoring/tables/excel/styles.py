"""What the styles of an Excel workbook say of a cell: its number format, colours, bold, struck through, indented."""

from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

from monitoring.tables import colours
from monitoring.tables.excel.number_formats import GENERAL
from monitoring.tables.symbols import is_symbol_font
from monitoring.tables.workbook import MOST_INDENTS, PLAIN, CellLook

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# The order in which a cell counts the colours of the theme; the file lists dark before light.
THEME = ("lt1", "dk1", "lt2", "dk2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")


class Styles:
    """Looked up by the number that a cell gives; each is worked out once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.date_formats: set[int] = book._date_formats
        self.durations: set[int] = book._timedelta_formats
        self._looks: dict[int, CellLook] = {}
        self._formats: dict[int, str] = {}

    def look(self, style: int) -> CellLook:
        look = self._looks.get(style)
        if look is None:
            look = self._looks[style] = self._look(style)
        return look

    def number_format(self, style: int) -> str:
        shown = self._formats.get(style)
        if shown is None:
            shown = self._formats[style] = self._number_format(style)
        return shown

    def symbol_font(self, style: int) -> str:
        """Returns the font of the cell if its letters are pictures, otherwise ""."""
        name = str(self._part("fonts", style).name) if self._known(style) else ""
        return name if is_symbol_font(name) else ""

    def _known(self, style: int) -> bool:
        return 0 <= style < len(self.book._cell_styles)

    def _part(self, parts: str, style: int) -> Any:
        numbers = {"fonts": "fontId", "fills": "fillId", "alignments": "alignmentId"}
        found = getattr(self.book, f"_{parts}")
        index = getattr(self.book._cell_styles[style], numbers[parts])
        return found[index] if index < len(found) else found[0]

    def _number_format(self, style: int) -> str:
        if not self._known(style):
            return GENERAL
        number = self.book._cell_styles[style].numFmtId
        if number < BUILTIN_FORMATS_MAX_SIZE:
            return str(BUILTIN_FORMATS.get(number, GENERAL))
        own = self.book._number_formats
        place = number - BUILTIN_FORMATS_MAX_SIZE
        return str(own[place]) if place < len(own) else GENERAL

    def _look(self, style: int) -> CellLook:
        if not self._known(style):
            return PLAIN
        font, alignment = self._part("fonts", style), self._part("alignments", style)
        return CellLook(
            fill=colours.fill(self._fill(self._part("fills", style))),
            ink=colours.ink(self._colour(font.color)),
            is_bold=bool(font.b),
            is_struck=bool(font.strike),
            indent=min(int(alignment.indent or 0), MOST_INDENTS),
        )

    def _fill(self, fill: Any) -> str:
        """Returns the colour of an even fill; of one that changes from one colour into another the first."""
        if stops := getattr(fill, "stop", None):
            return self._colour(stops[0].color)
        return self._colour(fill.fgColor) if getattr(fill, "fill_type", None) == "solid" else ""

    def _colour(self, colour: Any) -> str:
        match getattr(colour, "type", None):
            case "rgb":
                return colours.plain(colour.rgb)
            case "indexed":
                return indexed(colour.indexed)
            case "theme":
                return colours.of_theme(colour.theme, colour.tint or 0, self._theme)
        return ""

    @cached_property
    def _theme(self) -> list[str]:
        """Returns the colours of the theme; none where the workbook has no readable theme."""
        try:
            root: Element = fromstring(self.book.loaded_theme or b"<none/>", forbid_dtd=True)
        except (ParseError, DefusedXmlException):
            return []
        scheme = root.find(f".//{DRAWING}clrScheme")
        found = [scheme.find(f"{DRAWING}{name}") for name in THEME] if scheme is not None else []
        return [_rgb(element) for element in found]


def _rgb(element: Element | None) -> str:
    colour = next(iter(element), None) if element is not None else None
    return "" if colour is None else colours.plain(colour.get("lastClr") or colour.get("val") or "")


def indexed(index: int) -> str:
    """Returns a colour of Excel's old palette; "" for the colours of the system."""
    return colours.plain(COLOR_INDEX[index]) if 0 <= index < len(COLOR_INDEX) else ""
