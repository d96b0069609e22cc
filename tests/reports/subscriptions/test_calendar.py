"""iCalendar: milestones, deadlines and discussions, as a calendar program gets them."""

from datetime import date

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from catalog.choices import Publication
from catalog.models import Measure, Office
from tests.effort import tries
from tests.factories import (
    make_discussion,
    make_measure,
    make_milestone,
    make_municipality,
    make_office,
    make_planner,
    make_report,
)
from tests.reports.changes.news import events, read_calendar, summaries
from tests.reports.pages import get, one

pytestmark = pytest.mark.django_db
CITY, REPORT, MEASURE = "/stadt/termine.ics", "/stadt/bericht/termine.ics", "/stadt/bericht/A3/termine.ics"
OFFICE = "/stadt/aemter/jugendamt/termine.ics"
DRAFT = Publication.DRAFT


@pytest.fixture
def office() -> Office:
    return make_office(make_municipality(name="Stadt", slug="stadt"), name="Jugendamt", slug="jugendamt")


@pytest.fixture
def measure(office: Office) -> Measure:
    report = make_report(office.municipality, slug="bericht", title="Sozialbericht")
    return make_measure(report, code="A3", title="Beratung ausbauen", lead=office)


@pytest.mark.parametrize("url", [CITY, REPORT, MEASURE, OFFICE])
def test_every_level_has_its_calendar(client: Client, measure: Measure, url: str) -> None:
    make_milestone(measure, title="Konzept liegt vor", due="31.12.2022")
    assert summaries(client, url) == ["Etappe A3: Konzept liegt vor"]


def test_a_quarter_is_one_whole_day_at_its_end_with_its_wording(client: Client, measure: Measure) -> None:
    milestone = make_milestone(measure, title="Konzept", due="4. Quartal 2022")
    (event,) = events(client, CITY)
    assert event["dtstart"].dt == date(2022, 12, 31)
    assert event["dtend"].dt == date(2023, 1, 1)
    assert event["url"] == f"http://testserver/stadt/bericht/A3/#etappe-{milestone.pk}"
    assert str(event["description"]).split("\n") == [
        "Frist laut Bericht: 4. Quartal 2022",
        "Maßnahme: A3 Beratung ausbauen",
        "Bericht: Sozialbericht",
        "Federführung: Jugendamt",
    ]


def test_a_moved_deadline_says_so(client: Client, measure: Measure) -> None:
    milestone = make_milestone(measure, title="Konzept", due="Ende 2022")
    milestone.due, milestone.change_reason = "Mitte 2023", "Personal fehlte"
    milestone.done_on = date(2023, 6, 1)
    milestone.save()
    (event,) = events(client, CITY)
    assert event["dtstart"].dt == date(2023, 6, 30)
    lines = str(event["description"]).split("\n")
    assert lines[1:4] == ["Ursprünglich: Ende 2022", "Grund: Personal fehlte", "Erreicht: 01.06.2023"]


def test_deadlines_of_measures_and_discussions_past_and_planned_are_in_it(client: Client, measure: Measure) -> None:
    measure.due = "Frühjahr 2024"
    measure.save()
    make_discussion(measure, held_on=date(2018, 9, 21), phase="Phase I", approach="Austausch")
    make_discussion(measure, held_on=date(2099, 1, 2), phase="Phase II")
    make_discussion(measure, held_on=None, phase="Phase III")
    make_milestone(measure, due="")
    found = [(event["dtstart"].dt, str(event["summary"])) for event in events(client, CITY)]
    assert found == [
        (date(2018, 9, 21), "Besprechung: A3 Beratung ausbauen"),
        (date(2024, 5, 31), "Frist: A3 Beratung ausbauen"),
        (date(2099, 1, 2), "Besprechung: A3 Beratung ausbauen"),
    ]
    assert str(events(client, CITY)[0]["description"]).startswith("Phase I\nAustausch\n")


@time_machine.travel("2024-06-01T12:00:00+02:00", tick=False)
def test_of_very_many_dates_the_next_are_in_it_and_it_says_so(
    client: Client, measure: Measure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.subscriptions.calendar.MOST_ENTRIES", 3)
    for day in ("31.12.2020", "29.02.2024", "31.12.2024"):
        make_milestone(measure, title=day, due=day)
    assert len(events(client, CITY)) == 3
    assert "x-wr-caldesc" not in read_calendar(client, CITY)
    make_discussion(measure, held_on=date(2024, 4, 1))
    make_discussion(measure, held_on=date(2025, 1, 1))
    make_milestone(measure, title="zu spät", due="31.12.2026")
    days = [event["dtstart"].dt for event in events(client, CITY)]
    assert days == [date(2024, 4, 1), date(2024, 12, 31), date(2025, 1, 1)]
    assert str(read_calendar(client, CITY)["description"]) == (
        "Nur die Termine vom 01.04.2024 bis zum 01.01.2025, höchstens 3: Für einen Kalender sind es zu viele."
    )
    assert "von mehr als 300 Terminen die nächsten" in get(client, "/stadt/").text


def test_parts_have_a_calendar_and_are_in_that_of_their_whole(client: Client, measure: Measure) -> None:
    make_measure(parent=measure, code="M1", title="Teil", due="Ende 2022")
    assert summaries(client, "/stadt/bericht/A3/M1/termine.ics") == ["Frist: A3 M1 Teil"]
    assert summaries(client, MEASURE) == ["Frist: A3 M1 Teil"]


def test_names_of_events_are_unique_and_stay(client: Client, measure: Measure, settings: Settings) -> None:
    settings.SITE_URL = "https://massnahmen.example.org"
    milestone = make_milestone(measure)
    make_discussion(measure)
    measure.due = "Ende 2022"
    measure.save()
    before = [str(event["uid"]) for event in events(client, CITY)]
    assert len(set(before)) == 3
    assert f"milestone-{milestone.pk}@massnahmen.example.org" in before
    measure.report.slug = "anders"
    measure.report.save()
    assert [str(event["uid"]) for event in events(client, CITY)] == before


def test_the_same_data_give_the_same_bytes(client: Client, measure: Measure) -> None:
    make_milestone(measure)
    first = client.get(CITY)
    with time_machine.travel("2050-01-01T00:00:00+00:00", tick=False):
        assert client.get(CITY).content == first.content
        assert client.get(CITY, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_an_event_says_when_it_was_edited(client: Client, measure: Measure) -> None:
    with time_machine.travel("2023-06-15T12:00:00+02:00", tick=False):
        milestone = make_milestone(measure)
    (event,) = events(client, CITY)
    assert event["last-modified"].dt.isoformat() == event["dtstamp"].dt.isoformat() == "2023-06-15T10:00:00+00:00"
    assert client.get(CITY)["Last-Modified"] == "Thu, 15 Jun 2023 10:00:00 GMT"
    milestone.history.all().delete()
    (event,) = events(client, CITY)
    assert "last-modified" not in event
    assert "Last-Modified" not in client.get(CITY)


def test_the_file_says_what_it_is(client: Client, measure: Measure) -> None:
    response = client.get(MEASURE)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="stadt-bericht-a3-termine.ics"'
    assert response["Content-Language"] == "de"
    calendar = read_calendar(client, MEASURE)
    assert calendar["version"] == "2.0"
    assert str(calendar["x-wr-calname"]) == "Stadt: A3 Beratung ausbauen – Termine der Maßnahmen"
    assert client.get(f"/en{MEASURE}").content == response.content


@hypothesis_settings(max_examples=tries(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=300))
def test_any_text_arrives_as_it_was_written(client: Client, measure: Measure, text: str) -> None:
    measure.milestones.all().delete()
    make_milestone(measure, title=f"Anfang; {text}, \\n Ende", due="Ende 2022")
    content = client.get(MEASURE).content
    (event,) = events(client, MEASURE)
    assert str(event["summary"]) == " ".join(f"Etappe A3: Anfang; {text}, \\n Ende".split())
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_a_text_cannot_break_out_of_its_line(client: Client, measure: Measure) -> None:
    make_discussion(measure, approach="Eins\r\nEND:VEVENT\nBEGIN:VEVENT\rSUMMARY:Fälschung\x0b\x07")
    (event,) = events(client, CITY)
    assert "Fälschung" in str(event["description"])


def test_what_is_not_for_strangers_is_in_no_calendar(client: Client, measure: Measure) -> None:
    city = measure.report.municipality
    hidden = make_measure(measure.report, lead=make_office(city), publication=DRAFT, due="Ende 2022")
    part = make_measure(parent=hidden, code="M1", due="Ende 2022")
    elsewhere = make_measure(make_report(city, is_public=False), due="Ende 2022")
    for other in (hidden, part, elsewhere):
        make_milestone(other)
        make_discussion(other)
    for visitor in (None, make_planner()):
        if visitor:
            client.force_login(visitor)
        assert [summaries(client, url) for url in (CITY, REPORT, MEASURE, OFFICE)] == [[], [], [], []]
        for other in (hidden, part, elsewhere):
            assert client.get(f"{other.get_absolute_url()}termine.ics").status_code == 404
    assert client.get(f"{make_municipality(is_public=False).get_absolute_url()}termine.ics").status_code == 404


@pytest.mark.parametrize("city", ["heidelberg", "koblenz", "bielefeld", "kornwestheim", "lueneburg"])
def test_the_cities_can_be_put_into_a_calendar(client: Client, city: str) -> None:
    found = events(client, f"/{city}/termine.ics")
    assert len({str(event["uid"]) for event in found}) == len(found)
    days = [event["dtstart"].dt for event in found]
    assert days == sorted(days)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_calendar_can_only_be_read(client: Client, measure: Measure, method: str) -> None:
    assert getattr(client, method)(CITY).status_code == 405


@pytest.mark.parametrize("page", ["/stadt/", "/stadt/bericht/", "/stadt/bericht/A3/", "/stadt/aemter/jugendamt/"])
def test_pages_lead_to_their_calendar(client: Client, measure: Measure, page: str) -> None:
    assert one(get(client, page), f".follow a[href='{page}termine.ics']")
