"""The columns of a schedule: quarters, or halves of years or years where there would be too many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

MOST_COLUMNS = 20
YEAR = 12
LENGTHS = (3, 6, 12, 60, 120, 1200)  # months


@dataclass(frozen=True, slots=True)
class ScheduleColumn:
    """Some months of a year, or some years; `number` counts within the year. `is_now` tells whether today is in it."""

    year: int
    number: int
    starts_year: bool
    is_now: bool


class Periods:
    """Equally long periods from the first to the last of some days; today's is among them if it is not far beyond."""

    def __init__(self, days: Collection[date], today: date) -> None:
        first, last = min(days), max(days)
        self.months = next(
            (length for length in LENGTHS if self._count(first, last, length) <= MOST_COLUMNS), LENGTHS[-1]
        )
        for stretched in ((min(first, today), last), (first, max(last, today))):
            if self._count(*stretched, self.months) <= MOST_COLUMNS:
                first, last = min(first, stretched[0]), max(last, stretched[1])
        self.first = self._index(first, self.months)
        self.number = self._count(first, last, self.months)
        self.now = self.place(today)

    @property
    def columns(self) -> list[ScheduleColumn]:
        return [self._column(place) for place in range(self.number)]

    @property
    def has_parts_of_years(self) -> bool:
        return self.months < YEAR

    @property
    def years(self) -> list[tuple[int, int]]:
        """Returns the years with their numbers of columns."""
        counts: dict[int, int] = {}
        for column in self.columns:
            counts[column.year] = counts.get(column.year, 0) + 1
        return list(counts.items())

    def place(self, day: date) -> int | None:
        """Returns the column of a day; None outside."""
        place = self._index(day, self.months) - self.first
        return place if 0 <= place < self.number else None

    def _column(self, place: int) -> ScheduleColumn:
        month = (self.first + place) * self.months
        number = month % YEAR // self.months + 1 if self.has_parts_of_years else 1
        return ScheduleColumn(month // YEAR, number, number == 1 or not place, place == self.now)

    @staticmethod
    def _index(day: date, months: int) -> int:
        return (day.year * YEAR + day.month - 1) // months

    @classmethod
    def _count(cls, first: date, last: date, months: int) -> int:
        return cls._index(last, months) - cls._index(first, months) + 1
