"""Days that belong together, and how exactly a wording names them."""

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum
from functools import lru_cache

MONTH, QUARTER, HALF, YEAR = 1, 3, 6, 12  # lengths in months
SHORTEST_MONTH = timedelta(days=27)  # from the first day of a February to its last


class UnreadableDeadlineError(ValueError):
    """The wording names no day, month, quarter, season or year this package knows."""


class NoSuchDayError(UnreadableDeadlineError):
    """The wording looks like a date, but the calendar has none like it: 31 February, a fifth quarter."""


class Precision(IntEnum):
    """How exactly a wording names its days; the value is the most days it covers."""

    DAY = 1
    WEEK = 10
    MONTH = 31
    QUARTER = 92
    HALF = 184
    YEAR = 366


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included; `named` is the precision where the days do not show it."""

    first: date
    last: date
    named: Precision | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(self)

    @property
    def precision(self) -> Precision:
        """Returns how exactly the days are named; a year for whatever is longer."""
        days = (self.last - self.first).days + 1
        return self.named or next((one for one in Precision if days <= one), Precision.YEAR)

    def part(self, word: str) -> "Period":
        """The beginning, middle or end of the period, for "Anfang", "Mitte" and "Ende"."""
        is_month = self.precision <= Precision.MONTH
        if word == "ende":
            return Period(self.last, self.last, Precision.WEEK if is_month else Precision.MONTH)
        if self.last - self.first < SHORTEST_MONTH:
            raise ValueError(word)  # the middle of a day or week is no deadline
        middle = word == "mitte"
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        if months == MONTH:
            return Period(self.first.replace(day=11 if middle else 1), self.first.replace(day=20 if middle else 10))
        length = QUARTER if months == YEAR else max(months // 3, 1)
        start = add_months(self.first, length if middle else 0)
        return whole_months(start.year, start.month, length)


def whole_months(year: int, month: int, count: int = MONTH) -> Period:
    first = date(year, month, 1)
    end = add_months(first, count - 1)
    return Period(first, end.replace(day=calendar.monthrange(end.year, end.month)[1]))


@lru_cache(maxsize=4096)
def months_later(day: date, count: int) -> date:
    """The same day of another month; the last day of a month leads to the last day, 31 August to 30 September.

    Before the first and after the last year of the calendar, its first or last day.
    """
    try:
        first = add_months(day, count)
    except ValueError:
        return date.min if count < 0 else date.max
    last = calendar.monthrange(first.year, first.month)[1]
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return first.replace(day=last if is_last else min(day.day, last))


def months_between(first: date, last: date) -> int:
    """Returns the whole months from one day to a later one."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if months_later(first, months) <= last else months - 1


def add_months(day: date, count: int) -> date:
    """Returns the first day of the month that comes `count` months later."""
    years, month = divmod(day.month - 1 + count, 12)
    return date(day.year + years, month + 1, 1)
