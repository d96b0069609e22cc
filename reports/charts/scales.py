"""Scales: map numbers and dates to places in a chart, and choose the round ones to label."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil, floor

from reports.texts.numbers import figure

YEAR = 12  # months
MOST_YEARS, MOST_MONTHS = 7, 4  # whose names stand beside one another on a phone
MONTHS_BETWEEN_TICKS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 60000, 600000)
ZOOM = Decimal("0.6")  # values from 60 % of the highest on leave the zero line outside


@dataclass(frozen=True, slots=True)
class Tick:
    """A round number or date with its place."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class FigureScale:
    """A scale that maps the numbers from `low` to `high` onto pixels; the lowest is at the bottom."""

    low: Decimal
    high: Decimal
    step: Decimal
    top: float
    bottom: float

    @classmethod
    def around(cls, figures: Iterable[Decimal], top: float, bottom: float, parts: int = 4) -> "FigureScale":
        """Returns a scale with round ends for all these numbers, cut into about `parts` pieces.

        Begins with zero unless all numbers are close together far from it; without numbers it runs from 0 to 1.
        """
        known = list(figures) or [Decimal(0), Decimal(1)]
        low, high = min(known), max(known)
        if low >= 0 and low <= high * ZOOM:
            low = Decimal(0)
        elif high <= 0 and high >= low * ZOOM:
            high = Decimal(0)
        if low == high == 0:
            high = Decimal(1)
        elif low == high:
            low, high = low - abs(low) / 10, high + abs(low) / 10
        step = round_step((high - low) / parts)
        if all(number == number.to_integral_value() for number in known):
            step = max(step, Decimal(1))
        return cls(floor(low / step) * step, ceil(high / step) * step, step, top, bottom)

    def at(self, number: Decimal) -> float:
        share = float((number - self.low) / (self.high - self.low))
        return round(self.bottom + share * (self.top - self.bottom), 1)

    @property
    def ticks(self) -> list[Tick]:
        numbers = [self.low + self.step * index for index in range(int((self.high - self.low) / self.step) + 1)]
        return [Tick(self.at(number), figure(number)) for number in numbers]


@dataclass(frozen=True, slots=True)
class DateScale:
    """A scale that maps the days from `first` to `last` onto percent of the width."""

    first: date
    last: date
    left: float
    right: float

    @classmethod
    def around(cls, days: Iterable[date], left: float, right: float) -> "DateScale":
        """Returns a scale from the earliest to the latest day; a single day stands in the middle of a year."""
        known = list(days)
        first, last = min(known), max(known)
        if first == last:
            half = timedelta(days=182)
            first = first - half if first - date.min > half else first
            last = last + half if date.max - last > half else last
        return cls(first, last, left, right)

    def at(self, day: date) -> float:
        share = (day - self.first) / (self.last - self.first)
        return round(self.left + share * (self.right - self.left), 2)

    def has(self, day: date) -> bool:
        return self.first <= day <= self.last

    def ticks(self, crowded: float = 1) -> list[Tick]:
        """Returns the first days of years or months, or both ends where none of them lies between.

        A small chart is more `crowded`: it has room for so many times less.
        """
        months = (self.last.year - self.first.year) * YEAR + self.last.month - self.first.month
        step = next(step for step in MONTHS_BETWEEN_TICKS if months / step * crowded <= most(step))
        begin = -(-(self.first.year * YEAR + self.first.month - 1) // step) * step
        end = self.last.year * YEAR + self.last.month - 1
        days = [date(number // YEAR, number % YEAR + 1, 1) for number in range(begin, end + 1, step)]
        shown = [day for day in days if self.has(day)]
        if not shown:
            return [Tick(self.at(day), f"{day:%d.%m.%Y}") for day in (self.first, self.last)]
        return [Tick(self.at(day), f"{day:%Y}" if step >= YEAR else f"{day:%m/%Y}") for day in shown]


def most(step: int) -> int:
    return MOST_YEARS if step >= YEAR else MOST_MONTHS


def round_step(number: Decimal) -> Decimal:
    """Returns the next 1, 2 or 5 times a power of ten that is not smaller: 3 gives 5, 0.13 gives 0.2."""
    power = Decimal(1).scaleb(number.adjusted())
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= number)
