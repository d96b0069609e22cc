"""Makes Musterstadt as of a day; made again on the same day, nothing changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from catalog.history.backfill import record_what_was_loaded
from measures_tracker.demo.musterstadt.attachments import make_attachments
from measures_tracker.demo.musterstadt.city import make_city
from measures_tracker.demo.musterstadt.comments import make_comments
from measures_tracker.demo.musterstadt.indicators import make_indicators
from measures_tracker.demo.musterstadt.measures import make_measures
from measures_tracker.demo.musterstadt.papers import make_papers
from measures_tracker.demo.musterstadt.reports import make_reports
from measures_tracker.demo.musterstadt.resolutions import make_resolutions
from measures_tracker.demo.musterstadt.rounds import make_round
from measures_tracker.demo.musterstadt.timetable import Timetable
from measures_tracker.demo.musterstadt.updates import make_updates
from measures_tracker.demo.musterstadt.waiting import fill_recycle_bin, upload_table
from reports.council.issuing import freeze_what_was_loaded

if TYPE_CHECKING:
    from datetime import date

    from catalog.models import Municipality, User
    from measures_tracker.demo.musterstadt.tables import TextTables


@transaction.atomic
def build(tables: TextTables, day: date, planner: User) -> Municipality:
    """Returns the city; `planner` is the person who has deleted a measure and uploaded a table."""
    times = Timetable(day)
    city = make_city(tables)
    reports = make_reports(tables, city, times)
    make_measures(tables, city, reports, times)
    make_updates(tables, city, reports, times)
    make_indicators(tables, reports, times)
    make_resolutions(tables, city, times)
    make_papers(tables, city, reports, times)
    record_what_was_loaded()
    freeze_what_was_loaded()
    fill_recycle_bin(city, reports, planner)
    upload_table(tables, reports, times, planner)
    make_round(tables, city, reports, times, planner)
    make_comments(city, reports, times, planner)
    make_attachments(reports, times)
    record_what_was_loaded()
    return city.municipality
