"""Writes paragraphs, lists, tables and pictures of a Word file.

python-docx looks a cell up in the whole table each time, and a booklet of 500 measures has 300,000 elements. What a
body holds is therefore written as XML; python-docx has a mark in its place until the file is saved.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import cache, lru_cache
from html import escape
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsdecls, qn
from docx.oxml.numbering import CT_Num
from docx.oxml.parser import parse_xml
from docx.shared import Emu, Mm

from catalog.texts.plain_text import one_line, printable
from reports.documents.document import DocParagraph, Items, Run
from reports.documents.links import is_link
from reports.documents.writers.long_rows import is_long, is_repeated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from docx.document import Document as WordDocument
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.shape import InlineShape

    from reports.documents.document import DocCell, DocColumn, DocHeading, DocRow, DocTable, Pairs, Picture

EMU_PER_TWIP = 635
NAMES = 0.34  # part of the width
HEAD, GROUP, RULE = "E5EAEF", "F4F6F8", "D7DDE3"  # colours of the pages; tests hold them against static/css/site.css
SMALL = "17"  # half points of the letters in a table
TIGHT = "20"  # twips after a paragraph in a table
LITTLE = "170"  # twips before an item in a table
LEVELS = 4
DECLARED = nsdecls("w", "r")
# Of no standard; nothing that a text says looks so in XML.
MARKS = re.compile(rb'<w:blocks w:number="(\d+)"/>')
CREST, CREST_WIDTH = Mm(16), Mm(40)  # the largest size


def parsed(xml: str) -> list[BaseOxmlElement]:
    """Returns the elements that the XML holds side by side; prefixes are w and r."""
    return list(parse_xml(f"<w:body {DECLARED}>{xml}</w:body>".encode()))


def element(tag: str, content: str = "", **attributes: str) -> str:
    """Returns an element of the namespace w as XML; `content` is XML, the values of attributes are not."""
    named = "".join([f' w:{name}="{escape(value)}"' for name, value in attributes.items()])
    return f"<w:{tag}{named}>{content}</w:{tag}>" if content else f"<w:{tag}{named}/>"


def field(instruction: str, shown: str) -> str:
    """Returns a field that Word computes; `shown` stands there until it does."""
    return field_start(instruction) + run(shown) + FIELD_END


def field_start(instruction: str) -> str:
    written = element("r", element("instrText", f" {escape(instruction, quote=False)} "))
    return f"{_field_character('begin')}{written}{_field_character('separate')}"


def _field_character(kind: str) -> str:
    return element("r", element("fldChar", fldCharType=kind))


FIELD_END = _field_character("end")


def run(text: str, *, is_bold: bool = False, is_link: bool = False, size: str = "") -> str:
    """Returns words with one look; `size` is in half points, "" for that of the paragraph."""
    lines = escape(printable(text).replace("\t", " "), quote=False).split("\n")
    words = "<w:br/>".join([f'<w:t xml:space="preserve">{line}</w:t>' for line in lines])
    return f"<w:r>{_look(is_bold, is_link, size)}{words}</w:r>"


@cache
def _look(is_bold: bool, is_link: bool, size: str) -> str:
    properties = (
        element("b") if is_bold else "",
        element("color", val="17538F") if is_link else "",
        element("sz", val=size) if size else "",
        element("u", val="single") if is_link else "",
    )
    return element("rPr", "".join(properties)) if any(properties) else ""


class Place(NamedTuple):
    """The place of a paragraph: in a table, letters are small and paragraphs close together."""

    in_table: bool = False
    is_number: bool = False
    keeps_next: bool = False


IN_TEXT = Place()


class Body:
    """The body of the file; blocks are added before the properties of its last section.

    `drawn` holds the PNG of each SVG that is shown.
    """

    def __init__(self, file: WordDocument, drawn: Mapping[str, bytes]) -> None:
        self._file = file
        self._drawn = drawn
        self._styles = {style.name: style.style_id for style in file.styles}
        self._end = file.element.body.sectPr
        self._xml: list[str] = []  # since the last mark
        self._marked: list[bytes] = []
        self._numbering = Numbering(file)
        self._links: dict[str, str] = {}
        self._headings = 0
        self._pictures = 0
        self._begins_page = False

    def break_page(self) -> None:
        """Makes the next block begin on a new page."""
        self._begins_page = True

    def flush(self) -> None:
        """Marks the place of what was added since; to be called before anything else is added to the file."""
        if self._xml:
            (mark,) = parsed(element("blocks", number=str(len(self._marked))))
            self._end.addprevious(mark)
            self._marked.append("".join(self._xml).encode())
            self._xml.clear()

    def filled(self, xml: bytes) -> bytes:
        """Returns the main part of the file with what was added, at the places of its marks."""
        return MARKS.sub(lambda mark: self._marked[int(mark[1])], xml)

    def line(self, text: str, style: str) -> None:
        self._xml.append(self._paragraph([Run(text)], style))

    def paragraph(self, runs: Sequence[Run]) -> None:
        self._xml.append(self._paragraph(runs))

    def heading(self, text: str, level: int) -> None:
        """Adds a heading with a bookmark that the table of contents links to."""
        self._headings += 1
        number = str(self._headings)
        bookmark = element("bookmarkStart", id=number, name=_bookmark(self._headings))
        words = run(one_line(text)) + element("bookmarkEnd", id=number)
        self._xml.append(self._with_format(bookmark + words, f"Heading {min(level, LEVELS)}"))

    def contents(self, headings: Sequence[DocHeading], deepest: int) -> None:
        """Adds a table of contents that Word can update, with page numbers; until then headings as links."""
        found = [(place, one) for place, one in enumerate(headings, start=1) if one.level <= deepest]
        for place, one in found:
            start = field_start(f'TOC \\o "1-{deepest}" \\h \\z \\u') if place == found[0][0] else ""
            entry = element("hyperlink", run(one_line(one.text)), anchor=_bookmark(place))
            end = FIELD_END if place == found[-1][0] else ""
            self._xml.append(self._with_format(f"{start}{entry}{end}", f"TOC {one.level}"))

    def items(self, items: Items) -> None:
        self._xml += self._items(items)

    def pairs(self, pairs: Pairs, width: int) -> None:
        if not pairs.pairs:
            return
        names = int(width * NAMES)
        rows = []
        for name, blocks in pairs.pairs:
            named = self._cell([DocParagraph([Run(one_line(name), is_bold=True)])], names)
            rows.append(element("tr", element("trPr") + named + self._cell(blocks, width - names)))
        self._add_table([names, width - names], rows, border="nil", has_head=False)

    def table(self, table: DocTable, width: int) -> None:
        if not table.columns:
            return
        caption = one_line(table.caption)
        if caption:
            self.line(caption, "Caption")
        whole = sum(column.share for column in table.columns)
        widths = [int(width * column.share / whole) for column in table.columns]
        repeats = is_repeated(table.columns)
        head = [_row_properties(cannot_split=repeats, is_head=repeats)]
        for column, wide in zip(table.columns, widths, strict=True):
            words = [DocParagraph([Run(one_line(column.title), is_bold=True)])]
            head.append(self._cell(words, wide, fill=HEAD, is_number=column.is_number))
        rows = [element("tr", "".join(head))]
        for group in table.groups:
            if group.title:
                words = [DocParagraph([Run(one_line(group.title), is_bold=True)])]
                title = self._cell(words, sum(widths), fill=GROUP, across=len(widths), keeps_next=True)
                rows.append(element("tr", _row_properties(cannot_split=True) + title))
            rows += [self._row(row, table.columns, widths) for row in group.rows]
        self._add_table(widths, rows, border="single", caption=caption)

    def picture(self, picture: Picture, width: int) -> None:
        if picture.caption:
            self.line(one_line(picture.caption), "Caption")
        if self._begins_page:
            self.paragraph([])
        self.flush()
        shown = self._file.add_paragraph().add_run().add_picture(io.BytesIO(self._drawn[picture.svg]), Emu(width))
        self._describe(shown, picture.alternative)

    def crest(self, png: bytes, description: str) -> None:
        """Adds a crest on the right, in a line of its own."""
        self.flush()
        paragraph = self._file.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        shown = paragraph.add_run().add_picture(io.BytesIO(png))
        scale = min(CREST / shown.height, CREST_WIDTH / shown.width)
        shown.width, shown.height = Emu(int(shown.width * scale)), Emu(int(shown.height * scale))
        self._describe(shown, description)

    def _describe(self, shown: InlineShape, description: str) -> None:
        self._pictures += 1
        properties = shown._inline.docPr
        properties.set("descr", one_line(description))
        properties.set("name", f"{self._pictures}")

    def _row(self, row: DocRow, columns: Sequence[DocColumn], widths: Sequence[int]) -> str:
        made = [_row_properties(cannot_split=not is_long(row, columns))]
        for cell, column, width in zip(row.cells, columns, widths, strict=True):
            made.append(self._cell(_of(cell), width, is_number=column.is_number))
        return element("tr", "".join(made))

    def _cell(
        self,
        blocks: Iterable[DocParagraph | Items],
        width: int,
        *,
        fill: str = "",
        across: int = 1,
        is_number: bool = False,
        keeps_next: bool = False,
    ) -> str:
        properties = (
            element("tcW", w=_twips(width), type="dxa"),
            element("gridSpan", val=str(across)) if across > 1 else "",
            element("shd", val="clear", color="auto", fill=fill) if fill else "",
        )
        place = Place(in_table=True, is_number=is_number, keeps_next=keeps_next)
        made = []
        for block in blocks:
            made += (
                self._items(block, place) if isinstance(block, Items) else [self._paragraph(block.runs, place=place)]
            )
        return element("tc", element("tcPr", "".join(properties)) + ("".join(made) or EMPTY_CELL))

    def _add_table(
        self,
        widths: Sequence[int],
        rows: Iterable[str],
        *,
        border: str,
        caption: str = "",
        has_head: bool = True,
    ) -> None:
        if self._begins_page:
            self._begins_page = False
            self._xml.append(element("p", element("pPr", element("pageBreakBefore"))))
        sides = [element(side, val=border, sz="4", space="0", color=RULE) for side in ("bottom", "insideH")]
        properties = (
            element("tblW", w=_twips(sum(widths)), type="dxa"),
            element("tblBorders", "".join(sides)),
            element("tblLayout", type="fixed"),
            element("tblLook", firstRow="1" if has_head else "0", firstColumn="1"),
            element("tblCaption", val=caption) if caption else "",
        )
        grid = element("tblGrid", "".join([element("gridCol", w=_twips(width)) for width in widths]))
        self._xml += [element("tbl", "".join([element("tblPr", "".join(properties)), grid, *rows])), GAP]

    def _items(self, items: Items, place: Place = IN_TEXT) -> list[str]:
        if not items.is_numbered:
            return [self._paragraph(item.runs, "List Bullet", place, is_item=True) for item in items.items]
        number = self._numbering.new() if items.items else ""
        return [self._paragraph(item.runs, "List Number", place, is_item=True, number=number) for item in items.items]

    def _paragraph(
        self,
        runs: Iterable[Run],
        style: str = "Normal",
        place: Place = IN_TEXT,
        *,
        is_item: bool = False,
        number: str = "",
    ) -> str:
        """Returns a paragraph; `number` is the numbering it belongs to."""
        size = SMALL if place.in_table else ""
        words = [
            element("hyperlink", run(one.text, is_bold=one.is_bold, is_link=True, size=size)).replace(
                "<w:hyperlink", f'<w:hyperlink r:id="{self._target(one.url)}"', 1
            )
            if is_link(one.url)
            else run(one.text, is_bold=one.is_bold, size=size)
            for one in runs
        ]
        return self._with_format("".join(words), style, place, is_item=is_item, number=number)

    def _with_format(
        self, words: str, style: str, place: Place = IN_TEXT, *, is_item: bool = False, number: str = ""
    ) -> str:
        """Returns a paragraph of words as XML; it begins a page if it is the first in the text that could."""
        begins_page = self._begins_page and not place.in_table
        if begins_page:
            self._begins_page = False
        formats = _formats(self._styles[style], place, is_item=is_item, number=number, begins_page=begins_page)
        return f"<w:p>{formats}{words}</w:p>"

    def _target(self, url: str) -> str:
        """Returns the key of an address; python-docx would compare it with all others each time."""
        if url not in self._links:
            self._links[url] = f"rIdLink{len(self._links) + 1}"
            self._file.part.rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, url, self._links[url], is_external=True)
        return self._links[url]


class Numbering:
    """The numberings of a file; python-docx would look through all of them for each new one."""

    def __init__(self, file: WordDocument) -> None:
        self._element = file.part.numbering_part.element
        old = file.styles["List Number"].element.find(f".//{qn('w:numId')}").get(qn("w:val"))
        (abstract,) = self._element.xpath(f"./w:num[@w:numId='{old}']/w:abstractNumId/@w:val")
        self._abstract = int(abstract)
        self._numbers = count(max(map(int, self._element.xpath("./w:num/@w:numId"))) + 1)

    def new(self) -> str:
        """Returns a new numbering, as every list begins with 1."""
        number = next(self._numbers)
        made = self._element._insert_num(CT_Num.new(number, self._abstract))  # type: ignore[no-untyped-call]
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
        return str(number)


def _of(cell: DocCell) -> list[DocParagraph | Items]:
    """Returns the blocks of a cell; the first is bold where it is the header of its row."""
    first = 1 if cell.is_header else 0
    return [*map(_bold, cell.blocks[:first]), *cell.blocks[first:]]


def _bold(block: DocParagraph | Items) -> DocParagraph | Items:
    if isinstance(block, Items):
        return replace(block, items=[_bold_words(item) for item in block.items])
    return _bold_words(block)


def _bold_words(paragraph: DocParagraph) -> DocParagraph:
    return DocParagraph([replace(one, is_bold=True) for one in paragraph.runs])


def _row_properties(*, cannot_split: bool, is_head: bool = False) -> str:
    split, head = element("cantSplit") if cannot_split else "", element("tblHeader") if is_head else ""
    return element("trPr", split + head)


@lru_cache(maxsize=1000)
def _formats(style: str, place: Place, *, is_item: bool, number: str, begins_page: bool) -> str:
    """Returns the formats of a paragraph in the order that the schema of Word demands."""
    formats = [element("pStyle", val=style)]
    if place.keeps_next:
        formats.append(element("keepNext"))
    if begins_page:
        formats.append(element("pageBreakBefore"))
    if number:
        formats.append(element("numPr", element("ilvl", val="0") + element("numId", val=number)))
    if place.in_table:
        if is_item:  # indented less, as columns are narrow
            tabs = element("tab", val="clear", pos="360") + element("tab", val="num", pos=LITTLE)
            formats.append(element("tabs", tabs))
        formats.append(element("spacing", after=TIGHT))
        if is_item:
            formats.append(element("ind", left=LITTLE, hanging=LITTLE))
        if place.is_number:
            formats.append(element("jc", val="right"))
    return element("pPr", "".join(formats))


EMPTY_CELL = element("p", element("pPr", element("spacing", after=TIGHT)))
# A low line after a table; two tables in a row would become one.
GAP = element("p", element("pPr", element("spacing", before="0", after="0") + element("rPr", element("sz", val="8"))))


def _bookmark(number: int) -> str:
    return f"_Toc{number:08d}"


def _twips(width: int) -> str:
    return str(width // EMU_PER_TWIP)
