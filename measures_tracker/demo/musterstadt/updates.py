"""What the offices have reported, half-year by half-year."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from catalog.deadlines import months_later
from measures_tracker.demo.musterstadt.reports import FIRST, SECOND
from measures_tracker.demo.musterstadt.storing import replace
from measures_tracker.demo.musterstadt.timetable import SINCE
from monitoring.choices import STATUS_WORDS, ReviewState
from monitoring.models import StatusUpdate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from measures_tracker.demo.musterstadt.city import InventedCity
    from measures_tracker.demo.musterstadt.reports import InventedReport
    from measures_tracker.demo.musterstadt.tables import Row, TextTables
    from measures_tracker.demo.musterstadt.timetable import Timetable

SEED = 2026
LAST_WEEK = 6  # days since the last paper
LAST_DAYS = 20  # of a half-year, on which the offices report
WORDS = {word.slug: status.value for status, word in STATUS_WORDS.items()} | {"": ""}
KEY = ("measure_id", "as_of")


def make_updates(tables: TextTables, city: InventedCity, reports: dict[int, InventedReport], times: Timetable) -> None:
    writer = UpdateWriter(city, times)
    first = list(writer.of_first(tables.rows("massnahmen-1"), reports[FIRST]))
    second = [writer.of_second(row, reports[SECOND]) for row in tables.rows("meldungen-2")]
    for report, updates in ((reports[FIRST], first), (reports[SECOND], second)):
        replace(updates, KEY, StatusUpdate.objects.filter(measure__report=report.report))


class UpdateWriter:
    """Writes the updates; each office reports on some day near the end of the half-year."""

    def __init__(self, city: InventedCity, times: Timetable) -> None:
        self._city = city
        self._times = times
        self._chance = Random(SEED)  # noqa: S311 - the same days every time

    def of_first(self, rows: list[Row], report: InventedReport) -> Iterator[StatusUpdate]:
        """Yields two updates for each measure: a year after the report, and before it was closed."""
        days = [months_later(self._times.published(FIRST), 12), self._times.published(SECOND) - timedelta(days=30)]
        for row in rows:
            for number, day in enumerate(days, 1):
                update = self._update(row, report, self._near(day))
                update.status, update.text = WORDS[row[f"Stand {number}"]], row[f"Text {number}"]
                update.reason = row.get(f"Grund {number}", "")
                yield update

    def of_second(self, row: Row, report: InventedReport) -> StatusUpdate:
        is_new = row["Halbjahr"] == SINCE
        end = self._times.day if is_new else self._times.reported(int(row["Halbjahr"]))
        update = self._update(row, report, self._near(end, LAST_WEEK if is_new else LAST_DAYS))
        update.status = WORDS[row["Stand"]]
        update.text, update.next_steps, update.reason = (
            self._times.fill(row[name], end) for name in ("Text", "Nächste Schritte", "Grund")
        )
        update.publication, update.remark = row["Freigabe"] or ReviewState.PUBLISHED, row["Bemerkung"]
        return update

    def _update(self, row: Row, report: InventedReport, day: date) -> StatusUpdate:
        return StatusUpdate(
            measure=report.measures[row["Nr"]],
            author=self._city.staff[report.leads[row["Nr"]]],
            publication=ReviewState.PUBLISHED,
            as_of=day,
        )

    def _near(self, day: date, days: int = LAST_DAYS) -> date:
        return day - timedelta(days=self._chance.randrange(days))
