"""A city shows bar and table of a report on its own website; no other page may be framed."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django import Settings

from catalog.choices import Publication
from catalog.models import Measure, Report
from monitoring.choices import Status
from tests.factories import make_measure, make_municipality, make_planner, make_report, make_update
from tests.public_addresses import addresses
from tests.reports.pages import get, one, text, texts

pytestmark = pytest.mark.django_db

EMBEDDABLE = {"embed-bar", "embed-table"}
EMBEDDING = "/stadt/bericht/einbetten/"
BAR = f"{EMBEDDING}balken/"
TABLE = f"{EMBEDDING}tabelle/"


@pytest.fixture
def report() -> Report:
    return make_report(make_municipality(slug="stadt", name="Stadt"), slug="bericht", title='Bericht <2020> "neu"')


@pytest.fixture
def measure(report: Report) -> Measure:
    update = make_update(make_measure(report, code="A1", title="Neubau"), status=Status.DONE, text="Gebaut.")
    return update.measure


@pytest.mark.parametrize("name", sorted(EMBEDDABLE))
def test_these_pages_may_be_framed(client: Client, name: str) -> None:
    for url in addresses()[name]:
        response = client.get(url)
        assert response.status_code == 200
        assert "frame-ancestors *;" in f"{response['Content-Security-Policy']};"
        assert "X-Frame-Options" not in response


def test_no_other_address_may_be_framed(client: Client) -> None:
    others = [urls[0] for name, urls in addresses().items() if name not in EMBEDDABLE]
    for url in [*others, "/admin/login/", "/admin/", "/nirgendwo/", "/stadt/nirgendwo/einbetten/balken/"]:
        response = client.get(url)
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"], url
        assert response["X-Frame-Options"] == "DENY", url


def test_frames_can_be_limited_to_some_sites(client: Client, report: Report, settings: Settings) -> None:
    settings.EMBED_ORIGINS = ["https://www.example.org", "https://*.example.net"]
    policy = client.get(BAR)["Content-Security-Policy"]
    assert "frame-ancestors https://www.example.org https://*.example.net" in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy


def test_the_explanation_gives_what_has_to_be_copied(client: Client, measure: Measure) -> None:
    page = get(client, EMBEDDING)
    for snippet, url in zip(page.select("pre code"), (BAR, TABLE), strict=True):
        assert not snippet.select("*")
        frame = one(BeautifulSoup(snippet.get_text(), "html.parser"), "iframe")
        assert frame["src"] == f"http://testserver{url}"
        assert str(frame["title"]).endswith(': Bericht <2020> "neu"')
    assert one(get(client, "/stadt/bericht/"), 'a[href$="/einbetten/"]')["href"] == EMBEDDING


def test_the_bar_says_how_many_measures_stand_where(client: Client, measure: Measure) -> None:
    page = get(client, BAR)
    assert 'Stadt: Bericht <2020> "neu"' in text(page, "h1")
    assert "umgesetzt 1" in text(page, "main table")
    assert "Stand 19.01.2021" in text(page, "main")


def test_the_table_is_that_of_the_report(client: Client, measure: Measure) -> None:
    table, original = (one(get(client, url), "table.status-table") for url in (TABLE, "/stadt/bericht/"))
    assert texts(table, "thead th") == texts(original, "thead th")
    assert table.select("tbody") == original.select("tbody")


@pytest.mark.parametrize("url", [BAR, TABLE])
def test_links_leave_the_frame(client: Client, measure: Measure, url: str) -> None:
    page = get(client, url)
    assert one(page, "head base")["target"] == "_top"
    assert not page.select("a[target]")
    assert page.select("main a")


@pytest.mark.parametrize("url", [BAR, TABLE])
def test_a_report_without_measures_says_so(client: Client, report: Report, url: str) -> None:
    assert "Es ist noch keine Maßnahme veröffentlicht." in text(get(client, url), "main")


@pytest.mark.parametrize("url", [EMBEDDING, BAR, TABLE])
def test_what_is_not_public_is_not_found(client: Client, report: Report, url: str) -> None:
    Report.objects.filter(pk=report.pk).update(is_public=False)
    assert client.get(url).status_code == 404
    assert client.get(url.replace("bericht", "anderswo")).status_code == 404


@pytest.mark.parametrize("url", [BAR, TABLE])
def test_a_login_shows_no_more_and_leaves_no_trace(client: Client, measure: Measure, url: str) -> None:
    make_measure(measure.report, title="Geheimvorhaben", publication=Publication.DRAFT)
    client.force_login(make_planner())
    response = client.get(url)
    assert "Geheimvorhaben" not in response.content.decode()
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    Report.objects.update(is_public=False)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_embedded_pages_can_only_be_read(client: Client, measure: Measure, method: str) -> None:
    for url in (EMBEDDING, BAR, TABLE):
        assert getattr(client, method)(url).status_code == 405
