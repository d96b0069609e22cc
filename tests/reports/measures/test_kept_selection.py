"""Lists of today, which the database chooses, counts and sorts, say what the loaded measures say one by one."""

from collections import Counter

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from catalog.models import Report
from reports.measures import scope
from reports.measures.list_query import ListQuery
from reports.measures.lists.measure_list import ListOfThePast, ListOfToday
from tests.factories import make_measure, make_planner, make_report, make_responsibility, make_update
from tests.fetched import counting
from tests.reports.pages import get, text, texts
from tests.reports.test_one_unit_of_counting import random_city  # noqa: F401 - a fixture
from tests.themes import Themes

QUERIES = [
    "",
    "status=umgesetzt",
    "status=ohne-meldung&status=in-umsetzung",
    "frist=verstrichen",
    "frist=keine-mehr&amt=AMT&beteiligt=ja",
    "amt=AMT",
    "jahr=2020",
    "thema=arbeit",
    "indikator=nein",
    "horizont=kurzfristig",
    "kosten=nicht-genannt&jahr=2098",
    "suche=A1",
    "suche=neues",
    "ohne-meldung-seit=2021-01-01",
    *(f"sortierung={sign}{word}" for word in ("nr", "titel", "status", "frist", "meldung") for sign in ("", "-")),
    "status=umgesetzt&status=daueraufgabe&sortierung=-frist",
]

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def told(listing: ListOfToday | ListOfThePast) -> dict[str, object]:
    """Everything that a page says of a list, and the ids of its rows in their order."""
    selection, filters = listing.selection, listing.reading.filters
    return {
        "tally": selection.tally,
        "total": selection.total,
        "words": selection.in_words,
        "bar": listing.bar,
        "passed": listing.passed,
        "cities": listing.number_of_cities,
        "reports": listing.reports(4),
        "choices": {f.name: +Counter(selection.counts(f)) for f in filters.filters.values() if f.is_chosen_from_a_list},
        "without": {f.name: selection.without(f) for f in filters.active},
        "groups": [(group.report, group.bar) for group in listing.groups],
        "rows": [row.measure.pk for group in listing.groups for row in group.rows],
    }


@pytest.mark.parametrize("query", QUERIES)
def test_kept_and_loaded_measures_say_the_same(random_city: Report, query: str) -> None:  # noqa: F811
    city = random_city.municipality
    office = city.offices.order_by("pk")[0].slug
    for place, words in ((None, f"{city.slug}/{office}"), (city, office)):
        for visitor in (AnonymousUser(), make_planner(city)):
            request = RequestFactory().get(f"/massnahmen/?{query.replace('AMT', words)}")
            request.user = visitor
            reading = ListQuery(request, place)
            assert reading.problems == []
            assert told(ListOfToday(reading)) == told(ListOfThePast(reading))


# More cities than a page can offer as choices


@pytest.fixture
def wide(random_city: Report, monkeypatch: pytest.MonkeyPatch) -> Report:  # noqa: F811
    monkeypatch.setattr(scope, "MOST_REPORTS", 3)
    return random_city


def test_of_too_many_cities_one_is_typed(client: Client, wide: Report) -> None:
    page = get(client, "/massnahmen/")
    assert page.select("input[name=kommune]")
    assert not page.select("select[name=kommune], select[name=bericht], select[name=amt], select[name=stand]")
    for typed in ("zufallsstadt", "Zufallsstadt"):
        found = get(client, f"/massnahmen/?kommune={typed}")
        assert texts(found, "section.group h2") == ["Zufallsstadt: Zufallsbericht"]
        assert found.select("select[name=amt] option[value]")
    assert "„Nirgendheim“ gibt es hier nicht." in text(get(client, "/massnahmen/?kommune=Nirgendheim"))


def test_choices_of_too_many_cities_are_offered_without_numbers(client: Client, wide: Report) -> None:
    page = get(client, "/massnahmen/")
    assert "Wohnen" in texts(page, "select[name=thema] option")
    assert all("(" in label for label in texts(page, "label:has(input[name=status])"))
    assert get(client, "/massnahmen/?thema=arbeit").select("tbody tr")


def test_too_many_cities_cannot_be_looked_back_at(client: Client, wide: Report) -> None:
    page = text(get(client, "/massnahmen/?stand=2020-08-01"))
    assert "Wählen Sie eine Kommune" in page
    assert "Stand vom 01.08.2020" not in page
    assert "01.08.2020" in text(get(client, "/massnahmen/?stand=2020-08-01&kommune=zufallsstadt"))


@pytest.mark.parametrize("address", ["/massnahmen/", "/themen/arbeit/", "/massnahmen/?frist=verstrichen", "/"])
def test_pages_of_too_many_cities_load_no_more_rows_for_more_measures(
    client: Client, wide: Report, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr("reports.measures.lists.measure_list.MEASURES_ON_A_PAGE", 5)
    monkeypatch.setattr("reports.site.views.CITIES_ON_A_PAGE", 3)
    numbers = []
    for _time in range(2):
        client.get(address)
        with counting() as fetched:
            client.get(address)
        numbers.append(fetched.rows)
        for _more in range(3):
            report = make_report(title="Zzz")
            for _measure in range(10):
                measure = make_measure(report, due="Ende 2020")
                make_responsibility(measure)
                make_update(measure)
    assert numbers[1] <= numbers[0] * 1.3


def test_a_theme_of_too_many_cities_names_its_sections(client: Client, wide: Report) -> None:
    assert get(client, Themes.WORK.url).select("p.sections a")


@pytest.mark.parametrize("query", ["suche=A1", "suche=neues", "suche=a&status=umgesetzt", "suche=m0&frist=verstrichen"])
def test_a_search_says_the_same_of_many_cities_as_of_few(
    random_city: Report,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    query: str,
) -> None:
    request = RequestFactory().get(f"/massnahmen/?{query}")
    request.user = AnonymousUser()
    of_few = told(ListOfToday(ListQuery(request)))
    monkeypatch.setattr(scope, "MOST_REPORTS", 3)
    of_many = told(ListOfToday(ListQuery(request)))
    names = ("tally", "total", "words", "bar", "passed", "cities", "without")
    assert {name: of_many[name] for name in names} == {name: of_few[name] for name in names}
    assert of_many["choices"]["status"] == of_few["choices"]["status"]  # type: ignore[index]
    assert of_many["choices"]["frist"] == of_few["choices"]["frist"]  # type: ignore[index]
    if len(of_few["rows"]) < 60:  # type: ignore[arg-type]
        assert set(of_many["rows"]) == set(of_few["rows"])  # type: ignore[call-overload]
