"""The text of a Word paragraph or cell as it is shown: insertions in, deletions, hidden text and prompts out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from catalog.texts.plain_text import clean
from monitoring.tables import colours, symbols
from monitoring.tables.text import BULLET, Struck
from monitoring.tables.word.numbering import WordNumbering
from monitoring.tables.word.styles import Style, W, is_list_item, is_on, list_of, outline_level, value

PARAGRAPH, TABLE, ROW, CELL, RUN = (W + name for name in ("p", "tbl", "tr", "tc", "r"))
SYMBOL, COMMENT = f"{W}sym", f"{W}commentReference"
# Deleted or moved away, field codes, pictures and text boxes, footnote marks, properties.
LEFT_OUT = {
    W + name
    for name in (
        "del", "moveFrom", "delText", "instrText", "drawing", "pict", "object", "footnoteReference",
        "endnoteReference", "commentReference", "pPr", "rPr", "tcPr", "trPr", "tblPr", "sdtPr", "rt",
    )
} | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"}  # fmt: skip
CHARACTERS = {W + "tab": " ", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
HEXADECIMAL = re.compile(r"[0-9A-Fa-f]{2,4}")
TYPED_BULLETS = "•·▪‣◦–\uf0b7\uf0a7"
# Colours of the marker pen, by their names in the file.
MARKER = {
    "yellow": "FFFF00", "green": "00FF00", "red": "FF0000", "cyan": "00FFFF", "magenta": "FF00FF", "blue": "0000FF",
    "darkGreen": "008000", "darkRed": "800000", "darkYellow": "808000", "darkBlue": "000080", "darkCyan": "008080",
    "darkMagenta": "800080", "lightGray": "C0C0C0", "darkGray": "808080",
}  # fmt: skip


@dataclass(slots=True)
class WordBook:
    """What all paragraphs of a document share."""

    styles: dict[str, Style] = field(default_factory=dict)
    numbering: WordNumbering = field(default_factory=WordNumbering)
    comments: dict[str, str] = field(default_factory=dict)  # by their number


@dataclass(frozen=True, slots=True)
class WordRun:
    """Some letters that look alike."""

    text: str
    is_bold: bool = False
    is_struck: bool = False
    ink: str = ""
    fill: str = ""


@dataclass(frozen=True, slots=True)
class WordParagraph:
    runs: list[WordRun]
    level: int = 0  # 1 to 9 for headings
    is_item: bool = False  # of a list, whatever stands before it
    number: str = ""  # of an item, as Word has counted

    @property
    def said(self) -> list[WordRun]:
        return [run for run in self.runs if run.text.strip()]

    @property
    def is_bold(self) -> bool:
        return bool(self.said) and all(run.is_bold for run in self.said)

    @property
    def strikes(self) -> Struck:
        return Struck.of((run.text, run.is_struck) for run in self.runs)

    @property
    def text(self) -> str:
        """Returns what is not struck through, unless all is. An empty item is its number."""
        text = clean(self.strikes.shown).strip()
        if not self.is_item or self.level:
            return text
        return text.lstrip(TYPED_BULLETS).lstrip() or self.number


def children(element: Element, wanted: frozenset[str]) -> Iterator[Element]:
    """Yields the outermost wanted elements below, through content controls and tracked insertions."""
    for child in element:
        if child.tag in wanted:
            yield child
        elif child.tag not in LEFT_OUT and not is_prompt(child):
            yield from children(child, wanted)


def is_prompt(element: Element) -> bool:
    """Tells whether a content control was never filled in: "Klicken Sie hier, um Text einzugeben"."""
    return element.tag == f"{W}sdt" and is_on(element.find(f"{W}sdtPr"), "showingPlcHdr") is True


def paragraph(element: Element, book: WordBook) -> WordParagraph:
    """Counts on if the paragraph is an item of a list; so each is to be read once, in their order."""
    properties = element.find(f"{W}pPr")
    style = book.styles.get(value(properties, "pStyle"), Style()) if properties is not None else Style()
    level = outline_level(properties) or style.level
    listed = is_list_item(properties)
    counted, depth = list_of(properties)
    number = book.numbering.next(counted or style.list, depth if counted else style.depth)
    runs = [_run(run, style) for run in children(element, frozenset({RUN}))]
    return WordParagraph(runs, level, style.is_list if listed is None else listed, number)


def paragraphs(element: Element, book: WordBook) -> list[WordParagraph]:
    """Returns those of a cell; a table inside the cell row by row."""
    found: list[WordParagraph] = []
    for child in children(element, frozenset({PARAGRAPH, TABLE})):
        if child.tag == PARAGRAPH:
            found.append(paragraph(child, book))
        else:
            rows = (_nested(row, book) for row in children(child, frozenset({ROW})))
            found += [WordParagraph([WordRun(text)]) for text in rows]
    return found


def joined(found: list[WordParagraph]) -> str:
    """Returns paragraphs and items of lists below each other. An item alone is no list."""
    texts = [(one.is_item and not one.level, one.text) for one in found if one.text]
    if len(texts) == 1:
        return texts[0][1]
    return "\n".join(BULLET + text if is_item else text for is_item, text in texts)


def comments(element: Element, book: WordBook) -> str:
    """Returns all that is noted beside a cell."""
    numbers = (reference.get(f"{W}id", "") for reference in element.iter(COMMENT))
    return "\n".join(filter(None, (book.comments.get(number, "") for number in numbers)))


def _nested(row: Element, book: WordBook) -> str:
    cells = (joined(paragraphs(child, book)) for child in children(row, frozenset({CELL})))
    return " | ".join(filter(None, cells))


def _run(run: Element, style: Style) -> WordRun:
    properties = run.find(f"{W}rPr")
    bold, struck = is_on(properties, "b"), is_on(properties, "strike")
    if is_on(properties, "dstrike"):
        struck = True
    return WordRun(
        "" if is_on(properties, "vanish") else _text(run, properties),
        style.is_bold if bold is None else bold,
        style.is_struck if struck is None else struck,
        colours.ink(colours.plain(value(properties, "color"))) if properties is not None else "",
        MARKER.get(value(properties, "highlight"), "") if properties is not None else "",
    )


def _text(run: Element, properties: Element | None) -> str:
    text = "".join(_pieces(run))
    fonts = properties.find(f"{W}rFonts") if properties is not None else None
    font = fonts.get(f"{W}ascii", "") if fonts is not None else ""
    return symbols.shown(text, font) if symbols.is_symbol_font(font) else text


def _pieces(run: Element) -> Iterator[str]:
    for child in run:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in CHARACTERS:
            yield CHARACTERS[child.tag]
        elif child.tag == SYMBOL:
            yield _symbol(child)
        elif child.tag not in LEFT_OUT:
            yield from _pieces(child)


def _symbol(element: Element) -> str:
    """Returns a sign that Word keeps as the number of a letter in a font."""
    number = element.get(f"{W}char", "")
    return symbols.shown(chr(int(number, 16)), element.get(f"{W}font", "")) if HEXADECIMAL.fullmatch(number) else ""
