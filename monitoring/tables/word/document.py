"""DOCX: all tables of a document in their order as one sheet, with the paragraphs between them.

Read from the markup, row by row: python-docx leaves tracked insertions and content controls out and keeps every
picture in memory.
"""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from monitoring.tables.archive import Package, too_large
from monitoring.tables.bounds import Bounds, BoundTags
from monitoring.tables.limits import Limits, Meter
from monitoring.tables.paragraphs import UNNAMED, gathered
from monitoring.tables.text import heading_line, trimmed
from monitoring.tables.word import styles
from monitoring.tables.word.styles import Style, W
from monitoring.tables.word.text import CELL, PARAGRAPH, ROW, TABLE, WordParagraph, cell, children, paragraph
from monitoring.tables.workbook import BOLD, LONGEST_SECTION, PROSE, Sheet, SheetRow, Workbook

TAGS = BoundTags(TABLE, ROW, frozenset({CELL}), frozenset({PARAGRAPH}), f"{W}t")
STYLES = "/styles"
TEXT_BOX = f"{W}txbxContent"
DUBLIN_CORE_TITLE = "{http://purl.org/dc/elements/1.1/}title"
CORE = "docProps/core.xml"


def read(package: Package, meter: Meter) -> Workbook:
    limits = meter.limits
    if package.size(package.main) > limits.kept_bytes:
        raise too_large()
    sheet = Sheet(name=_title(package, limits))
    blocks = _blocks(package, _styles(package, limits), limits)
    gathered(sheet, (block if isinstance(block, SheetRow) else list(block.rows()) for block in blocks), meter)
    return Workbook("docx", [sheet])


@dataclass(slots=True)
class _Cell:
    text: str
    span: int
    is_covered: bool  # by the cell above or to the left


@dataclass(slots=True)
class _Table:
    number: int
    lines: list[tuple[int, list[_Cell]]] = field(default_factory=list)  # grid columns left out before, cells

    def rows(self) -> Iterator[SheetRow]:
        """Cells by their place in the row where all rows have as many, otherwise by the columns they cover.

        Word's columns are finer than they look: a border moved by a hair in one row splits a column in all others.
        """
        widths = {len(cells) for _before, cells in self.lines if len(cells) > 1}
        is_regular = len(widths) == 1 and not any(before for before, _cells in self.lines)
        for before, cells in self.lines:
            texts = [""] * before
            spans: dict[int, int] = {}
            for one in cells:
                span = 1 if is_regular and len(cells) > 1 else one.span
                if span > 1:
                    spans[len(texts)] = span
                texts += ["" if one.is_covered else one.text, *[""] * (span - 1)]
            yield SheetRow(0, trimmed(texts), spans=spans, table=self.number)


def _blocks(package: Package, styles: dict[str, Style], limits: Limits) -> Iterator[SheetRow | _Table]:
    """Paragraphs that say something and tables, in their order."""
    depth = boxes = number = 0
    table = _Table(0)
    for event, element in Bounds(limits, TAGS).of(package.events(package.main, ("start", "end"))):
        starts = event == "start"
        if element.tag == TEXT_BOX:
            boxes += 1 if starts else -1
        elif boxes:
            continue
        elif element.tag == TABLE:
            depth += 1 if starts else -1
            if depth == 1 and starts:
                number += 1
                table = _Table(number)
            elif depth == 0:
                yield table
        elif element.tag == ROW and depth == 1 and not starts:
            if line := _line(element, styles, limits):
                table.lines.append(line)
            element.clear()
        elif element.tag == PARAGRAPH and depth == 0 and not starts:
            if row := _outside(paragraph(element, styles)):
                yield row
            element.clear()


def _outside(text: WordParagraph) -> SheetRow | None:
    if not text.text:
        return None
    is_short = len(text.text) <= LONGEST_SECTION
    return SheetRow(0, [text.text], level=text.level or (BOLD if text.is_bold and is_short else PROSE))


def _line(row: Element, styles: dict[str, Style], limits: Limits) -> tuple[int, list[_Cell]] | None:
    """None for a row that was deleted with changes tracked, or that is blank."""
    properties = row.find(f"{W}trPr")
    if properties is not None and properties.find(f"{W}del") is not None:
        return None
    cells = [_cell(element, styles, limits) for element in children(row, frozenset({CELL}))]
    before = _number(properties, "gridBefore", 0)
    if before + sum(one.span for one in cells) > limits.columns:
        raise too_large()
    return (before, cells) if any(one.text and not one.is_covered for one in cells) else None


def _cell(element: Element, styles: dict[str, Style], limits: Limits) -> _Cell:
    properties = element.find(f"{W}tcPr")
    covered = False
    for name in ("vMerge", "hMerge"):
        merge = properties.find(W + name) if properties is not None else None
        covered = covered or (merge is not None and merge.get(W + "val", "continue") != "restart")
    span = max(_number(properties, "gridSpan", 1), 1)
    return _Cell(cell(element, styles), min(span, limits.columns + 1), covered)


def _number(properties: Element | None, name: str, default: int) -> int:
    element = properties.find(W + name) if properties is not None else None
    text = element.get(W + "val", "") if element is not None else ""
    return int(text[:6]) if text.isdecimal() else default


def _styles(package: Package, limits: Limits) -> dict[str, Style]:
    folder, name = posixpath.split(package.main)
    relations = f"{folder}/_rels/{name}.rels"
    for relation in package.xml(relations, limits) if package.holds(relations) else ():
        if relation.get("Type", "").endswith(STYLES):
            part = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
            return styles.read(package.xml(part, limits)) if package.holds(part) else {}
    return {}


def _title(package: Package, limits: Limits) -> str:
    """As the document's properties name it."""
    title = package.xml(CORE, limits).findtext(DUBLIN_CORE_TITLE) if package.holds(CORE) else None
    return heading_line(title or "") or UNNAMED
