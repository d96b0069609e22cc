"""What every plan of an import answers: what would happen, and what stands in the way."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from django.db.models import TextChoices
from django.utils.functional import Promise

from catalog.models import Report
from monitoring.imports.answers import WORDS, Answers
from monitoring.imports.problems import Problem
from monitoring.models import MonitoredMeasure


class Kind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Change:
    """What one field says today and what it would say."""

    column: TextChoices
    old: str
    new: str


@dataclass(slots=True)
class Unknown:
    """A word of the file that the database does not know, with the rows it stands in.

    `near` are the rows of the database it resembles; `choices` all it may stand for, where the word decides that.
    """

    word: str
    rows: list[int] = field(default_factory=list)
    near: list[Any] = field(default_factory=list)
    choices: list[Any] = field(default_factory=list)


class Entry(Protocol):
    @property
    def kind(self) -> Kind: ...


EntryT = TypeVar("EntryT", bound=Entry)


class Outlook(Generic[EntryT]):
    """The entries of a file in its order; `unknown` holds the words nobody knows by what they should be."""

    def __init__(
        self, report: Report, answers: Answers, problems: Iterable[Problem] = (), warnings: Iterable[Problem] = ()
    ) -> None:
        self.report = report
        self.answers = answers
        self.problems = list(problems)
        self.warnings = list(warnings)
        self.unknown: dict[str, dict[str, Unknown]] = {words: {} for words in WORDS}
        self.entries: list[EntryT] = []

    def of_kind(self, kind: Kind) -> list[EntryT]:
        return [entry for entry in self.entries if entry.kind is kind]

    @property
    def not_in_file(self) -> list[MonitoredMeasure]:
        """Measures an import leaves alone because the file does not name them."""
        return []

    @property
    def has_nothing_to_do(self) -> bool:
        return all(entry.kind is Kind.UNCHANGED for entry in self.entries)

    @property
    def is_ready(self) -> bool:
        return not self.problems and not any(map(self.undecided, WORDS))

    def undecided(self, words: str) -> list[Unknown]:
        """The unknown offices, statuses, sections or indicators nobody has decided about."""
        decided = self.answers.words(words)
        return [unknown for key, unknown in self.unknown[words].items() if key not in decided]

    @property
    def all_problems(self) -> list[Problem]:
        """What blocks the import, undecided words included, in the order of the rows."""
        return sorted([*self.problems, *self.questions()], key=lambda problem: problem.row)

    def questions(self) -> list[Problem]:
        """The undecided words, one problem for each row they stand in."""
        raise NotImplementedError

    @staticmethod
    def ask(unknown: Iterable[Unknown], message: str | Promise, column: str) -> list[Problem]:
        return [Problem(row, str(message) % {"word": one.word}, column) for one in unknown for row in one.rows]
