"""Writes paragraphs, lists, tables and pictures of a Word file.

python-docx looks a cell up in the whole table each time; tables of 500 rows are therefore put together from elements.
"""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import oxml_parser
from docx.shared import Emu, Mm

from catalog.texts.plain_text import one_line, printable
from reports.documents.document import DocParagraph, Items, Run
from reports.documents.links import is_link
from reports.documents.writers.long_rows import is_long, is_repeated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

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
NAMESPACES = {"w": nsmap["w"]}
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
CREST, CREST_WIDTH = Mm(16), Mm(40)  # the largest size


_name = cache(qn)


def element(tag: str, **attributes: str) -> BaseOxmlElement:
    """Returns an element of the namespace w; without looking up namespaces, as a booklet has 300,000 of them."""
    named = {_name(f"w:{name}"): value for name, value in attributes.items()}
    made: BaseOxmlElement = oxml_parser.makeelement(_name(tag), named, NAMESPACES)
    return made


def field(parent: BaseOxmlElement, instruction: str, shown: str) -> None:
    """Adds a field that Word computes; `shown` stands there until it does."""
    field_start(parent, instruction)
    parent.append(run(shown))
    field_end(parent)


def field_start(parent: BaseOxmlElement, instruction: str) -> None:
    text = element("w:instrText")
    text.text = f" {instruction} "
    for inside in (element("w:fldChar", fldCharType="begin"), text, element("w:fldChar", fldCharType="separate")):
        parent.append(_around("w:r", inside))


def field_end(parent: BaseOxmlElement) -> None:
    parent.append(_around("w:r", element("w:fldChar", fldCharType="end")))


def run(text: str, *, is_bold: bool = False, is_link: bool = False, size: str = "") -> BaseOxmlElement:
    """Returns words with one look; `size` is in half points, "" for that of the paragraph."""
    made = element("w:r")
    if is_bold or is_link or size:
        properties = element("w:rPr")
        if is_bold:
            properties.append(element("w:b"))
        if is_link:
            properties.append(element("w:color", val="17538F"))
        if size:
            properties.append(element("w:sz", val=size))
        if is_link:
            properties.append(element("w:u", val="single"))
        made.append(properties)
    for number, line in enumerate(printable(text).replace("\t", " ").split("\n")):
        if number:
            made.append(element("w:br"))
        words = element("w:t")
        words.text = line
        words.set(SPACE, "preserve")
        made.append(words)
    return made


def _around(outer: str | BaseOxmlElement, *inside: BaseOxmlElement) -> BaseOxmlElement:
    made = element(outer) if isinstance(outer, str) else outer
    for one in inside:
        made.append(one)
    return made


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
        self._numbering = file.part.numbering_part.element
        self._styles = {style.name: style.style_id for style in file.styles}
        self._end = file.element.body.sectPr
        self._links: dict[str, str] = {}
        self._headings = 0
        self._pictures = 0
        self._begins_page = False

    def break_page(self) -> None:
        """Makes the next block begin on a new page."""
        self._begins_page = True

    def _add(self, made: BaseOxmlElement) -> None:
        if self._begins_page:
            self._begins_page = False
            if made.tag != qn("w:p"):
                self._add(_around("w:p", _around("w:pPr", element("w:pageBreakBefore"))))
            else:
                made.get_or_add_pPr()._insert_pageBreakBefore(element("w:pageBreakBefore"))
        self._end.addprevious(made)

    def line(self, text: str, style: str) -> None:
        self._add(self._paragraph([Run(text)], style))

    def paragraph(self, runs: Sequence[Run]) -> None:
        self._add(self._paragraph(runs))

    def heading(self, text: str, level: int) -> None:
        """Adds a heading with a bookmark that the table of contents links to."""
        made = self._paragraph([Run(one_line(text))], f"Heading {min(level, LEVELS)}")
        self._headings += 1
        number = str(self._headings)
        made.insert(1, element("w:bookmarkStart", id=number, name=_bookmark(self._headings)))
        made.append(element("w:bookmarkEnd", id=number))
        self._add(made)

    def contents(self, headings: Sequence[DocHeading], deepest: int) -> None:
        """Adds a table of contents that Word can update, with page numbers; until then headings as links."""
        found = [(place, one) for place, one in enumerate(headings, start=1) if one.level <= deepest]
        for place, one in found:
            made = self._paragraph([], f"TOC {one.level}")
            if place == found[0][0]:
                field_start(made, f'TOC \\o "1-{deepest}" \\h \\z \\u')
            made.append(_around(element("w:hyperlink", anchor=_bookmark(place)), run(one_line(one.text))))
            if place == found[-1][0]:
                field_end(made)
            self._add(made)

    def items(self, items: Items) -> None:
        for made in self._items(items):
            self._add(made)

    def pairs(self, pairs: Pairs, width: int) -> None:
        if not pairs.pairs:
            return
        names = int(width * NAMES)
        rows = []
        for name, blocks in pairs.pairs:
            named = self._cell([DocParagraph([Run(one_line(name), is_bold=True)])], names)
            rows.append(_around(_row(cannot_split=False), named, self._cell(blocks, width - names)))
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
        head = _row(cannot_split=repeats, is_head=repeats)
        for column, wide in zip(table.columns, widths, strict=True):
            words = [DocParagraph([Run(one_line(column.title), is_bold=True)])]
            head.append(self._cell(words, wide, fill=HEAD, is_number=column.is_number))
        rows = [head]
        for group in table.groups:
            if group.title:
                words = [DocParagraph([Run(one_line(group.title), is_bold=True)])]
                title = self._cell(words, sum(widths), fill=GROUP, across=len(widths), keeps_next=True)
                rows.append(_around(_row(cannot_split=True), title))
            rows += [self._row(row, table.columns, widths) for row in group.rows]
        self._add_table(widths, rows, border="single", caption=caption)

    def picture(self, picture: Picture, width: int) -> None:
        if picture.caption:
            self.line(one_line(picture.caption), "Caption")
        if self._begins_page:
            self.paragraph([])
        shown = self._file.add_paragraph().add_run().add_picture(io.BytesIO(self._drawn[picture.svg]), Emu(width))
        self._describe(shown, picture.alternative)

    def crest(self, png: bytes, description: str) -> None:
        """Adds a crest on the right, in a line of its own."""
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

    def _row(self, row: DocRow, columns: Sequence[DocColumn], widths: Sequence[int]) -> BaseOxmlElement:
        made = _row(cannot_split=not is_long(row, columns))
        for cell, column, width in zip(row.cells, columns, widths, strict=True):
            made.append(self._cell(_of(cell), width, is_number=column.is_number))
        return made

    def _cell(
        self,
        blocks: Iterable[DocParagraph | Items],
        width: int,
        *,
        fill: str = "",
        across: int = 1,
        is_number: bool = False,
        keeps_next: bool = False,
    ) -> BaseOxmlElement:
        properties = element("w:tcPr")
        properties.append(element("w:tcW", w=_twips(width), type="dxa"))
        if across > 1:
            properties.append(element("w:gridSpan", val=str(across)))
        if fill:
            properties.append(element("w:shd", val="clear", color="auto", fill=fill))
        made = _around("w:tc", properties)
        place = Place(in_table=True, is_number=is_number, keeps_next=keeps_next)
        for block in blocks:
            made.extend(
                self._items(block, place) if isinstance(block, Items) else [self._paragraph(block.runs, place=place)]
            )
        if len(made) == 1:
            made.append(_around("w:p", _around("w:pPr", element("w:spacing", after=TIGHT))))
        return made

    def _add_table(
        self,
        widths: Sequence[int],
        rows: Iterable[BaseOxmlElement],
        *,
        border: str,
        caption: str = "",
        has_head: bool = True,
    ) -> None:
        borders = element("w:tblBorders")
        for side in ("bottom", "insideH"):
            borders.append(element(f"w:{side}", val=border, sz="4", space="0", color=RULE))
        properties = element("w:tblPr")
        properties.append(element("w:tblW", w=_twips(sum(widths)), type="dxa"))
        properties.append(borders)
        properties.append(element("w:tblLayout", type="fixed"))
        properties.append(element("w:tblLook", firstRow="1" if has_head else "0", firstColumn="1"))
        if caption:
            properties.append(element("w:tblCaption", val=caption))
        grid = _around("w:tblGrid", *(element("w:gridCol", w=_twips(width)) for width in widths))
        self._add(_around("w:tbl", properties, grid, *rows))
        self._add(_gap())

    def _items(self, items: Items, place: Place = IN_TEXT) -> list[BaseOxmlElement]:
        if not items.is_numbered:
            return [self._paragraph(item.runs, "List Bullet", place, is_item=True) for item in items.items]
        number = self._new_numbering() if items.items else ""
        return [self._paragraph(item.runs, "List Number", place, is_item=True, number=number) for item in items.items]

    def _new_numbering(self) -> str:
        """Returns a new numbering, as every list begins with 1."""
        style = self._file.styles["List Number"].element
        old = style.find(f".//{qn('w:numId')}").get(qn("w:val"))
        (abstract,) = self._numbering.xpath(f"./w:num[@w:numId='{old}']/w:abstractNumId/@w:val")
        made = self._numbering.add_num(int(abstract))
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
        return str(made.numId)

    def _paragraph(
        self,
        runs: Iterable[Run],
        style: str = "Normal",
        place: Place = IN_TEXT,
        *,
        is_item: bool = False,
        number: str = "",
    ) -> BaseOxmlElement:
        """Returns a paragraph; `number` is the numbering it belongs to."""
        properties = _around("w:pPr", element("w:pStyle", val=self._styles[style]))
        properties.extend(_formats(place, is_item=is_item, number=number))
        made = _around("w:p", properties)
        size = SMALL if place.in_table else ""
        for one in runs:
            if is_link(one.url):
                link = element("w:hyperlink")
                link.set(_name("r:id"), self._target(one.url))
                link.append(run(one.text, is_bold=one.is_bold, is_link=True, size=size))
                made.append(link)
            else:
                made.append(run(one.text, is_bold=one.is_bold, size=size))
        return made

    def _target(self, url: str) -> str:
        """Returns the key of an address; python-docx would compare it with all others each time."""
        if url not in self._links:
            self._links[url] = f"rIdLink{len(self._links) + 1}"
            self._file.part.rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, url, self._links[url], is_external=True)
        return self._links[url]


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


def _row(*, cannot_split: bool, is_head: bool = False) -> BaseOxmlElement:
    properties = element("w:trPr")
    if cannot_split:
        properties.append(element("w:cantSplit"))
    if is_head:
        properties.append(element("w:tblHeader"))
    return _around("w:tr", properties)


def _formats(place: Place, *, is_item: bool, number: str) -> Iterator[BaseOxmlElement]:
    """Yields the formats of a paragraph in the order that the schema of Word demands."""
    if place.keeps_next:
        yield element("w:keepNext")
    if number:
        yield _around("w:numPr", element("w:ilvl", val="0"), element("w:numId", val=number))
    if not place.in_table:
        return
    if is_item:  # indented less, as columns are narrow
        yield _around("w:tabs", element("w:tab", val="clear", pos="360"), element("w:tab", val="num", pos=LITTLE))
    yield element("w:spacing", after=TIGHT)
    if is_item:
        yield element("w:ind", left=LITTLE, hanging=LITTLE)
    if place.is_number:
        yield element("w:jc", val="right")


def _gap() -> BaseOxmlElement:
    """Returns a low line after a table; two tables in a row would become one."""
    mark = _around("w:rPr", element("w:sz", val="8"))
    return _around("w:p", _around("w:pPr", element("w:spacing", before="0", after="0"), mark))


def _bookmark(number: int) -> str:
    return f"_Toc{number:08d}"


def _twips(width: int) -> str:
    return str(width // EMU_PER_TWIP)
