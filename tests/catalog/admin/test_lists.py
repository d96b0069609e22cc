"""What the lists of the catalogue show, and in which order."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from catalog.choices import Column, Role
from catalog.models import Report
from tests import factories
from tests.admin_pages import admin_url, errors, form_data, rows

pytestmark = pytest.mark.usefixtures("without_cities")


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(factories.make_planner())
    return client


def test_sections_stand_as_in_the_report(planner: Client) -> None:
    report = factories.make_report()
    second = factories.make_section(report, title="Zweites", order=2)
    first = factories.make_section(report, title="Erstes", order=1)
    below = factories.make_section(parent=first, title="Darunter", order=9)
    factories.make_section(parent=below, title="Zuunterst", order=1)
    factories.make_section(parent=second, title="Anderes", order=1)
    response = planner.get(admin_url("catalog_section_changelist"))
    titles = [section.title for section in rows(response)]
    assert titles == ["Erstes", "Darunter", "Zuunterst", "Zweites", "Anderes"]
    assert '<span class="outline-2">Zuunterst</span>' in response.text


def test_a_column_still_sorts_sections(planner: Client) -> None:
    report = factories.make_report()
    for title in ("B", "A"):
        factories.make_section(report, title=title)
    response = planner.get(admin_url("catalog_section_changelist"), {"o": "-1"})
    assert [section.title for section in rows(response)] == ["B", "A"]


def test_a_found_section_keeps_its_depth(planner: Client) -> None:
    factories.make_section(parent=factories.make_section(title="Oben"), title="Gesucht")
    page = planner.get(admin_url("catalog_section_changelist"), {"q": "gesucht"}).text
    assert '<span class="outline-1">Gesucht</span>' in page


def test_of_sections_that_do_not_fit_on_a_page_fewer_stand_on_each(
    planner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = factories.make_report()
    for number in range(4):
        factories.make_section(report, title=f"Feld {number}", order=number)
    monkeypatch.setattr("catalog.admin.reports.SectionAdmin.list_per_page", 4)
    monkeypatch.setattr("catalog.admin.reports.SectionChangeList.per_page_of_many", 2)
    address = admin_url("catalog_section_changelist")
    assert len(rows(planner.get(address))) == 4
    factories.make_section(report, title="Feld 4", order=4)
    assert [[one.title for one in rows(planner.get(address, {"p": page}))] for page in (1, 2, 3)] == [
        ["Feld 0", "Feld 1"],
        ["Feld 2", "Feld 3"],
        ["Feld 4"],
    ]


def test_offices_show_how_many_measures_they_have(planner: Client) -> None:
    office = factories.make_office(abbreviation="510", dissolved_on=date(2021, 1, 1))
    report = factories.make_report(office.municipality)
    for role in Role:
        factories.make_responsibility(factories.make_measure(report), office, role=role)
    page = planner.get(admin_url("catalog_office_changelist")).text
    assert f'?office={office.pk}" aria-label="2 measures">2</a>' in page
    for text in ("510", "Jan. 1, 2021", office.municipality.name):
        assert text in page


def test_the_number_of_measures_leads_to_them(planner: Client) -> None:
    measure = factories.make_measure()
    factories.make_measure()
    found = rows(planner.get(f"{admin_url('catalog_measure_changelist')}?report__id__exact={measure.report_id}"))
    assert f"?report__id__exact={measure.report_id}" in planner.get(admin_url("catalog_report_changelist")).text
    assert found == [measure]


def test_columns_are_ticks_in_the_order_of_the_table(planner: Client) -> None:
    report = factories.make_report()
    url = admin_url("catalog_report_change", report.pk)
    page = planner.get(url).text
    assert page.count('type="checkbox" name="columns"') == len(Column)
    ticked = [Column.STATUS.value, Column.CODE.value, Column.DUE.value]
    planner.post(url, {**form_data(planner, url), "columns": ticked})
    report.refresh_from_db()
    assert report.columns == ["code", "due", "status"]


@pytest.mark.parametrize("ticked", [[], ["unknown"]])
def test_a_table_without_sensible_columns_is_refused(planner: Client, ticked: list[str]) -> None:
    report = factories.make_report()
    url = admin_url("catalog_report_change", report.pk)
    data: dict[str, Any] = {**form_data(planner, url), "columns": ticked}
    assert "columns" in errors(planner.post(url, data))
    report.refresh_from_db()
    assert report.columns == Report().columns
