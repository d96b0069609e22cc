"""Counts measures and their status, by report and by theme."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitoring.choices import CLOSED
from reports.measures.counting import Tally
from reports.measures.status_bar import SHOWN_WORD, StatusBar

if TYPE_CHECKING:
    from catalog.models import Theme
    from reports.measures.scope import Scope

BELONGS = ("pk", "parent", "section", "parent__section", "report", "report__municipality")
STANDS = ("shown", "has_parts", "is_silent")


@dataclass(slots=True)
class MeasureCounts:
    """The ids of measures without parts and of their cities, and the shown word of each unit.

    `number_of_silent` is how many units have not been reported on for too long.
    """

    measures: set[int] = field(default_factory=set)
    cities: set[int] = field(default_factory=set)
    words: list[str] = field(default_factory=list)
    number_of_silent: int = 0

    @property
    def tally(self) -> Tally:
        return Tally(len(self.measures), len(self.words))

    @property
    def number_of_open(self) -> int:
        """Returns how many units are not finished, so that they are still to be reported on."""
        return sum(word not in CLOSED for word in self.words)

    @property
    def bar(self) -> StatusBar:
        return StatusBar.of_words(self.words)


class ScopeCounts:
    """The counts of a scope; `by_report` by the report's id, `by_theme` with all themes in their order.

    Needs one query for the measures, and for the themes those of the scope for reports and sections.
    """

    def __init__(self, scope: Scope) -> None:
        self.by_report: dict[int, MeasureCounts] = defaultdict(MeasureCounts)
        self.by_theme = {theme: MeasureCounts() for theme in scope.all_themes}
        by_id = {theme.pk: tally for theme, tally in self.by_theme.items()}
        rows = scope.measures().annotate(shown=SHOWN_WORD).values_list(*BELONGS, *STANDS)
        for pk, parent, section, section_of_parent, report, city, word, has_parts, is_silent in rows:
            themes = scope.themes.of_measure(parent or pk, section_of_parent if parent else section)
            for tally in (self.by_report[report], *(by_id[theme] for theme in themes)):
                tally.measures.add(parent or pk)
                tally.cities.add(city)
                if not has_parts:
                    tally.words.append(word)
                    tally.number_of_silent += is_silent

    @property
    def themes(self) -> list[tuple[Theme, MeasureCounts]]:
        """Returns the themes that have measures, with their counts."""
        return [(theme, tally) for theme, tally in self.by_theme.items() if tally.measures]
