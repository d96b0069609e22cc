"""The status of a report's measures over time: counted on every day with an update."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.choices import Publication
from catalog.models import Report
from monitoring.choices import NO_REPORT, SHOWN_WORDS, UNSTATED
from monitoring.models import MonitoredMeasure, StatusUpdate
from reports.charts.stacks import Stack
from reports.measures.status_bar import StatusBar

if TYPE_CHECKING:
    from catalog.permissions.roles import Visitor

BOTTOM_UP = list(SHOWN_WORDS)
MOST_DAYS = 14  # that many dates stand side by side on a screen
QUARTER, HALF = 3, 6  # months

# Finer and coarser periods; of each, the last date stands for all. With what a page says of it.
PERIODS: list[tuple[Callable[[date], Hashable], str | Promise]] = [
    (lambda day: day, _("How the measures stood on each date for which something was reported.")),
    (lambda day: (day.year, day.month), _("How the measures stood after the last report of each month.")),
    (
        lambda day: (day.year, (day.month - 1) // QUARTER),
        _("How the measures stood after the last report of each quarter."),
    ),
    (
        lambda day: (day.year, (day.month - 1) // HALF),
        _("How the measures stood after the last report of each half-year."),
    ),
    (lambda day: day.year, _("How the measures stood after the last report of each year.")),
]


@dataclass(frozen=True, slots=True)
class StatusOnDay:
    """The number of measures by status at the end of a day."""

    day: date
    counts: Counter[str]

    @property
    def bar(self) -> StatusBar:
        return StatusBar.of_counts(self.counts)


class StatusHistory:
    """The counts of the units a visitor may see, oldest first, as the status table of each day has them.

    Where there are too many days, the last of each month stands for it, or of a longer period; `dates` says which.
    Needs two queries.
    """

    def __init__(self, report: Report, user: "Visitor") -> None:
        measures = MonitoredMeasure.objects.visible_to(user).filter(report=report).order_by()
        self.measures = list(measures.values_list("pk", "parent", "added_on", "publication"))
        self._days_added = sorted({added for _pk, _parent, added, _publication in self.measures if added})
        self._units_after: dict[int, set[int]] = {}  # by the number of days on which measures were added
        self.states, self.dates = thinned(list(self._states(report)))

    def _states(self, report: Report) -> Iterator[StatusOnDay]:
        updates = StatusUpdate.objects.published().until(timezone.localdate()).filter(measure__report=report)
        rows = updates.order_by("as_of").values_list("as_of", "measure", "status")
        known: dict[int, str] = {}
        units: set[int] = set()
        counts: Counter[str] = Counter()
        for day, found in groupby(rows, key=lambda row: row[0]):
            news = {measure: status for _day, measure, status in found}
            # One without a word leaves the word before as it was.
            words = {measure: status or known.get(measure) or UNSTATED for measure, status in news.items()}
            if (there := self._units(day)) is units:
                reported = words.keys() & units
                counts.subtract(known.get(unit, NO_REPORT) for unit in reported)
                counts.update(words[unit] for unit in reported)
                known |= words
            else:
                known |= words
                units, counts = there, Counter(known.get(unit, NO_REPORT) for unit in there)
            if news.keys() & units:
                yield StatusOnDay(day, +counts)

    def _units(self, day: date) -> set[int]:
        """Returns the ids of what is counted on a day: the same set until measures are added."""
        number = bisect_right(self._days_added, day)
        if number not in self._units_after:
            since = {None, *self._days_added[:number]}
            there = [row for row in self.measures if row[2] in since]
            with_parts = {parent for _pk, parent, _added, publication in there if publication == Publication.PUBLISHED}
            self._units_after[number] = {row[0] for row in there} - with_parts
        return self._units_after[number]

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


def thinned(states: list[StatusOnDay]) -> tuple[list[StatusOnDay], str | Promise]:
    """Returns the last state of each period, and a sentence that says so; periods are as short as the number allows."""
    periods = (({period(state.day): state for state in states}, sentence) for period, sentence in PERIODS)
    kept, sentence = next((found for found in periods if len(found[0]) <= MOST_DAYS), ({}, ""))
    return list(kept.values()), sentence
