"""The measures of the previous report that a file says its rows continue."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from catalog.models import Measure
from catalog.models.predecessors import continues_itself_by_others
from catalog.texts import codes
from monitoring.choices import MeasureColumn
from monitoring.exports.resources import single_line
from monitoring.imports.planning.entry_comparison import EntryComparison

if TYPE_CHECKING:
    from monitoring.imports.answers import Answers
    from monitoring.imports.planning.entry import PlanEntry
    from monitoring.imports.planning.findings import Findings
    from monitoring.imports.planning.stored import Stored

PREVIOUS = MeasureColumn.PREVIOUS
NO_NUMBER = frozenset({"", "-", "–", "—", "/", "neu", "new", "keine", "none"})
BETWEEN = re.compile(r"\s*(?:[;,+&\n]|\b(?:und|and)\b)\s*")
LONGEST_WORD = 100


class PredecessorComparison(EntryComparison):
    """Finds the measure that a row continues by its number in the previous report; a wrong number is a problem.

    Where the report continues none, or a row names several, what the cell says goes into the internal note.
    """

    def __init__(self, stored: Stored, answers: Answers, findings: Findings, heading: str) -> None:
        super().__init__(stored, answers, findings)
        self.heading = heading

    def compare(self, entry: PlanEntry) -> None:
        text = single_line(entry.row.cells.get(PREVIOUS, ""))
        if text.casefold() in NO_NUMBER:
            return
        earlier = self.stored.report.predecessor
        if earlier is None:
            self._note(entry, text)
            message = _("The report names no report that it continues. “%(text)s” is kept in the internal note.")
            self.findings.warn(entry.row, PREVIOUS, message % {"text": text[:LONGEST_WORD]})
            return
        found = [self._find(number, entry) for number in self._numbers(text)]
        if not all(found):
            message = _("“%(report)s” has no measure “%(text)s”, or several. Correct the number, or leave it out.")
            named = {"report": earlier.full_title, "text": text[:LONGEST_WORD]}
            self.findings.problem(entry.row, PREVIOUS, message % named)
            return
        if len(found) > 1:
            self._note(entry, text)
            message = _("The measure continues several. The first one is linked, all are named in the internal note.")
            self.findings.warn(entry.row, PREVIOUS, message)
        self._link(entry, found[0])

    def _link(self, entry: PlanEntry, earlier: Measure | None) -> None:
        if earlier is None or (entry.measure and entry.measure.predecessor_id == earlier.pk):
            return
        if entry.measure and continues_itself_by_others(Measure(pk=entry.measure.pk, predecessor=earlier)):
            self.findings.problem(entry.row, PREVIOUS, _("A measure cannot continue itself by way of others."))
            return
        if self._differs(entry, PREVIOUS, str(earlier)):
            entry.fields["predecessor"] = earlier

    def _note(self, entry: PlanEntry, text: str) -> None:
        entry.row.notes.append(f"{self.heading}: {text}")

    def _numbers(self, text: str) -> list[str]:
        """Returns the numbers of a cell: one, unless only its parts are numbers of measures."""
        return [text] if codes.normalise(text) in self._earlier else BETWEEN.split(text)

    def _find(self, number: str, entry: PlanEntry) -> Measure | None:
        """Returns the only measure of this number; of a measure and a part, the one that is like the row."""
        named = self._earlier.get(codes.normalise(number), [])
        alike = [one for one in named if (one.parent_id is None) == (entry.row.whole is None)]
        chosen = alike or named
        return chosen[0] if len(chosen) == 1 else None

    @cached_property
    def _earlier(self) -> dict[str, list[Measure]]:
        """Returns the measures of the previous report by number, parts with and without that of their measure.

        Our own files name them with title and report, too: "A3 Elternarbeit (Soziale Lage 2018)".
        """
        found: dict[str, list[Measure]] = {}
        earlier = Measure.objects.filter(report=self.stored.report.predecessor_id)
        for measure in earlier.select_related("parent", "report"):
            words = (measure.code, measure.full_code, str(measure), f"{measure} ({measure.report.title})")
            for name in {codes.normalise(word) for word in words} - {""}:
                found.setdefault(name, []).append(measure)
        return found
