"""What an import would do, before anything is written: measure by measure, field by field.

The plan is made from the file, the clerk's answers and the database of this moment. The preview shows it; the
import makes it again inside its transaction and writes only what that second plan says.
"""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog import codes
from catalog.models import Report
from monitoring.headings import MeasureColumn
from monitoring.imports.answers import Answers
from monitoring.imports.comparison import Comparison
from monitoring.imports.entry import Entry
from monitoring.imports.findings import Findings
from monitoring.imports.outlook import Outlook
from monitoring.imports.rows import Grouping, MeasureRow
from monitoring.imports.stored import Stored
from monitoring.models import MonitoredMeasure

LONGEST_CODE = 50


class Plan(Outlook[Entry]):
    """The entries of a file in its order, and everything that stands in the way."""

    def __init__(self, report: Report, grouping: Grouping, answers: Answers, file_as_of: date | None = None) -> None:
        super().__init__(report, answers, answers.as_of or file_as_of or timezone.localdate())
        self.grouping = grouping
        self.stored = Stored(report, grouping.headings)
        self.findings = Findings(grouping.column, answers, grouping.problems, grouping.warnings)
        self._check_codes()
        comparison = Comparison(self.stored, answers, self.findings, self.as_of)
        self.entries = [comparison.entry(row) for row in grouping.rows]

    @property
    def not_in_file(self) -> list[MonitoredMeasure]:
        """Measures an import leaves alone because the file does not name them."""
        named = {entry.measure.pk for entry in self.entries if entry.measure}
        return [measure for measure in self.stored.measures if measure.pk not in named]

    def _check_codes(self) -> None:
        """The same code twice under the same measure blocks the import: nobody could say which row counts."""
        seen: dict[tuple[int, str], MeasureRow] = {}
        for row in self.grouping.rows:
            column = (
                MeasureColumn.PART if row.whole and MeasureColumn.PART in self.grouping.headings else MeasureColumn.CODE
            )
            if len(row.code) > LONGEST_CODE:
                self.findings.problem(
                    row, column, _("The number is longer than %(most)s characters.") % {"most": LONGEST_CODE}
                )
            key = (id(row.whole), codes.normalise(row.code) if row.code else f"({row.order or row.label})")
            if (first := seen.get(key)) and (row.code or row.order):
                message = _("The number “%(code)s” stands in row %(first)s already. Each number may occur once.")
                self.findings.problem(row, column, message % {"code": row.label, "first": first.number})
            seen.setdefault(key, row)
