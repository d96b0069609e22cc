"""What all comparisons of an entry share: what is stored, what the clerk has decided, and what was found."""

from django.utils.translation import gettext_lazy as _

from monitoring.choices import MeasureColumn
from monitoring.imports.answers import Answers
from monitoring.imports.planning.entry import CellChange, PlanEntry
from monitoring.imports.planning.findings import Findings
from monitoring.imports.planning.stored import Stored
from monitoring.imports.reading.measure_row import MeasureRow


class EntryComparison:
    def __init__(self, stored: Stored, answers: Answers, findings: Findings) -> None:
        self.stored = stored
        self.answers = answers
        self.findings = findings

    def _says(self, entry: PlanEntry, column: MeasureColumn) -> str:
        return self.stored.resource.says(entry.measure, column) if entry.measure else ""

    def _differs(self, entry: PlanEntry, column: MeasureColumn, new: str) -> bool:
        """Notes a change; an empty cell changes nothing unless the clerk wants it to."""
        old = self._says(entry, column)
        if new == old or not (new or self.answers.blank_empty):
            return False
        entry.changes.append(CellChange(column, old, new))
        return True

    def _decide_again(self, row: MeasureRow, column: MeasureColumn) -> None:
        self.findings.problem(row, column, _("What was chosen here is gone meanwhile. Decide again."))
