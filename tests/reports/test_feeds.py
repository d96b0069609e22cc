"""Atom feeds: what is new, as a feed reader gets it."""

from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from catalog.models import Measure, Office, Publication, Role
from monitoring.models import Status
from tests.effort import tries
from tests.factories import (
    make_discussion,
    make_measure,
    make_milestone,
    make_municipality,
    make_office,
    make_planner,
    make_report,
    make_responsibility,
    make_update,
)
from tests.reports.news import read_feed, titles
from tests.reports.pages import get, one, texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_still")]
CITY, REPORT, MEASURE = "/stadt/neues.atom", "/stadt/bericht/neues.atom", "/stadt/bericht/A3/neues.atom"
OFFICE = "/stadt/aemter/jugendamt/neues.atom"
DRAFT = Publication.DRAFT


@pytest.fixture
def stand_still() -> object:
    with time_machine.travel("2023-06-15T12:00:00+02:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def office() -> Office:
    return make_office(make_municipality(name="Stadt", slug="stadt"), name="Jugendamt", slug="jugendamt")


@pytest.fixture
def measure(office: Office) -> Measure:
    report = make_report(office.municipality, slug="bericht", title="Sozialbericht")
    return make_measure(report, code="A3", title="Beratung ausbauen", lead=office)


@pytest.mark.parametrize("url", [CITY, REPORT, MEASURE, OFFICE])
def test_every_level_has_its_feed(client: Client, measure: Measure, url: str) -> None:
    make_update(measure, status=Status.DONE, text="Die Stelle ist besetzt.")
    entry = read_feed(client, url).entries[0]
    assert entry.title == "A3 Beratung ausbauen: umgesetzt"
    assert entry.author == "Jugendamt"
    assert entry.summary == "<p>Die Stelle ist besetzt.</p>"
    assert entry.link.startswith("http://testserver/stadt/bericht/A3/#meldung-")
    assert [tag.term for tag in entry.tags] == ["umgesetzt"]


def test_parts_have_a_feed_and_are_in_that_of_their_whole(client: Client, measure: Measure) -> None:
    make_update(make_measure(parent=measure, code="M1", title="Teil"))
    assert titles(client, "/stadt/bericht/A3/M1/neues.atom") == ["A3 M1 Teil: in Umsetzung"]
    assert titles(client, MEASURE) == ["A3 M1 Teil: in Umsetzung"]


def test_an_office_that_takes_part_is_told_as_well(client: Client, measure: Measure) -> None:
    other = make_office(measure.report.municipality, slug="sozialamt")
    make_responsibility(measure, other, role=Role.PARTICIPATING)
    make_update(measure)
    assert len(titles(client, "/stadt/aemter/sozialamt/neues.atom")) == 1


def test_any_spelling_of_a_code_finds_the_feed(client: Client, measure: Measure) -> None:
    make_update(measure)
    assert len(titles(client, "/stadt/bericht/a%203/neues.atom")) == 1


def test_reached_milestones_and_held_discussions_are_news(client: Client, measure: Measure) -> None:
    make_update(measure, as_of=date(2023, 1, 1))
    make_milestone(measure, title="Konzept liegt vor", due="Ende 2022", done_on=date(2023, 3, 1))
    make_milestone(measure, title="Noch offen", due="Ende 2022")
    make_discussion(measure, held_on=date(2023, 2, 1), phase="Phase II", approach="Austausch")
    make_discussion(measure, held_on=None, phase="Phase III")
    feed = read_feed(client, MEASURE)
    assert [(entry.title, entry.summary) for entry in feed.entries] == [
        ("A3 Beratung ausbauen: Etappe erreicht", "<p>Konzept liegt vor (Ende 2022)</p>"),
        ("A3 Beratung ausbauen: besprochen", "<p>Phase II</p><p>Austausch</p>"),
        ("A3 Beratung ausbauen: in Umsetzung", ""),
    ]


def test_the_newest_come_first_and_the_oldest_drop_out(client: Client, measure: Measure) -> None:
    for year in range(1950, 2010):
        make_update(measure, as_of=date(year, 1, 1), text=str(year))
    summaries = [entry.summary for entry in read_feed(client, CITY).entries]
    assert summaries == [f"<p>{year}</p>" for year in range(2009, 1959, -1)]


def test_a_reason_and_the_next_steps_are_told(client: Client, measure: Measure) -> None:
    make_update(measure, text="Es stockt.", reason="Personal fehlt.", next_steps="Ausschreibung")
    summary = read_feed(client, CITY).entries[0].summary
    assert summary.replace("</p><p>", "</p>\n<p>").splitlines() == [
        "<p>Es stockt.</p>",
        "<p>Grund: Personal fehlt.</p>",
        "<p>Nächste Schritte: Ausschreibung</p>",
    ]


def test_ids_are_unique_and_stay(client: Client, measure: Measure, settings: Settings) -> None:
    update = make_update(measure)
    make_milestone(measure, done_on=date(2022, 1, 1))
    make_discussion(measure)
    before = [entry.id for entry in read_feed(client, CITY).entries]
    assert len({read_feed(client, CITY).feed.id, *before}) == 4
    update.text = "Genauer."
    update.save()
    measure.code = "B1"
    measure.save()
    measure.report.slug = "anders"
    measure.report.save()
    assert [entry.id for entry in read_feed(client, CITY).entries] == before
    settings.SITE_URL = "https://massnahmen.example.org"
    assert read_feed(client, CITY).entries[0].id.startswith("tag:massnahmen.example.org,2026:")


@pytest.mark.parametrize("url", ["/heidelberg/neues.atom", "/koblenz/neues.atom"])
def test_every_entry_leads_to_its_place_on_a_page(client: Client, url: str) -> None:
    links = [entry.link.removeprefix("http://testserver") for entry in read_feed(client, url).entries]
    assert links
    assert len(set(links)) == len(links)
    for link in links[::7]:
        page, _hash, anchor = link.partition("#")
        assert get(client, page).find(id=anchor), link


def test_an_entry_says_when_it_was_edited(client: Client, measure: Measure) -> None:
    make_update(measure, as_of=date(2023, 6, 1))
    entry = read_feed(client, CITY).entries[0]
    assert entry.published == "2023-06-01T00:00:00+02:00"
    assert entry.updated == "2023-06-15T10:00:00+00:00"


def test_an_entry_whose_history_nobody_knows_is_as_old_as_its_day(client: Client, measure: Measure) -> None:
    update = make_update(measure, as_of=date(2023, 1, 1))
    update.history.all().delete()
    feed = read_feed(client, CITY)
    assert feed.entries[0].updated == "2023-01-01T00:00:00+01:00"
    assert feed.feed.updated == "2023-01-01T00:00:00+01:00"


def test_the_address_of_the_installation_is_used_where_it_is_set(
    client: Client, measure: Measure, settings: Settings
) -> None:
    settings.SITE_URL = "https://massnahmen.example.org"
    make_update(measure)
    feed = read_feed(client, MEASURE)
    assert feed.feed.link == "https://massnahmen.example.org/stadt/bericht/A3/"
    assert one(BeautifulSoup(client.get(MEASURE).content, "xml"), "feed > link[rel=self]")["href"] == (
        "https://massnahmen.example.org/stadt/bericht/A3/neues.atom"
    )
    assert feed.entries[0].link.startswith("https://massnahmen.example.org/stadt/bericht/A3/#")


def test_it_speaks_german_wherever_it_was_found(client: Client, measure: Measure) -> None:
    make_update(measure, status=Status.DONE)
    response = client.get(f"/en{CITY}", headers={"Accept-Language": "en"})
    assert response.content == client.get(CITY).content
    assert response["Content-Language"] == "de"
    assert read_feed(client, CITY).feed.language == "de"


def test_a_reader_who_comes_again_gets_nothing_twice(client: Client, measure: Measure) -> None:
    make_update(measure)
    first = client.get(CITY)
    assert client.get(CITY, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get(CITY, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    make_update(measure, as_of=date(2023, 6, 14))
    assert client.get(CITY, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_feed_without_news_is_valid_and_steady(client: Client, measure: Measure) -> None:
    assert read_feed(client, CITY).entries == []
    first = client.get(CITY)
    with time_machine.travel("2024-01-01T00:00:00+00:00", tick=False):
        assert client.get(CITY, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_what_is_not_for_strangers_is_in_no_feed(client: Client, measure: Measure) -> None:
    make_update(measure, publication=DRAFT)
    make_update(measure, as_of=date(2023, 6, 16))
    make_milestone(measure, done_on=date(2023, 6, 16))
    make_discussion(measure, held_on=date(2023, 6, 16))
    hidden = make_measure(measure.report, lead=make_office(measure.report.municipality), publication=DRAFT)
    hidden_part = make_measure(parent=hidden, code="M1")
    for other in (hidden, hidden_part, make_measure(make_report(measure.report.municipality, is_public=False))):
        make_update(other)
        make_milestone(other, done_on=date(2022, 1, 1))
        make_discussion(other)
    for visitor in (None, make_planner()):
        if visitor:
            client.force_login(visitor)
        for url in (CITY, REPORT, MEASURE, OFFICE):
            assert titles(client, url) == []
        for other in (hidden, hidden_part):
            assert client.get(f"{other.get_absolute_url()}neues.atom").status_code == 404


def test_a_city_that_is_not_public_has_no_feed(client: Client) -> None:
    city = make_municipality(slug="geheim", is_public=False)
    office = make_office(city)
    measure = make_measure(make_report(city), lead=office)
    client.force_login(make_planner())
    for hidden in (city, office, measure.report, measure):
        assert client.get(f"{hidden.get_absolute_url()}neues.atom").status_code == 404


def test_the_internal_note_is_in_no_feed(client: Client, measure: Measure) -> None:
    measure.internal_note = "Streng geheim"
    measure.save()
    make_update(measure)
    assert b"Streng geheim" not in client.get(CITY).content


def test_no_person_is_named(client: Client, measure: Measure) -> None:
    make_update(measure, author=make_planner(username="frau.schmidt", first_name="Petra", last_name="Schmidt"))
    content = client.get(CITY).content.decode()
    assert "Schmidt" not in content
    assert "schmidt" not in content


def test_without_a_lead_the_city_speaks(client: Client, measure: Measure) -> None:
    make_update(make_measure(measure.report))
    assert read_feed(client, CITY).entries[0].author == "Stadt"


@hypothesis_settings(max_examples=tries(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_any_text_arrives_in_one_piece(client: Client, measure: Measure, text: str) -> None:
    measure.status_updates.all().delete()
    measure.title = f"Titel {text}"[:500]
    measure.save()
    make_update(measure, text=f"<b>{text}</b>")
    entry = read_feed(client, MEASURE).entries[0]
    assert "<b>" not in entry.summary
    assert "&lt;b&gt;" in entry.summary


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_feed_can_only_be_read(client: Client, measure: Measure, method: str) -> None:
    assert getattr(client, method)(CITY).status_code == 405


def test_asking_for_a_feed_sets_no_cookie(client: Client, measure: Measure) -> None:
    assert "Cookie" not in client.get(CITY).get("Vary", "")
    assert not client.cookies


@pytest.mark.parametrize("page", ["/stadt/", "/stadt/bericht/", "/stadt/bericht/A3/", "/stadt/aemter/jugendamt/"])
def test_pages_lead_to_their_feed(client: Client, measure: Measure, page: str) -> None:
    html = get(client, page)
    assert one(html, "head link[type='application/atom+xml']")["href"] == f"{page}neues.atom"
    assert texts(html, ".follow h2") == ["Folgen"]
    assert one(html, f".follow a[href='{page}neues.atom']")


def test_nobody_is_invited_to_follow_a_draft(client: Client, measure: Measure) -> None:
    measure.publication = DRAFT
    measure.save()
    client.force_login(make_planner())
    assert not get(client, "/stadt/bericht/A3/").select(".follow, link[type='application/atom+xml']")
    assert get(client, "/stadt/bericht/").select(".follow")
