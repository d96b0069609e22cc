"""The first page: cities with their numbers, found by name."""

import pytest
from django.test import Client

from catalog.choices import Publication
from monitoring.choices import Status
from tests.factories import (
    make_indicator,
    make_measure,
    make_municipality,
    make_office,
    make_report,
    make_responsibility,
    make_update,
)
from tests.fetched import counting
from tests.reports.pages import get, one, text, texts

pytestmark = pytest.mark.django_db


def names(client: Client, query: str) -> list[str]:
    return texts(get(client, f"/?q={query}"), ".cities > li h3")


@pytest.mark.parametrize("query", ["Lüneburg", "lüne", "LÜNEBURG", "luneburg", "lueneburg", " Lüne "])
def test_search_finds_a_city_however_it_is_typed(client: Client, query: str) -> None:
    assert names(client, query) == ["Lüneburg"]


def test_search_for_nothing_shows_all(client: Client) -> None:
    assert len(names(client, "")) == 5


def test_search_without_success_says_so_and_shows_the_way_back(client: Client) -> None:
    page = get(client, "/?q=Xanten")
    assert "Gefunden zu „Xanten“: 0 Kommunen, 0 weitere Treffer." in text(page)
    assert text(page, "p[role=status] a") == "Zu allen Kommunen"


def test_a_query_is_shown_but_never_as_markup(client: Client) -> None:
    response = client.get("/", {"q": "<script>alert(1)</script>"})
    assert b"<script>" not in response.content


def test_a_card_counts_measures_and_shows_their_status_and_the_newest_report(client: Client) -> None:
    city = make_municipality(name="Zählstadt")
    report = make_report(city, published_on="2021-05-03")
    make_report(city, published_on="2019-01-01")
    make_update(make_measure(report), status=Status.DONE, as_of="2022-03-04")
    make_measure(report, due="31.12.2021")
    whole = make_measure(report)
    make_update(make_measure(parent=whole, code="M1"), status=Status.ONGOING, as_of="2021-06-01")
    card = one(get(client, "/?q=Zählstadt"), ".cities > li")
    assert "3 Maßnahmen" in text(card)
    assert "zuletzt gemeldet am 04.03.2022" in text(card)
    assert texts(card, ".gap") == ["1 × Frist verstrichen, keine Meldung"]
    bar = dict(zip(texts(card, "tbody th"), texts(card, "tbody td"), strict=True))
    assert bar == {"umgesetzt": "1", "Daueraufgabe": "1", "noch keine Meldung": "1"}


def test_the_first_page_shows_what_is_new_and_what_has_passed(client: Client) -> None:
    report = make_report(make_municipality(name="Neustadt"), published_on="2020-01-01")
    make_update(make_measure(report, code="N1", title="Frisch gemeldet"), status=Status.DONE, as_of="2026-11-01")
    page = get(client, "/")
    assert "N1 Frisch gemeldet" in texts(page, "section[aria-labelledby=meldungen] li a")[0]
    number = sum(int(text(chip).split()[0]) for chip in page.select(".cities .gap, .cities .late"))
    assert text(page, "section[aria-labelledby=fristen] .with-link a") == f"alle {number}"


@pytest.fixture
def town() -> None:
    city = make_municipality(name="Suchstadt", slug="suchstadt")
    measure = make_measure(make_report(city, slug="bericht"), code="Q7", title="Quizabende im Quartier")
    make_indicator(measure, name="Gezählte Quizabende")
    make_responsibility(measure, make_office(city, name="Quizamt", abbreviation="QA"))
    make_office(city, name="Quizamt ohne Maßnahme")
    draft = make_measure(measure.report, code="Q8", title="Quizentwurf", publication=Publication.DRAFT)
    make_indicator(draft, name="Quizgeheimnis")


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("query", ["Quizabend", "quizabende", "Q7"])
def test_a_search_finds_measures_however_they_are_typed(client: Client, query: str) -> None:
    page = get(client, f"/?q={query}")
    assert texts(page, "section[aria-labelledby=massnahmen] li a") == ["Q7 Quizabende im Quartier"]
    assert one(page, "section[aria-labelledby=massnahmen] .with-link a")["href"] == f"/massnahmen/?suche={query}"


@pytest.mark.usefixtures("town")
def test_a_search_groups_what_it_finds_and_shows_no_drafts(client: Client) -> None:
    page = get(client, "/?q=quiz")
    assert texts(page, "main section h2") == [
        "Maßnahmen und Teilmaßnahmen (1)",
        "Ämter und Partner (1)",
        "Indikatoren (1)",
    ]
    assert texts(page, "section[aria-labelledby=aemter] li a") == ["Quizamt (QA)"]
    assert texts(page, "section[aria-labelledby=indikatoren] li a") == ["Gezählte Quizabende"]
    assert "Quizgeheimnis" not in text(page)


def test_the_accessibility_statement_names_cities_as_long_as_they_are_few(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_foot = "An wen Sie in einer Kommune schreiben können, steht am Ende jeder ihrer Seiten."
    assert "Lüneburg:" in text(page := get(client, "/barrierefreiheit/"), "main")
    assert at_the_foot not in text(page, "main")
    monkeypatch.setattr("reports.site.views.CITIES_ON_A_PAGE", 4)
    with counting() as fetched:
        page = get(client, "/barrierefreiheit/")
    assert "Lüneburg:" not in text(page, "main")
    assert at_the_foot in text(page, "main")
    assert fetched.rows < 10
