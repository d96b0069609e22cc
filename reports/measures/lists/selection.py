"""Selects the measures that a visitor has asked for, and counts what each choice would show."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from reports.measures.counting import Tally, units, wholes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitoring.models import MonitoredMeasure
    from reports.measures.filters import MeasureFilter, MeasureFilters


class Selection:
    """A selection from `filters.measures()`, with responsibilities and milestones where choices are counted.

    A measure that is counted through its parts and fits is shown with all of them. Where only parts fit, the measure is
    shown with these.
    """

    def __init__(self, measures: Iterable[MonitoredMeasure], filters: MeasureFilters) -> None:
        self.measures = list(measures)
        self.filters = filters

    @cached_property
    def shown(self) -> set[int]:
        """Returns the ids of all rows to show."""
        wholes = {measure.parent_id for measure in self._fitting if measure.parent_id is not None}
        return {measure.pk for measure in self._fitting} | self._units_of(self._fitting) | wholes

    @cached_property
    def units(self) -> list[MonitoredMeasure]:
        """Returns what is counted of the rows to show."""
        found = self._units_of(self._fitting)
        return [measure for measure in self.measures if measure.pk in found]

    @cached_property
    def tally(self) -> Tally:
        """Returns how much is shown."""
        return Tally(len(wholes(self.units)), len(self.units))

    @cached_property
    def total(self) -> Tally:
        """Returns how much there is without filters."""
        return Tally.of(self.measures)

    @property
    def in_words(self) -> str:
        """Returns how much is shown, and of how much where there are filters."""
        return self.tally.of_all(self.total) if self.is_filtered else str(self.total)

    @property
    def is_filtered(self) -> bool:
        return bool(self.filters.active)

    def without(self, measure_filter: MeasureFilter) -> Tally:
        """Returns how much there would be without a filter."""
        fitting = self._fitting_besides(measure_filter)
        return Tally(len(wholes(fitting)), len(self._units_of(fitting)))

    def counts(self, measure_filter: MeasureFilter) -> dict[str, int]:
        """Returns how many units each word of a filter would show, the other filters staying as they are."""
        found: dict[str, set[int]] = defaultdict(set)
        for measure in self._fitting_besides(measure_filter):
            for word in measure_filter.words_for(measure):
                found[word] |= self._units[measure.pk]
        return {word: len(numbers) for word, numbers in found.items()}

    @cached_property
    def _fitting(self) -> list[MonitoredMeasure]:
        return self.filters.fitting(self.measures)

    def _fitting_besides(self, measure_filter: MeasureFilter) -> list[MonitoredMeasure]:
        return self.filters.fitting(self.measures, besides=measure_filter)

    def _units_of(self, fitting: Iterable[MonitoredMeasure]) -> set[int]:
        return {pk for measure in fitting for pk in self._units[measure.pk]}

    @cached_property
    def _units(self) -> dict[int | None, set[int]]:
        """Returns the ids of the units that each row is shown with, by its id."""
        counted = units(self.measures)
        through_parts: dict[int | None, set[int]] = {row.pk: set() for row in self.measures if not row.is_unit}
        for unit in counted:
            if unit.parent_id in through_parts:
                through_parts[unit.parent_id].add(unit.pk)
        return through_parts | {unit.pk: {unit.pk} for unit in counted}
