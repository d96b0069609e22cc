"""Lists of today, which the database chooses, counts and sorts, say what the loaded measures say one by one."""

import re
from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from catalog.choices import Publication, State
from catalog.models import Measure, MeasureTheme, Municipality, Report, Theme, User
from monitoring.choices import Status
from monitoring.current.judging import refresh_all
from monitoring.models import StatusUpdate
from reports.measures import scope
from reports.measures.filters import MeasureFilter
from reports.measures.list_query import ListQuery
from reports.measures.lists.kept_selection import KeptSelection
from reports.measures.lists.measure_list import ListOfToday, LoadedList
from reports.measures.lists.national_selection import NationalSelection
from reports.measures.sorting import Sorting
from tests.effort import THOROUGH
from tests.factories import (
    make_measure,
    make_planner,
    make_reader,
    make_user,
)
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
    "kosten=genannt",
    "indikator=ja",
    "suche=A1",
    "suche=neues",
    "ohne-meldung-seit=2021-01-01",
    *(f"sortierung={sign}{word}" for word in Sorting.titles for sign in ("", "-")),
    "status=umgesetzt&status=daueraufgabe&sortierung=-frist",
]

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def told(listing: ListOfToday | LoadedList) -> dict[str, object]:
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
        "choices": {f.name: +Counter(selection.counts(f)) for f in filters.filters.values() if is_counted(f)},
        "without": {f.name: selection.without(f) for f in filters.active},
        "groups": [(group.report, group.bar) for group in listing.groups],
        "rows": [row.measure.pk for group in listing.groups for row in group.rows],
    }


def is_counted(one: MeasureFilter) -> bool:
    return one.is_chosen_from_a_list and one.is_counted


def test_kept_and_loaded_measures_say_the_same(random_city: Report) -> None:  # noqa: F811
    city = random_city.municipality
    office = city.offices.order_by("pk")[0].slug
    visitors: list[User | AnonymousUser] = [AnonymousUser(), make_planner(city)]
    places = [(None, f"{city.slug}/{office}"), (city, office)]
    for number, query in enumerate(QUERIES):
        for at, (place, words) in enumerate(places):
            for visitor in visitors if THOROUGH else [visitors[(number + at) % 2]]:
                request = RequestFactory().get(f"/massnahmen/?{query.replace('AMT', words)}")
                request.user = visitor
                reading = ListQuery(request, place)
                assert reading.problems == []
                assert told(ListOfToday(reading)) == told(LoadedList(reading)), request.get_full_path()


# More cities than a page can offer as choices


@pytest.fixture
def wide(random_city: Report, monkeypatch: pytest.MonkeyPatch) -> Report:  # noqa: F811
    monkeypatch.setattr(scope, "MOST_REPORTS", 3)
    return random_city


OF_THE_COUNTRY = [
    "",
    *(query for query in QUERIES if "=" in query and not {"amt", "sortierung"} & {*re.split("[=&]", query)}),
    "thema=arbeit&status=umgesetzt&jahr=2020",
    "thema=arbeit&suche=neues",
    "status=umgesetzt&sortierung=-frist",
]
ABOUT_A_THEME = OF_THE_COUNTRY[:3]


def test_what_is_counted_and_what_is_read_say_the_same(wide: Report) -> None:
    whole, other = wide.measures.filter(parent=None)[:2]
    make_measure(parent=whole, publication=Publication.DRAFT)
    make_measure(parent=other, publication=Publication.COMMITTEE)
    city = wide.municipality
    visitors = [AnonymousUser(), make_planner(city), make_reader(city), make_user(is_superuser=True)]
    asked: list[tuple[str, Theme | None, Any]]
    asked = [(query, None, visitor) for query in OF_THE_COUNTRY for visitor in visitors[:2]]
    asked += [(query, Themes.WORK.row, visitor) for query in ABOUT_A_THEME for visitor in visitors]
    for query, theme, visitor in asked:
        request = RequestFactory().get(f"/massnahmen/?{query}")
        request.user = visitor
        reading = ListQuery(request, theme=theme)
        counted, read = ListOfToday(reading), ListOfToday(reading)
        assert isinstance(counted.selection, NationalSelection)
        read.selection = KeptSelection(reading.filters)
        assert told(counted) == told(read), (query, theme, visitor)


@pytest.mark.parametrize("far", [0, 3, 1000])
def test_far_pages_show_what_stands_there(wide: Report, monkeypatch: pytest.MonkeyPatch, far: int) -> None:
    monkeypatch.setattr("reports.measures.lists.national_selection.FAR", far)
    make_measure(wide, publication=Publication.DRAFT)
    for visitor in (AnonymousUser(), make_planner(wide.municipality)):
        request = RequestFactory().get("/massnahmen/")
        request.user = visitor
        selection = NationalSelection(ListQuery(request).filters)
        every = list(selection.ordered(Sorting()).values_list("pk", flat=True))
        for start in range(0, len(every) + 5, 5):
            places = slice(start, start + 5)
            assert selection.ids_at(places, Sorting()) == every[places]


@pytest.mark.parametrize("few", [0, 1000])
def test_sorted_pages_show_what_stands_there(wide: Report, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr("reports.measures.lists.sorted_measures.FEW", few)
    monkeypatch.setattr("reports.measures.lists.sorted_measures.MANY", few - 1)
    make_costly_parts(wide)
    for visitor in (AnonymousUser(), make_planner(wide.municipality)):
        for number, query in enumerate(("", "frist=verstrichen", "kosten=genannt")):
            request = RequestFactory().get(f"/massnahmen/?{query}")
            request.user = visitor
            selection = NationalSelection(ListQuery(request).filters)
            sortings = [Sorting(word, descending) for word in Sorting.titles for descending in (False, True)]
            for sorting in sortings if THOROUGH else sortings[number::3]:
                every = list(selection.ordered(sorting).values_list("pk", flat=True))
                for start in range(0, len(every), 4):
                    places = slice(start, min(start + 4, len(every)))
                    assert selection.ids_at(places, sorting) == every[places], (query, sorting, start)


def make_costly_parts(report: Report) -> None:
    """Makes measures with and without a number, whose parts come before and after them in every order."""
    for number, amount in enumerate((100, 200, 200, 300)):
        whole = make_measure(report, code="", title=f"Ganzes {number}")
        make_measure(report, code=f"K{number}", costs_amount=150, costs_kind="once", due="Ende 2021")
        for part in (1, 2):
            known: dict[str, Any] = {
                "costs_amount": part * amount,
                "costs_kind": "once",
                "due": f"Ende {2020 + part * number}",
            }
            make_measure(parent=whole, code=f"K{part}", **known)


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


PAGES_OF_THE_COUNTRY = [
    *("/", "/themen/", "/themen/arbeit/", "/themen/arbeit/?status=umgesetzt"),
    *("/massnahmen/", "/massnahmen/?seite=2", "/massnahmen/?frist=verstrichen", "/massnahmen/?sortierung=-frist"),
]


def add_cities(numbers: range) -> None:
    """Adds cities with a report of three measures each, two of them about a theme, one with an update."""
    cities = Municipality.objects.bulk_create(
        Municipality(name=f"Zz {n}", slug=f"zz-{n}", ags=f"{n:08}", state=State.BW, is_public=True) for n in numbers
    )
    reports = Report.objects.bulk_create(
        Report(municipality=city, title="Bericht", slug="bericht", is_public=True) for city in cities
    )
    measures = Measure.objects.bulk_create(
        Measure(report=report, code=f"A{n}", title="Titel", due="Ende 2020", publication=Publication.PUBLISHED)
        for report in reports
        for n in range(3)
    )
    MeasureTheme.objects.bulk_create(MeasureTheme(measure=one, theme=Themes.WORK.row) for one in measures[::3])
    StatusUpdate.objects.bulk_create(
        StatusUpdate(measure=one, as_of=date(2020, 5, 1), status=Status.DONE, publication=Publication.PUBLISHED)
        for one in measures[1::3]
    )


def test_pages_load_as_many_rows_from_five_to_three_hundred_cities(
    client: Client, without_cities: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scope, "MOST_REPORTS", 3)
    monkeypatch.setattr("reports.measures.lists.measure_list.MEASURES_ON_A_PAGE", 5)
    monkeypatch.setattr("reports.site.views.CITIES_ON_A_PAGE", 3)
    monkeypatch.setattr("reports.measures.lists.national_selection.FAR", 3)
    monkeypatch.setattr("reports.measures.lists.sorted_measures.FEW", 3)
    rows: dict[str, list[int]] = {address: [] for address in PAGES_OF_THE_COUNTRY}
    for numbers in (range(5), range(5, 300)):
        add_cities(numbers)
        refresh_all()
        for address, found in rows.items():
            with counting() as fetched:
                assert client.get(address).status_code == 200
            found.append(fetched.rows)
    assert {address: found for address, found in rows.items() if found[1] > found[0] * 1.3} == {}


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
