"""The pages about the site, errors, and what is on every page."""

from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from monitoring.choices import DeadlineState, Status
from tests.factories import make_municipality
from tests.reports.pages import get, one, text, texts

pytestmark = pytest.mark.django_db


def test_every_status_word_has_a_published_definition(client: Client) -> None:
    page = get(client, "/status/")
    words = texts(page, "dl.definitions dt")
    shown = ["Stand nicht angegeben", "noch keine Meldung"]
    assert words == [*[str(status.label) for status in Status], *shown, *map(str, DeadlineState.labels)]
    assert all(texts(page, "dl.definitions dd"))


@pytest.mark.parametrize("url", ["/", "/heidelberg/", "/heidelberg/soziale-lage-2018/A3/", "/nirgendwo/"])
def test_every_page_links_to_accessibility_imprint_and_privacy(client: Client, url: str) -> None:
    html = client.get(url).content.decode()
    for path in ("/barrierefreiheit/", "/impressum/", "/datenschutz/", "/status/"):
        assert f'href="{path}"' in html


@pytest.mark.parametrize("url", ["/barrierefreiheit/", "/impressum/", "/datenschutz/"])
def test_the_pages_about_the_site_exist(client: Client, url: str) -> None:
    assert len(get(client, url).select("h1")) == 1


def test_feedback_goes_to_the_city_whose_page_it_is(client: Client) -> None:
    make_municipality(slug="stadt", contact_name="Sozialplanung", contact_email="sozialplanung@example.org")
    footer = get(client, "/stadt/").select("footer")[0]
    assert "Sozialplanung" in text(footer)
    assert one(footer, "a[href^=mailto]")["href"] == "mailto:sozialplanung@example.org"
    assert "sozialplanung@example.org" in text(get(client, "/barrierefreiheit/"))


def test_the_operator_is_named_in_imprint_and_accessibility_statement(client: Client, settings: Settings) -> None:
    settings.OPERATOR_NAME = "Zweckverband Sozialmonitor"
    settings.OPERATOR_ADDRESS = "Rathausplatz 1\n12345 Musterstadt"
    settings.OPERATOR_EMAIL = "post@example.org"
    imprint = text(get(client, "/impressum/"), "main")
    assert "Zweckverband Sozialmonitor" in imprint
    assert "Rathausplatz 1 12345 Musterstadt" in imprint
    assert "post@example.org" in text(get(client, "/barrierefreiheit/"), "main")


def test_a_page_that_does_not_exist_wears_the_same_dress(client: Client) -> None:
    response = client.get("/nirgendwo/")
    assert response.status_code == 404
    html = response.content.decode()
    assert "Seite nicht gefunden" in html
    assert "Zum Inhalt springen" in html


def test_a_failure_wears_the_same_dress_and_says_nothing_about_the_inside(client: Client) -> None:
    client.raise_request_exception = False
    with patch("reports.site.views.ScopeCounts", side_effect=RuntimeError("inneres Geheimnis")):
        response = client.get("/")
    assert response.status_code == 500
    html = response.content.decode()
    assert "Da ist etwas schiefgegangen" in html
    assert "Geheimnis" not in html
    assert 'href="/static/css/site.css"' in html


def test_health_is_good_only_if_the_database_answers(client: Client) -> None:
    assert client.get("/healthz").status_code == 200
    with patch("measures_tracker.health.connection.cursor", side_effect=OperationalError("gone")):
        response = client.get("/healthz")
    assert response.status_code == 503
    assert b"gone" not in response.content


def test_readers_get_no_cookies(client: Client) -> None:
    for url in ("/", "/heidelberg/", "/heidelberg/soziale-lage-2018/", "/barrierefreiheit/"):
        client.get(url)
    assert not client.cookies


def test_the_policy_allows_nothing_from_elsewhere(client: Client) -> None:
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
