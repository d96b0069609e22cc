"""How a report developed and when what is due: the pictures say the same as the tables beside them."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from catalog.choices import Publication
from catalog.models import Report
from monitoring.choices import Status
from reports.measures.table.status_table import StatusTable
from tests.factories import (
    make_indicator,
    make_measure,
    make_milestone,
    make_municipality,
    make_planner,
    make_report,
    make_section,
    make_update,
)
from tests.reports.pages import get, one, text, texts

pytestmark = pytest.mark.django_db

URL = "/stadt/bericht/verlauf/"


@pytest.fixture
def report() -> Report:
    return make_report(make_municipality(slug="stadt"), slug="bericht")


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(date(2023, 6, 15), tick=False):
        yield


def picture(page: BeautifulSoup, title: str) -> tuple[str, list[str]]:
    """What a picture says of itself, and the figures in it."""
    found = next(svg for svg in page.select("svg[role=img]") if text(svg.select("title")[0]).startswith(title))
    names = str(found["aria-labelledby"]).split()
    assert [tag.name for tag in found.select(",".join(f"#{name}" for name in names))] == ["title", "desc"]
    return text(found.select("desc")[0]), texts(found, "text:not(.day)")


@pytest.mark.both
def test_each_date_counts_the_newest_status_until_then(client: Client, report: Report) -> None:
    one_measure, other, _silent = (make_measure(report) for _number in range(3))
    make_update(one_measure, status=Status.IN_PROGRESS, as_of=date(2021, 1, 19))
    make_update(other, status=Status.NOT_STARTED, as_of=date(2022, 1, 19))
    make_update(one_measure, status=Status.DONE, as_of=date(2023, 1, 19))
    page = get(client, URL)
    table = one(page, "#stand ~ figure table")
    assert [texts(row, "th, td") for row in table.select("tr")] == [
        ["Tag", "umgesetzt", "in Umsetzung", "noch nicht begonnen", "noch keine Meldung"],
        ["19.01.2021", "0", "1", "0", "2"],
        ["19.01.2022", "0", "1", "1", "1"],
        ["19.01.2023", "1", "0", "1", "1"],
    ]


def test_the_picture_says_what_the_table_says(client: Client, report: Report) -> None:
    measures = [make_measure(report) for _number in range(5)]
    for measure in measures[:3]:
        make_update(measure, status=Status.IN_PROGRESS, as_of=date(2021, 1, 19))
    make_update(measures[3], status=Status.DONE, as_of=date(2022, 1, 19))
    page = get(client, URL)
    description, figures = picture(page, "Stand im Zeitverlauf")
    table = one(page, "#stand ~ figure table")
    in_table = [number for row in table.select("tbody tr") for number in texts(row, "td") if number != "0"]
    assert sorted(figures) == sorted(in_table) == sorted(["3", "2", "1", "3", "1"])
    assert description == (
        "19.01.2021: 3 in Umsetzung, 2 noch keine Meldung. "
        "19.01.2022: 1 umgesetzt, 3 in Umsetzung, 1 noch keine Meldung."
    )
    assert texts(page, "svg .day") == ["19.01.2021", "19.01.2022"]
    ribbons = {str(ribbon["class"]) for ribbon in page.select(".ribbons polygon")}
    assert ribbons
    assert ribbons <= {str(block["class"]) for block in page.select(".stack > rect")}


@pytest.mark.both
def test_of_many_dates_the_last_of_each_period_is_shown(client: Client, report: Report) -> None:
    measures = [make_measure(report) for _number in range(30)]
    for number, measure in enumerate(measures):
        make_update(measure, as_of=date(2022, 1 + number // 3, 1 + number % 3))
    page = get(client, URL)
    assert "nach der letzten Meldung jedes Monats" in text(page, "#stand + p")
    assert texts(page, "svg .day") == [f"03.{month:02}.2022" for month in range(1, 11)]
    for year in (2015, 2016, 2017, 2018, 2019):
        make_update(measures[0], as_of=date(year, 5, 1))
    page = get(client, URL)
    assert "nach der letzten Meldung jedes Quartals" in text(page, "#stand + p")
    assert texts(page, "svg .day")[-4:] == ["03.03.2022", "03.06.2022", "03.09.2022", "03.10.2022"]


def test_parts_count_instead_of_their_measure_as_in_the_status_table(client: Client, report: Report) -> None:
    whole = make_measure(report)
    parts = [make_measure(parent=whole, code=f"M{number}") for number in (1, 2)]
    make_update(whole, status=Status.DONE, as_of=date(2021, 1, 1))
    make_update(parts[0], status=Status.ONGOING, as_of=date(2021, 1, 2))
    make_update(parts[1], status=Status.ONGOING, as_of=date(2022, 1, 2))
    last_row = get(client, URL).select("#stand ~ figure table tbody tr")[-1]
    assert texts(last_row, "td") == ["2", "0"]
    planner = make_planner()
    assert [segment.count for segment in StatusTable(report, planner).bar.segments] == [2]


def test_one_date_is_a_bar(client: Client, report: Report) -> None:
    make_update(make_measure(report), as_of=date(2021, 1, 19))
    page = get(client, URL)
    assert "Bisher gibt es nur einen Stichtag: 19.01.2021." in text(page)
    assert len(page.select(".status-bar")) == 1


def test_it_says_when_there_is_nothing_to_draw(client: Client, report: Report) -> None:
    make_measure(report)
    page = get(client, URL)
    assert "Es gibt noch keine Meldung." in text(page)
    assert "Keine Maßnahme nennt einen Beginn, eine Frist oder eine Etappe." in text(page)
    assert not page.select("main svg[role=img]")


@pytest.mark.both
def test_drafts_and_days_to_come_are_not_counted(client: Client, report: Report) -> None:
    measure = make_measure(report)
    make_update(measure, as_of=date(2021, 1, 19))
    make_update(measure, as_of=date(2021, 5, 5), publication=Publication.DRAFT)
    make_update(measure, as_of=date(2023, 6, 16))
    make_update(make_measure(report, publication=Publication.DRAFT), as_of=date(2022, 2, 2))
    page = text(get(client, URL))
    assert "19.01.2021" in page
    for hidden in ("05.05.2021", "16.06.2023", "02.02.2022"):
        assert hidden not in page


@pytest.mark.both
def test_the_schedule_counts_dates_and_names_each(client: Client, report: Report) -> None:
    field = make_section(report, title="Wohnen")
    measure = make_measure(report, section=field, code="A1", title="Bauen", start="2022", due="Ende 2023")
    make_milestone(measure, title="Konzept", due="30.06.2022", done_on=date(2022, 7, 1))
    make_milestone(measure, title="Antrag", due="31.03.2023")
    make_milestone(measure, title="Zusage", due="15.02.2023")
    make_milestone(measure, title="Richtfest", due="Ende 2024", original_due="Ende 2023", change_reason="Kein Holz")
    page = get(client, URL)
    table = one(page, "table.schedule")
    assert texts(table, "thead [scope=colgroup]") == ["2022", "2023", "2024"]
    assert texts(table, "tbody th") == ["Wohnen", "A1 Bauen"]
    [row] = table.select("tbody tr:not(.section)")
    cells = [(text(cell), cell.select_one("span")["class"][-1]) for cell in row.select("td:has(span)")]  # type: ignore[index]
    assert cells == [("1", "reached"), ("2", "passed"), ("1", "ahead"), ("1", "ahead")]
    assert len(table.select("tbody td.now")) == 1
    assert text(page, ".legend .passed") == "2"
    assert texts(page, ".dates h3") == ["2. Halbjahr 2022", "1. Halbjahr 2023", "2. Halbjahr 2023", "2. Halbjahr 2024"]
    named = texts(page, ".named-dates li")
    assert named[0] == "30.06.2022 A1 Konzept erreicht am 01.07.2022"
    assert named[1] == "15.02.2023 A1 Zusage offen"
    assert named[3] == "Ende 2023 A1 Frist der Maßnahme – Bauen"
    assert named[4] == "Ende 2024 A1 Richtfest (ursprünglich Ende 2023; Kein Holz)"


def test_measures_without_dates_are_counted_and_named(client: Client, report: Report) -> None:
    make_measure(report, title="Mit Frist", due="Ende 2023")
    make_measure(report, title="Ohne Frist")
    page = get(client, URL)
    assert "Mit Frist" in text(page, ".schedule")
    assert text(page.select(".dates > details")[-1]).startswith("1 Maßnahme ohne Termine")
    assert "Ohne Frist" not in text(page, ".schedule")


def test_the_schedule_follows_the_report(client: Client, report: Report) -> None:
    first, second = (make_section(report, title=title, order=n) for n, title in enumerate(("Arbeit", "Wohnen")))
    whole = make_measure(report, section=first, code="Z9", due="Ende 2023")
    make_measure(parent=whole, code="M1", due="Ende 2024")
    make_measure(report, section=second, code="A1", due="Ende 2022")
    make_measure(report, code="B1", due="Ende 2022")
    page = get(client, URL)
    assert texts(page, ".schedule .code") == ["B1", "Z9", "Z9 M1", "A1"]
    assert texts(page, ".schedule .section") == ["Arbeit", "Wohnen"]


def test_the_report_leads_there(client: Client, report: Report) -> None:
    make_measure(report)
    links = [link["href"] for link in get(client, "/stadt/bericht/").select(".views a")]
    report_url = "/stadt/bericht/"
    assert links == [
        f"{report_url}?ansicht=uebersicht",
        f"{report_url}?ansicht=tabelle",
        f"{report_url}aenderungen/",
        URL,
    ]


def test_all_views_of_a_report_lead_to_each_other(client: Client, report: Report) -> None:
    make_indicator(make_measure(report))
    views = ["Übersicht", "Statustabelle", "Was hat sich geändert?", "Zeitplan", "Indikatoren (1)"]
    paths = ("?ansicht=uebersicht", "", "aenderungen/", "verlauf/", "indikatoren/")
    for here, path in zip(views, paths, strict=True):
        page = get(client, f"/stadt/bericht/{path}")
        assert texts(page, ".views a") == views
        assert text(page, ".views [aria-current=page]") == here
