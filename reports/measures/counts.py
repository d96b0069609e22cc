"""Counts units and their status, by city, report and theme, all from one query."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from monitoring.choices import CLOSED
from monitoring.models.judging import FACTS, deadline_state, passed_day
from monitoring.models.measure import shown_word
from reports.measures.counting import Tally
from reports.measures.status_bar import StatusBar, passed_states

if TYPE_CHECKING:
    from datetime import date

    from catalog.models import Theme
    from reports.measures.scope import Scope

BELONGS = ("pk", "parent", "section", "parent__section", "report", "report__municipality", "is_silent")
STANDS = ("status", "status_on", "reported_on", "told_reason", "has_parts", "seen_on", *FACTS)


@dataclass(slots=True)
class MeasureCounts:
    """The ids of measures without parts and of their cities, and the shown word of each unit.

    `states` are those of the units' deadlines; `number_of_silent` is how many units have not been reported on for too
    long.
    """

    measures: set[int] = field(default_factory=set)
    cities: set[int] = field(default_factory=set)
    words: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    number_of_silent: int = 0

    @property
    def tally(self) -> Tally:
        return Tally(len(self.measures), self.words.total())

    @property
    def number_of_open(self) -> int:
        """Returns how many units are not finished, so that they are still to be reported on."""
        return sum(number for word, number in self.words.items() if word not in CLOSED)

    @property
    def bar(self) -> StatusBar:
        return StatusBar.of_counts(self.words)

    @property
    def passed(self) -> list[tuple[str, int]]:
        """Returns the states of passed deadlines that occur, with the number of units each."""
        return passed_states(self.states)


class ScopeCounts:
    """The counts of a scope: `everywhere`, `by_city` and `by_report` by their ids, `by_theme` with all themes in order.

    `passed` has the ids of units whose deadline has passed, the latest first. Needs one query for the measures, and for
    the themes those of the scope for reports and sections.
    """

    def __init__(self, scope: Scope) -> None:
        self.everywhere = MeasureCounts()
        self.by_city: dict[int, MeasureCounts] = defaultdict(MeasureCounts)
        self.by_report: dict[int, MeasureCounts] = defaultdict(MeasureCounts)
        self.by_theme = {theme: MeasureCounts() for theme in scope.all_themes}
        by_id = {theme.pk: counts for theme, counts in self.by_theme.items()}
        passed: list[tuple[date, int]] = []
        for row in scope.measures().order_by().values_list(*BELONGS, *STANDS, named=True):
            themes = scope.themes.of_measure(row.parent or row.pk, row.parent__section if row.parent else row.section)
            places = self.everywhere, self.by_city[row.report__municipality], self.by_report[row.report]
            state = deadline_state(row)
            self._count(row, state, [*places, *(by_id[theme] for theme in themes)])
            if not row.has_parts and (day := passed_day(row, state)):
                passed.append((day, row.pk))
        self.passed = [pk for _day, pk in sorted(passed, key=lambda found: (-found[0].toordinal(), found[1]))]

    def _count(self, row: Any, state: str, places: list[MeasureCounts]) -> None:
        word = shown_word(row)
        for counts in places:
            counts.measures.add(row.parent or row.pk)
            counts.cities.add(row.report__municipality)
            if not row.has_parts:
                counts.words[word] += 1
                counts.states[state] += 1
                counts.number_of_silent += row.is_silent

    @property
    def themes(self) -> list[tuple[Theme, MeasureCounts]]:
        """Returns the themes that have measures, with their counts."""
        return [(theme, counts) for theme, counts in self.by_theme.items() if counts.measures]
