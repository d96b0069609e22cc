"""How an indicator stands against its target; the indicators page explains the same rule in plain words.

- No value: nothing has been counted yet.
- Met: the last value satisfies the target. A target to rise, to keep or to reach a figure needs at least that
  figure, a target to fall at most; a target to reach a figure below the start needs at most that figure. Without a
  direction a target is one to reach.
- On course: not met yet, but on the day of the last value at least as far as a straight line from the start to the
  target on its deadline. A target to rise or fall without a figure is on course once the value has moved that way.
- Off course: behind that line; or the deadline has passed without the target; or a value to keep was not kept.
- Unclear: there is a value, but no figure to reach, no deadline or no start to draw the line from.

The target is the next one whose deadline has not passed, or else the last one. Without a deadline of its own the end of
the report's period counts. The start is the baseline or, without one, the first of several values; a baseline without a
date counts from the beginning of the period. A target to keep without a figure is measured by its start.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils import timezone

from catalog.deadlines import months_later
from monitoring.choices import Course, Direction

if TYPE_CHECKING:
    from datetime import date

    from catalog.models import Report
    from monitoring.models.indicator import Indicator, IndicatorTarget, IndicatorValue


@dataclass(frozen=True, slots=True)
class Figure:
    """A number on a day; the day is None if unknown."""

    day: date | None
    value: Decimal


@dataclass(frozen=True, slots=True)
class DatedFigure(Figure):
    day: date


@dataclass(frozen=True, slots=True)
class Gap:
    """A number of values that were due and are missing between two days."""

    after: date
    before: date


class Progress:
    """The state of an indicator on a day (default: today).

    Reads `measure.report`, `targets` and `values`; load them first, and it needs no query.
    """

    def __init__(self, indicator: Indicator, day: date | None = None) -> None:
        self.indicator = indicator
        self.day = day or timezone.localdate()
        self.values: list[IndicatorValue] = [value for value in indicator.values.all() if value.as_of <= self.day]
        self.targets: list[IndicatorTarget] = [t for t in indicator.targets.all() if t.value is not None]
        self.statements: list[IndicatorTarget] = [t for t in indicator.targets.all() if t.value is None]

    @property
    def last(self) -> IndicatorValue | None:
        return self.values[-1] if self.values else None

    @cached_property
    def start(self) -> Figure | None:
        """Returns where the line to the target begins."""
        if self.indicator.baseline is not None:
            return Figure(self.indicator.baseline_on or self._report.period_start, self.indicator.baseline)
        if len(self.values) > 1:
            return Figure(self.values[0].as_of, self.values[0].value)
        return None

    @cached_property
    def target(self) -> IndicatorTarget | None:
        """Returns the next target with a figure whose deadline has not passed, or else the last one."""
        dated = sorted((t for t in self.targets if self.deadline(t)), key=lambda t: str(self.deadline(t)))
        undated = [t for t in self.targets if not self.deadline(t)]
        ahead = [t for t in dated if (deadline := self.deadline(t)) and deadline >= self.day]
        return next(iter([*ahead, *undated, *reversed(dated)]), None)

    def deadline(self, target: IndicatorTarget) -> date | None:
        """Returns the deadline of the target or the end of the report's period."""
        return target.due_on or self._report.period_end

    @property
    def aim(self) -> Figure | None:
        """Returns the figure to reach with its deadline."""
        if self.target and self.target.value is not None:
            return Figure(self.deadline(self.target), self.target.value)
        if self.indicator.direction == Direction.KEEP and self.start:
            return Figure(None, self.start.value)
        return None

    @property
    def distance(self) -> Decimal | None:
        """Returns the last value less the figure to reach: below zero where it lies under it."""
        return self.last.value - self.aim.value if self.last and self.aim else None

    @cached_property
    def course(self) -> Course:
        if self.last is None:
            return Course.NO_VALUE
        if self.aim is None:
            return self._by_direction(self.last.value)
        if self._is_as_good_as(self.last.value, self.aim.value):
            return Course.MET
        if self.indicator.direction == Direction.KEEP or (self.aim.day and self.aim.day < self.day):
            return Course.OFF_COURSE
        return self._by_line(self.last.value, self.expected(self.last.as_of))

    def expected(self, day: date) -> Decimal | None:
        """Returns the figure that the line from the start to the target has on a day; None without a line."""
        if self.line is None:
            return None
        start, end = self.line
        first, last = start.day, end.day
        if day >= last:
            return end.value
        share = Decimal(max((day - first).days, 0)) / (last - first).days
        return start.value + (end.value - start.value) * share

    @property
    def line(self) -> tuple[DatedFigure, DatedFigure] | None:
        """Returns start and end of the line that values are compared with, the earlier one first."""
        start, end = self.start, self.aim
        if not (start and start.day and end and end.day) or start.day >= end.day:
            return None
        return DatedFigure(start.day, start.value), DatedFigure(end.day, end.value)

    @property
    def next_value_due(self) -> date | None:
        """Returns the day one interval after the last value, or after the baseline without a later value."""
        since = self.last.as_of if self.last else self.indicator.baseline_on
        months = self.indicator.months_between_values
        return months_later(since, months) if since and since <= self.day and months else None

    @property
    def is_value_overdue(self) -> bool:
        return self.next_value_due is not None and self.next_value_due < self.day

    @property
    def gaps(self) -> list[Gap]:
        """Returns where at least one value is missing: the next came more than half an interval too late."""
        months = self.indicator.months_between_values
        if not months:
            return []
        return [
            Gap(earlier.as_of, later.as_of)
            for earlier, later in pairwise(self.values)
            if later.as_of > (due := months_later(earlier.as_of, months)) + (due - earlier.as_of) / 2
        ]

    def _by_direction(self, value: Decimal) -> Course:
        """Returns the course of a target to rise or fall without a figure."""
        if self.start is None or self.indicator.direction not in {Direction.RISE, Direction.FALL}:
            return Course.UNCLEAR
        moved = value - self.start.value if self.rises else self.start.value - value
        return Course.ON_COURSE if moved > 0 else Course.OFF_COURSE

    def _by_line(self, value: Decimal, expected: Decimal | None) -> Course:
        if expected is None:
            return Course.UNCLEAR
        return Course.ON_COURSE if self._is_as_good_as(value, expected) else Course.OFF_COURSE

    def _is_as_good_as(self, value: Decimal, other: Decimal) -> bool:
        return value >= other if self.rises else value <= other

    @cached_property
    def rises(self) -> bool:
        """Tells whether more is better."""
        if self.indicator.direction in {Direction.REACH, ""} and self.start and self.aim:
            return self.start.value <= self.aim.value
        return self.indicator.direction != Direction.FALL

    @property
    def _report(self) -> Report:
        return self.indicator.measure.report
