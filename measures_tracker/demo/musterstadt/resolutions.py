"""A small report of resolutions: motions of invented factions, and what has become of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from catalog.choices import Publication, ReportingInterval, ReportKind, Role
from catalog.models import Measure, Report, Responsibility
from catalog.models.report import OF_RESOLUTIONS
from measures_tracker.demo.musterstadt.reports import SECOND
from measures_tracker.demo.musterstadt.storing import replace, store
from measures_tracker.demo.musterstadt.tables import listed
from measures_tracker.demo.musterstadt.updates import WORDS
from monitoring.choices import ReviewState
from monitoring.models import StatusUpdate

if TYPE_CHECKING:
    from measures_tracker.demo.musterstadt.city import InventedCity
    from measures_tracker.demo.musterstadt.tables import Row, TextTables
    from measures_tracker.demo.musterstadt.timetable import Timetable


MONTH = 30  # days before the second report


def make_resolutions(tables: TextTables, city: InventedCity, times: Timetable) -> Report:
    """Returns the report with its resolutions, their offices and updates."""
    report = report_of(city, times)
    store([report], ["slug"], Report.objects.filter(municipality=city.municipality))
    rows = tables.rows("beschluesse")
    made = {row["Nr"]: resolution_of(row, report, city, times) for row in rows}
    replace(list(made.values()), ["code_key"], Measure.objects.filter(report=report))
    named = [
        Responsibility(measure=made[row["Nr"]], office=city.offices[row["Federführung"]], role=Role.LEAD, order=1)
        for row in rows
    ]
    replace(named, ["measure_id", "office_id"], Responsibility.objects.filter(measure__report=report))
    updates = [update_of(row, made[row["Nr"]], city, times) for row in rows if row["Gemeldet"]]
    replace(updates, ["measure_id", "as_of"], StatusUpdate.objects.filter(measure__report=report))
    return report


def report_of(city: InventedCity, times: Timetable) -> Report:
    return Report(
        municipality=city.municipality,
        title="Beschlüsse des Rates und der Ausschüsse",
        slug="beschluesse",
        kind=ReportKind.RESOLUTIONS,
        introduction="Was Rat und Ausschüsse auf Antrag beschlossen haben, und was daraus geworden ist.",
        compiled_by="Stabsstelle Sozialplanung",
        columns=[column.value for column in OF_RESOLUTIONS],
        reporting_interval=ReportingInterval.HALF_YEARLY,
        is_public=True,
        published_on=times.published(SECOND) - timedelta(days=MONTH),
    )


def resolution_of(row: Row, report: Report, city: InventedCity, times: Timetable) -> Measure:
    measure = Measure(
        report=report,
        code=row["Nr"],
        order=int(row["Nr"]),
        title=row["Titel"],
        description=row["Was"],
        moved_by="; ".join(listed(row["Antragsteller"])),
        resolved_by=city.committees[row["Gremium"]].name,
        resolved=f"{times.last_day_of_month(int(row['Beschlossen'])):%d.%m.%Y}",
        paper_references=row["Drucksache"],
        publication=Publication.PUBLISHED,
        due=times.wording(row["Frist"]),
    )
    measure.sort_out_wordings()
    return measure


def update_of(row: Row, measure: Measure, city: InventedCity, times: Timetable) -> StatusUpdate:
    return StatusUpdate(
        measure=measure,
        author=city.staff[row["Federführung"]],
        publication=ReviewState.PUBLISHED,
        as_of=times.last_day_of_month(int(row["Gemeldet"])),
        status=WORDS[row["Stand"]],
        text=row["Text"],
        reason=row["Grund"],
    )
