"""What an import would do, before anything is written: measure by measure, field by field.

The plan is made from the file, the clerk's answers and the database of this moment. The preview shows it; the
import makes it again inside its transaction and writes only what that second plan says.
"""

from datetime import date

from django.utils import timezone

from catalog.models import Report
from monitoring.headings import MeasureColumn
from monitoring.imports.answers import Answers
from monitoring.imports.comparison import Comparison
from monitoring.imports.entry import Entry, Kind
from monitoring.imports.findings import Findings
from monitoring.imports.numbering import Numbering
from monitoring.imports.problems import Problem
from monitoring.imports.rows import Grouping
from monitoring.imports.stored import Stored
from monitoring.models import MonitoredMeasure


class Plan:
    """The entries of a file in its order, and everything that stands in the way."""

    def __init__(self, report: Report, grouping: Grouping, answers: Answers, file_as_of: date | None = None) -> None:
        self.report = report
        self.grouping = grouping
        self.answers = answers
        self.as_of = answers.as_of or file_as_of or timezone.localdate()
        self.stored = Stored(report, grouping.headings)
        self.findings = Findings(grouping, answers)
        comparison = Comparison(self.stored, answers, self.findings, self.as_of)
        self.entries = [comparison.entry(row) for row in grouping.rows]
        has_parts = MeasureColumn.PART in grouping.headings
        Numbering(self.stored, has_parts=has_parts, complain=self.findings.problem).check(self.entries)

    def of_kind(self, kind: Kind) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind is kind]

    @property
    def not_in_file(self) -> list[MonitoredMeasure]:
        """Measures an import leaves alone because the file does not name them."""
        named = {entry.measure.pk for entry in self.entries if entry.measure}
        return [measure for measure in self.stored.measures if measure.pk not in named]

    @property
    def has_nothing_to_do(self) -> bool:
        return all(entry.kind is Kind.UNCHANGED for entry in self.entries)

    @property
    def is_ready(self) -> bool:
        return not self.findings.problems and not self.findings.undecided

    @property
    def all_problems(self) -> list[Problem]:
        return self.findings.all_problems

    @property
    def warnings(self) -> list[Problem]:
        return self.findings.warnings
