"""DOCX: all tables of a document in their order as one sheet, with the paragraphs between them.

Read from the markup, row by row: python-docx leaves tracked insertions and content controls out and keeps every
picture in memory.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from catalog.texts.plain_text import clean
from monitoring.tables import colours
from monitoring.tables.archive import Package, related, too_large
from monitoring.tables.bounds import Bounds, BoundTags, Event
from monitoring.tables.limits import Limits, Meter
from monitoring.tables.paragraphs import gathered, outside, title_of
from monitoring.tables.text import STRUCK, heading_line, trimmed
from monitoring.tables.word import numbering, styles
from monitoring.tables.word.styles import W, is_on
from monitoring.tables.word.text import (
    CELL,
    PARAGRAPH,
    ROW,
    TABLE,
    WordBook,
    WordParagraph,
    children,
    comments,
    joined,
    paragraph,
    paragraphs,
)
from monitoring.tables.workbook import PLAIN, CellLook, Sheet, SheetRow, Workbook

TAGS = BoundTags(TABLE, ROW, frozenset({CELL}), frozenset({PARAGRAPH}), f"{W}t")
PICTURES = {
    "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic",
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
    "{urn:schemas-microsoft-com:vml}imagedata",
}
TEXT_BOX = f"{W}txbxContent"
CORE = "docProps/core.xml"


def read(package: Package, meter: Meter) -> Workbook:
    limits = meter.limits
    if package.size(package.main) > limits.kept_bytes:
        raise too_large()
    sheet = Sheet(name=title_of(package, CORE, limits))
    blocks = _WordBlocks(sheet, _book(package, limits), meter)
    events = Bounds(limits, TAGS).of(package.events(package.main, ("start", "end")))
    gathered(sheet, blocks.read(events), meter)
    return Workbook("docx", [sheet])


@dataclass(slots=True)
class _Cell:
    text: str
    span: int
    is_covered: bool  # by the cell above or to the left
    look: CellLook = PLAIN
    comment: str = ""


@dataclass(slots=True)
class _Line:
    before: int  # grid columns left out at its beginning
    cells: list[_Cell]
    is_hidden: bool = False


@dataclass(slots=True)
class _Table:
    number: int
    lines: list[_Line] = field(default_factory=list)

    def rows(self) -> list[SheetRow]:
        """Returns cells by their place in the row where all rows have as many, otherwise by the columns they cover.

        Word's columns are finer than they look: a border moved by a hair in one row splits a column in all others.
        """
        widths = {len(line.cells) for line in self.lines if len(line.cells) > 1}
        is_regular = len(widths) == 1 and not any(line.before for line in self.lines)
        rows: list[SheetRow] = []
        above: dict[int, SheetRow] = {}  # the row that a cell merged downwards began in, by column
        for line in self.lines:
            row = SheetRow(0, [""] * line.before, table=self.number, is_hidden=line.is_hidden)
            for one in line.cells:
                self._place(row, one, 1 if is_regular and len(line.cells) > 1 else one.span, above)
            row.cells = trimmed(row.cells)
            rows.append(row)
        return rows

    @staticmethod
    def _place(row: SheetRow, one: _Cell, span: int, above: dict[int, SheetRow]) -> None:
        index = len(row.cells)
        row.cells += ["" if one.is_covered else one.text, *[""] * (span - 1)]
        if one.is_covered:
            if begun := above.get(index):
                begun.heights[index] = begun.heights.get(index, 1) + 1
            return
        above[index] = row
        if span > 1:
            row.spans[index] = span
        if not one.look.is_plain:
            row.looks[index] = one.look
        if one.comment:
            row.comments[index] = one.comment


@dataclass(slots=True)
class _WordBlocks:
    """Paragraphs that say something and tables, in their order."""

    sheet: Sheet
    book: WordBook
    meter: Meter
    depth: int = 0  # of tables inside each other
    boxes: int = 0
    table: _Table = field(default_factory=lambda: _Table(0))

    def read(self, events: Iterable[Event]) -> Iterator[SheetRow | list[SheetRow]]:
        for event, element in events:
            starts = event == "start"
            if element.tag == TEXT_BOX:
                self.boxes += 1 if starts else -1
                if not starts:
                    self._box(element)
            elif element.tag in PICTURES:
                self.sheet.pictures += starts
            elif not self.boxes:
                yield from self._shown(element, starts=starts)

    def _shown(self, element: Element, *, starts: bool) -> Iterator[SheetRow | list[SheetRow]]:
        if element.tag == TABLE:
            self.depth += 1 if starts else -1
            if self.depth == 1 and starts:
                self.table = _Table(self.table.number + 1)
            elif self.depth == 0:
                yield self.table.rows()
        elif element.tag == ROW and self.depth == 1 and not starts:
            if line := self._line(element):
                self.table.lines.append(line)
            element.clear()
        elif element.tag == PARAGRAPH and self.depth == 0 and not starts:
            said = paragraph(element, self.book)
            row = outside(self.sheet, self.meter.rows, said.text, said.strikes, level=said.level, is_bold=said.is_bold)
            if row:
                yield row
            element.clear()

    def _box(self, element: Element) -> None:
        """Takes the text of a box; Word writes most of them twice, the second time for older programs."""
        text = heading_line(" ".join(piece.text or "" for piece in element.iter(f"{W}t")))
        if text and text not in self.sheet.boxes[-1:]:
            self.sheet.boxes.append(text)

    def _line(self, row: Element) -> _Line | None:
        """Returns None for a row that was deleted with changes tracked, or that is blank."""
        properties = row.find(f"{W}trPr")
        if properties is not None and properties.find(f"{W}del") is not None:
            return None
        before = _number(properties, "gridBefore", 0)
        cells: list[_Cell] = []
        for element in children(row, frozenset({CELL})):
            cells.append(self._cell(element, before + sum(one.span for one in cells)))
        if before + sum(one.span for one in cells) > self.meter.limits.columns:
            raise too_large()
        if not any(one.text and not one.is_covered for one in cells):
            return None
        return _Line(before, cells, is_on(properties, "hidden") is True)

    def _cell(self, element: Element, column: int) -> _Cell:
        properties = element.find(f"{W}tcPr")
        covered = False
        for name in ("vMerge", "hMerge"):
            merge = properties.find(W + name) if properties is not None else None
            covered = covered or (merge is not None and merge.get(W + "val", "continue") != "restart")
        span = min(max(_number(properties, "gridSpan", 1), 1), self.meter.limits.columns + 1)
        found = paragraphs(element, self.book)
        for struck in filter(None, (one.strikes.partly for one in found)):
            row = self.meter.rows + len(self.table.lines) + 1
            self.sheet.remark(row, column, STRUCK, text=heading_line(struck)[:100])
        return _Cell(joined(found), span, covered, _look(properties, found), comments(element, self.book))


def _look(properties: Element | None, found: list[WordParagraph]) -> CellLook:
    """Returns a colour or line that all of the words share is that of the cell."""
    runs = [run for one in found for run in one.said]
    shading = properties.find(f"{W}shd") if properties is not None else None
    behind = colours.fill(colours.plain(shading.get(f"{W}fill", ""))) if shading is not None else ""
    inks, fills = {run.ink for run in runs}, {run.fill for run in runs}
    return CellLook(
        fill=behind or (fills.pop() if len(fills) == 1 else ""),
        ink=inks.pop() if len(inks) == 1 else "",
        is_bold=bool(runs) and all(run.is_bold for run in runs),
        is_struck=bool(runs) and all(run.is_struck for run in runs),
    )


def _number(properties: Element | None, name: str, default: int) -> int:
    element = properties.find(W + name) if properties is not None else None
    text = element.get(W + "val", "") if element is not None else ""
    return int(text[:6]) if text.isdecimal() else default


def _book(package: Package, limits: Limits) -> WordBook:
    """Returns styles, lists and comments of the document."""
    book = WordBook()
    for _name, kind, part in related(package, package.main, limits):
        if kind not in {"styles", "numbering", "comments"}:
            continue
        tree = package.xml(part, limits)
        match kind:
            case "styles":
                book.styles = styles.read(tree)
            case "numbering":
                book.numbering = numbering.read(tree)
            case "comments":
                book.comments = dict(map(_comment, tree.iter(f"{W}comment")))
    return book


def _comment(element: Element) -> tuple[str, str]:
    lines = (" ".join(text.text or "" for text in line.iter(f"{W}t")) for line in element.iter(PARAGRAPH))
    return element.get(f"{W}id", ""), clean("\n".join(lines)).strip()
