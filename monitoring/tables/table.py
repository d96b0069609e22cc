"""The table in a sheet: its headings, its records and what stands above and below."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from monitoring.tables.layout import as_of, coloured, header, legends, regions
from monitoring.tables.layout.body import TableBody
from monitoring.tables.layout.header import Header, IsHeading
from monitoring.tables.layout.left_out import LeftOut, LeftOutKind, RowChoices, set_aside
from monitoring.tables.layout.legends import Legend
from monitoring.tables.layout.regions import Region
from monitoring.tables.layout.sections import SheetOutline, looks_like_code, names_section
from monitoring.tables.problems import Remark, UnreadableFile
from monitoring.tables.text import column_letter, heading_line
from monitoring.tables.workbook import BOLD, PROSE, Sheet, SheetRow


@dataclass(frozen=True, slots=True)
class ColumnHeading:
    index: int
    letter: str
    text: str  # empty where a column has texts but no heading
    is_hidden: bool = False  # in the file

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
    sheet: str = ""  # its name where records of several are taken together
    as_of: date | None = None  # where the sheet or table names a day of its own
    depth: int = 0  # steps to the right, or inside a group of rows
    covered: dict[int, str] = field(default_factory=dict)  # what a cell merged downwards says in cells that are empty
    comments: list[str] = field(default_factory=list)


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
    sheet: str = ""
    left_out: list[LeftOut] = field(default_factory=list)
    legend: dict[str, str] = field(default_factory=dict)
    is_guessed: bool = False  # no heading was known; the first full row was taken
    is_form: bool = False  # its labels stood in a column, each record in a form of its own


def find_table(sheet: Sheet, is_heading: IsHeading) -> Table:
    """Returns the only table of a sheet, or the first. Raises UnreadableFile where there is none."""
    return find_tables(sheet, is_heading)[0]


def find_tables(sheet: Sheet, is_heading: IsHeading, choices: RowChoices = RowChoices()) -> list[Table]:  # noqa: B008 - frozen
    """Returns the tables of a sheet from top to bottom. Raises UnreadableFile where nothing stands in any of them."""
    known = header.remembering(is_heading)
    rows, aside = set_aside(sheet.rows, choices)
    rows, legend = legends.beside(rows)
    rows = [row for row in rows if row.is_paragraph or row.filled]
    found = regions.find(rows, known, choices.header_row)
    if not found:
        raise _no_headings()
    outline = SheetOutline()
    tables = [table for region in found if (table := _table(sheet, region, known, outline, rows)).records]
    if not tables:
        raise UnreadableFile(
            _("There is nothing to import: row %(row)s has headings, but nothing stands below them."),
            row=found[0].header.rows[0].number,
        )
    tables[0].left_out = [*aside, *tables[0].left_out]
    tables[0].legend = legend.meanings | tables[0].legend
    return tables


def _no_headings() -> UnreadableFile:
    return UnreadableFile(
        _(
            "No row with headings was found. Write headings such as “Nr.”, “Maßnahme”, “Federführung” "
            "and “Stand” into one row above the measures."
        )
    )


def _table(
    sheet: Sheet, region: Region, known: IsHeading, outline: SheetOutline, everything: Sequence[SheetRow]
) -> Table:
    found = region.header
    below, notes = _without_legend(region.below, found)
    titles, sections = _above(region, found.rows[0], everything)
    body = TableBody(found, known, outline=outline)
    body.read(sections, below)
    if sheet.is_delimited:
        _refuse_surplus(body, found)
    body.records, has_colours = _with_colours(body, len(found.texts))
    headings = _headings(found, body, sheet.hidden_columns)
    if has_colours:
        headings[len(found.texts)] = replace(headings[len(found.texts)], text=coloured.HEADING)
    legend = legends.read([*region.above, *notes, *body.footnotes])
    footnotes = [row.text for row in [*body.footnotes, *notes]]
    left_out = [*body.left_out, *_notes_left_out([*body.footnotes, *notes], legend)]
    return Table(
        headings=headings,
        records=[_record(*one, headings) for one in _with_covered(body)],
        titles=titles,
        footnotes=footnotes,
        header_row=found.rows[0].number,
        as_of=as_of.find([" ".join(titles), *footnotes]),
        warnings=[Remark(one.row, None, one.message) for one in left_out],
        counts_from_1904=sheet.counts_from_1904,
        sheet=sheet.name,
        left_out=left_out,
        legend=legend.meanings,
        is_guessed=region.is_guessed,
    )


def _without_legend(rows: Sequence[SheetRow], found: Header) -> tuple[list[SheetRow], list[SheetRow]]:
    """Returns the rows up to a legend, and those of it up to the end."""
    for place, row in enumerate(rows):
        if place and legends.begins_legend(row) and not looks_like_code(row.cells[row.filled[0]]):
            return list(rows[:place]), list(rows[place:])
    notes = [row for row in rows if legends.is_legend(row)]
    return [row for row in rows if row not in notes] if notes else list(rows), notes


def _notes_left_out(rows: Sequence[SheetRow], legend: Legend) -> list[LeftOut]:
    return [
        LeftOut.of(row, LeftOutKind.LEGEND if row.number in legend.rows else LeftOutKind.NOTE)
        for row in rows
        if not row.is_paragraph
    ]


def _with_covered(body: TableBody) -> Iterator[tuple[SheetRow, tuple[str, ...], dict[int, str]]]:
    """Yields the records with what cells merged downwards from above say in them."""
    reaching: dict[int, tuple[int, str]] = {}  # by column: the last row a merged cell covers, and its text
    for row, section in body.records:
        covered = {
            column: text
            for column, (last, text) in reaching.items()
            if row.number <= last and not (column < len(row.cells) and row.cells[column].strip())
        }
        for column, height in row.heights.items():
            if height > 1 and column < len(row.cells) and row.cells[column].strip():
                reaching[column] = (row.number + height - 1, row.cells[column].strip())
        yield row, section, covered


def _with_colours(body: TableBody, width: int) -> tuple[list[tuple[SheetRow, tuple[str, ...]]], bool]:
    """Returns the records with their colours as words, and whether one more column holds them."""
    rows = [row for row, _section in body.records]
    if not any(row.looks for row in rows) or max(len(row.cells) for row in rows) > width:
        return body.records, False
    spelled, has_column = coloured.spell_out(rows, width)
    return [(row, section) for row, (_old, section) in zip(spelled, body.records, strict=True)], has_column


def _record(row: SheetRow, section: tuple[str, ...], covered: dict[int, str], headings: list[ColumnHeading]) -> Record:
    cells = [row.cells[index].strip() if index < len(row.cells) else "" for index in range(len(headings))]
    filled = row.filled
    blanks = len(row.cells[filled[0]]) - len(row.cells[filled[0]].lstrip()) if filled else 0
    indents = [row.look(index).indent for index in filled[:2]]
    return Record(
        number=row.number,
        cells=cells,
        dates=row.dates,
        section=section,
        numbers=row.numbers,
        depth=max([row.outline_level, *indents, min(blanks // 2, 7)]),
        covered=covered,
        comments=[text for _index, text in sorted(row.comments.items())],
    )


def _headings(found: Header, body: TableBody, hidden: Collection[int]) -> list[ColumnHeading]:
    named = (column + 1 for column in body.better_headings)
    width = max([len(found.texts), *named, *(len(row.cells) for row, _section in body.records)])
    texts = [*found.texts, *[""] * (width - len(found.texts))]
    for column, text in body.better_headings.items():
        texts[column] = text
    return [ColumnHeading(index, column_letter(index), text, index in hidden) for index, text in enumerate(texts)]


def _refuse_surplus(body: TableBody, found: Header) -> None:
    for row, _section in body.records:
        if len(row.cells) > max([len(found.texts), *(column + 1 for column in body.better_headings)]):
            raise UnreadableFile(
                _(
                    "Line %(line)s has %(cells)s cells, but there are only %(headings)s headings. Put texts that "
                    "contain the separator into quotation marks."
                ),
                line=row.number,
                cells=len(row.cells),
                headings=len(found.texts),
            )


def _above(region: Region, first: SheetRow, everything: Sequence[SheetRow]) -> tuple[list[str], list[SheetRow]]:
    """Returns titles, and the rows among them that head the first section; above a further table all name one."""
    rows = region.above
    if region.is_further:
        return [], [row for row in rows if row.level != PROSE and _single(row)]
    sections = [row for row in rows if row.is_paragraph and row.level != PROSE]
    if sections and sections[0] is rows[0] and _heads_document(rows[0], sections, everything):
        sections = sections[1:]
    headed = region.heads_section or _headed_again(first, everything)
    if rows and not rows[-1].is_paragraph and headed and _single(rows[-1]):
        sections.append(rows[-1])
    chosen = {id(row) for row in sections}
    return [row.text for row in rows if id(row) not in chosen], sections


def _heads_document(row: SheetRow, sections: Sequence[SheetRow], everything: Sequence[SheetRow]) -> bool:
    """Tells whether the first paragraph is the title, which it is unless others like it follow."""
    if row.level == BOLD:
        return len(sections) > 1 or sum(other.level == BOLD for other in everything) == 1
    return not any(other.level == row.level for other in everything if other is not row)


def _headed_again(first: SheetRow, rows: Sequence[SheetRow]) -> bool:
    """Tells whether later on a section stands directly above the headings, as the row in question does."""
    pairs = pairwise(rows)
    return any(
        below is not first and header.is_repeated(below, first) and names_section(above, 0, len(first.cells))
        for above, below in pairs
    )


def _single(row: SheetRow) -> bool:
    return len(row.filled) == 1 and as_of.find([heading_line(row.text)]) is None
