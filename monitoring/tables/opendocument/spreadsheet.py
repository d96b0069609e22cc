"""ODS: the tables of a spreadsheet, streamed from its markup row by row."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from monitoring.tables.archive import Package
from monitoring.tables.bounds import Bounds, BoundTags
from monitoring.tables.limits import LAST_ROW, Limits, Meter
from monitoring.tables.opendocument.names import (
    AUTOMATIC_STYLES,
    CELL,
    COLUMN,
    COVERED,
    FRAME,
    GROUP,
    HEADING,
    PARAGRAPH,
    ROW,
    TABLE,
    TABLE_ELEMENT,
    TEXT_BOX,
)
from monitoring.tables.opendocument.rows import RowReader, columns, repeated
from monitoring.tables.opendocument.styles import StyleBook
from monitoring.tables.problems import damaged, no_table
from monitoring.tables.text import heading_line
from monitoring.tables.workbook import Sheet, SheetRow, Workbook

CONTENT, STYLES = "content.xml", "styles.xml"
TAGS = BoundTags(TABLE_ELEMENT, ROW, frozenset({CELL, COVERED}), frozenset({PARAGRAPH, HEADING}))
SHAPES = f"{TABLE}shapes"
HIDDEN = {"collapse", "filter"}


def read(package: Package, meter: Meter) -> Workbook:
    sheets = list(_sheets(package, meter))
    if not sheets:
        raise no_table()
    return Workbook("ods", sheets)


def named_styles(package: Package, limits: Limits) -> StyleBook:
    """Returns the styles with names of their own; those of single cells stand in the content."""
    styles = StyleBook()
    if package.holds(STYLES):
        for group in package.xml(STYLES, limits):
            styles.add(group)
    return styles


@dataclass(slots=True)
class _Open:
    """The sheet that is being read."""

    reader: RowReader
    number: int = 1  # of the next row
    after_gap: bool = False
    groups: list[bool] = field(default_factory=list)  # around the row, each with whether it is folded away
    column: int = 0


def _sheets(package: Package, meter: Meter) -> Iterator[Sheet]:
    styles = named_styles(package, meter.limits)
    current: _Open | None = None
    depth = 0
    for event, element in Bounds(meter.limits, TAGS).of(package.events(CONTENT, ("start", "end"))):
        starts = event == "start"
        if element.tag == TABLE_ELEMENT:
            depth += 1 if starts else -1
            if starts and depth == 1:
                current = _Open(RowReader(_sheet(element, styles, meter), styles, meter))
            elif depth == 0 and current:
                yield current.reader.sheet
                current = None
                element.clear()
        elif element.tag == AUTOMATIC_STYLES and not starts:
            styles.add(element)
        elif current and depth == 1:
            _take(current, element, starts=starts)


def _sheet(element: Element, styles: StyleBook, meter: Meter) -> Sheet:
    meter.new_sheet()
    style = styles.find("table", element.get(f"{TABLE}style-name", ""))
    return Sheet(element.get(f"{TABLE}name", ""), is_hidden=not style.is_shown)


def _take(current: _Open, element: Element, *, starts: bool) -> None:
    if element.tag == GROUP:
        if starts:
            current.groups.append(element.get(f"{TABLE}display") == "false")
        else:
            current.groups.pop()
    elif starts:
        return
    elif element.tag == COLUMN:
        _add_column(current, element)
    elif element.tag == ROW:
        _add_rows(current, element)
        element.clear()
    elif element.tag == SHAPES:
        _add_drawings(current.reader.sheet, element)
        element.clear()


def _add_column(current: _Open, element: Element) -> None:
    current.reader.columns += columns(element)
    times = repeated(element, "number-columns-repeated")
    if element.get(f"{TABLE}visibility") in HIDDEN:
        last = min(current.column + times, current.reader.meter.limits.columns)
        current.reader.sheet.hidden_columns |= frozenset(range(current.column, last))
    current.column += times


def _add_rows(current: _Open, element: Element) -> None:
    """Adds a row as often as it is said to be repeated."""
    reader = current.reader
    times = repeated(element, "number-rows-repeated")
    row = reader.read(current.number, element)
    _add_drawings(reader.sheet, element)
    if row is None:
        current.after_gap = True
        current.number += times
    else:
        for _time in range(times):
            _add_row(current, replace(row, number=current.number), element)
            current.number += 1
    if current.number > LAST_ROW + 1:
        raise damaged()


def _add_row(current: _Open, row: SheetRow, element: Element) -> None:
    visibility = element.get(f"{TABLE}visibility")
    row.is_filtered = visibility == "filter"
    row.is_hidden = visibility in HIDDEN or any(current.groups)
    row.outline_level = len(current.groups)
    row.after_gap, current.after_gap = current.after_gap, False
    current.reader.meter.row(row.cells, row.number)
    current.reader.sheet.rows.append(row)


def _add_drawings(sheet: Sheet, element: Element) -> None:
    for frame in element.iter(FRAME):
        boxes = list(frame.iter(TEXT_BOX))
        sheet.pictures += not boxes
        sheet.boxes += filter(None, (heading_line("".join(box.itertext())) for box in boxes))
