"""The page of an office: what it leads and takes part in."""

from datetime import date

import pytest
from django.test import Client

from catalog.choices import OfficeKind, Role
from catalog.models import Office
from tests.factories import (
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

URL = "/stadt/aemter/sozialamt/"


@pytest.fixture
def office() -> Office:
    city = make_municipality(slug="stadt")
    return make_office(city, name="Sozialamt", slug="sozialamt", abbreviation="500", kind=OfficeKind.STAFF_UNIT)


def test_it_lists_measures_by_role(client: Client, office: Office) -> None:
    report = make_report(office.municipality, title="Bericht")
    led = make_measure(report, code="A1", title="Geführt", lead=office, due="Ende 2099")
    make_update(led)
    make_responsibility(make_measure(report, code="A2", title="Begleitet"), office, role=Role.PARTICIPATING)
    make_measure(report, code="A3", title="Von anderen")
    page = get(client, URL)
    leads = one(page, "section[aria-labelledby=federfuehrung]")
    assert texts(leads, "tbody tr") == ["A1 Geführt Bericht Ende 2099 in Umsetzung seit 19.01.2021 ohne Meldung"]
    assert "Begleitet" in text(one(page, "section[aria-labelledby=mitwirkung]"))
    assert "Von anderen" not in text(page)


def test_it_says_what_kind_of_office_it_is_and_where_it_belongs(client: Client, office: Office) -> None:
    unit = make_office(office.municipality, name="Team Teilhabe", slug="team", parent=office)
    page = get(client, URL)
    assert text(page, "h1") == "Sozialamt (500)"
    assert "Stabsstelle" in text(page)
    assert "Team Teilhabe" in text(page)
    assert "Teil von Sozialamt (500)" in text(get(client, unit.get_absolute_url()))


def test_a_dissolved_office_keeps_its_page(client: Client, office: Office) -> None:
    office.dissolved_on = date(2022, 3, 31)
    office.save()
    assert "aufgelöst am 31.03.2022" in text(get(client, URL))


def test_without_measures_it_says_so(client: Client, office: Office) -> None:
    page = text(get(client, URL))
    assert "Dieses Amt führt keine Maßnahme." in page
    assert "Dieses Amt wirkt an keiner weiteren Maßnahme mit." in page


def test_the_list_of_offices_is_on_the_page_of_the_city(client: Client, office: Office) -> None:
    assert client.get("/stadt/aemter/")["Location"] == "/stadt/"


def test_many_measures_come_page_by_page(client: Client, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.offices.views.MEASURES_ON_A_PAGE", 2)
    report = make_report(office.municipality, title="Bericht")
    for number, role in enumerate((Role.PARTICIPATING, Role.LEAD, Role.LEAD, Role.LEAD, Role.PARTICIPATING)):
        make_responsibility(make_measure(report, code=f"A{number}"), office, role=role)
    first, second, third = (get(client, f"{URL}?seite={number}") for number in (1, 2, 3))
    assert [texts(page, "tbody .code") for page in (first, second, third)] == [["A1", "A2"], ["A3", "A0"], ["A4"]]
    assert texts(first, "h2[id]")[0] == "Federführung (3)"
    assert texts(second, "h2[id]")[:2] == ["Federführung (3)", "Mitwirkung (2)"]
    assert "keine Maßnahme" not in text(first) + text(third)
    assert [link["href"] for link in first.select("nav.pages a[rel=next]")] == [f"{URL}?seite=2"]


def test_no_more_measures_are_loaded_than_are_shown(
    client: Client, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.offices.views.MEASURES_ON_A_PAGE", 2)
    numbers = []
    report = make_report(office.municipality, title="Bericht")
    for more in (5, 20):
        for _measure in range(more):
            make_measure(report, lead=office)
        with counting() as fetched:
            client.get(URL)
        numbers.append(fetched.rows)
    assert numbers[1] <= numbers[0]
