"""The measures of both reports with offices, themes, milestones and discussions."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from catalog.choices import Publication, Role
from catalog.models import Measure, MeasureTheme, Responsibility, Theme
from measures_tracker.demo.musterstadt.reports import FIRST, SECOND
from measures_tracker.demo.musterstadt.storing import replace, store
from measures_tracker.demo.musterstadt.tables import is_yes, listed
from monitoring.choices import ReviewState
from monitoring.models import Discussion, Milestone

if TYPE_CHECKING:
    from measures_tracker.demo.musterstadt.city import InventedCity
    from measures_tracker.demo.musterstadt.reports import InventedReport
    from measures_tracker.demo.musterstadt.tables import Row, TextTables
    from measures_tracker.demo.musterstadt.timetable import Timetable

KEY = ("report_id", "parent_id", "code_key")


def make_measures(tables: TextTables, city: InventedCity, reports: dict[int, InventedReport], times: Timetable) -> None:
    """Fills the measures of both reports, those of the first one first: the second names them."""
    for number in (FIRST, SECOND):
        rows = tables.rows(f"massnahmen-{number}")
        reports[number].measures = store_measures(rows, reports, number, times)
        name_offices(rows, city, reports[number])
        give_themes(rows, reports[number])
    make_milestones(tables, reports[SECOND], times)
    make_discussions(tables, reports[SECOND], times)


def place_of(row: Row) -> str:
    """Returns the place of a measure below its report: "A3", or "A3/M1" for a part."""
    above = row.get("Teil von", "")
    return f"{above}/{row['Nr']}" if above else row["Nr"]


def store_measures(
    rows: list[Row], reports: dict[int, InventedReport], number: int, times: Timetable
) -> dict[str, Measure]:
    made: dict[str, Measure] = {}
    wholes = [row for row in rows if not row.get("Teil von")]
    parts = [row for row in rows if row.get("Teil von")]
    report = reports[number].report
    stored = Measure.objects.filter(report=report)
    for some, level in ((wholes, stored.filter(parent=None)), (parts, stored.exclude(parent=None))):
        new = {place_of(row): measure_of(row, reports, number, made, times) for row in some}
        for order, measure in enumerate(new.values(), 1):
            measure.order = order
        replace(list(new.values()), KEY, level)
        made |= new
    return made


def measure_of(
    row: Row, reports: dict[int, InventedReport], number: int, made: dict[str, Measure], times: Timetable
) -> Measure:
    found = reports[number]
    above = row.get("Teil von", "")
    base = found.report.published_on if number == FIRST else None
    moved = row.get("Verschoben", "")
    measure = Measure(
        report=found.report,
        section=None if above else found.sections[row["Nr"][0]],
        parent=made[above] if above else None,
        predecessor=reports[FIRST].measures[row["Vorgänger"]] if row.get("Vorgänger") else None,
        code=row["Nr"],
        title=row["Titel"],
        description=row["Was"],
        starting_position=row.get("Ausgangslage", ""),
        objective=row.get("Ziel", ""),
        costs_amount=Decimal(row["Betrag"]) if row["Betrag"] else None,
        costs_kind=row["Kostenart"],
        costs=row.get("Kosten", ""),
        plain_language=row.get("Einfach gesagt", ""),
        publication=Publication.PUBLISHED,
        start=times.wording(row.get("Beginn", "")),
        due=times.wording(row["Frist"], base),
        original_due=times.wording(row.get("Frist vorher", "")),
        change_reason=row.get("Grund", ""),
        moved_on=times.reported(int(moved)) if moved else None,
    )
    measure.sort_out_wordings()
    return measure


def name_offices(rows: list[Row], city: InventedCity, report: InventedReport) -> None:
    report.leads = {place_of(row): listed(row["Federführung"])[0] for row in rows}
    named = [
        Responsibility(measure=report.measures[place_of(row)], office=city.offices[office], role=role, order=order)
        for row in rows
        for column, role in (("Federführung", Role.LEAD), ("Mitwirkung", Role.PARTICIPATING))
        for order, office in enumerate(listed(row[column]), 1)
    ]
    replace(named, ["measure_id", "office_id"], Responsibility.objects.filter(measure__report=report.report))


def give_themes(rows: list[Row], report: InventedReport) -> None:
    themes = {theme.slug: theme for theme in Theme.objects.all()}
    own = [
        MeasureTheme(measure=report.measures[place_of(row)], theme=themes[slug])
        for row in rows
        for slug in listed(row.get("Themen", ""))
        if slug in themes
    ]
    store(own, ["measure_id", "theme_id"], MeasureTheme.objects.filter(measure__report=report.report))


def make_milestones(tables: TextTables, report: InventedReport, times: Timetable) -> None:
    made = [
        Milestone(
            measure=report.measures[row["Nr"]],
            title=row["Titel"],
            publication=ReviewState.PUBLISHED,
            due=times.wording(row["Frist"]),
            original_due=times.wording(row["Frist vorher"]),
            change_reason=row["Grund"],
            moved_on=times.reported(int(row["Verschoben"])) if row["Verschoben"] else None,
            done_on=times.last_day_of_month(int(row["Erreicht"])) if row["Erreicht"] else None,
        )
        for row in tables.rows("etappen")
    ]
    replace(made, ["measure_id", "title"], Milestone.objects.filter(measure__report=report.report))


def make_discussions(tables: TextTables, report: InventedReport, times: Timetable) -> None:
    made = [
        Discussion(
            measure=report.measures[row["Nr"]],
            phase=row["Phase"],
            approach=row["Vorgehen"],
            minutes_signed=is_yes(row["Niederschrift"]) if row["Niederschrift"] else None,
            held_on=times.last_day_of_month(-int(row["Vor Monaten"])) if row["Vor Monaten"] else None,
        )
        for row in tables.rows("besprechungen")
    ]
    replace(made, ["measure_id", "phase", "held_on"], Discussion.objects.filter(measure__report=report.report))
