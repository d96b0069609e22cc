"""Offices, reports and sections stay in their municipality or report and refer to nothing outside it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from catalog.models import Municipality, Office, Report, Section
from tests import factories
from tests.admin_pages import admin_url, errors, form_data

pytestmark = pytest.mark.usefixtures("without_cities")

OFFICE = ("catalog_office", "municipality", "parent", factories.make_office)
REPORT = ("catalog_report", "municipality", "predecessor", factories.make_report)
SECTION = ("catalog_section", "report", "parent", factories.make_section)
EACH = pytest.mark.parametrize(
    ("name", "root", "dependent", "make"), [OFFICE, REPORT, SECTION], ids=["office", "report", "section"]
)
Make = Callable[..., Any]


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(factories.make_planner())
    return client


def offered(client: Client, url: str, field: str) -> set[str]:
    context: Any = client.get(url).context
    return {str(value) for value, _label in context["adminform"].form.fields[field].choices} - {""}


@EACH
def test_only_rows_of_the_same_root_are_offered(
    planner: Client, name: str, root: str, dependent: str, make: Make
) -> None:
    row = make()
    sibling = make(getattr(row, root))
    make()
    assert offered(planner, admin_url(f"{name}_change", row.pk), dependent) == {str(sibling.pk)}
    add = f"{admin_url(f'{name}_add')}?{root}={getattr(row, root).pk}"
    assert offered(planner, add, dependent) == {str(row.pk), str(sibling.pk)}


@EACH
def test_nothing_is_offered_before_the_root_is_known(
    planner: Client, name: str, root: str, dependent: str, make: Make
) -> None:
    make()
    fields = planner.get(admin_url(f"{name}_add")).context["adminform"].form.fields
    assert root in fields
    assert dependent not in fields


@EACH
def test_a_forged_choice_is_refused(planner: Client, name: str, root: str, dependent: str, make: Make) -> None:
    row, foreign = make(), make()
    url = admin_url(f"{name}_change", row.pk)
    response = planner.post(url, {**form_data(planner, url), dependent: foreign.pk})
    assert dependent in errors(response)
    row.refresh_from_db()
    assert getattr(row, dependent) is None


@EACH
def test_a_forged_choice_is_refused_when_adding(
    planner: Client, name: str, root: str, dependent: str, make: Make
) -> None:
    row, foreign = make(), make()
    url = f"{admin_url(f'{name}_add')}?{root}={getattr(row, root).pk}"
    data = {**form_data(planner, url), "title": "Neu", "name": "Neu", "slug": "neu", dependent: foreign.pk}
    assert dependent in errors(planner.post(url, data))
    assert type(row).objects.count() == 2


@EACH
def test_the_root_cannot_be_changed(planner: Client, name: str, root: str, dependent: str, make: Make) -> None:
    row, foreign = make(), make()
    before = getattr(row, root)
    url = admin_url(f"{name}_change", row.pk)
    response = planner.post(url, {**form_data(planner, url), root: getattr(foreign, root).pk})
    assert response.status_code == 302
    row.refresh_from_db()
    assert getattr(row, root) == before


@EACH
def test_nonsense_in_the_address_does_no_harm(
    planner: Client, name: str, root: str, dependent: str, make: Make
) -> None:
    row = make()
    add = admin_url(f"{name}_add")
    for nonsense in (f"{root}=abc", f"{root}={'9' * 30}", f"{root}={getattr(row, root).pk}&{root}=abc"):
        response = planner.get(f"{add}?{nonsense}")
        assert response.status_code == 200
        assert response.context["adminform"].form[root].value() is None


@EACH
def test_another_city_is_out_of_reach(client: Client, name: str, root: str, dependent: str, make: Make) -> None:
    row = make()
    client.force_login(factories.make_planner(factories.make_municipality()))
    url = admin_url(f"{name}_change", row.pk)
    assert client.get(url).status_code == 404
    assert client.post(url, {"slug": "anders"}).status_code == 404
    add = f"{admin_url(f'{name}_add')}?{root}={getattr(row, root).pk}"
    assert str(getattr(row, root).pk) not in offered(client, add, root)
    data = {root: getattr(row, root).pk, "title": "Neu", "name": "Neu", "slug": "neu", "kind": "part"}
    assert root in errors(client.post(add, data))
    assert type(row).objects.count() == 1
    row.refresh_from_db()
    assert row.slug != "anders"


def test_an_office_is_added(planner: Client) -> None:
    city = factories.make_municipality()
    data = {"municipality": city.pk, "name": "Sozialamt", "slug": "sozialamt", "kind": "department"}
    assert planner.post(admin_url("catalog_office_add"), data).status_code == 302
    assert Office.objects.get().municipality == city


def test_a_municipality_is_added_by_administrators_and_a_wrong_key_refused(client: Client) -> None:
    client.force_login(factories.make_administrator())
    url = admin_url("catalog_municipality_add")
    data = {**form_data(client, url), "name": "Heidelberg", "slug": "heidelberg", "ags": "8221000", "state": "BW"}
    assert "ags" in errors(client.post(url, data))
    client.post(url, {**data, "ags": "08221000"})
    assert Municipality.objects.get().ags == "08221000"


def test_a_section_is_added_below_another(planner: Client) -> None:
    upper = factories.make_section()
    url = f"{admin_url('catalog_section_add')}?report={upper.report_id}"
    data = {"report": upper.report_id, "parent": upper.pk, "kind": "part", "title": "Unten", "slug": "unten"}
    assert planner.post(url, {**data, "order": 1}).status_code == 302
    assert Section.objects.get(slug="unten").parent == upper


def test_a_protected_office_is_not_deleted(planner: Client) -> None:
    office = factories.make_responsibility().office
    planner.post(admin_url("catalog_office_delete", office.pk), {"post": "yes"})
    assert Office.objects.filter(pk=office.pk).exists()


@pytest.mark.parametrize("name", ["municipality", "office", "report"])
def test_there_is_a_link_to_the_public_page(planner: Client, name: str) -> None:
    row: Any = getattr(factories, f"make_{name}")()
    assert "View on site" in planner.get(admin_url(f"catalog_{name}_change", row.pk)).text


def test_the_sections_of_a_report_follow_it(planner: Client) -> None:
    report: Report = factories.make_section().report
    url = f"{admin_url('catalog_section_add')}?_changelist_filters=report__id__exact%3D{report.pk}"
    assert planner.get(url).context["adminform"].form["report"].value() == report.pk
