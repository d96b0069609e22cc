"""The page of a city: what was reported last, what is due, who is responsible."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from catalog.choices import Role
from catalog.models import Municipality, Report
from monitoring.choices import Status
from tests.factories import (
    make_measure,
    make_milestone,
    make_municipality,
    make_office,
    make_report,
    make_responsibility,
    make_update,
)
from tests.reports.pages import get, one, text, texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_june_2023")]


@pytest.fixture
def in_june_2023() -> object:
    with time_machine.travel(date(2023, 6, 15), tick=False):
        yield


@pytest.fixture
def city() -> Municipality:
    return make_municipality(slug="stadt", name="Stadt", introduction="Worum es geht.")


@pytest.fixture
def report(city: Municipality) -> Report:
    return make_report(city, title="Sozialbericht")


def test_it_shows_the_introduction_and_reports_with_their_numbers(client: Client, report: Report) -> None:
    make_update(make_measure(report), status=Status.DONE)
    make_measure(report)
    page = get(client, "/stadt/")
    assert "Worum es geht." in text(page)
    card = one(page, ".report-card")
    assert "2 Maßnahmen" in text(card)
    assert texts(card, "tbody th") == ["umgesetzt", "noch keine Meldung"]


def test_it_offers_the_plain_language_text(client: Client, city: Municipality) -> None:
    city.plain_language = "Hier steht, was die Stadt tut."
    city.save()
    assert "Hier steht, was die Stadt tut." in text(get(client, "/stadt/"), "details.plain")


def test_the_newest_updates_come_first(client: Client, report: Report) -> None:
    measure = make_measure(report, code="A1", title="Wohnungen")
    make_update(measure, as_of=date(2022, 1, 1), status=Status.IN_PREPARATION)
    make_update(measure, as_of=date(2023, 1, 1), status=Status.IN_PROGRESS)
    updates = texts(one(get(client, "/stadt/"), "section[aria-labelledby=meldungen]"), "li")
    assert updates[0].startswith("01.01.2023 in Umsetzung")
    assert updates[1].startswith("01.01.2022 in Vorbereitung")


def test_milestones_are_due_next_or_still_open_by_the_day(client: Client, report: Report) -> None:
    measure = make_measure(report, code="A1")
    make_milestone(measure, title="Gestern", due="14.06.2023")
    make_milestone(measure, title="Heute", due="15.06.2023")
    make_milestone(measure, title="Erledigt", due="01.01.2023", done_on=date(2023, 1, 1))
    milestones = one(get(client, "/stadt/"), "section[aria-labelledby=fristen]")
    upcoming, passed = milestones.select("ul")
    assert "Heute" in text(upcoming)
    assert "Gestern" in text(passed)
    assert "Noch offen (1)" in texts(milestones, "h3")
    assert "Erledigt" not in text(milestones)


def test_milestones_of_a_settled_measure_are_not_waited_for(client: Client, report: Report) -> None:
    measure = make_measure(report)
    make_milestone(measure, title="Vergessen abzuhaken", due="Ende 2022")
    make_update(measure, status=Status.DONE)
    assert "Vergessen abzuhaken" not in text(get(client, "/stadt/"))


def test_offices_are_listed_with_what_they_lead_and_take_part_in(client: Client, report: Report) -> None:
    busy = make_office(report.municipality, name="Sozialamt", abbreviation="500")
    helping = make_office(report.municipality, name="Jugendamt")
    make_office(report.municipality, name="Ohne Maßnahme")
    for _number in range(2):
        measure = make_measure(report, lead=busy)
        make_responsibility(measure, helping, role=Role.PARTICIPATING)
    table = texts(one(get(client, "/stadt/"), "table.offices"), "tbody tr")
    assert table == ["Sozialamt (500) 2 –", "Jugendamt – 2"]


def test_a_city_without_anything_says_so(client: Client, city: Municipality) -> None:
    page = text(get(client, "/stadt/"))
    assert "Hier ist noch kein Bericht veröffentlicht." in page
    assert "Es gibt noch keine Meldung." in page
    assert "Keine Etappe ist über ihren Termin hinaus offen." in page
