"""What an import would do, before anything is written: measure by measure, field by field.

The plan is made from the file, the clerk's answers and the database of this moment. The preview shows it; the
import makes it again inside its transaction and writes only what that second plan says.
"""

from datetime import date

from django.utils import timezone

from catalog.models import Report
from monitoring.choices import MeasureColumn
from monitoring.imports.answers import Answers
from monitoring.imports.planning.base import PlanBase
from monitoring.imports.planning.comparison import RowComparison
from monitoring.imports.planning.entry import PlanEntry
from monitoring.imports.planning.findings import Findings
from monitoring.imports.planning.numbering import Numbering
from monitoring.imports.planning.stored import Stored
from monitoring.imports.reading.rows import Grouping
from monitoring.models import MonitoredMeasure


class MeasurePlan(PlanBase[PlanEntry]):
    """The entries of a file in its order, and everything that stands in the way."""

    def __init__(self, report: Report, grouping: Grouping, answers: Answers, file_as_of: date | None = None) -> None:
        super().__init__(report, answers, answers.as_of or file_as_of or timezone.localdate())
        self.grouping = grouping
        self.stored = Stored(report, grouping.headings)
        self.findings = Findings(grouping.column, answers, grouping.problems, grouping.warnings)
        comparison = RowComparison(self.stored, answers, self.findings, self.as_of, grouping.headings)
        self.entries = [comparison.entry(row) for row in grouping.rows]
        has_parts = MeasureColumn.PART in grouping.headings
        Numbering(self.stored, has_parts=has_parts, complain=self.findings.problem).check(self.entries)

    @property
    def not_in_file(self) -> list[MonitoredMeasure]:
        """Measures an import leaves alone because the file does not name them."""
        named = {entry.measure.pk for entry in self.entries if entry.measure}
        return [measure for measure in self.stored.measures if measure.pk not in named]

    @property
    def decides_by_title(self) -> bool:
        """Whether no row has a number, so that its title says which measure it is about."""
        return not any(row.code or row.order for row in self.grouping.wholes())
