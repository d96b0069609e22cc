"""The status of a report's measures over time: counted on every day with an update."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils import timezone

from catalog.models import Report
from monitoring.choices import NO_REPORT, SHOWN_WORDS, UNSTATED
from monitoring.models import MonitoredMeasure, StatusUpdate
from reports.charts.stacks import Stack
from reports.measures.status_bar import StatusBar

if TYPE_CHECKING:
    from catalog.permissions.roles import Visitor

BOTTOM_UP = list(SHOWN_WORDS)


@dataclass(frozen=True, slots=True)
class StatusOnDay:
    """The number of measures by status at the end of a day."""

    day: date
    counts: Counter[str]

    @property
    def bar(self) -> StatusBar:
        return StatusBar.of_counts(self.counts)


class StatusHistory:
    """The counts of all measures a visitor may see, oldest first; needs two queries.

    Counts like the status table: parts instead of a measure that has parts, and no status before the first update.
    """

    def __init__(self, report: Report, user: "Visitor") -> None:
        measures = MonitoredMeasure.objects.visible_to(user).filter(report=report).order_by()
        rows = list(measures.values_list("pk", "parent"))
        wholes = {parent for _pk, parent in rows if parent}
        units = {pk for pk, _parent in rows if pk not in wholes}
        self.total = len(units)
        self.states = self._states(report, units)

    def _states(self, report: Report, units: set[int]) -> list[StatusOnDay]:
        updates = StatusUpdate.objects.published().until(timezone.localdate()).filter(measure__report=report)
        rows = updates.order_by("as_of").values_list("as_of", "measure", "status")
        known = dict.fromkeys(units, NO_REPORT)
        states = []
        for day, news in groupby((row for row in rows if row[1] in units), key=lambda row: row[0]):
            for _day, measure, status in news:  # one without a word leaves the word before as it was
                known[measure] = status or known[measure] or UNSTATED
            states.append(StatusOnDay(day, Counter(known.values())))
        return states

    @cached_property
    def stack(self) -> Stack:
        return Stack.of([(state.day, state.counts) for state in self.states], BOTTOM_UP)

    @cached_property
    def statuses(self) -> list[tuple[str, object]]:
        """Returns the status words that ever applied, each with its label, from finished to open."""
        ever = StatusBar.of_words({status for state in self.states for status, count in state.counts.items() if count})
        return [(segment.status, segment.label) for segment in ever.segments]

    @property
    def table(self) -> list[tuple[date, list[int]]]:
        """Returns a row for each day: the number of measures with each of the `statuses`."""
        return [(state.day, [state.counts[status] for status, _label in self.statuses]) for state in self.states]
