"""The rows of a status table with their cells, below the headings of the tables they stand in."""

from dataclasses import dataclass, field
from functools import cached_property

from django.utils.functional import Promise

from catalog.choices import Column
from catalog.models import Section, Theme
from monitoring.models import MonitoredMeasure
from reports.addresses.query_string import Address
from reports.measures.counting import Tally, wholes
from reports.measures.snippets import Snippet
from reports.measures.status_bar import StatusBar
from reports.measures.table.columns import TableColumn

# The columns that a measure with parts fills once, beside all of them.
SHARED_BY_PARTS = frozenset({Column.CODE, Column.TITLE})
# What the line of an overview says of a measure.
SAID_BY_A_LINE = frozenset({Column.CODE, Column.TITLE, Column.LEAD, Column.DUE, Column.STATUS})


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell; `rows` is the number of rows of a cell that parts share, else None.

    The cell that names a measure has a `snippet` where a search has hit what the table does not show.
    """

    column: TableColumn
    measure: MonitoredMeasure
    rows: int | None = None
    is_header: bool = False
    shows_code: bool = False
    snippet: Snippet | None = None

    @property
    def has_content(self) -> bool:
        """Tells whether there is anything to unfold; columns that are asked of other rows count as filled."""
        told: dict[str, object] = {
            Column.DESCRIPTION: self.measure.description,
            Column.PARTICIPATING: self.measure.participating,
            Column.HORIZON: self.measure.horizon,
            Column.MOVED_BY: self.measure.moved_by,
            Column.RESOLVED: self.measure.resolution_words,
            Column.PAPERS: self.measure.paper_references,
            Column.MILESTONES: self.measure.known_milestones,
            Column.TARGETS: True,
        }
        return bool(told.get(self.column.key, True))


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row; `counts` tells whether the measure itself is counted by status, not its parts."""

    measure: MonitoredMeasure
    cells: list[TableCell]
    is_part: bool = False
    counts: bool = True

    @property
    def names_whole_on_cards(self) -> bool:
        """Tells whether the measure of a part stands in a cell of another row, which a card does not show."""
        return self.is_part and not any(cell.column.key in SHARED_BY_PARTS for cell in self.cells)

    @property
    def folded(self) -> list[TableCell]:
        """Returns the cells that an overview folds away, because its line does not say what they say."""
        return [cell for cell in self.cells if cell.column.key not in SAID_BY_A_LINE and cell.has_content]


@dataclass(slots=True)
class SectionHeading:
    """A section inside a table, with the rows directly below it, and the themes it adds to those above."""

    section: Section | None
    level: int
    rows: list[TableRow] = field(default_factory=list)
    themes: list[Theme] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a group has on all pages."""

    tally: Tally
    bar: StatusBar


@dataclass
class TableGroup:
    """A table of its own: a top section of the report, or the rows before and after a date.

    In a table of several pages it has the rows of one page, its `extent`, and the address of the `page` it begins on,
    "" for this one.
    """

    title: str | Promise
    anchor: str = ""
    section: Section | None = None
    headings: list[SectionHeading] = field(default_factory=list)
    extent: Extent | None = None
    page: Address | str = ""
    is_continued: bool = False  # from the page before

    @property
    def rows(self) -> list[TableRow]:
        return [row for heading in self.headings for row in heading.rows]

    @property
    def address(self) -> str:
        return f"{self.page}#{self.anchor}"

    @cached_property
    def bar(self) -> StatusBar:
        if self.extent:
            return self.extent.bar
        return StatusBar.of_words(row.measure.shown_status for row in self.rows if row.counts)

    @property
    def tally(self) -> Tally:
        if self.extent:
            return self.extent.tally
        return Tally(len(wholes(row.measure for row in self.rows)), sum(row.counts for row in self.rows))


def filled(headings: list[SectionHeading]) -> list[SectionHeading]:
    """Returns the sections with rows, and those above them."""
    kept: list[SectionHeading] = []
    above = 0
    for heading in reversed(headings):
        if heading.rows or heading.level < above:
            kept.insert(0, heading)
            above = heading.level
    return kept
