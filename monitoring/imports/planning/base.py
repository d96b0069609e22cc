"""What every plan of an import answers: what would happen, and what stands in the way."""

from datetime import date
from typing import Any, Generic, Protocol, TypeVar

from catalog.models import Report
from monitoring.imports.answers import Answers
from monitoring.imports.planning.entry import EntryKind
from monitoring.imports.planning.findings import Findings, Numbered
from monitoring.imports.planning.problems import Problem
from monitoring.models import MonitoredMeasure


class PlannedRow(Protocol):
    @property
    def kind(self) -> EntryKind: ...

    @property
    def row(self) -> Numbered: ...


EntryT = TypeVar("EntryT", bound=PlannedRow)


class PlanBase(Generic[EntryT]):
    """The entries of a file in its order; what is on the way to them is in the findings."""

    findings: Findings
    entries: list[EntryT]

    def __init__(self, report: Report, answers: Answers, as_of: date) -> None:
        self.report = report
        self.answers = answers
        self.as_of = as_of

    def of_kind(self, kind: EntryKind) -> list[EntryT]:
        return [entry for entry in self.entries if entry.kind is kind]

    @property
    def decides_by_title(self) -> bool:
        """Tells whether a title without a number says which measure a row is about, so that an unknown one is new."""
        return False

    @property
    def not_in_file(self) -> list[MonitoredMeasure]:
        """Returns measures an import leaves alone because the file does not name them."""
        return []

    @property
    def has_nothing_to_do(self) -> bool:
        return all(entry.kind is EntryKind.UNCHANGED for entry in self.entries)

    @property
    def is_ready(self) -> bool:
        return not self.all_problems

    @property
    def rows_of_all(self) -> tuple[int, int]:
        """Returns how many rows are imported, of how many: those with problems may be left out."""
        imported = {entry.row.number for entry in self.entries}
        left_out = {problem.row for problem in self.findings.left_out}
        return len(imported), len(imported | left_out)

    @property
    def all_problems(self) -> list[Problem]:
        return self.findings.all_problems

    @property
    def warnings(self) -> list[Problem]:
        return self.findings.warnings


AnyPlan = PlanBase[Any]
