"""Milestones and values of indicators in the file of an office: tables of their own beside that of the measures.

They are known by their headings, so that it does not matter on which sheet they come back, or in which order.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.row_values import without_zeros
from catalog.texts import codes
from monitoring.choices import RoundQuestion
from monitoring.exports.office_formats import FurtherTable
from monitoring.exports.resources import place, tidy
from monitoring.exports.tables import language_of_files
from monitoring.models import Milestone
from monitoring.rounds.office.asked import MILESTONE_PARTS, VALUE_PARTS, written
from monitoring.tables.text import column_letter, folded
from monitoring.tables.writing import restore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from django.utils.functional import Promise

    from monitoring.models import Indicator
    from monitoring.rounds.office.asked import AskedMeasure
    from monitoring.tables import Sheet, SheetRow, Workbook

CODE, MEASURE, TITLE, BEFORE = "code", "measure", "title", "before"
NAMES: dict[str, str | Promise] = {CODE: gettext_lazy("No."), MEASURE: gettext_lazy("Measure")}


class RowKind(NamedTuple):
    """A kind of rows that belong to measures: what its table is called, and its headings by what they hold."""

    letter: str  # with which the names of its fields begin
    question: RoundQuestion
    name: str | Promise
    headings: Mapping[str, str | Promise]
    telling: tuple[str, ...]  # by which headings its table is known
    parts: tuple[str, ...]

    def texts(self) -> dict[str, str]:
        """Returns what each heading holds, by its words as they are compared."""
        with language_of_files():
            return {folded(str(heading)): part for part, heading in self.headings.items()}


MILESTONES = RowKind(
    "m",
    RoundQuestion.MILESTONES,
    gettext_lazy("Milestones"),
    {
        **NAMES,
        TITLE: gettext_lazy("Milestone"),
        BEFORE: gettext_lazy("Deadline so far"),
        "done_as": gettext_lazy("Reached on"),
        "due": gettext_lazy("New deadline"),
        "due_reason": gettext_lazy("Reason for the new deadline"),
    },
    (TITLE, "done_as"),
    MILESTONE_PARTS,
)
VALUES = RowKind(
    "v",
    RoundQuestion.VALUES,
    gettext_lazy("Values"),
    {
        **NAMES,
        TITLE: gettext_lazy("Indicator"),
        BEFORE: gettext_lazy("Last value"),
        "value": gettext_lazy("New value"),
        "as_of": gettext_lazy("Value as of"),
        "note": gettext_lazy("Note"),
    },
    (TITLE, "value"),
    VALUE_PARTS,
)
KINDS = (MILESTONES, VALUES)


# What goes out


def further_tables(asked: Sequence[AskedMeasure]) -> list[FurtherTable]:
    """Returns the tables of what the round asks for; none without rows. A value has its day, but no figure yet."""
    tables = []
    with language_of_files():
        for kind in KINDS:
            rows = (
                [row for one in asked for row in _rows(kind, one)]
                if asked and asked[0].round.asks(kind.question)
                else []
            )
            if rows:
                tables.append(FurtherTable(str(kind.name), [str(text) for text in kind.headings.values()], rows))
    return tables


def _rows(kind: RowKind, one: AskedMeasure) -> Iterator[list[str]]:
    shown = one.initial()
    for row in _known(kind, one):
        typed = [shown.get(f"{kind.letter}{row.pk}-{part}", "") for part in kind.parts]
        yield [
            one.measure.full_code if one.measure.code else "",
            one.measure.title,
            title_of(row),
            _before(row),
            *typed,
        ]


def _known(kind: RowKind, one: AskedMeasure) -> Sequence[Milestone | Indicator]:
    return one.milestones if kind is MILESTONES else one.indicators


def title_of(row: Milestone | Indicator) -> str:
    return row.title if isinstance(row, Milestone) else row.name


def _before(row: Milestone | Indicator) -> str:
    """Returns the deadline of a milestone, or the last value of an indicator: “12 % (31.12.2025)”."""
    if isinstance(row, Milestone):
        return str(row.due)
    known = list(row.values.all())
    if not known:
        return row.unit
    figure = f"{number_format(without_zeros(known[-1].value))} {row.unit}".strip()
    return f"{figure} ({written(known[-1].as_of)})"


# What comes back


@dataclass(slots=True)
class FoundTable:
    """A table of such rows in a file; `columns` says which cell holds what."""

    kind: RowKind
    sheet: str
    head: SheetRow
    columns: dict[str, int]
    is_document: bool
    rows: list[SheetRow] = field(default_factory=list)

    def cell(self, row: SheetRow, part: str) -> str:
        index = self.columns.get(part, -1)
        return restore(tidy(row.cells[index])) if 0 <= index < len(row.cells) else ""

    def place(self, row: SheetRow, part: str = "") -> str:
        """Returns how messages name a row or a cell: a sheet by its tab, a table of a document by its heading."""
        if self.is_document:
            name, number = str(self.kind.name), row.number - self.head.number + 1
            words = _("Table “%(name)s”, row %(row)s") % {"name": name, "row": number}
        else:
            words = _("Sheet “%(name)s”, row %(row)s") % {"name": self.sheet, "row": row.number}
        index = self.columns.get(part, -1)
        if index < 0:
            return words
        heading = f"{column_letter(index)} {tidy(self.head.cells[index])}"
        return _("%(place)s, column %(column)s") % {"place": words, "column": heading}


def taken_apart(workbook: Workbook) -> tuple[Workbook, list[FoundTable]]:
    """Returns the file without these tables, and the tables."""
    found: list[FoundTable] = []
    sheets = []
    is_document = workbook.format in {"docx", "odt"}
    for sheet in workbook.sheets:
        rest, tables = _of_sheet(sheet, is_document=is_document)
        found += tables
        if rest or not tables:
            sheets.append(replace(sheet, rows=rest))
    return replace(workbook, sheets=sheets), found


def _of_sheet(sheet: Sheet, *, is_document: bool) -> tuple[list[SheetRow], list[FoundTable]]:
    rest: list[SheetRow] = []
    found: list[FoundTable] = []
    current: FoundTable | None = None
    for row in sheet.rows:
        if head := _head_of(row):
            kind, columns = head
            current = FoundTable(kind, sheet.name, row, columns, is_document)
            found.append(current)
            while rest and rest[-1].is_paragraph:
                rest.pop()
        elif current and row.table == current.head.table and not row.is_paragraph:
            current.rows.append(row)
        else:
            current = None
            rest.append(row)
    return rest, found


def _head_of(row: SheetRow) -> tuple[RowKind, dict[str, int]] | None:
    if row.is_paragraph:
        return None
    texts = [folded(cell) for cell in row.cells]
    for kind in KINDS:
        known = kind.texts()
        columns = {known[text]: index for index, text in enumerate(texts) if text in known}
        if set(kind.telling) <= columns.keys():
            return kind, columns
    return None


class Whose:
    """Finds the measure that a row names: by number and title, or by one of them where only one measure has it."""

    def __init__(self, asked: Iterable[AskedMeasure]) -> None:
        self._found: dict[tuple[str, str], list[AskedMeasure]] = {}
        for one in asked:
            code, title = codes.normalise(code_of(one)), said(one.measure.title)
            for key in ((code, title), (code, ""), ("", title)):
                self._found.setdefault(key, []).append(one)

    def of(self, code: str, title: str) -> list[AskedMeasure]:
        """Returns the measures that are meant: none, one, or several where the row leaves that open."""
        code, title = codes.normalise(code), said(title)
        for key in ((code, title), (code, "") if code else ("", title)):
            if any(key) and (found := self._found.get(key)):
                return found
        return []


def code_of(one: AskedMeasure) -> str:
    """Returns the number of a measure as the file names it; "(3)" is the place of one without."""
    measure = one.measure
    own, whole = place(measure.code, measure.order), measure.parent
    return codes.joined(place(whole.code, whole.order), own) if whole else own


def said(text: str) -> str:
    return " ".join(text.casefold().split())


class RowNews(NamedTuple):
    """What a row says anew of a milestone or indicator: fields of the form with the cells they come from."""

    asked: AskedMeasure
    fields: dict[str, str]
    places: dict[str, str]


class RowsRead(NamedTuple):
    news: list[RowNews]
    left_out: list[tuple[str, str]]  # place, text
    problems: list[tuple[str, str]]
    seen: list[AskedMeasure]


def read_rows(tables: Iterable[FoundTable], whose: Whose) -> RowsRead:
    """Returns what the tables say about the measures of an office."""
    found = RowsRead([], [], [], [])
    for table in tables:
        for row in table.rows:
            _read_row(table, row, whose, found)
    return found


def _read_row(table: FoundTable, row: SheetRow, whose: Whose, found: RowsRead) -> None:
    said_parts = {part: text for part in table.kind.parts if (text := table.cell(row, part))}
    code, title = table.cell(row, CODE), table.cell(row, MEASURE)
    named = whose.of(code, title)
    if len(named) != 1:
        if named:
            found.problems.append((table.place(row, CODE), several_words(code)))
        elif code or title:
            found.left_out.append((table.place(row), f"{code} {title} {table.cell(row, TITLE)}".strip()))
        return
    [one] = named
    found.seen.append(one)
    if not one.round.asks(table.kind.question):
        return
    entry = next((it for it in _known(table.kind, one) if said(title_of(it)) == said(table.cell(row, TITLE))), None)
    if entry is None:
        words = _("%(measure)s has no open milestone and no indicator of this name.")
        found.problems.append((table.place(row, TITLE), words % {"measure": one.measure.full_code or one.measure}))
        return
    prefix = f"{table.kind.letter}{entry.pk}"
    before, stored = one.initial(), one.stored()
    if table.kind is VALUES and "value" not in said_parts:
        if "note" in said_parts and said_parts["note"] != stored.get(f"{prefix}-note", ""):
            found.problems.append((table.place(row, "value"), _("The value is missing.")))
        return
    changed = {part: text for part, text in said_parts.items() if text != before.get(f"{prefix}-{part}", "")}
    if changed:
        kept = said_parts if table.kind is VALUES else changed  # a value and its day belong together
        fields = {f"{prefix}-{part}": text for part, text in kept.items()}
        found.news.append(
            RowNews(one, fields, {f"{prefix}-{part}": table.place(row, part) for part in table.kind.parts})
        )


def several_words(code: str) -> str:
    return _("Several of your measures have the number %(code)s. Write the title beside it.") % {"code": code}
