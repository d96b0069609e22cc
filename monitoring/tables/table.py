"""The table in a sheet: its headings, its records and what stands above and below."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from monitoring.tables import as_of, header
from monitoring.tables.body import TableBody
from monitoring.tables.header import Header, IsHeading
from monitoring.tables.problems import Remark, UnreadableFile
from monitoring.tables.sections import names_section
from monitoring.tables.text import column_letter, heading_line
from monitoring.tables.workbook import BOLD, PROSE, Sheet, SheetRow


@dataclass(frozen=True, slots=True)
class ColumnHeading:
    index: int
    letter: str
    text: str  # empty where a column has texts but no heading

    @property
    def name(self) -> str:
        """Tells two columns of the same heading apart: "F Frist"."""
        return f"{self.letter} {self.text}".strip()


@dataclass(slots=True)
class Record:
    number: int
    cells: list[str]  # one for each heading
    dates: frozenset[int] = frozenset()
    section: tuple[str, ...] = ()  # outermost first
    numbers: frozenset[int] = frozenset()


@dataclass(slots=True)
class Table:
    headings: list[ColumnHeading]
    records: list[Record]
    titles: list[str]
    footnotes: list[str]
    header_row: int
    as_of: date | None
    warnings: list[Remark] = field(default_factory=list)
    counts_from_1904: bool = False


def find_table(sheet: Sheet, is_heading: IsHeading) -> Table:
    """Raises UnreadableFile if no row holds known headings, or nothing stands below them."""
    known = header.remembering(is_heading)
    found = header.find(sheet.rows, known)
    if found is None:
        raise UnreadableFile(
            _(
                "No row with headings was found. Write headings such as “Nr.”, “Maßnahme”, “Federführung” "
                "and “Stand” into one row above the measures."
            )
        )
    titles, sections = _above(sheet.rows[: found.first], sheet.rows[found.first], sheet.rows)
    body = TableBody(found, known)
    body.read(sections, sheet.rows[found.after :])
    if not body.records:
        raise UnreadableFile(
            _("There is nothing to import: row %(row)s has headings, but nothing stands below them."),
            row=found.rows[0].number,
        )
    if sheet.is_delimited:
        _refuse_surplus(body, found)
    headings = _headings(found, body)
    records = [
        Record(
            number=row.number,
            cells=[row.cells[index].strip() if index < len(row.cells) else "" for index in range(len(headings))],
            dates=row.dates,
            section=section,
            numbers=row.numbers,
        )
        for row, section in body.records
    ]
    footnotes = [row.text for row in body.footnotes]
    return Table(
        headings=headings,
        records=records,
        titles=titles,
        footnotes=footnotes,
        header_row=found.rows[0].number,
        as_of=as_of.find([" ".join(titles), *footnotes]),
        warnings=[*body.remarks, *(_left_out(row) for row in body.footnotes if not row.is_paragraph)],
        counts_from_1904=sheet.counts_from_1904,
    )


def _left_out(row: SheetRow) -> Remark:
    return Remark(row.number, None, _("Taken for a note and left out: “%(text)s”"), (("text", row.text[:100]),))


def _headings(found: Header, body: TableBody) -> list[ColumnHeading]:
    named = (column + 1 for column in body.better_headings)
    width = max([len(found.texts), *named, *(len(row.cells) for row, _section in body.records)])
    texts = [*found.texts, *[""] * (width - len(found.texts))]
    for column, text in body.better_headings.items():
        texts[column] = text
    return [ColumnHeading(index, column_letter(index), text) for index, text in enumerate(texts)]


def _refuse_surplus(body: TableBody, found: Header) -> None:
    for row, _section in body.records:
        if len(row.cells) > len(found.texts):
            raise UnreadableFile(
                _(
                    "Line %(line)s has %(cells)s cells, but there are only %(headings)s headings. Put texts that "
                    "contain the separator into quotation marks."
                ),
                line=row.number,
                cells=len(row.cells),
                headings=len(found.texts),
            )


def _above(
    rows: Sequence[SheetRow], first: SheetRow, everything: Sequence[SheetRow]
) -> tuple[list[str], list[SheetRow]]:
    """Titles, and the rows among them that head the first section."""
    sections = [row for row in rows if row.is_paragraph and row.level != PROSE]
    if sections and sections[0] is rows[0] and _heads_document(rows[0], sections, everything):
        sections = sections[1:]
    if rows and not rows[-1].is_paragraph and _headed_again(first, everything) and _single(rows[-1]):
        sections.append(rows[-1])
    chosen = {id(row) for row in sections}
    return [row.text for row in rows if id(row) not in chosen], sections


def _heads_document(row: SheetRow, sections: Sequence[SheetRow], everything: Sequence[SheetRow]) -> bool:
    """The first paragraph is the title unless others like it follow."""
    if row.level == BOLD:
        return len(sections) > 1 or sum(other.level == BOLD for other in everything) == 1
    return not any(other.level == row.level for other in everything if other is not row)


def _headed_again(first: SheetRow, rows: Sequence[SheetRow]) -> bool:
    """Whether later on a section stands directly above the headings, as the row in question does."""
    pairs = pairwise(rows)
    return any(
        below is not first and header.is_repeated(below, first) and names_section(above, 0, len(first.cells))
        for above, below in pairs
    )


def _single(row: SheetRow) -> bool:
    return len(row.filled) == 1 and as_of.find([heading_line(row.text)]) is None
