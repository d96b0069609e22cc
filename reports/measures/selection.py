"""Selects the measures that a visitor has asked for, and counts what each choice would show."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitoring.models import MonitoredMeasure
    from reports.measures.filters import MeasureFilter, MeasureFilters


class Selection:
    """A selection from `filters.measures()`, with responsibilities and milestones where choices are counted.

    A measure that fits is shown with all its parts. Where only parts fit, the measure is shown with these. The counts
    are of measures without parts.
    """

    def __init__(self, measures: Iterable[MonitoredMeasure], filters: MeasureFilters) -> None:
        self.measures = list(measures)
        self.filters = filters

    @cached_property
    def shown(self) -> set[int]:
        """Returns the ids of all rows to show."""
        fitting = [measure for measure in self.measures if self.filters.fits(measure)]
        chosen = {measure.pk for measure in fitting}
        parts = {measure.pk for measure in self.measures if measure.parent_id in chosen}
        return chosen | parts | {measure.parent_id for measure in fitting if measure.parent_id is not None}

    @cached_property
    def number(self) -> int:
        return len(wholes(measure for measure in self.measures if measure.pk in self.shown))

    @cached_property
    def total(self) -> int:
        return len(wholes(self.measures))

    @property
    def is_filtered(self) -> bool:
        return bool(self.filters.active)

    def without(self, measure_filter: MeasureFilter) -> int:
        """Returns how many measures there would be without a filter."""
        return len(wholes(self._fitting_besides(measure_filter)))

    def counts(self, measure_filter: MeasureFilter) -> dict[str, int]:
        """Returns how many measures each word of a filter would show, the other filters staying as they are."""
        found: dict[str, set[int]] = defaultdict(set)
        for measure in self._fitting_besides(measure_filter):
            for word in measure_filter.words_for(measure):
                found[word].add(measure.parent_id or measure.pk)
        return {word: len(numbers) for word, numbers in found.items()}

    def _fitting_besides(self, measure_filter: MeasureFilter) -> list[MonitoredMeasure]:
        return [measure for measure in self.measures if self.filters.fits(measure, besides=measure_filter)]


def wholes(measures: Iterable[MonitoredMeasure]) -> set[int]:
    """Returns the ids of the measures that these are or are part of."""
    return {measure.parent_id or measure.pk for measure in measures}
