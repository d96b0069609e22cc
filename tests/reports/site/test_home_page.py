"""The first page: cities with their numbers, found by name."""

import pytest
from django.test import Client

from monitoring.choices import Status
from tests.factories import make_measure, make_municipality, make_report, make_update
from tests.reports.pages import get, one, text, texts

pytestmark = pytest.mark.django_db


def names(client: Client, query: str) -> list[str]:
    return texts(get(client, f"/?q={query}"), "li.card h2")


@pytest.mark.parametrize("query", ["Lüneburg", "lüne", "LÜNEBURG", "luneburg", "lueneburg", " Lüne "])
def test_search_finds_a_city_however_it_is_typed(client: Client, query: str) -> None:
    assert names(client, query) == ["Lüneburg"]


def test_search_for_nothing_shows_all(client: Client) -> None:
    assert len(names(client, "")) == 5


def test_search_without_success_says_so_and_shows_the_way_back(client: Client) -> None:
    page = get(client, "/?q=Xanten")
    assert "0 Kommunen gefunden für „Xanten“." in text(page)
    assert text(page, "p[role=status] a") == "Alle anzeigen"


def test_a_query_is_shown_but_never_as_markup(client: Client) -> None:
    response = client.get("/", {"q": "<script>alert(1)</script>"})
    assert b"<script>" not in response.content


def test_a_card_counts_measures_and_shows_their_status_and_the_newest_report(client: Client) -> None:
    city = make_municipality(name="Zählstadt")
    report = make_report(city, published_on="2021-05-03")
    make_report(city, published_on="2019-01-01")
    make_update(make_measure(report), status=Status.DONE)
    make_measure(report)
    whole = make_measure(report)
    make_update(make_measure(parent=whole, code="M1"), status=Status.ONGOING)
    card = one(get(client, "/?q=Zählstadt"), "li.card")
    assert text(card, "strong") == "3"
    assert "neuester Bericht vom 03.05.2021" in text(card)
    bar = dict(zip(texts(card, "tbody th"), texts(card, "tbody td"), strict=True))
    assert bar == {"umgesetzt": "1", "Daueraufgabe": "1", "noch keine Meldung": "1"}
