"""All tables of a file taken together: which sheets count, what their names say, and one table in the end."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils import timezone

from monitoring.imports.columns.days import heading_day
from monitoring.tables import (
    ColumnHeading,
    LeftOut,
    LeftOutKind,
    Record,
    RowChoices,
    Sheet,
    Table,
    UnreadableFile,
    Workbook,
    find_tables,
)
from monitoring.tables.layout import as_of as stated
from monitoring.tables.layout import forms, legends
from monitoring.tables.layout.header import IsHeading
from monitoring.tables.text import column_letter, folded

Propose = Callable[[Table], Mapping[int, Any]]
GENERIC = re.compile(
    r"(?:tabelle|sheet|blatt|table|feuille|arbeitsblatt|liste|dokument|maßnahmen|übersicht|daten)\s*\d*(?: \(\d+\))?",
    re.IGNORECASE,
)
HALF = 0.5
OF_SHEET = "Blatt"


@dataclass(slots=True)
class FileTables:
    """What was found in a file: the tables that count, what was left out, and what the file explains."""

    tables: list[Table] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    legend: dict[str, str] = field(default_factory=dict)
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class TableReader:
    """Reads sheets as the kind of import wants them.

    `propose` says which columns a table has, `names` are those by which it knows its measures.
    """

    is_heading: IsHeading
    propose: Propose
    names: Collection[Any]  # columns of which a table has one: number or title
    is_number: IsHeading = bool

    def read(self, workbook: Workbook, sheet: str = "", choices: RowChoices = RowChoices()) -> Table:  # noqa: B008 - frozen
        """Returns one table of all that a file holds, or of a single sheet. Raises UnreadableFile."""
        chosen = [one for one in workbook.sheets if not sheet or one.name == sheet] or workbook.sheets
        found = self._found(chosen, choices, is_only=bool(sheet) or len(workbook.sheets) == 1)
        table = join(found.tables, self.propose, self.names)
        others = [one for one in workbook.sheets if one not in chosen]
        for other in others:
            found.legend = {**legends.read(other.rows).meanings, **found.legend}
        table.left_out = [*table.left_out, *found.left_out]
        table.legend = {**found.legend, **table.legend}
        table.as_of = table.as_of or found.as_of or _stated(others)
        return table

    def _found(self, sheets: Sequence[Sheet], choices: RowChoices, *, is_only: bool) -> FileTables:
        """Raises UnreadableFile where no sheet holds a table."""
        found = FileTables()
        problem: UnreadableFile | None = None
        candidates: list[tuple[Sheet, list[Table]]] = []
        for sheet in sheets:
            try:
                tables = self._tables(sheet, choices)
            except UnreadableFile as error:
                problem = problem if problem and problem.values else error
                self._leave_out(sheet, found)
            else:
                candidates.append((sheet, tables))
        visible = [one for one in candidates if not one[0].is_hidden] or candidates
        known = [one for one in visible if not all(table.is_guessed for table in one[1])] or visible
        if not known:
            raise problem or UnreadableFile("")
        best = max((table for _sheet, tables in known for table in tables), key=self._points)
        for sheet, tables in candidates:
            is_known = any(one[0] is sheet for one in known)
            if not is_known or (not is_only and not any(self._is_like(table, best) for table in tables)):
                self._leave_out(sheet, found)
            else:
                self._take(tables, found, best)
        if not found.tables:
            found.tables = known[0][1]
        name_by_sheet(found.tables)
        return found

    def _tables(self, sheet: Sheet, choices: RowChoices) -> list[Table]:
        if choices.header_row is None and forms.is_form(sheet.rows, self.is_heading):
            return [forms.as_table(forms.read(sheet, self.is_heading), sheet, self.is_number)]
        return find_tables(sheet, self.is_heading, choices)

    def _points(self, table: Table) -> float:
        """Returns how much a table looks like what is wanted: its columns, of which number or title count."""
        columns = set(self.propose(table).values())
        return len(columns) + (2 if columns & set(self.names) else -2) + min(len(table.records), 5) / 10

    def _is_like(self, table: Table, best: Table) -> bool:
        """Tells whether a table holds the same as the best one: it names measures alike and shares most columns."""
        if table.is_form != best.is_form:
            return False
        ours, theirs = set(self.propose(table).values()), set(self.propose(best).values())
        names = theirs & set(self.names)
        if best.is_form:  # each has the labels its author has filled in
            return bool(names & ours)
        return names <= ours and len(ours & theirs) >= HALF * min(len(ours), len(theirs))

    def _take(self, tables: Sequence[Table], found: FileTables, best: Table) -> None:
        for table in tables:
            if len(tables) > 1 and not self._is_like(table, best):
                left = LeftOut(
                    table.header_row, LeftOutKind.OTHER_TABLE, sheet=table.sheet, rows=len(table.records) + 1
                )
                found.left_out.append(left)
            else:
                found.tables.append(table)
            found.legend = {**found.legend, **table.legend}

    def _leave_out(self, sheet: Sheet, found: FileTables) -> None:
        found.left_out.append(LeftOut(0, LeftOutKind.SHEET, sheet.name, sheet.name, len(sheet.rows)))
        found.legend = {**legends.read(sheet.rows).meanings, **found.legend}
        found.as_of = found.as_of or _stated([sheet])


def _stated(sheets: Sequence[Sheet]) -> date | None:
    """Returns the day that a cover sheet names."""
    return stated.find(row.text for sheet in sheets if not sheet.is_hidden for row in sheet.rows[:30])


def name_by_sheet(tables: Sequence[Table]) -> None:
    """Takes over what the names of several sheets say: a day, or who or what the measures are about."""
    names = list(dict.fromkeys(table.sheet for table in tables))
    if len(names) < 2 or all(table.is_form for table in tables):  # noqa: PLR2004
        return
    days = {name: heading_day(name) for name in names}
    are_days = all(days.values()) and len(set(days.values())) == len(names)
    for table in tables:
        for record in table.records:
            record.sheet = table.sheet
            record.as_of = record.as_of or (past(days[table.sheet]) if are_days else None) or table.as_of
            if not are_days and not GENERIC.fullmatch(table.sheet.strip()):
                record.section = (table.sheet.strip(), *record.section)


def past(day: date | None) -> date | None:
    """Returns a day that has come; the year that is running names none."""
    return day if day and day <= timezone.localdate() else None


def join(tables: Sequence[Table], propose: Propose, names: Collection[Any]) -> Table:
    """Returns one table of several: columns of the same meaning or heading become one."""
    if len(tables) == 1:
        return tables[0]
    places: dict[object, int] = {}
    headings: list[ColumnHeading] = []
    records: list[Record] = []
    for table in tables:
        columns = propose(table)
        meant = list(columns.values())
        moved: dict[int, int] = {}
        for heading in table.headings:
            column = columns.get(heading.index)
            keys: list[object] = (
                [folded(heading.text)] if heading.text else [(table.sheet, table.header_row, heading.index)]
            )
            if column is not None and meant.count(column) == 1:
                keys.append(column)
            place = next((places[key] for key in keys if key in places), None)
            if place is None or place in moved.values():
                place = len(headings)
                headings.append(replace(heading, index=place, letter=column_letter(place)))
            moved[heading.index] = place
            for key in keys:
                places.setdefault(key, place)
        records += [_moved(record, moved) for record in table.records]
    for record in records:
        record.cells += [""] * (len(headings) - len(record.cells))
    first = tables[0]
    return replace(
        first,
        headings=headings,
        records=records,
        titles=[title for table in tables for title in table.titles],
        footnotes=[note for table in tables for note in table.footnotes],
        warnings=[warning for table in tables for warning in table.warnings],
        left_out=[replace(one, sheet=table.sheet) for table in tables for one in table.left_out],
        legend={sign: meaning for table in reversed(tables) for sign, meaning in table.legend.items()},
        as_of=next((table.as_of for table in tables if table.as_of), None),
        is_guessed=any(table.is_guessed for table in tables),
        is_form=all(table.is_form for table in tables),
    )


def _moved(record: Record, moved: Mapping[int, int]) -> Record:
    cells = [""] * (max(moved.values(), default=-1) + 1)
    for index, place in moved.items():
        cells[place] = record.cells[index] if index < len(record.cells) else ""
    return replace(
        record,
        cells=cells,
        dates=frozenset(moved[index] for index in record.dates if index in moved),
        numbers=frozenset(moved[index] for index in record.numbers if index in moved),
        covered={moved[index]: text for index, text in record.covered.items() if index in moved},
    )
