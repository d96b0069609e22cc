"""Group the records of a table into measures and their parts.

German tables leave the number empty where a row belongs to the measure above: as a part of it with a number
("M2: …") or an office and a status of its own, or as one more paragraph.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from monitoring.choices import MeasureColumn
from monitoring.exports.resources import NO_TARGET, tidy
from monitoring.imports.planning.problems import Problem
from monitoring.imports.reading.levels import nest
from monitoring.imports.reading.measure_row import MeasureRow, key_of
from monitoring.imports.reading.record_cells import CellReader, DatedReport, RecordCells
from monitoring.imports.reading.several_in_one import split
from monitoring.tables import Record, Table
from monitoring.tables.typed_numbers import looks_like_day, made_a_date
from monitoring.tables.writing import restore

SUB_NUMBER = re.compile(r"(?P<code>[A-Z]{1,2}\s?\d{1,3}[a-z]?)\s*:\s+(?P<text>.+)", re.DOTALL)
FULL_DAY = re.compile(r"\d{2}\.\d{2}\.\d{4}")
POINTED = re.compile(r"\d+\.\d+(?:\.\d+)*")
PLACE = re.compile(r"\((?P<order>\d{1,4})\)")
TITLE_LENGTH = 500
LONGEST_SHOWN = 100
# What makes an unnumbered row below a measure a part of its own rather than one more paragraph.
OWN_RESPONSIBILITY = (MeasureColumn.LEAD,)
OWN_STATUS = (MeasureColumn.STATUS, MeasureColumn.TEXT)


class Grouping:
    """The measures of a table in the order of the file, each followed by its parts."""

    def __init__(
        self,
        table: Table,
        columns: Mapping[int, MeasureColumn],
        *,
        splits_rows: bool = False,
        names_are_sections: bool = False,
    ) -> None:
        self.reader = CellReader(table, columns)
        self.columns = self.reader.columns
        self.headings = self.reader.headings
        self.table = table
        self.rows: list[MeasureRow] = []
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.several: list[int] = []  # numbers of the rows that hold more than one measure
        self.made_dates: dict[int, tuple[str, ...]] = {}  # by row: what may have been typed as the number
        self._splits_rows = splits_rows
        self._whole: MeasureRow | None = None
        self._last: MeasureRow | None = None
        self._wholes: dict[str, MeasureRow] = {}
        self._elsewhere: dict[str, MeasureRow] = {}
        self._has_codes = any(self._code(record) for record in table.records)
        # Where a column holds the numbers of the parts, "M1: …" in a text is nothing but text.
        self.names_parts = MeasureColumn.PART in self.headings
        codes = [code for record in table.records if (code := self._code(record))]
        self._has_points = any(POINTED.fullmatch(code) for code in codes)
        self._counts_like_days = sum(looks_like_day(code) for code in codes) * 2 > len(codes)
        for record in table.records:
            self._take(record)
        self.unclear_levels: list[MeasureRow] = []  # they have nothing but a name, and others below them
        if not self.names_parts:
            self.rows, self.unclear_levels = nest(self.rows, names_are_sections=names_are_sections)
        self._one_of_each_day()
        self._gather_parts()
        self._number_parts()

    def column(self, column: MeasureColumn) -> str:
        """Returns how messages name a column: letter and heading."""
        heading = self.headings.get(column)
        return heading.name if heading else ""

    def wholes(self) -> Iterator[MeasureRow]:
        return (row for row in self.rows if row.whole is None)

    def _index(self, column: MeasureColumn) -> int:
        return self.headings[column].index if column in self.headings else -1

    def _code(self, record: Record) -> str:
        index = self._index(MeasureColumn.CODE)
        return tidy(restore(record.cells[index])) if index >= 0 else ""

    def _take(self, record: Record) -> None:
        read = self.reader.read(record)
        cells = read.cells
        if several := split(cells):
            self.several.append(record.number)
            if self._splits_rows:
                for code, own in several:
                    self._begin(record, code, own, replace(read, status_note=""))
                return
        code = " ".join(cells.pop(MeasureColumn.CODE, "").split())
        if self._index(MeasureColumn.CODE) in record.numbers:
            code = code.replace(",", ".")  # typed as a number: 3,10 is the code 3.10
        self._doubt(record, code)
        part = " ".join(cells.pop(MeasureColumn.PART, "").split())
        if part:
            self._add_part(record, part, cells, self._whole_of(record, code), read)
        elif code or (not self._has_codes and (cells.get(MeasureColumn.TITLE) or self._whole is None)):
            self._begin(record, code, cells, read)
        else:
            self._continue(record, cells, read)

    def numbered_again(self) -> list[MeasureRow]:
        """Returns the measures whose number another one on another sheet or in another section has as well."""
        by_key: dict[str, list[MeasureRow]] = {}
        for row in self.wholes():
            if row.code and not row.is_elsewhere:
                by_key.setdefault(row.key, []).append(row)
        return [
            row
            for rows in by_key.values()
            if len(rows) > 1 and len({(one.sheet, one.section) for one in rows}) == len(rows)
            for row in rows
        ]

    def _one_of_each_day(self) -> None:
        """Makes one measure with several reports of a measure on sheets of a day each; the newest says the rest."""
        kept: dict[tuple[str, str], MeasureRow] = {}
        taken: set[int] = set()
        for row in sorted(self.rows, key=lambda one: one.as_of or date.min, reverse=True):
            if row.as_of is None or row.whole is not None:
                continue
            newest = kept.setdefault((row.key, "" if row.code else row.label), row)
            if newest is row or newest.as_of == row.as_of:
                continue
            texts = (row.cells.get(MeasureColumn.STATUS, ""), row.cells.get(MeasureColumn.TEXT, ""))
            if any(texts):
                newest.reports = sorted([*newest.reports, DatedReport(row.as_of, *texts)], key=lambda one: one.as_of)
            taken.add(id(row))
        self.rows = [row for row in self.rows if id(row) not in taken]

    def day(self, of_file: date | None) -> date | None:
        """Returns the day the reports describe: in the heading of the report, of the file, or of the last column."""
        day = self.reader.heading_day
        exact = day if self.reader.names_exact_day() else None
        return exact or of_file or self.reader.last_day or day

    def _doubt(self, record: Record, code: str) -> None:
        """Names a number that Excel has made a date of; "01.02." may be meant where all numbers look like that.

        "Dez 10" alone is the tenth department; among 1.12 and 1.14 it was 12.10.
        """
        typed = made_a_date(code)
        is_day = self._index(MeasureColumn.CODE) in record.dates or FULL_DAY.fullmatch(code) is not None
        if not typed or (self._counts_like_days and not is_day) or (code[:1].isalpha() and not self._has_points):
            return
        self.made_dates[record.number] = typed
        message = _(
            "Excel has made a date of this number: “%(shown)s” may have been “%(typed)s”. Check it in the file."
        )
        values = {"shown": code, "typed": typed[0]}
        self.warnings.append(Problem(record.number, message % values, self.column(MeasureColumn.CODE)))

    def _whole_of(self, record: Record, code: str) -> MeasureRow | None:
        """Returns the measure a part names: the one above or, in a table that was sorted or filtered, one elsewhere."""
        if not code or (self._whole is not None and key_of(code) == self._whole.key):
            return self._whole
        found = self._wholes.get(key_of(code)) or self._elsewhere.get(key_of(code))
        if found is None:
            found = self._elsewhere[key_of(code)] = self._row(record, code, {}, RecordCells())
            found.is_elsewhere = True
        return found

    def _row(
        self,
        record: Record,
        code: str,
        cells: dict[MeasureColumn, str],
        read: RecordCells,
        whole: MeasureRow | None = None,
    ) -> MeasureRow:
        place = PLACE.fullmatch(code)
        return MeasureRow(
            record.number,
            "" if place else code,
            self._section(record, cells),
            cells,
            whole=whole,
            order=int(place["order"]) if place else 0,
            numbers=[record.number],
            sheet=record.sheet,
            depth=record.depth,
            as_of=record.as_of,
            notes=[*read.notes, *filter(None, [read.status_note])],
            reports=list(read.reports),
            marked=list(read.marked),
        )

    def _begin(self, record: Record, code: str, cells: dict[MeasureColumn, str], read: RecordCells) -> None:
        row = self._row(record, code, cells, read)
        self._wholes.setdefault(row.key, row)
        self.rows.append(row)
        self._whole = self._last = row
        column, number, text = self._sub_number(cells, MeasureColumn.DESCRIPTION)
        if column and number:
            # The first part stands in the row of its measure: all but the title is about the part.
            own: dict[MeasureColumn, str] = {
                key: value for key, value in cells.items() if key not in {MeasureColumn.TITLE, column}
            }
            row.cells = {MeasureColumn.TITLE: cells.get(MeasureColumn.TITLE, "")}
            row.notes, row.reports, row.marked = [], [], []
            self._add_part(record, number, {**own, column: text}, row, read)

    def _continue(self, record: Record, cells: dict[MeasureColumn, str], read: RecordCells) -> None:
        if self._last is None:
            message = _(
                "There is no number, and no measure above that the row could belong to. "
                "Write a number into this row or take the row out."
            )
            self.problems.append(Problem(record.number, message, self.column(MeasureColumn.CODE)))
            return
        column, number, text = self._sub_number(cells, MeasureColumn.DESCRIPTION, MeasureColumn.TITLE)
        has_own_lead = any(cells.get(column) for column in OWN_RESPONSIBILITY)
        has_own_status = any(cells.get(column) for column in OWN_STATUS)
        if column and number:
            self._add_part(record, number, {**cells, column: text}, self._whole, read)
        elif cells.get(MeasureColumn.TITLE) and (has_own_lead or has_own_status) and not self._code_is_merged(record):
            self._begin(record, "", cells, read)
        elif has_own_lead and has_own_status:
            self._add_part(record, "", cells, self._whole, read)
        else:
            append(self._last.cells, cells)
            self._last.numbers.append(record.number)
            self._last.notes += [*read.notes, *filter(None, [read.status_note])]
            message = _("The row has no number and goes on with “%(label)s”: “%(text)s”")
            text = " · ".join(filter(None, cells.values()))
            self.warnings.append(
                Problem(record.number, message % {"label": self._last.label, "text": text[:LONGEST_SHOWN]})
            )

    def _code_is_merged(self, record: Record) -> bool:
        return self._index(MeasureColumn.CODE) in record.covered

    def _add_part(
        self,
        record: Record,
        number: str,
        cells: dict[MeasureColumn, str],
        whole: MeasureRow | None,
        read: RecordCells,
    ) -> None:
        if whole is None:
            message = _("There is no measure above that this part could belong to.")
            self.problems.append(Problem(record.number, message, self.column(MeasureColumn.PART)))
            return
        if not cells.get(MeasureColumn.TITLE) and not self.names_parts:
            cells = titled(cells)
        row = self._row(record, number, cells, read, whole)
        self.rows.append(row)
        self._whole, self._last = whole, row

    def _gather_parts(self) -> None:
        """Gives a part that stands above its measure the measure that the file has all the same."""
        for row in self.rows:
            if row.whole is not None and row.whole.is_elsewhere:
                row.whole = self._wholes.get(row.whole.key, row.whole)

    def _number_parts(self) -> None:
        """Gives all parts of a measure their place in the order of the file, where one has no number."""
        parts: dict[int, list[MeasureRow]] = {}
        for row in self.rows:
            if row.whole is not None:
                parts.setdefault(id(row.whole), []).append(row)
        for siblings in parts.values():
            if any(not row.code and not row.order for row in siblings):
                for order, row in enumerate(siblings, start=1):
                    row.order = row.order or order

    def _section(self, record: Record, cells: dict[MeasureColumn, str]) -> tuple[str, ...]:
        own = cells.pop(MeasureColumn.SECTION, "")
        return (own,) if own else record.section

    def _sub_number(
        self, cells: dict[MeasureColumn, str], *columns: MeasureColumn
    ) -> tuple[MeasureColumn | None, str, str]:
        for column in () if self.names_parts else columns:
            if match := SUB_NUMBER.fullmatch(cells.get(column, "")):
                return column, match["code"], match["text"]
        return None, "", ""


def append(above: dict[MeasureColumn, str], cells: dict[MeasureColumn, str]) -> None:
    """Adds one more paragraph to each cell; a target stays beside its indicator."""
    if cells.get(MeasureColumn.TARGET) and (names := above.get(MeasureColumn.INDICATOR)):
        targets = above[MeasureColumn.TARGET].split("\n") if above.get(MeasureColumn.TARGET) else []
        missing = names.count("\n") + 1 - len(targets)
        above[MeasureColumn.TARGET] = "\n".join(targets + [NO_TARGET] * missing)
    for column, value in cells.items():
        if value:
            before = above.get(column, "")
            above[column] = f"{before}\n\n{value}" if before else value


def titled(cells: dict[MeasureColumn, str]) -> dict[MeasureColumn, str]:
    """Returns the cells of a part without a title, called by its first line or by the beginning of it."""
    description = cells.get(MeasureColumn.DESCRIPTION, "")
    title, _break, rest = description.partition("\n")
    if len(title) > TITLE_LENGTH:
        title, rest = f"{title[: TITLE_LENGTH - 2].rpartition(' ')[0] or title[: TITLE_LENGTH - 2]} …", description
    cells = {**cells, MeasureColumn.TITLE: title.strip()}
    return cells | {MeasureColumn.DESCRIPTION: rest.strip()} if MeasureColumn.DESCRIPTION in cells else cells
