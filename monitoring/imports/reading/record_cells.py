"""What one record says in each field: columns that come in groups, merged cells and remarks put in their places."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from django.utils import timezone

from catalog import deadlines
from catalog.texts import costs
from monitoring.choices import MeasureColumn
from monitoring.exports.resources import SEPARATOR, tidy
from monitoring.imports.columns import percentages
from monitoring.imports.columns.days import heading_day, name_days_first, with_points
from monitoring.imports.columns.heading_words import is_old_deadline
from monitoring.imports.reading.file_tables import past
from monitoring.imports.words.status_words import Certainty, is_mark, known, leading_word, suggestion
from monitoring.tables import ColumnHeading, Record, Table
from monitoring.tables.excel.number_formats import shown_serial
from monitoring.tables.writing import restore

C = MeasureColumn
DAYS = frozenset({C.START, C.DUE, C.AS_OF, C.PERIOD, C.RESOLVED})
MARKS = frozenset({C.STATUS_MARK, C.HORIZON_MARK, C.YEAR_MARK})
OWN = frozenset({C.CODE, C.PART, C.TITLE})  # never handed down by a merged cell
RANGE = re.compile(
    r"(?P<first>.*?\d{4}.*?|\D*\d{1,2}\.\d{1,2}\.)\s*"
    r"(?:[–—]|\s-\s|(?<=\d{4})-(?=\s?(?:\d{4}|\d{1,2}[./]))|\bbis(?: zum)?\b|\buntil\b|\bto\b)\s*(?P<last>.*\d{4}.*)",
    re.DOTALL | re.IGNORECASE,
)
FULL_DAY = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}|\d{4}-\d{2}-\d{2}")
DITTO = frozenset({'"', "''", "dito", "ditto", "s. o.", "s.o.", "siehe oben", "„", '-"-', '–"–', "″"})
JOINT = " – "  # between two rows of headings
LONGEST_WORD = 60
LONGEST_RANGE = 100
MOSTLY = 0.6


@dataclass(slots=True)
class DatedReport:
    """What one of several columns of reports says about the day in its heading."""

    as_of: date
    status: str = ""
    text: str = ""


@dataclass(slots=True)
class RecordCells:
    """The fields of a record; `notes` are lines for the internal note, `marked` headings of crossed columns."""

    cells: dict[MeasureColumn, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    reports: list[DatedReport] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)
    costs: list[tuple[str, str]] = field(default_factory=list)  # of each column of costs: heading and text
    years: list[str] = field(default_factory=list)  # crossed ones, in the order of the table
    status_note: str = ""  # a status that says more than a word


class CellReader:
    """Reads the records of a table by its columns."""

    def __init__(self, table: Table, columns: Mapping[int, MeasureColumn]) -> None:
        self.columns = dict(columns)
        self.texts = {heading.index: heading.text for heading in table.headings}
        self.headings: dict[MeasureColumn, ColumnHeading] = {
            columns[heading.index]: heading for heading in reversed(table.headings) if heading.index in columns
        }
        self._counts_from_1904 = table.counts_from_1904
        self._hands_down_sections = C.PART not in self.headings and _hands_down(table.records, self.index(C.SECTION))
        self._section_above = ""
        self._above: dict[int, str] = {}
        self._shares = self._percentages(table.records)
        self._old_deadlines = [
            index for index, column in self.columns.items() if column is C.NOTED and is_old_deadline(self.texts[index])
        ]
        self._names_days_first = name_days_first(
            record.cells[index] for record in table.records for index, column in self.columns.items() if column in DAYS
        )
        self.last_day = max(
            (day for index, column in self.columns.items() if column is C.REPORT_ON and (day := self._day(index))),
            default=None,
        )
        self.heading_day = self._day_of_report()
        self._begins_with_words = self._reports_begin_with_words(table.records)

    def index(self, column: MeasureColumn) -> int:
        return self.headings[column].index if column in self.headings else -1

    def _reports_begin_with_words(self, records: Sequence[Record]) -> bool:
        """Tells whether the reports themselves begin with a status word, where no column has one."""
        if C.STATUS in self.headings or C.STATUS_MARK in self.columns.values() or C.TEXT not in self.headings:
            return False
        texts = [text for record in records if (text := record.cells[self.index(C.TEXT)].strip())]
        return sum(bool(leading_word(text)[0]) for text in texts) > len(texts) * MOSTLY

    def _percentages(self, records: Sequence[Record]) -> dict[str, str]:
        """Returns what bare numbers of the status mean: "50" is "50 %" where the heading says so."""
        index = self.index(C.STATUS)
        cells = [record.cells[index].strip() for record in records] if index >= 0 else []
        if not cells or not percentages.are_meant(self.texts[index], cells):
            return {}
        return dict(zip(cells, percentages.spelled_out(cells), strict=True))

    def _day_of_report(self) -> date | None:
        """Returns the day that the heading of the report or of the status names: "Stand 30.06.2025"."""
        headings = [self.texts[index] for index, column in self.columns.items() if column in {C.TEXT, C.STATUS}]
        days = [past(heading_day(heading)) for heading in headings]
        return next((day for day in days if day), None)

    def names_exact_day(self) -> bool:
        return any(
            FULL_DAY.search(self.texts[index]) for index, column in self.columns.items() if column in {C.TEXT, C.STATUS}
        )

    def _day(self, index: int) -> date | None:
        """Returns the day in a heading; of a period that is still running, today."""
        day = heading_day(self.texts[index])
        today = timezone.localdate()
        return today if day and day > today and day.year == today.year else day

    def begins(self, record: Record) -> bool:
        """Tells whether a record has a number or a title of its own."""
        return any(record.cells[index].strip() for index in (self.index(C.CODE), self.index(C.TITLE)) if index >= 0)

    def read(self, record: Record) -> RecordCells:
        found = RecordCells()
        begins = self.begins(record)
        for index, column in self.columns.items():
            text = self._text(record, index, column, begins=begins)
            self._place(found, index, column, text)
        self._take_marks(found)
        self._take_old_deadline(found)
        self._take_period(found.cells)
        if found.years:
            found.cells[C.START] = found.cells.get(C.START) or found.years[0]
            found.cells[C.DUE] = found.cells.get(C.DUE) or found.years[-1]
        self._take_section(found.cells, begins=begins)
        if self._begins_with_words:
            found.cells[C.STATUS], found.cells[C.TEXT] = leading_word(found.cells.get(C.TEXT, ""))
            text = found.cells[C.TEXT]
            if not found.cells[C.STATUS] and len(text) <= LONGEST_WORD and suggestion(text):
                found.cells[C.STATUS] = text  # "seit Mai 2025 in Umsetzung"
        self._note_status(found)
        found.notes += [f"{comment}" for comment in record.comments]
        found.reports = _by_day(found.reports)
        return found

    def _text(self, record: Record, index: int, column: MeasureColumn, *, begins: bool) -> str:
        text = tidy(restore(record.cells[index]))
        if not text and begins and column not in OWN:
            text = tidy(record.covered.get(index, ""))
        if column is C.STATUS:
            text = self._shares.get(text, text)
        if text.casefold() in DITTO and column not in OWN and C.PART not in self.headings:
            text = self._above.get(index, "")
        if column in DAYS:
            text = shown_serial(text, counts_from_1904=self._counts_from_1904)
            text = with_points(text) if self._names_days_first else text
        if text:
            self._above[index] = text
        return text

    def _place(self, found: RecordCells, index: int, column: MeasureColumn, text: str) -> None:
        heading = self.texts[index]
        if column in MARKS:
            self._place_mark(found, column, heading.rpartition(JOINT)[2], text)
        elif column is C.REPORT_ON:
            if text and (day := self._day(index)):
                found.reports.append(_dated(day, text))
        elif column is C.COSTS:
            if text:
                found.costs.append((heading.rpartition(JOINT)[2], costs.spelled_out(text, heading)))
            found.cells[C.COSTS] = worded(found.costs)
        elif column is C.NOTED:
            if text:
                found.notes.append(f"{heading}: {text}" if heading else text)
        else:
            found.cells[column] = text

    @staticmethod
    def _place_mark(found: RecordCells, column: MeasureColumn, heading: str, text: str) -> None:
        """Takes a cross for what stands above it; a text in its place is noted and counts as a cross for a status."""
        if column is C.STATUS_MARK and text:
            found.marked.append(heading)
        elif column is C.HORIZON_MARK and is_mark(text):
            found.cells[C.HORIZON] = heading
        elif column is C.YEAR_MARK and is_mark(text):
            found.years.append(heading)
        if text and not is_mark(text):
            found.notes.append(f"{heading}: {text}")

    def _take_marks(self, found: RecordCells) -> None:
        if any(column is C.STATUS_MARK for column in self.columns.values()):
            found.cells[C.STATUS] = found.marked[0] if len(found.marked) == 1 else found.cells.get(C.STATUS, "")

    def _take_old_deadline(self, found: RecordCells) -> None:
        """Takes the deadline that held before, which is noted, where the column of the new one is empty."""
        for index in self._old_deadlines:
            note = next((one for one in found.notes if one.startswith(f"{self.texts[index]}: ")), "")
            if note and not found.cells.get(C.DUE):
                found.cells[C.DUE] = note.removeprefix(f"{self.texts[index]}: ")
                found.notes.remove(note)

    def _take_period(self, cells: dict[MeasureColumn, str]) -> None:
        """Makes a start and a deadline of "2024–2026"; anything else is a deadline, but for "ab 2025"."""
        text = cells.pop(C.PERIOD, "")
        if C.PERIOD not in self.columns.values() and C.DUE not in self.columns.values():
            return
        if C.PERIOD in self.columns.values():
            start, due = period(text)
            cells[C.START] = cells.get(C.START) or start
            cells[C.DUE] = cells.get(C.DUE) or due
            if not cells[C.START] and C.START not in self.columns.values():
                del cells[C.START]
        elif C.START not in self.columns.values() and cells.get(C.DUE):
            start, due = period(cells[C.DUE])
            if start and due:
                cells |= {C.START: start, C.DUE: due}

    def _take_section(self, cells: dict[MeasureColumn, str], *, begins: bool) -> None:
        if C.SECTION not in self.columns.values():
            return
        own = cells.get(C.SECTION, "")
        if own:
            self._section_above = own
        elif begins and self._hands_down_sections:
            cells[C.SECTION] = self._section_above

    def _note_status(self, found: RecordCells) -> None:
        """Keeps a status cell that says more than a word: "abgeschlossen am 12.05.2025", "60 %"."""
        word = found.cells.get(C.STATUS, "")
        if not word or known(word):
            return
        says = suggestion(word)
        if says and says.rest and len(word) <= LONGEST_WORD * 2:
            heading = self.headings[C.STATUS].text if C.STATUS in self.headings else ""
            found.status_note = f"{heading}: {word}" if heading else word


def worded(costs_by_heading: Sequence[tuple[str, str]]) -> str:
    """Returns the costs of several columns in one line: "1500 € einmalig; 600 € jährlich", "Eigenanteil: 500 €"."""
    if len(costs_by_heading) == 1:
        return costs_by_heading[0][1]
    return SEPARATOR.join(text if costs.kind_of(text) else f"{heading}: {text}" for heading, text in costs_by_heading)


def period(text: str) -> tuple[str, str]:
    """Returns start and deadline of a range of which both ends can be read; else no start and the text as it is."""
    match = RANGE.fullmatch(text.strip()) if len(text) <= LONGEST_RANGE else None
    if match:
        first, last = match["first"].strip(" ,"), match["last"].strip(" ,")
        if re.fullmatch(r"\d{1,2}\.\s?\d{1,2}\.", first) and (year := re.search(r"\d{4}", last)):
            first += year[0]
        if _readable(first) and _readable(last):
            return first, last
    return "", text


def _readable(text: str) -> bool:
    try:
        deadlines.read(text)
    except deadlines.UnreadableDeadlineError:
        return False
    return True


def _dated(day: date, text: str) -> DatedReport:
    """Returns a report whose short cell is a status if it says how far something is, and a text otherwise."""
    says = suggestion(text) if len(text) <= LONGEST_WORD else None
    if known(text) or (says and not (says.rest and says.certainty is Certainty.UNSURE)):
        return DatedReport(day, status=text)
    return DatedReport(day, text=text)


def _by_day(reports: Sequence[DatedReport]) -> list[DatedReport]:
    """Returns one report a day, whose status and text may stand in two columns; the earliest first."""
    days: dict[date, DatedReport] = {}
    for one in reports:
        kept = days.setdefault(one.as_of, DatedReport(one.as_of))
        kept.status = kept.status or one.status
        kept.text = "\n\n".join(filter(None, (kept.text, one.text)))
    return [days[day] for day in sorted(days)]


def _hands_down(records: Sequence[Record], index: int) -> bool:
    """Tells whether a name of a section holds for the empty cells below it: no name is ever written twice in a row."""
    if index < 0 or not records:
        return False
    texts = [record.cells[index].strip() for record in records]
    if not texts[0] or all(texts):
        return False
    filled = [text for text in texts if text]
    return all(first != second for first, second in pairwise(filled))
