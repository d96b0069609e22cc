"""What the styles of an OpenDocument file say: colours, letters, number formats, what is hidden."""

from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from monitoring.tables import colours
from monitoring.tables.opendocument.names import FORMAT, NUMBER, STYLE, TABLE, TEXT
from monitoring.tables.symbols import is_symbol_font
from monitoring.tables.workbook import MOST_INDENTS, PLAIN, CellLook

DEEPEST = 20  # styles based on styles
BOLD = {"bold", "600", "700", "800", "900"}
STEP = 0.35  # centimetres to the right for one step, as LibreOffice has it
LENGTHS = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72}
DATE_PARTS = {"day": "d", "month": "m", "year": "yy", "hours": "h", "minutes": "m", "seconds": "s"}


@dataclass(frozen=True, slots=True)
class CellStyle:
    look: CellLook = PLAIN
    number_format: str = ""
    font: str = ""  # where its letters are pictures
    is_shown: bool = True  # of a sheet


@dataclass(slots=True)
class StyleBook:
    """Styles by their family and name, each worked out once."""

    elements: dict[tuple[str, str], Element] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    numbered: set[str] = field(default_factory=set)  # styles of lists
    counts: dict[str, int] = field(default_factory=dict)  # items of each so far
    made: dict[tuple[str, str], CellStyle] = field(default_factory=dict)

    def add(self, styles: Element) -> None:
        for element in styles.iter(f"{STYLE}style"):
            self.elements[element.get(f"{STYLE}family", ""), element.get(f"{STYLE}name", "")] = element
        for element in styles:
            if element.tag.startswith(NUMBER):
                self.formats[element.get(f"{STYLE}name", "")] = number_format(element)
            elif element.tag == f"{TEXT}list-style" and is_numbered(element):
                self.numbered.add(element.get(f"{STYLE}name", ""))

    def next_mark(self, list_style: str) -> str:
        """Returns the number of the next item of a list; "" where its items have signs."""
        if list_style not in self.numbered:
            return ""
        self.counts[list_style] = self.counts.get(list_style, 0) + 1
        return str(self.counts[list_style])

    def find(self, family: str, name: str) -> CellStyle:
        key = (family, name)
        if key not in self.made:
            self.made[key] = self._make(family, name)
        return self.made[key]

    def _make(self, family: str, name: str) -> CellStyle:
        """Returns a style; from the outermost one on, each adds its own."""
        chain: list[Element] = []
        element = self.elements.get((family, name))
        while element is not None and len(chain) < DEEPEST:
            chain.append(element)
            element = self.elements.get((family, element.get(f"{STYLE}parent-style-name", "")))
        style = CellStyle()
        for one in reversed(chain):
            style = self._with(style, one)
        return style

    def _with(self, style: CellStyle, element: Element) -> CellStyle:
        if data := element.get(f"{STYLE}data-style-name"):
            style = replace(style, number_format=self.formats.get(data, ""))
        for properties in element:
            style = replace(style, look=_look(style.look, properties))
            if font := properties.get(f"{STYLE}font-name"):
                style = replace(style, font=font if is_symbol_font(font) else "")
            if properties.get(f"{TABLE}display") == "false":
                style = replace(style, is_shown=False)
        return style


def _look(look: CellLook, properties: Element) -> CellLook:
    if background := properties.get(f"{FORMAT}background-color"):
        look = replace(look, fill=colours.fill(colours.plain(background)))
    if properties.tag == f"{STYLE}paragraph-properties" and (margin := properties.get(f"{FORMAT}margin-left")):
        look = replace(look, indent=min(round(centimetres(margin) / STEP), MOST_INDENTS))
    if properties.tag != f"{STYLE}text-properties":
        return look
    if colour := properties.get(f"{FORMAT}color"):
        look = replace(look, ink=colours.ink(colours.plain(colour)))
    if weight := properties.get(f"{FORMAT}font-weight"):
        look = replace(look, is_bold=weight in BOLD)
    if line := properties.get(f"{STYLE}text-line-through-style") or properties.get(f"{STYLE}text-line-through-type"):
        look = replace(look, is_struck=line != "none")
    return look


def centimetres(length: str) -> float:
    unit = LENGTHS.get(length[-2:], 0.0)
    number = length[:-2]
    return max(float(number), 0.0) * unit if unit and number.replace(".", "", 1).isdigit() else 0.0


def number_format(element: Element) -> str:
    """Returns the format as Excel writes it, as far as it matters: "dd.mm.yyyy", "mmm yy", "0.00", "0%"."""
    pieces: list[str] = []
    for part in element:
        name = part.tag.removeprefix(NUMBER)
        is_long = part.get(f"{NUMBER}style") == "long"
        if name in DATE_PARTS:
            is_word = part.get(f"{NUMBER}textual") == "true"
            pieces.append(DATE_PARTS[name] * (2 if is_long else 1) + ("mm" if is_word else ""))
        elif name == "number":
            decimals = part.get(f"{NUMBER}decimal-places", "0")
            places = min(int(decimals), 15) if decimals.isdecimal() else 0
            pieces.append("0" + ("." + "0" * places if places else ""))
        elif name in {"text", "currency-symbol"}:
            pieces.append(part.text or "")
    return "".join(pieces)


def is_numbered(list_style: Element) -> bool:
    """Tells whether the first level of a list has numbers instead of signs."""
    return next((child.tag == f"{TEXT}list-level-style-number" for child in list_style), False)
