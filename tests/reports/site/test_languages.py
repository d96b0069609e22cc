"""German first; the same pages in English below /en/."""

import pytest
from django.test import Client

from tests.reports.pages import get, one, text

pytestmark = pytest.mark.django_db


def test_it_speaks_german_whatever_the_browser_prefers(client: Client) -> None:
    page = get(client, "/")
    assert one(page, "html")["lang"] == "de"
    response = client.get("/", headers={"Accept-Language": "en"})
    assert b'<html lang="de"' in response.content


@pytest.mark.parametrize("path", ["/", "/heidelberg/", "/heidelberg/soziale-lage-2018/S2/M1/", "/heidelberg/?a=b"])
def test_every_page_links_to_itself_in_the_other_language(client: Client, path: str) -> None:
    german = get(client, path)
    assert one(german, "nav[aria-label=Website] a[hreflang=en]")["href"] == f"/en{path}"
    english = get(client, f"/en{path}")
    assert one(english, "html")["lang"] == "en"
    assert one(english, "nav[aria-label=Site] a[hreflang=de]")["href"] == path


def test_links_stay_in_the_language(client: Client) -> None:
    assert one(get(client, "/en/"), "a.brand")["href"] == "/en/"


def test_words_of_the_software_are_english_and_those_of_the_city_marked_as_german(client: Client) -> None:
    page = get(client, "/en/heidelberg/soziale-lage-2018/")
    assert "Status and next steps" in text(page)
    assert one(page, "h1")["lang"] == "de"
    assert "lang" not in one(get(client, "/heidelberg/soziale-lage-2018/"), "h1").attrs


def test_redirects_stay_in_the_language(client: Client) -> None:
    response = client.get("/en/heidelberg/soziale-lage-2018/z6/")
    assert response["Location"] == "/en/heidelberg/soziale-lage-2018/Z-6/"


def test_our_words_among_those_of_the_city_are_marked_as_english(client: Client) -> None:
    page = get(client, "/en/heidelberg/soziale-lage-2018/")
    assert {str(badge["lang"]) for badge in page.select("main td .status, main td .late")} == {"en"}
    assert all(cell.get("lang") == "de" for cell in page.select(".status-table tbody td"))
    assert not page.select("thead[lang=de], section[lang=de]")
    assert "lang" not in get(client, "/heidelberg/soziale-lage-2018/").select("td .status")[0].attrs


def test_the_other_language_never_leads_to_another_host(client: Client) -> None:
    response = client.get("//evil.example/")
    assert b'href="//evil.example' not in response.content
    assert b'href="//' not in response.content
