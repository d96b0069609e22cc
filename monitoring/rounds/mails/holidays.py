"""Working days of the federal states."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from catalog.on_demand import on_demand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SATURDAY = 5
ONE_DAY = timedelta(days=1)

holidays_of_country: Callable[..., Iterable[date]] = on_demand("holidays.country_holidays")


@cache
def public_holidays(state: str, year: int) -> frozenset[date]:
    """Returns the public holidays of a whole state; not those of single communities, such as the Peace of Augsburg."""
    return frozenset(holidays_of_country("DE", subdiv=state, years=year))


def is_working_day(day: date, state: str) -> bool:
    return day.weekday() < SATURDAY and day not in public_holidays(state, day.year)


def next_working_day(day: date, state: str) -> date:
    """Returns the day itself, or the next one on which people work."""
    while not is_working_day(day, state):
        day += ONE_DAY
    return day
