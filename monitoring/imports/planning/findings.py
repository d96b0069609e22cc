"""What a clerk has to know before an import: problems, remarks, and words nobody knows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from monitoring.imports.answers import WORDS, Answers
from monitoring.imports.planning.offices import fold
from monitoring.imports.planning.problems import Problem

QUESTIONS: dict[str, str | Promise] = {
    "offices": _("The office “%(word)s” is not known. Choose in the step “Decisions” which one is meant."),
    "sections": _("The section “%(word)s” is not known. Choose in the step “Decisions” which one is meant."),
    "statuses": _("The status “%(word)s” is not known. Choose in the step “Decisions” which one is meant."),
    "indicators": _("The indicator “%(word)s” is not known. Choose in the step “Decisions” which one is meant."),
}


class Numbered(Protocol):
    """A row of the file, by its number."""

    number: int


@dataclass(slots=True)
class Unknown:
    """A word of the file that the database does not know, with the rows and columns it stands in.

    `candidates` are the rows of the database it may stand for, where the place of the word decides that.
    """

    word: str
    rows: list[int] = field(default_factory=list)
    columns: list[TextChoices] = field(default_factory=list)  # one for each of the rows
    candidates: list[Any] = field(default_factory=list)


class Findings:
    """Gathered while the rows are compared with the database, one after the other."""

    def __init__(
        self,
        column: Callable[[Any], str],
        answers: Answers,
        problems: Iterable[Problem] = (),
        warnings: Iterable[Problem] = (),
    ) -> None:
        self.column = column  # how messages name a column: letter and heading
        self.answers = answers
        self.problems = list(problems)
        self.warnings = list(warnings)
        self.unknown: dict[str, dict[str, Unknown]] = {words: {} for words in WORDS}

    def problem(self, row: Numbered, column: TextChoices, message: str | Promise) -> None:
        """It blocks the import."""
        self.problems.append(Problem(row.number, message, self.column(column)))

    def warn(self, row: Numbered, column: TextChoices, message: str | Promise) -> None:
        self.warnings.append(Problem(row.number, message, self.column(column)))

    def note(self, words: str, word: str, row: Numbered, column: TextChoices) -> Unknown:
        """A word to decide about; its answer stands under the word as `fold` leaves it."""
        unknown = self.unknown[words].setdefault(fold(word), Unknown(word))
        unknown.rows.append(row.number)
        unknown.columns.append(column)
        return unknown

    def undecided(self, words: str) -> list[Unknown]:
        """The unknown offices, sections, statuses or indicators nobody has decided about."""
        decided = self.answers.words(words)
        return [unknown for key, unknown in self.unknown[words].items() if key not in decided]

    @property
    def all_problems(self) -> list[Problem]:
        """What blocks the import, undecided words included, in the order of the rows."""
        open_questions = [
            Problem(row, str(QUESTIONS[words]) % {"word": unknown.word}, self.column(column))
            for words in WORDS
            for unknown in self.undecided(words)
            for row, column in zip(unknown.rows, unknown.columns, strict=True)
        ]
        return sorted([*self.problems, *open_questions], key=lambda problem: problem.row)
