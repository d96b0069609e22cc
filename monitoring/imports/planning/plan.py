"""What an import would do, before anything is written: measure by measure, field by field.

The plan is made from the file, the clerk's answers and the database of this moment. The preview shows it; the
import makes it again inside its transaction and writes only what that second plan says.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeAlias

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Report
from catalog.texts import codes
from monitoring.choices import MeasureColumn
from monitoring.exports.resources import place
from monitoring.imports.answers import Answers
from monitoring.imports.planning.base import PlanBase
from monitoring.imports.planning.comparison import RowComparison
from monitoring.imports.planning.entry import PlanEntry
from monitoring.imports.planning.findings import Findings, Question
from monitoring.imports.planning.numbering import Numbering
from monitoring.imports.planning.offices import fold
from monitoring.imports.planning.problems import Problem
from monitoring.imports.planning.stored import Stored
from monitoring.imports.reading.measure_row import MeasureRow
from monitoring.imports.reading.rows import Grouping
from monitoring.models import MonitoredMeasure

LONGEST_SHOWN = 100
Titled: TypeAlias = tuple[MeasureRow, MonitoredMeasure]  # and the measure that has its title


def titles_of_several(rows: Iterable[MeasureRow]) -> frozenset[str]:
    """Returns titles without a number that stand in more than one section."""
    seen: dict[str, set[tuple[str, ...]]] = {}
    for row in rows:
        if row.whole is None and not row.code and not row.order:
            seen.setdefault(fold(row.cells.get(MeasureColumn.TITLE, "")), set()).add(row.section)
    return frozenset(title for title, sections in seen.items() if len(sections) > 1)


NUMBERS, BY_TITLE, AS_IS = "numbers_begin_again", "title", "numbers"
MOVED, SWAPPED = "titles_under_new_numbers", "titles_of_other_numbers"
DATES, TYPED, SHOWN = "numbers_made_dates", "typed", "shown"
LEVELS, MEASURES, SECTIONS = "levels", "measures", "sections"
SEVERAL, SPLIT, TOGETHER = "several_in_one_row", "split", "together"


class MeasurePlan(PlanBase[PlanEntry]):
    """The entries of a file in its order, and everything that stands in the way."""

    def __init__(self, report: Report, grouping: Grouping, answers: Answers, file_as_of: date | None = None) -> None:
        super().__init__(report, answers, answers.as_of or grouping.day(file_as_of) or timezone.localdate())
        self.grouping = grouping
        self.stored = Stored(report, grouping.headings)
        self.stored.offices.mention(self._office_cells())
        self.stored.titles_of_several = titles_of_several(grouping.rows)
        self.findings = Findings(grouping.column, answers, grouping.problems, grouping.warnings)
        self._ask_about_rows()
        self._undo_dates()
        self._number_apart()
        self._keep_levels()
        self._ask_about_titles()
        comparison = RowComparison(self.stored, answers, self.findings, self.as_of, grouping)
        self.entries = [comparison.entry(row) for row in self._known_rows()]
        has_parts = MeasureColumn.PART in grouping.headings
        Numbering(self.stored, has_parts=has_parts, complain=self.findings.problem).check(self.entries)

        self._leave_out_wrong()
        if self.findings.left_out and not self.entries and not self.findings.problems:
            message = _("The report has none of the measures of this file. Is it the right report?")
            self.findings.obstacles.append(Problem(0, message))

    def _office_cells(self) -> Iterator[str]:
        columns = (MeasureColumn.LEAD, MeasureColumn.PARTICIPATING)
        return (row.cells[column] for row in self.grouping.rows for column in columns if row.cells.get(column))

    def _ask_about_rows(self) -> None:
        if self.grouping.several:
            choices = {SPLIT: _("a measure each"), TOGETHER: _("one measure with a long title")}
            text = _("Some rows hold several measures, numbered below each other. What is to become of them?")
            self.findings.ask(Question(SEVERAL, text, choices, SPLIT, list(self.grouping.several)))

        if self.grouping.unclear_levels:
            choices = {
                MEASURES: _("measures, with parts below them"),
                SECTIONS: _("sections, with measures below them"),
            }
            text = _("Some rows have nothing but a name, and others stand below them. What are they?")
            rows = [row.number for row in self.grouping.unclear_levels]
            self.findings.ask(Question(LEVELS, text, choices, MEASURES, rows))

    def _undo_dates(self) -> None:
        """Asks whether numbers that Excel has made dates of count as they were typed, or as they stand there.

        One that the report has just like that was typed so.
        """
        stored = {row.number for row in self.grouping.rows if row.code and self.stored.find(row)}
        made = {row: typed for row, typed in self.grouping.made_dates.items() if row not in stored}
        if not made:
            return
        certain = all(len(typed) == 1 for typed in made.values())
        numbers = ", ".join(dict.fromkeys(typed[0] for typed in made.values()))[:LONGEST_SHOWN]
        choices = {TYPED: _("as they were typed: %(numbers)s") % {"numbers": numbers}, SHOWN: _("as they stand there")}
        text = _("Excel has made dates of some numbers. Which numbers are to be taken?")
        question = Question(DATES, text, choices, TYPED if certain else "", list(made))
        if self.findings.ask(question) == TYPED:
            for row in self.grouping.rows:
                if row.number in made and row.whole is None:
                    row.code = made[row.number][0]

    def _number_apart(self) -> None:
        """Asks what tells measures apart whose numbers begin again on each sheet or in each section."""
        again = self.grouping.numbered_again()
        if not again:
            return
        choices = {BY_TITLE: _("the title tells the measures apart"), AS_IS: _("they stay as they are")}
        text = _("The numbers begin again on each sheet or in each section. What tells the measures apart?")
        question = Question(NUMBERS, text, choices, BY_TITLE, [row.number for row in again])
        if self.findings.ask(question) == BY_TITLE:
            for row in again:
                row.notes.append(f"{self.grouping.column(MeasureColumn.CODE)}: {row.code}")
                row.code = ""

    def _keep_levels(self) -> None:
        """Keeps a measure that is stored by itself so, although its number stands below another one."""
        for row in self.grouping.rows:
            is_part = row.whole and row.code and not self.grouping.names_parts
            if is_part and self.stored.find(row) is None and self.stored.with_code(None, row.code):
                row.whole = None

    def _ask_about_titles(self) -> None:
        """Asks about titles that the report has under other numbers: which of the two says what a row means?"""
        moved, swapped = self._titled_elsewhere()
        choices = {BY_TITLE: _("the title: the numbers of the report stay"), AS_IS: _("the number")}
        text = _("Some titles stand in the report under other numbers: %(numbers)s. What tells which measure is meant?")
        for key, found in ((MOVED, moved), (SWAPPED, swapped)):
            if not found:
                continue
            numbers = ", ".join(f"{row.label} – {place(same.code, same.order)}" for row, same in found)[:LONGEST_SHOWN]
            suggested = BY_TITLE if key == MOVED else ""
            question = Question(
                key, text % {"numbers": numbers}, choices, suggested, [row.number for row, _same in found]
            )
            if self.findings.ask(question) == BY_TITLE:
                for row, same in found:
                    row.code, row.order = same.code, 0 if same.code else same.order

    def _titled_elsewhere(self) -> tuple[list[Titled], list[Titled]]:
        """Returns the rows whose number is new, and those whose number belongs to another measure of the report."""
        named = {measure.pk for row in self.grouping.rows if (measure := self.stored.find(row))}
        moved: list[Titled] = []
        swapped: list[Titled] = []
        for row in self.grouping.wholes():
            same = self.stored.only_titled(row.cells.get(MeasureColumn.TITLE, "")) if row.code else None
            measure = self.stored.find(row) if same else None
            if same is None or measure == same:
                continue
            if measure and codes.normalise(same.code) == codes.normalise(f"{row.code}0"):  # a zero was cut off
                continue
            if measure is None and same.pk not in named:
                moved.append((row, same))
            elif measure is not None and fold(measure.title) != fold(same.title):
                swapped.append((row, same))
        return moved, swapped

    def _known_rows(self) -> Iterator[MeasureRow]:
        """Yields the rows of a table of measures; of a table that only brings reports those whose measure is stored."""
        has_titles = MeasureColumn.TITLE in self.grouping.headings
        for row in self.grouping.rows:
            if has_titles or row.is_elsewhere or row.cells.get(MeasureColumn.TITLE) or self.stored.find(row):
                yield row
            else:
                message = _("There is no measure “%(code)s” in this report; the row is left out.")
                self.findings.leave_out(row, MeasureColumn.CODE, message % {"code": row.label})

    def _leave_out_wrong(self) -> None:
        """Leaves out the rows that have a problem, if the clerk wants the others all the same."""
        wrong = self.findings.leave_out_wrong()
        kept = [entry for entry in self.entries if not wrong & {entry.row.number, *entry.row.numbers}]
        gone = {id(entry.row) for entry in self.entries} - {id(entry.row) for entry in kept}
        self.entries = [entry for entry in kept if entry.row.whole is None or id(entry.row.whole) not in gone]
        if wrong and not self.entries:  # nothing would be left to import
            self.findings.obstacles += self.findings.problems

    @property
    def is_ready(self) -> bool:
        """Tells whether nothing is open, and something is left where rows with problems are left out."""
        return not self.all_problems and (bool(self.entries) or not self.findings.problems)

    @property
    def not_in_file(self) -> list[MonitoredMeasure]:
        """Returns measures an import leaves alone because the file does not name them."""
        named = {entry.measure.pk for entry in self.entries if entry.measure}
        return [measure for measure in self.stored.measures if measure.pk not in named]

    @property
    def decides_by_title(self) -> bool:
        """Tells whether no row has a number, so that its title says which measure it is about."""
        return not any(row.code or row.order for row in self.grouping.wholes())
