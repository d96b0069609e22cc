"""What a clerk has to know before an import: problems, remarks, and words nobody knows."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from monitoring.headings import MeasureColumn
from monitoring.imports.answers import Answers
from monitoring.imports.problems import Problem
from monitoring.imports.rows import Grouping, MeasureRow


@dataclass(slots=True)
class Unknown:
    """A word of the file that the database does not know, with the rows it stands in."""

    word: str
    rows: list[int] = field(default_factory=list)


class Findings:
    """Gathered while the rows are compared with the database, one after the other."""

    def __init__(self, grouping: Grouping, answers: Answers) -> None:
        self.grouping = grouping
        self.answers = answers
        self.problems = list(grouping.problems)
        self.warnings = list(grouping.warnings)
        self.offices: dict[str, Unknown] = {}
        self.statuses: dict[str, Unknown] = {}
        self.sections: dict[str, Unknown] = {}

    def has(self, column: MeasureColumn) -> bool:
        """Whether the file has such a column."""
        return column in self.grouping.headings

    def problem(self, row: MeasureRow, column: MeasureColumn, message: str | Promise) -> None:
        """It blocks the import."""
        self.problems.append(Problem(row.number, message, self.grouping.column(column)))

    def warn(self, row: MeasureRow, column: MeasureColumn, message: str | Promise) -> None:
        self.warnings.append(Problem(row.number, message, self.grouping.column(column)))

    @staticmethod
    def note(unknown: dict[str, Unknown], key: str, word: str, row: MeasureRow) -> None:
        unknown.setdefault(key, Unknown(word)).rows.append(row.number)

    @property
    def undecided_offices(self) -> list[Unknown]:
        return [unknown for key, unknown in self.offices.items() if key not in self.answers.offices]

    @property
    def undecided_statuses(self) -> list[Unknown]:
        return [unknown for key, unknown in self.statuses.items() if key not in self.answers.statuses]

    @property
    def undecided_sections(self) -> list[Unknown]:
        return [unknown for key, unknown in self.sections.items() if key not in self.answers.sections]

    @property
    def undecided(self) -> list[Unknown]:
        return [*self.undecided_offices, *self.undecided_statuses, *self.undecided_sections]

    @property
    def all_problems(self) -> list[Problem]:
        """What blocks the import, undecided words included, in the order of the rows."""
        open_questions = [
            *self._questions(self.undecided_offices, MeasureColumn.LEAD, _("The office “%(word)s” is not known.")),
            *self._questions(self.undecided_statuses, MeasureColumn.STATUS, _("The status “%(word)s” is not known.")),
            *self._questions(self.undecided_sections, MeasureColumn.SECTION, _("The section “%(word)s” is not known.")),
        ]
        return sorted([*self.problems, *open_questions], key=lambda problem: problem.row)

    def _questions(self, unknown: list[Unknown], column: MeasureColumn, message: str | Promise) -> list[Problem]:
        return [
            Problem(row, str(message) % {"word": one.word}, self.grouping.column(column))
            for one in unknown
            for row in one.rows
        ]
