"""The two reports and their sections; the second continues the first, which is closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from catalog.choices import Column, ReportingInterval, ReportKind, SectionKind
from catalog.deadlines import months_later
from catalog.models import Measure, Report, Section, SectionTheme, Theme
from measures_tracker.demo.musterstadt.storing import store
from measures_tracker.demo.musterstadt.tables import listed
from reports.models import CommitteeSection

if TYPE_CHECKING:
    from measures_tracker.demo.musterstadt.city import InventedCity
    from measures_tracker.demo.musterstadt.tables import TextTables
    from measures_tracker.demo.musterstadt.timetable import Timetable

FIRST, SECOND = 1, 2
COLUMNS = [Column.CODE, Column.TITLE, Column.LEAD, Column.DUE, Column.STATUS]
WITH_COSTS = [Column.CODE, Column.TITLE, Column.LEAD, Column.DUE, Column.COSTS, Column.STATUS]
YEARS = 60  # months that a report covers


@dataclass(slots=True)
class InventedReport:
    """A report with its sections by number and its measures by their place, such as "A3" or "A3/M1".

    `leads` are the abbreviations of the offices that lead, the first one of each measure.
    """

    number: int
    report: Report
    sections: dict[str, Section]
    measures: dict[str, Measure] = field(default_factory=dict)
    leads: dict[str, str] = field(default_factory=dict)


def make_reports(tables: TextTables, city: InventedCity, times: Timetable) -> dict[int, InventedReport]:
    """Returns both reports, without measures."""
    first = first_report(city, times)
    store([first], ["slug"], Report.objects.filter(municipality=city.municipality))
    second = second_report(city, times, first)
    store([second], ["slug"], Report.objects.filter(municipality=city.municipality))
    return {
        number: InventedReport(number, report, make_sections(tables, city, report, number))
        for number, report in ((FIRST, first), (SECOND, second))
    }


def first_report(city: InventedCity, times: Timetable) -> Report:
    published_on = times.published(FIRST)
    return Report(
        municipality=city.municipality,
        title=f"Sozialbericht {published_on.year}",
        slug="sozialbericht",
        kind=ReportKind.SOCIAL_REPORT,
        introduction=(
            "Der erste Sozialbericht der Stadt mit 26 Maßnahmen in fünf Bereichen. Er ist abgeschlossen; was offen "
            "blieb, führt die Fortschreibung weiter."
        ),
        compiled_by="Stabsstelle Sozialplanung",
        columns=[column.value for column in COLUMNS],
        reporting_interval=ReportingInterval.YEARLY,
        is_public=True,
        is_closed=True,
        published_on=published_on,
        period_start=published_on.replace(day=1),
        period_end=times.published(SECOND),
    )


def second_report(city: InventedCity, times: Timetable, first: Report) -> Report:
    published_on = times.published(SECOND)
    return Report(
        municipality=city.municipality,
        predecessor=first,
        title=f"Fortschreibung des Sozialberichts {published_on.year}",
        slug="fortschreibung",
        kind=ReportKind.ACTION_PLAN,
        introduction=(
            "Die Fortschreibung umfasst 45 Maßnahmen in sechs Handlungsfeldern. Sie führt den ersten Sozialbericht "
            "weiter: Manche Maßnahmen blieben, einige wurden geteilt oder zusammengelegt, drei sind entfallen, 22 sind "
            "neu.\n\nDie Ämter berichten zweimal im Jahr. Danach legt die Stabsstelle Sozialplanung dem Ausschuss für "
            "Soziales und Gesundheit den Stand vor."
        ),
        compiled_by="Stabsstelle Sozialplanung",
        columns=[column.value for column in WITH_COSTS],
        reporting_interval=ReportingInterval.HALF_YEARLY,
        is_public=True,
        published_on=published_on,
        period_start=published_on.replace(day=1),
        period_end=months_later(published_on, YEARS),
    )


def make_sections(tables: TextTables, city: InventedCity, report: Report, number: int) -> dict[str, Section]:
    rows = [row for row in tables.rows("felder") if row["Bericht"] == str(number)]
    sections = {
        row["Nr"]: Section(
            report=report,
            kind=SectionKind.FIELD_OF_ACTION,
            title=row["Titel"],
            slug=row["Adresse"],
            pages=row["Seiten"],
            order=order,
        )
        for order, row in enumerate(rows, 1)
    }
    store(list(sections.values()), ["slug"], Section.objects.filter(report=report))
    themes = {theme.slug: theme for theme in Theme.objects.all()}
    about = [
        SectionTheme(section=sections[row["Nr"]], theme=themes[slug])
        for row in rows
        for slug in listed(row["Themen"])
        if slug in themes
    ]
    store(about, ["section_id", "theme_id"], SectionTheme.objects.filter(section__report=report))
    dealt_with = [
        CommitteeSection(committee=city.committees[committee], section=sections[row["Nr"]])
        for row in rows
        for committee in listed(row["Gremien"])
    ]
    store(dealt_with, ["committee_id", "section_id"], CommitteeSection.objects.filter(section__report=report))
    return sections
