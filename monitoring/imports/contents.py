"""What a file may hold, measures or values of indicators, and what follows from it for columns, plan and writing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.models import Report, User
from monitoring.choices import ImportKind, MeasureColumn, ValueColumn
from monitoring.exports.tables import REPORT_HEADING, language_of_files
from monitoring.imports.answers import Answers
from monitoring.imports.columns import heading_words
from monitoring.imports.columns.suggesting import (
    BY_HEADING,
    REPEATABLE,
    ColumnJudge,
    ColumnSuggestion,
    SampledColumn,
)
from monitoring.imports.planning.plan import LEVELS, SECTIONS, SEVERAL, SPLIT, MeasurePlan
from monitoring.imports.planning.problems import Problem
from monitoring.imports.reading.choice_labels import words_of
from monitoring.imports.reading.rows import Grouping
from monitoring.imports.run import Writer
from monitoring.imports.values import value_headings
from monitoring.imports.values.plan import ValuePlan
from monitoring.imports.values.value_headings import heading_day
from monitoring.imports.values.writer import ValueWriter
from monitoring.imports.words.status_words import Certainty
from monitoring.models import SpreadsheetImport
from monitoring.tables import ColumnHeading, Table

if TYPE_CHECKING:
    from monitoring.imports.planning.base import AnyPlan

Columns = Mapping[int, Any]
NOBODY_KNOWS = _(
    "No column holds the number or the title of the measures. Choose “No.” or “Title” for one of them, "
    "or nobody knows which measure a row is about."
)


class Measures:
    """A table of measures, with their status updates and indicators."""

    columns: type[TextChoices] = MeasureColumn
    repeatable: frozenset[TextChoices] = REPEATABLE
    names: frozenset[TextChoices] = frozenset({MeasureColumn.CODE, MeasureColumn.TITLE})

    def meanings(self, heading: str) -> Sequence[TextChoices]:
        return [meaning.column for meaning in heading_words.meanings(heading)]

    def is_heading(self, text: str) -> bool:
        return heading_words.names_column(text)

    def suggest(self, table: Table, offices: Collection[str]) -> list[ColumnSuggestion]:
        """Returns what each column probably holds, with the reason; our own files say it in their headings."""
        own = [own_column(heading.text) for heading in table.headings]
        if all(own) and self.names <= set(own) and len(set(own)) == len(own):
            return [ColumnSuggestion(i, column, BY_HEADING, Certainty.SURE) for i, column in enumerate(own)]
        newest = max((record.as_of for record in table.records if record.as_of), default=None)
        records = [record for record in table.records if record.as_of == newest]  # of sheets of several days
        columns = [
            SampledColumn(heading.index, heading.text, [record.cells[heading.index] for record in records])
            for heading in table.headings
        ]
        hidden = {heading.index for heading in table.headings if heading.is_hidden}
        found = ColumnJudge(columns, offices, table.legend).suggestions()
        return [one for one in found if one.index not in hidden or one.column in self.names]

    def lacks(self, columns: Columns) -> str | Promise | None:
        """Returns what nobody has said about the columns but has to; None where they suffice."""
        if not {MeasureColumn.CODE, MeasureColumn.TITLE} & set(columns.values()):
            return NOBODY_KNOWS
        return None

    def fits(self, heading: ColumnHeading, column: TextChoices) -> str | Promise | None:
        """Returns why a column cannot hold what was chosen for it; None where it can."""
        return None

    def plan(self, report: Report, table: Table, columns: Columns, answers: Answers) -> "AnyPlan":
        if not answers.takes_comments:
            table = replace(table, records=[replace(record, comments=[]) for record in table.records])
        splits = answers.questions.get(SEVERAL) == SPLIT or (answers.accepts and SEVERAL not in answers.questions)
        are_sections = answers.questions.get(LEVELS) == SECTIONS
        grouping = Grouping(table, columns, splits_rows=splits, names_are_sections=are_sections)
        plan = MeasurePlan(report, grouping, answers, table.as_of)
        plan.findings.problems += of_other_reports(table, report)
        return plan

    def write(self, plan: Any, spreadsheet_import: SpreadsheetImport, user: User | None) -> None:
        Writer(plan, spreadsheet_import, user).write()


def own_column(heading: str) -> MeasureColumn | None:
    """Returns the column that our own files head like this."""
    value = words_of(MeasureColumn).get(heading.casefold())
    return MeasureColumn(value) if value and MeasureColumn(value) in MeasureColumn.written() else None


def of_other_reports(table: Table, report: Report) -> list[Problem]:
    """Returns a problem for each row of another report: a table of several goes into each only in part."""
    with language_of_files():
        name, own = str(REPORT_HEADING), report.full_title
    return [
        Problem(record.number, _("This row belongs to another report. Take it out."), heading.name)
        for heading in table.headings
        if heading.text == name
        for record in table.records
        if record.cells[heading.index] not in {"", own}
    ]


class Values(Measures):
    """A table of indicator values: one a row, or one column for each day."""

    columns = ValueColumn
    repeatable = frozenset({ValueColumn.VALUE_ON})
    names = frozenset({ValueColumn.CODE, ValueColumn.TITLE})

    def meanings(self, heading: str) -> Sequence[TextChoices]:
        return value_headings.meanings(heading)

    def is_heading(self, text: str) -> bool:
        return bool(value_headings.meanings(text))

    def suggest(self, table: Table, offices: Collection[str]) -> list[ColumnSuggestion]:
        found = value_headings.propose(heading.text for heading in table.headings)
        return [ColumnSuggestion(index, column, BY_HEADING, Certainty.SURE) for index, column in found.items()]

    def lacks(self, columns: Columns) -> str | Promise | None:
        chosen = set(columns.values())
        if not {ValueColumn.VALUE, ValueColumn.VALUE_ON} & chosen:
            return _("Say which column holds the values.")
        if not {ValueColumn.CODE, ValueColumn.TITLE} & chosen:
            return NOBODY_KNOWS
        return None

    def fits(self, heading: ColumnHeading, column: TextChoices) -> str | Promise | None:
        if column is ValueColumn.VALUE_ON and heading_day(heading.text) is None:
            return _("The heading names no day. Write, for example, 2023 or 31.12.2023 above the column.")
        return None

    def plan(self, report: Report, table: Table, columns: Columns, answers: Answers) -> "AnyPlan":
        return ValuePlan(report, table, columns, answers)

    def write(self, plan: Any, spreadsheet_import: SpreadsheetImport, user: User | None) -> None:
        ValueWriter(plan, spreadsheet_import, user).write()


CONTENTS: dict[str, Measures] = {ImportKind.MEASURES: Measures(), ImportKind.VALUES: Values()}
