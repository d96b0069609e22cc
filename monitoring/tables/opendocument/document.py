"""ODT: all tables of a document in their order as one sheet, with the paragraphs between them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from monitoring.tables.archive import Package, too_large
from monitoring.tables.bounds import Bounds, Event
from monitoring.tables.limits import Meter
from monitoring.tables.opendocument import text
from monitoring.tables.opendocument.names import (
    AUTOMATIC_STYLES,
    COLUMN,
    FRAME,
    HEADING,
    OFFICE,
    PARAGRAPH,
    ROW,
    TABLE_ELEMENT,
    TEXT,
    TEXT_BOX,
)
from monitoring.tables.opendocument.rows import RowReader, columns
from monitoring.tables.opendocument.spreadsheet import CONTENT, TAGS, named_styles
from monitoring.tables.paragraphs import gathered, outside, title_of
from monitoring.tables.workbook import Sheet, SheetRow, Workbook

META = "meta.xml"
BODY = f"{OFFICE}text"
# What was deleted, and what repeats other parts of the document.
LEFT_OUT = {f"{TEXT}tracked-changes", f"{TEXT}table-of-content", TEXT_BOX, f"{OFFICE}annotation"}
DEEPEST_HEADING = 9


def read(package: Package, meter: Meter) -> Workbook:
    if package.size(CONTENT) > meter.limits.kept_bytes:
        raise too_large()
    sheet = Sheet(title_of(package, META, meter.limits))
    blocks = _OpenBlocks(RowReader(sheet, named_styles(package, meter.limits), meter, is_document=True))
    events = Bounds(meter.limits, TAGS).of(package.events(CONTENT, ("start", "end")))
    gathered(sheet, blocks.read(events), meter)
    return Workbook("odt", [sheet])


@dataclass(slots=True)
class _OpenBlocks:
    """Paragraphs that say something and tables, in their order."""

    reader: RowReader
    is_body: bool = False
    left_out: int = 0  # elements around that are no part of what is shown
    tables: int = 0  # around
    number: int = 0  # of the table
    rows: list[SheetRow] = field(default_factory=list)

    def read(self, events: Iterable[Event]) -> Iterator[SheetRow | list[SheetRow]]:
        for event, element in events:
            starts = event == "start"
            if element.tag == BODY:
                self.is_body = starts
            elif element.tag == AUTOMATIC_STYLES and not starts:
                self.reader.styles.add(element)
            elif element.tag in LEFT_OUT:
                self.left_out += 1 if starts else -1
            elif self.is_body and not self.left_out:
                yield from self._shown(element, starts=starts)

    def _shown(self, element: Element, *, starts: bool) -> Iterator[SheetRow | list[SheetRow]]:
        if element.tag == TABLE_ELEMENT:
            self.tables += 1 if starts else -1
            if starts and self.tables == 1:
                self.number += 1
                self.reader.columns, self.rows = [], []
            elif not self.tables:
                yield self.rows
        elif starts:
            return
        elif element.tag == FRAME:
            self.reader.sheet.pictures += element.find(TEXT_BOX) is None
        elif self.tables == 1:
            self._of_table(element)
        elif element.tag in {PARAGRAPH, HEADING} and not self.tables:
            if row := self._outside(element):
                yield row
            element.clear()

    def _of_table(self, element: Element) -> None:
        if element.tag == COLUMN:
            self.reader.columns += columns(element)
        elif element.tag == ROW:
            if row := self.reader.read(self.reader.meter.rows + len(self.rows) + 1, element):
                row.table = self.number
                self.rows.append(row)
            element.clear()

    def _outside(self, element: Element) -> SheetRow | None:
        words = text.of_paragraph(element, self.reader.styles)
        level = element.get(f"{TEXT}outline-level", "1") if element.tag == HEADING else ""
        depth = min(max(int(level[:3]), 1), DEEPEST_HEADING) if level.isdecimal() else 0
        said, rows = words.strikes.shown.strip(), self.reader.meter.rows
        return outside(self.reader.sheet, rows, said, words.strikes, level=depth, is_bold=words.is_bold)
