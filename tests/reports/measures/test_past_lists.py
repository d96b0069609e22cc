"""Lists of an earlier day, which the database works out, say what loaded measures of that day say one by one."""

import random
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from catalog.choices import Publication
from catalog.models import Measure, Municipality, Report, User
from monitoring.choices import Status
from monitoring.models import StatusUpdate
from reports.measures.list_query import ListQuery
from reports.measures.lists.measure_list import ListOfThePast, LoadedList, list_of
from tests.effort import THOROUGH
from tests.factories import (
    make_indicator,
    make_measure,
    make_milestone,
    make_municipality,
    make_planner,
    make_reader,
    make_report,
    make_section,
    make_target,
    make_update,
    make_value,
)
from tests.fetched import counting
from tests.reports.measures.test_kept_selection import QUERIES, told
from tests.reports.pages import get, text, texts
from tests.reports.test_one_unit_of_counting import random_city  # noqa: F401 - a fixture
from tests.themes import Themes

pytestmark = [pytest.mark.both, pytest.mark.django_db]

DAYS = ["2018-01-01", "2020-01-01", "2020-12-31", "2021-03-01", "2022-07-01"]
MORE_QUERIES = ["jahr=2021", "jahr=2022&sortierung=frist", "suche=verspätung", "frist=verspaetet&status=in-umsetzung"]


@pytest.fixture
def eventful(random_city: Report) -> Report:  # noqa: F811
    """A report in which deadlines were moved, milestones reached, targets met and missed, and measures added."""
    chance = random.Random(11)  # noqa: S311 - the same report every time
    for measure in random_city.measures.all():
        if chance.random() < 0.3:
            done_on = chance.choice([None, date(2020, 6, 1), date(2022, 1, 1)])
            make_milestone(measure, due=chance.choice(["Mai 2020", "Ende 2021", "Ende 2022"]), done_on=done_on)
        if chance.random() < 0.3:
            indicator = make_indicator(measure)
            make_target(indicator, due=chance.choice(["Ende 2020", "Ende 2021"]), value=100)
            for day in (date(2020, 6, 1), date(2021, 6, 1)):
                make_value(indicator, value=chance.choice([50, 150]), as_of=day)
    for number in range(8):
        later: dict[str, Any] = {
            "due": "Ende 2022",
            "original_due": "Ende 2020",
            "change_reason": "Es zog sich.",
            "moved_on": chance.choice([date(2020, 6, 1), date(2021, 2, 1)]),
        }
        measure = make_measure(random_city, code=f"V{number}", **later)
        make_milestone(measure, done_on=None, **later)
        make_measure(random_city, code=f"N{number}", added_on=date(2021, 1, 1), due="Ende 2020")
        make_update(measure, as_of=date(2021, 1, 1), status=Status.IN_PROGRESS, reason="Es gab eine Verspätung.")
    whole = make_measure(random_city, code="W1", due="Ende 2020")
    make_measure(parent=whole, code="M1", added_on=date(2021, 1, 1))
    return random_city


def asked(query: str, day: str, visitor: User | AnonymousUser, place: Municipality | None = None) -> ListQuery:
    request = RequestFactory().get(f"/massnahmen/?{query}&stand={day}")
    request.user = visitor
    return ListQuery(request, place)


@pytest.mark.parametrize("day", DAYS)
def test_worked_out_and_loaded_measures_say_the_same(eventful: Report, day: str) -> None:
    city = eventful.municipality
    office = city.offices.order_by("pk")[0].slug
    visitors: list[User | AnonymousUser] = [AnonymousUser(), make_planner(city), make_reader(city)]
    for number, query in enumerate([*QUERIES, *MORE_QUERIES]):
        if not THOROUGH and (number + DAYS.index(day)) % len(DAYS) > 1:
            continue  # each is asked as of two days
        reading = asked(query.replace("AMT", office), day, visitors[number % 3], city)
        assert reading.problems == []
        assert isinstance(list_of(reading), ListOfThePast)
        assert told(ListOfThePast(reading)) == told(LoadedList(reading)), query


def test_so_do_those_of_all_cities_and_of_a_theme(eventful: Report) -> None:
    for query in ("", "status=umgesetzt&status=ohne-meldung", "sortierung=-meldung"):
        reading = asked(query, "2021-03-01", AnonymousUser())
        assert told(ListOfThePast(reading)) == told(LoadedList(reading)), query
    request = RequestFactory().get(f"{Themes.WORK.url}?stand=2021-03-01")
    request.user = AnonymousUser()
    reading = ListQuery(request, theme=Themes.WORK.row)
    assert told(ListOfThePast(reading)) == told(LoadedList(reading))


def test_a_row_shows_the_deadline_and_the_report_of_then(client: Client, eventful: Report) -> None:
    page = get(client, f"{eventful.municipality.get_absolute_url()}massnahmen/?stand=2020-05-31&suche=V1")
    assert texts(page, "tbody .c-due") == ["Ende 2020"]
    assert "Es zog sich" not in text(page, "main")


def test_each_list_replaces_the_one_before(client: Client, eventful: Report) -> None:
    """The table of the connection holds one list at a time."""
    url = f"{eventful.municipality.get_absolute_url()}massnahmen/"
    first = texts(get(client, f"{url}?stand=2021-03-01"), "tbody .c-code")
    other = make_measure(make_report(make_municipality(slug="woanders")), code="X1")
    elsewhere = other.report.municipality.get_absolute_url()
    assert texts(get(client, f"{elsewhere}massnahmen/?stand=2021-03-01"), "tbody .c-code") == ["X1"]
    assert texts(get(client, f"{url}?stand=2021-03-01"), "tbody .c-code") == first
    assert texts(get(client, f"{url}?stand=2020-05-31"), "tbody .c-code") != first


def test_a_page_loads_as_many_rows_of_a_large_city_as_of_a_small_one(
    client: Client, without_cities: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.measures.lists.measure_list.MEASURES_ON_A_PAGE", 5)
    report = make_report(make_municipality(slug="stadt"))
    section = make_section(report)
    rows: dict[str, list[int]] = {
        address: [] for address in ("", "&status=umgesetzt", "&sortierung=frist", "&frist=verstrichen&seite=2")
    }
    for numbers in (range(20), range(20, 400)):
        measures = Measure.objects.bulk_create(
            Measure(
                report=report,
                section=section,
                code=f"A{n}",
                title="Titel",
                due="Ende 2020",
                publication=Publication.PUBLISHED,
            )
            for n in numbers
        )
        StatusUpdate.objects.bulk_create(
            StatusUpdate(
                measure=one,
                as_of=date(2020, 1, 1 + one.pk % 9),
                status=Status.DONE if one.pk % 2 else Status.IN_PROGRESS,
                publication=Publication.PUBLISHED,
            )
            for one in measures
        )
        for address, found in rows.items():
            url = f"/stadt/massnahmen/?stand=2022-01-01{address}"
            assert client.get(url).status_code == 200  # judges what has changed
            with counting() as fetched:
                assert client.get(url).status_code == 200
            found.append(fetched.rows)
    assert {address: found for address, found in rows.items() if found[1] > found[0] * 1.3} == {}
