"""Group the records of a table into measures and their parts.

German tables leave the number empty where a row belongs to the measure above: as a part of it with a number
("M2: …") or an office and a status of its own, or as one more paragraph.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from monitoring.headings import MeasureColumn
from monitoring.imports.problems import Problem
from monitoring.resources import tidy
from monitoring.tables import Heading, Record, Table
from monitoring.tables.writing import restore

SUB_NUMBER = re.compile(r"(?P<code>[A-Z]{1,2}\s?\d{1,3}[a-z]?)\s*:\s+(?P<text>.+)", re.DOTALL)
PLACE = re.compile(r"\((?P<order>\d{1,4})\)")
TITLE_LENGTH = 500
# What makes an unnumbered row below a measure a part of its own rather than one more paragraph.
OWN_RESPONSIBILITY = (MeasureColumn.LEAD,)
OWN_STATUS = (MeasureColumn.STATUS, MeasureColumn.TEXT)


@dataclass(slots=True)
class MeasureRow:
    """One measure or part as the file describes it, gathered from one or more rows."""

    number: int
    code: str
    section: tuple[str, ...]
    cells: dict[MeasureColumn, str]
    whole: "MeasureRow | None" = None
    order: int = 0
    numbers: list[int] = field(default_factory=list)

    @property
    def label(self) -> str:
        own = self.code or (f"({self.order})" if self.order else self.cells.get(MeasureColumn.TITLE, ""))
        return f"{self.whole.label} {own}" if self.whole else own


class Grouping:
    """The measures of a table in the order of the file, each followed by its parts."""

    def __init__(self, table: Table, columns: Mapping[int, MeasureColumn]) -> None:
        self.columns = dict(columns)
        self.headings: dict[MeasureColumn, Heading] = {
            columns[heading.index]: heading for heading in table.headings if heading.index in columns
        }
        self.rows: list[MeasureRow] = []
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self._whole: MeasureRow | None = None
        self._last: MeasureRow | None = None
        self._has_codes = any(self._cells(record).get(MeasureColumn.CODE) for record in table.records)
        for record in table.records:
            self._take(record)
        self._number_parts()

    def column(self, column: MeasureColumn) -> str:
        """How messages name a column: letter and heading."""
        heading = self.headings.get(column)
        return f"{heading.letter} {heading.text}".strip() if heading else ""

    def wholes(self) -> Iterator[MeasureRow]:
        return (row for row in self.rows if row.whole is None)

    def _index(self, column: MeasureColumn) -> int:
        return self.headings[column].index if column in self.headings else -1

    def _cells(self, record: Record) -> dict[MeasureColumn, str]:
        return {column: tidy(restore(record.cells[index])) for index, column in self.columns.items()}

    def _take(self, record: Record) -> None:
        cells = self._cells(record)
        code = " ".join(cells.pop(MeasureColumn.CODE, "").split())
        if self._index(MeasureColumn.CODE) in record.numbers:
            code = code.replace(",", ".")  # typed as a number: 3,10 is the code 3.10
        part = " ".join(cells.pop(MeasureColumn.PART, "").split())
        if self._index(MeasureColumn.CODE) in record.dates:
            self._warn(record, MeasureColumn.CODE, _("The number looks like a date. Format the column as text."))
        if self._begins_a_measure(code, part, cells):
            self._begin(record, code, cells)
        elif self._whole is None:
            message = _(
                "There is no number, and no measure above that the row could belong to. "
                "Write a number into this row or take the row out."
            )
            self.problems.append(Problem(record.number, message, self.column(MeasureColumn.CODE)))
        elif part:
            self._add_part(record, part, cells)
        else:
            self._continue(record, cells)

    def _begins_a_measure(self, code: str, part: str, cells: dict[MeasureColumn, str]) -> bool:
        if part and self._whole is not None and code in {"", self._whole.code, f"({self._whole.order})"}:
            return False
        if code or not self._has_codes:
            return bool(code or cells.get(MeasureColumn.TITLE) or not self._whole)
        return False

    def _begin(self, record: Record, code: str, cells: dict[MeasureColumn, str]) -> None:
        place = PLACE.fullmatch(code)
        row = MeasureRow(
            record.number,
            "" if place else code,
            self._section(record, cells),
            cells,
            order=int(place["order"]) if place else 0,
            numbers=[record.number],
        )
        self.rows.append(row)
        self._whole = self._last = row
        column, number, text = self._sub_number(cells, MeasureColumn.DESCRIPTION)
        if column and number:
            # The first part stands in the row of its measure: all but the title is about the part.
            own: dict[MeasureColumn, str] = {
                key: value for key, value in cells.items() if key not in {MeasureColumn.TITLE, column}
            }
            row.cells = {MeasureColumn.TITLE: cells.get(MeasureColumn.TITLE, "")}
            self._add_part(record, number, {**own, column: text})

    def _continue(self, record: Record, cells: dict[MeasureColumn, str]) -> None:
        column, number, text = self._sub_number(cells, MeasureColumn.DESCRIPTION, MeasureColumn.TITLE)
        has_own_lead = any(cells.get(column) for column in OWN_RESPONSIBILITY)
        has_own_status = any(cells.get(column) for column in OWN_STATUS)
        if column and number:
            self._add_part(record, number, {**cells, column: text})
        elif has_own_lead and has_own_status:
            self._add_part(record, "", cells)
        elif self._last is not None:
            for key, value in cells.items():
                if value:
                    above = self._last.cells.get(key, "")
                    self._last.cells[key] = f"{above}\n\n{value}" if above else value
            self._last.numbers.append(record.number)

    def _add_part(self, record: Record, number: str, cells: dict[MeasureColumn, str]) -> None:
        place = PLACE.fullmatch(number)
        if not cells.get(MeasureColumn.TITLE):
            title, _break, rest = cells.get(MeasureColumn.DESCRIPTION, "").partition("\n")
            cells = {**cells, MeasureColumn.TITLE: title.strip()[:TITLE_LENGTH]}
            if MeasureColumn.DESCRIPTION in cells:
                cells[MeasureColumn.DESCRIPTION] = rest.strip()
        row = MeasureRow(
            record.number,
            "" if place else number,
            self._section(record, cells),
            cells,
            whole=self._whole,
            order=int(place["order"]) if place else 0,
            numbers=[record.number],
        )
        self.rows.append(row)
        self._last = row

    def _number_parts(self) -> None:
        """Where a part has no number, the order of the file gives all parts of the measure their place."""
        parts: dict[int, list[MeasureRow]] = {}
        for row in self.rows:
            if row.whole is not None:
                parts.setdefault(id(row.whole), []).append(row)
        for siblings in parts.values():
            if any(not row.code and not row.order for row in siblings):
                for order, row in enumerate(siblings, start=1):
                    row.order = order

    def _section(self, record: Record, cells: dict[MeasureColumn, str]) -> tuple[str, ...]:
        own = cells.pop(MeasureColumn.SECTION, "")
        return (own,) if own else record.section

    def _sub_number(
        self, cells: dict[MeasureColumn, str], *columns: MeasureColumn
    ) -> tuple[MeasureColumn | None, str, str]:
        for column in columns:
            if match := SUB_NUMBER.fullmatch(cells.get(column, "")):
                return column, match["code"], match["text"]
        return None, "", ""

    def _warn(self, record: Record, column: MeasureColumn, message: object) -> None:
        self.warnings.append(Problem(record.number, str(message), self.column(column)))
