"""The text of a Word paragraph or cell as it is shown: insertions in, deletions, hidden text and prompts out."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from catalog.plain_text import clean
from monitoring.tables.word.styles import Style, W, is_list_item, is_on, outline_level

PARAGRAPH, TABLE, ROW, CELL, RUN = (W + name for name in ("p", "tbl", "tr", "tc", "r"))
# Deleted or moved away, field codes, pictures and text boxes, footnote marks, properties.
LEFT_OUT = {
    W + name
    for name in (
        "del", "moveFrom", "delText", "instrText", "drawing", "pict", "object", "footnoteReference",
        "endnoteReference", "commentReference", "pPr", "rPr", "tcPr", "trPr", "tblPr", "sdtPr", "rt",
    )
} | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"}  # fmt: skip
CHARACTERS = {W + "tab": " ", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
BULLET = "- "
TYPED_BULLETS = "•·▪‣◦–\uf0b7\uf0a7"


@dataclass(frozen=True, slots=True)
class WordParagraph:
    text: str
    level: int  # 1 to 9 for headings
    is_bold: bool


def children(element: Element, wanted: frozenset[str]) -> Iterator[Element]:
    """The outermost wanted elements below, through content controls and tracked insertions."""
    for child in element:
        if child.tag in wanted:
            yield child
        elif child.tag not in LEFT_OUT and not is_prompt(child):
            yield from children(child, wanted)


def is_prompt(element: Element) -> bool:
    """A content control nobody has filled in: "Klicken Sie hier, um Text einzugeben"."""
    return element.tag == f"{W}sdt" and is_on(element.find(f"{W}sdtPr"), "showingPlcHdr") is True


def paragraph(element: Element, styles: dict[str, Style]) -> WordParagraph:
    properties = element.find(f"{W}pPr")
    named = properties.find(f"{W}pStyle") if properties is not None else None
    style = styles.get(named.get(W + "val", ""), Style()) if named is not None else Style()
    runs = [(_run_text(run), is_on(run.find(f"{W}rPr"), "b")) for run in children(element, frozenset({RUN}))]
    text = clean("".join(text for text, _bold in runs)).strip()
    is_bold = bool(text) and all(style.is_bold if bold is None else bold for text, bold in runs if text.strip())
    level = outline_level(properties) or style.level
    listed = is_list_item(properties)
    if text and not level and (style.is_list if listed is None else listed):
        text = BULLET + text.lstrip(TYPED_BULLETS).lstrip()
    return WordParagraph(text, level, is_bold)


def cell(element: Element, styles: dict[str, Style]) -> str:
    """Paragraphs and list items below each other; a table inside the cell row by row."""
    lines = []
    for child in children(element, frozenset({PARAGRAPH, TABLE})):
        if child.tag == PARAGRAPH:
            lines.append(paragraph(child, styles).text)
        else:
            lines += [_nested(row, styles) for row in children(child, frozenset({ROW}))]
    return "\n".join(line for line in lines if line)


def _nested(row: Element, styles: dict[str, Style]) -> str:
    return " | ".join(filter(None, (cell(child, styles) for child in children(row, frozenset({CELL})))))


def _run_text(run: Element) -> str:
    if is_on(run.find(f"{W}rPr"), "vanish"):
        return ""
    return "".join(_pieces(run))


def _pieces(run: Element) -> Iterator[str]:
    for child in run:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in CHARACTERS:
            yield CHARACTERS[child.tag]
        elif child.tag not in LEFT_OUT:
            yield from _pieces(child)
