"""The text of a paragraph or cell as it is shown: without comments, deleted words, footnotes and pictures."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from catalog.texts.plain_text import clean
from monitoring.tables import symbols
from monitoring.tables.opendocument.names import (
    ANNOTATION,
    FRAME,
    HEADING,
    LIST,
    LIST_ITEM,
    PARAGRAPH,
    TEXT,
)
from monitoring.tables.opendocument.styles import StyleBook
from monitoring.tables.text import BULLET, Struck

SPACES, TAB, BREAK, SPAN = f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break", f"{TEXT}span"
LEFT_OUT = {ANNOTATION, FRAME, f"{TEXT}note", f"{TEXT}ruby-text", f"{TEXT}tracked-changes", f"{TEXT}bookmark"}
MOST_SPACES = 100
BLANKS = re.compile(r"[ \t\n]+")


@dataclass(slots=True)
class Words:
    """Pieces of text, each with whether it is struck through and bold."""

    pieces: list[tuple[str, bool, bool]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(text for text, _struck, _bold in self.pieces)

    @property
    def strikes(self) -> Struck:
        return Struck.of((text, struck) for text, struck, _bold in self.pieces)

    @property
    def is_bold(self) -> bool:
        said = [bold for text, _struck, bold in self.pieces if text.strip()]
        return bool(said) and all(said)


def of_paragraph(element: Element, styles: StyleBook, *, font: str = "", struck: bool = False) -> Words:
    style = styles.find("paragraph", element.get(f"{TEXT}style-name", ""))
    is_struck = struck or style.look.is_struck
    return Words(list(_pieces(element, styles, font or style.font, (is_struck, style.look.is_bold))))


def _pieces(
    element: Element, styles: StyleBook, font: str, marks: tuple[bool, bool]
) -> Iterator[tuple[str, bool, bool]]:
    yield _shown(element.text, font), *marks
    for child in element:
        if child.tag == SPAN:
            style = styles.find("text", child.get(f"{TEXT}style-name", ""))
            inner = (marks[0] or style.look.is_struck, marks[1] or style.look.is_bold)
            yield from _pieces(child, styles, style.font or font, inner)
        elif child.tag == SPACES:
            number = child.get(f"{TEXT}c", "1")
            yield " " * (min(int(number), MOST_SPACES) if number.isdecimal() else 1), *marks
        elif child.tag in {TAB, BREAK}:
            yield ("\t" if child.tag == TAB else "\n"), *marks
        elif child.tag not in LEFT_OUT:
            yield from _pieces(child, styles, font, marks)
        yield _shown(child.tail, font), *marks


def _shown(text: str | None, font: str) -> str:
    """Returns a text in which line feeds and rows of blanks are one blank, as in any markup."""
    text = BLANKS.sub(" ", clean(text or ""))
    return symbols.shown(text, font) if font else text


def of_cell(element: Element, styles: StyleBook, *, font: str = "", struck: bool = False) -> Words:
    """Returns paragraphs and items of lists below each other. An item alone is no list; an empty one is its number."""
    words = Words()
    found = list(paragraphs(element, styles))
    for paragraph, mark in found:
        if words.text.strip():
            words.pieces.append(("\n", False, False))
        said = of_paragraph(paragraph, styles, font=font, struck=struck)
        if mark is not None and not said.text.strip():
            said.pieces = [(mark, False, False)]
        elif mark is not None and len(found) > 1:
            words.pieces.append((BULLET, said.strikes.is_all, False))
        words.pieces += said.pieces
    return words


def paragraphs(
    element: Element, styles: StyleBook, list_style: str = "", mark: str | None = None
) -> Iterator[tuple[Element, str | None]]:
    """Yields paragraphs below an element, each with the mark of the item of a list that it begins: a number or ""."""
    for child in element:
        if child.tag in {PARAGRAPH, HEADING}:
            yield child, mark
            mark = None
        elif child.tag == LIST:
            name = child.get(f"{TEXT}style-name", list_style)
            if f"{TEXT}continue-numbering" not in child.attrib and f"{TEXT}continue-list" not in child.attrib:
                styles.counts.pop(name, None)
            yield from paragraphs(child, styles, name)
        elif child.tag == LIST_ITEM:
            yield from paragraphs(child, styles, list_style, styles.next_mark(list_style))
        elif child.tag not in LEFT_OUT:
            yield from paragraphs(child, styles, list_style)


def comment(element: Element) -> str:
    """Returns all that is noted in one cell or paragraph."""
    notes = []
    for note in element.iter(ANNOTATION):
        lines = ("".join(paragraph.itertext()) for paragraph in note.iter(PARAGRAPH))
        notes.append(clean("\n".join(lines)).strip())
    return "\n".join(filter(None, notes))
