"""The rows below the headings: records, section rows, repeated headings, footnotes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from monitoring.tables.layout import header, sections
from monitoring.tables.layout.header import Header, IsHeading
from monitoring.tables.layout.left_out import LeftOut, LeftOutKind, numbers_columns, without_sums
from monitoring.tables.text import heading_line
from monitoring.tables.workbook import LONGEST_SECTION, SheetRow

MOST_CELLS_OF_FOOTNOTE = 2  # a separator may stand in it


@dataclass(slots=True)
class TableBody:
    header: Header
    is_heading: IsHeading
    records: list[tuple[SheetRow, tuple[str, ...]]] = field(default_factory=list)
    footnotes: list[SheetRow] = field(default_factory=list)
    better_headings: dict[int, str] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    outline: sections.SheetOutline = field(default_factory=sections.SheetOutline)
    subject_column: int | None = None

    def read(self, above: Sequence[SheetRow], rows: Sequence[SheetRow]) -> None:
        """Reads the rows; `above` are the section rows that stand over the first headings."""
        rows = self._of_this_table(rows)
        if rows and numbers_columns(rows[0]):
            self.left_out.append(LeftOut.of(rows[0], LeftOutKind.NOTE))
            rows = rows[1:]
        rows, sums = without_sums(rows, self.header)
        self.left_out += sums
        rows, self.footnotes = self._divided(rows)
        self.subject_column = self._find_subject_column(rows)
        self._take_subject(self.header.rows[0])
        waiting = list(above)
        skipped = False
        for index, row in enumerate(rows):
            if skipped:
                skipped = False
            elif header.is_repeated(row, self.header.rows[0]):
                self._take_subject(row)
                skipped = self._second_follows(rows, index)
            elif sections.looks_like_page_mark(row):
                self.footnotes.append(row)
            elif self._names_section(row):
                waiting.append(row)
            elif not row.is_paragraph:
                self._enter(waiting)
                waiting = []
                self.records.append((row, self.outline.path))
        heading = set(map(id, above))
        left = [row for row in waiting if id(row) not in heading and not row.is_paragraph]
        self.records += [(row, self.outline.path) for row in left]  # no footnotes, so measures with nothing but a name

    def _enter(self, waiting: list[SheetRow]) -> None:
        """Enters sections; many single texts below each other are measures of which nothing else is known yet."""
        tail = waiting
        while tail and not tail[-1].is_paragraph:
            tail = tail[:-1]
        plain = waiting[len(tail) :]
        if len(plain) <= sections.DEEPEST:
            self.outline.enter(waiting)
            return
        self.outline.enter(tail)
        self.records += [(row, self.outline.path) for row in plain]

    @property
    def _width(self) -> int:
        return sum(1 for text in self.header.texts if text)

    def _names_section(self, row: SheetRow) -> bool:
        return sections.names_section(row, self.header.first_column, self._width)

    def _of_this_table(self, rows: Sequence[SheetRow]) -> list[SheetRow]:
        """Returns the rows without the tables of a document about something else, whose rows are of another width."""
        kept: list[SheetRow] = []
        foreign: list[SheetRow] = []
        is_foreign = False
        table = self.header.rows[0].table
        for row in rows:
            if row.is_paragraph:
                kept.append(row)
                continue
            if row.table != table:
                repeats = header.is_repeated(row, self.header.rows[0])
                is_foreign, table = not repeats and not self._fits(row), row.table
            (foreign if is_foreign else kept).append(row)
        if foreign:
            self.left_out.append(LeftOut(foreign[0].number, LeftOutKind.OTHER_TABLE, rows=len(foreign)))
        return kept

    def _fits(self, row: SheetRow) -> bool:
        """Tells whether a document's next table may go on with this one although it repeats no headings."""
        return self._names_section(row) or len(row.cells) in {len(self.header.texts), len(self.header.texts) - 1}

    def _divided(self, rows: Sequence[SheetRow]) -> tuple[list[SheetRow], list[SheetRow]]:
        """Returns the rows up to the last record, and the footnotes."""
        end = len(rows)
        while end and self._may_be_footnote(rows[end - 1]):
            end -= 1
        while end < len(rows) and not self._is_footnote(rows[:end], rows[end]):
            end += 1
        if not any(self._is_record(row) for row in rows[:end]):  # nothing but single texts: then these are it
            end = len(rows)
            while end and (rows[end - 1].is_paragraph or sections.looks_like_footnote(rows[end - 1].text)):
                end -= 1
            self.records = [
                (row, ())
                for row in rows[:end]
                if not row.is_paragraph and not header.is_repeated(row, self.header.rows[0])
            ]
            return [], list(rows[end:])
        return list(rows[:end]), list(rows[end:])

    def _is_record(self, row: SheetRow) -> bool:
        is_header = header.is_repeated(row, self.header.rows[0])
        return not row.is_paragraph and not is_header and not self._names_section(row)

    def _may_be_footnote(self, row: SheetRow) -> bool:
        if row.is_paragraph or self._names_section(row):
            return True
        if header.is_repeated(row, self.header.rows[0]):
            return False
        if len(row.filled) == 1 and len(row.text) > LONGEST_SECTION:
            return row.filled == [self.header.first_column]
        # In one cell: "(1)" alone, with a title beside it, is the place of a measure without a number.
        first = self.header.first_column
        is_short = len(row.filled) <= min(MOST_CELLS_OF_FOOTNOTE, self._width - 1)
        return is_short and row.filled[:1] == [first] and sections.looks_like_footnote(row.cells[first])

    def _is_footnote(self, records: Sequence[SheetRow], row: SheetRow) -> bool:
        """Tells whether a row is below a gap, worded like a footnote, or without a code where all others have codes."""
        if row.is_paragraph or row.after_gap or row.spans or sections.looks_like_footnote(row.text):
            return True
        column = self.header.first_column
        first = [other.cells[column] for other in records if column in other.filled]
        codes = sum(sections.looks_like_code(text) for text in first)
        return codes * 2 > len(first)

    def _second_follows(self, rows: Sequence[SheetRow], index: int) -> bool:
        """Tells whether the lower one of two header rows is repeated as well."""
        if len(self.header.rows) == 1 or index + 1 == len(rows):
            return False
        return [heading_line(text) for text in rows[index + 1].cells] == [
            heading_line(text) for text in self.header.rows[1].cells
        ]

    def _find_subject_column(self, rows: Iterable[SheetRow]) -> int | None:
        """Returns the column in which repeated headings differ: there they name the section of the rows below."""
        first = self.header.rows[0]
        columns = (header.differing(row, first) for row in rows if header.is_repeated(row, first))
        return next((column for column in columns if column is not None), None)

    def _take_subject(self, row: SheetRow) -> None:
        """Takes a heading that differs for a section; a real one names the column, if the first one did not."""
        column = self.subject_column
        if column is None or column >= len(row.cells):
            return
        text = heading_line(row.cells[column])
        self.outline.subject = "" if self.is_heading(text) else text
        known = column < len(self.header.texts) and self.is_heading(self.header.texts[column])
        if text and not self.outline.subject and not known:
            self.better_headings.setdefault(column, text)
