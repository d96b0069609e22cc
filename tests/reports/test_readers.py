"""Readers: what is not public in their municipality and what is released for the committee; never an internal note."""

import pytest
from django.test import Client

from catalog.choices import Publication
from catalog.models import Measure
from monitoring.choices import ReviewState
from tests.factories import (
    make_measure,
    make_municipality,
    make_reader,
    make_report,
    make_update,
)
from tests.reports.pages import get, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure() -> Measure:
    report = make_report(make_municipality(is_public=False), is_public=False, title="Entwurf des Berichts")
    return make_measure(report, title="Wohnraum schaffen", internal_note="Nur für die Planung")


@pytest.fixture
def reader(client: Client, measure: Measure) -> Client:
    client.force_login(make_reader(measure.report.municipality))
    return client


@pytest.mark.both
def test_a_reader_reads_a_report_that_is_not_public(reader: Client, measure: Measure) -> None:
    for row in (measure.report.municipality, measure.report, measure):
        page = text(get(reader, row.get_absolute_url()))
        assert "Nur für die Planung" not in page
    assert "Wohnraum schaffen" in text(get(reader, measure.report.get_absolute_url()))
    assert "Entwurf des Berichts" in text(get(reader, measure.report.municipality.get_absolute_url()))


def test_so_does_nobody_else(measure: Measure) -> None:
    elsewhere = Client()
    elsewhere.force_login(make_reader())
    for client in (Client(), elsewhere):
        for row in (measure.report.municipality, measure.report, measure):
            assert client.get(row.get_absolute_url()).status_code == 404


def test_files_hold_what_the_page_shows(reader: Client, measure: Measure) -> None:
    make_measure(measure.report, title="Noch geheim", publication=Publication.DRAFT)
    make_measure(measure.report, title="Für den Ausschuss", publication=Publication.COMMITTEE)
    for file in ("measures.csv", "measures.json"):
        response = reader.get(f"{measure.report.get_absolute_url()}{file}")
        content = response.content.decode()
        assert "Wohnraum schaffen" in content
        assert "Für den Ausschuss" in content
        assert "Noch geheim" not in content
        assert "Nur für die Planung" not in content
        assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.both
def test_an_update_for_the_committee_is_no_status_yet(reader: Client, measure: Measure) -> None:
    make_update(measure, text="Vorab für den Ausschuss", status="done", publication=ReviewState.COMMITTEE)
    make_update(measure, text="Noch zu prüfen", publication=ReviewState.SUBMITTED)
    page = get(reader, measure.get_absolute_url())
    assert "Vorab für den Ausschuss" in text(page.select("#ausschuss + ol")[0])
    assert "Noch zu prüfen" not in text(page)
    assert "noch keine Meldung" in text(page.select("header .status")[0])


def test_strangers_do_not_see_it_on_a_public_page(client: Client) -> None:
    measure = make_measure()
    make_update(measure, text="Vorab für den Ausschuss", publication=ReviewState.COMMITTEE)
    assert "Vorab" not in text(get(client, measure.get_absolute_url()))


def test_a_measure_for_the_committee_is_marked(reader: Client, measure: Measure) -> None:
    released = make_measure(measure.report, publication=Publication.COMMITTEE)
    assert text(get(reader, released.get_absolute_url()).select("h1 .draft")[0]) == "Entwurf"


def test_readers_have_no_administration_and_are_led_to_the_site(reader: Client) -> None:
    assert reader.get("/admin/").status_code == 302
    response = reader.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == "/"
    assert 'href="/admin/"' not in response.content.decode()


def test_readers_log_in_and_out_where_everybody_does(client: Client, measure: Measure) -> None:
    make_reader(measure.report.municipality, username="rat", password="geheim")
    page = measure.get_absolute_url()
    data = {"username": "rat", "password": "geheim", "next": page}
    assert client.post("/admin/login/", data).headers["Location"] == page
    assert client.get(page).status_code == 200
    assert 'action="/abmelden/"' in client.get(page).content.decode()
    assert client.post("/abmelden/").headers["Location"] == "/"
    assert client.get(page).status_code == 404


@pytest.mark.both
def test_what_a_measure_or_report_continues_is_named_only_if_it_may_be_seen(client: Client) -> None:
    old = make_report(is_public=False, title="Früherer Bericht")
    new = make_report(old.municipality, predecessor=old)
    measure = make_measure(new, predecessor=make_measure(old, title="Frühere Maßnahme"))
    for page in (new.get_absolute_url(), measure.get_absolute_url()):
        assert "Früher" not in text(get(client, page))
    client.force_login(make_reader(old.municipality))
    assert "Früherer Bericht" in text(get(client, new.get_absolute_url()))
    assert "Frühere Maßnahme" in text(get(client, measure.get_absolute_url()))
