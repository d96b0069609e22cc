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
from monitoring.imports.offices import fold
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

    @property
    def decides_by_title(self) -> bool:
        """Whether no row has a number, so that its title says which measure it is about."""
        return not any(row.code or row.order for row in self.grouping.wholes())

    def _check_codes(self) -> None:
        """A code twice under the same measure blocks the import: nobody could say which row counts.

        So does a title twice where no code tells the rows apart.
        """
        seen: dict[tuple[int, str], MeasureRow] = {}
        has_parts = MeasureColumn.PART in self.grouping.headings
        for row in self.grouping.rows:
            column = MeasureColumn.PART if row.whole and has_parts else MeasureColumn.CODE
            if len(row.code) > LONGEST_CODE:
                message = _("The number has more than %(most)s characters. Shorten it.")
                self.findings.problem(row, column, message % {"most": LONGEST_CODE})
            key = (id(row.whole), codes.normalise(row.code) if row.code else f"({row.order or fold(row.label)})")
            if (first := seen.get(key)) is not None:
                self._stands_twice(first, row, column)
            seen.setdefault(key, row)

    def _stands_twice(self, first: MeasureRow, row: MeasureRow, column: MeasureColumn) -> None:
        values = {"word": row.label, "first": first.number, "second": row.number}
        if row.code or row.order:
            message = _(
                "The number “%(word)s” stands in row %(first)s and again in row %(second)s. Each number may "
                "occur once: correct one of them or take one row out."
            )
            self.findings.problem(row, column, message % values)
        elif row.label:
            message = _(
                "The title “%(word)s” stands in row %(first)s and again in row %(second)s. Without numbers the "
                "title decides, so it may occur once: change one of them or give the measures numbers."
            )
            self.findings.problem(row, MeasureColumn.TITLE, message % values)
