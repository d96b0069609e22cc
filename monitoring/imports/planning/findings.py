"""What a clerk has to know before an import: problems, remarks, and words nobody knows."""

from collections.abc import Callable, Iterable, Mapping
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

    @property
    def number(self) -> int: ...


@dataclass(slots=True)
class Unknown:
    """A word of the file that the database does not know, with the rows and columns it stands in.

    `candidates` are the rows of the database it may stand for, where the place of the word decides that.
    """

    word: str
    rows: list[int] = field(default_factory=list)
    columns: list[TextChoices] = field(default_factory=list)  # one for each of the rows
    candidates: list[Any] = field(default_factory=list)
    suggested: str = ""  # the answer that is proposed; "" where nobody could say
    why: str | Promise = ""


@dataclass(slots=True)
class Question:
    """Something to decide that is no word: its choices by their values, and the one that is proposed."""

    key: str
    text: str | Promise
    choices: Mapping[str, Any]  # texts, perhaps lazy ones
    suggested: str = ""
    rows: list[int] = field(default_factory=list)


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
        self.questions: dict[str, Question] = {}
        self.obstacles: list[Problem] = []  # about the file as a whole: nothing can be imported
        self.left_out: list[Problem] = []  # rows that are named and not imported

    def problem(self, row: Numbered, column: TextChoices, message: str | Promise) -> None:
        """Notes what blocks the import."""
        self.problems.append(Problem(row.number, message, self.column(column)))

    def warn(self, row: Numbered, column: TextChoices, message: str | Promise) -> None:
        self.warnings.append(Problem(row.number, message, self.column(column)))

    def leave_out(self, row: Numbered, column: TextChoices, message: str | Promise) -> None:
        """Notes a row that is not imported, which blocks nothing."""
        self.left_out.append(Problem(row.number, message, self.column(column)))

    def leave_out_wrong(self) -> set[int]:
        """Names the rows with a problem that the clerk wants left out, and returns their numbers."""
        wrong = [problem for problem in self.problems if self.answers.leaves_out(problem.row)]
        self.left_out += wrong
        return {problem.row for problem in wrong}

    def ask(self, question: Question, row: Numbered | None = None) -> str:
        """Returns the answer to a question, "" while it is open. Asked once for all rows it is about."""
        asked = self.questions.setdefault(question.key, question)
        if row is not None:
            asked.rows.append(row.number)
        answer = self.answers.questions.get(question.key, "")
        return answer or (asked.suggested if self.answers.accepts else "")

    def open_questions(self) -> list[Question]:
        return [one for one in self.questions.values() if not self.ask(one)]

    def answer_to(self, words: str, word: str) -> str:
        """Returns what was decided about a word, or is suggested where the clerk accepts that; "" while it is open."""
        key = fold(word)
        decided = self.answers.words(words).get(key, "")
        unknown = self.unknown[words].get(key)
        return decided or (unknown.suggested if unknown and self.answers.accepts else "")

    def note(self, words: str, word: str, row: Numbered, column: TextChoices) -> Unknown:
        """Notes a word to decide about; its answer stands under the word as `fold` leaves it."""
        unknown = self.unknown[words].setdefault(fold(word), Unknown(word))
        unknown.rows.append(row.number)
        unknown.columns.append(column)
        return unknown

    def undecided(self, words: str) -> list[Unknown]:
        """Returns the unknown offices, sections, statuses or indicators nobody has decided about."""
        return [unknown for unknown in self.unknown[words].values() if not self.answer_to(words, unknown.word)]

    @property
    def all_problems(self) -> list[Problem]:
        """Returns what blocks the import, undecided words included, in the order of the rows."""
        open_questions = [
            Problem(row, str(QUESTIONS[words]) % {"word": unknown.word}, self.column(column))
            for words in WORDS
            for unknown in self.undecided(words)
            for row, column in zip(unknown.rows, unknown.columns, strict=True)
        ]
        questions = [Problem(min(one.rows, default=0), one.text) for one in self.open_questions()]
        problems = [problem for problem in self.problems if not self.answers.leaves_out(problem.row)]
        return sorted([*self.obstacles, *problems, *open_questions, *questions], key=lambda problem: problem.row)
