"""Musterstadt for the modules that want it; the database that all tests share holds the five cities alone."""

from datetime import UTC, date, datetime

import time_machine

from catalog.models import Municipality
from measures_tracker.demo.musterstadt.building import build
from measures_tracker.demo.musterstadt.tables import find_tables
from measures_tracker.demo.people import planner_of_demo

DAY_OF_DEMO = date(2026, 11, 29)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def build_on(day: date) -> Municipality:
    """Makes the city as it is on a day. A module that does so takes the database of the five cities back afterwards."""
    tables = find_tables()
    assert tables
    with time_machine.travel(noon(day), tick=False):
        return build(tables, day, planner_of_demo())
