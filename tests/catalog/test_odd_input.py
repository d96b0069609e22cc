"""Whoever sends what no form of ours would send gets an answer, not an error of the server."""

from copy import deepcopy
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from catalog.models import Office
from tests.admin_pages import admin_url, form_data
from tests.conftest import Once
from tests.project.access.matrix import MODELS, World

pytestmark = pytest.mark.usefixtures("without_cities")
ODD = ["", "abc", "-1", "\x00", "9" * 30, "9" * 5000]


@pytest.fixture(scope="module")
def made(once: Once) -> World:
    return once(World)


@pytest.fixture
def world(without_cities: None, made: World) -> World:
    return deepcopy(made)


def test_what_is_no_id_is_chosen_by_nobody(world: World) -> None:
    planner = world.client("planner")
    names = ("catalog_measure", "catalog_invitation", "catalog_membership")
    for name, odd, action in product(names, ODD, ["delete_selected", "revoke", "download_csv"]):
        model = next(model for model in MODELS if model.name == name)
        row = model.find(world)
        response = planner.post(admin_url(f"{name}_changelist"), {"action": action, "_selected_action": odd})
        assert response.status_code in {200, 302}
        assert type(row).objects.filter(pk=row.pk).exists()


def test_rows_that_cannot_be_counted_are_an_error_of_the_form(world: World) -> None:
    planner, url = world.client("planner"), admin_url("catalog_measure_change", world.measure.pk)
    for odd in ODD:
        response = planner.post(url, {**form_data(planner, url), "status_updates-TOTAL_FORMS": odd})
        assert response.status_code in {200, 302}, odd
        assert world.measure.status_updates.count() == 2, odd


def test_nobody_has_fewer_than_no_roles(world: World) -> None:
    administrator = world.client("administrator")
    url = admin_url("catalog_user_change", world.people["reader"].pk)
    for odd in ODD:
        response = administrator.post(url, {**form_data(administrator, url), "memberships-INITIAL_FORMS": odd})
        assert response.status_code in {200, 302}, odd
        assert world.people["reader"].memberships.count() == 1, odd


@pytest.mark.parametrize("odd", ["abc", "9" * 30, "9" * 5000])
def test_an_import_that_cannot_be_is_not_there(world: World, odd: str) -> None:
    response = world.client("planner").get(admin_url("monitoring_spreadsheetimport_change", odd))
    assert response.headers["Location"] == reverse("admin:monitoring_spreadsheetimport_changelist")


def test_a_sheet_that_the_file_has_not_is_not_chosen(world: World) -> None:
    planner, url = world.client("planner"), reverse("admin:import_columns", args=[world.import_.pk])
    before = world.import_.sheet
    assert planner.post(url, {"sheet": "gibt\x00es nicht"}).status_code == 302
    world.import_.refresh_from_db()
    assert world.import_.sheet == before


@pytest.mark.parametrize("url", ["/hier/", "/admin/"])
def test_no_session_has_a_zero_byte(world: World, client: Client, url: str) -> None:
    client.cookies["sessionid"] = "abcdefgh\x00ijkl"
    assert client.get(url).status_code == 404


def test_a_list_is_not_filtered_by_what_cannot_be(world: World) -> None:
    planner, url = world.client("planner"), admin_url("catalog_office_changelist")
    for name in ("municipality", "parent__in", "id__in", "id__range", "dissolved_on__year"):
        for odd in ODD[1:]:
            response = planner.get(url, {name: odd})
            assert response.status_code in {200, 302, 400, 404}, (name, odd)
            if response.status_code == 302:
                assert response.headers["Location"] == f"{url}?e=1", (name, odd)


def test_contents_of_files_are_not_asked_for_by_address(world: World) -> None:
    url = admin_url("monitoring_spreadsheetimport_changelist")
    for column in ("content", "content__gt", "workbook__in"):
        assert world.client("planner").get(url, {column: "abc"}).status_code == 400


WRITTEN = {"name": "Amt", "kind": "abc", "parent": "abc", "dissolved_on": "gestern", "responsibilities": "x"}


def test_an_address_fills_in_what_a_column_can_hold_and_nothing_else(world: World) -> None:
    planner, url = world.client("planner"), admin_url("catalog_office_add")
    form = planner.get(url, {**WRITTEN, "municipality": str(world.here.pk)}).context["adminform"].form
    values = {name: form[name].value() for name in ("municipality", "name", "parent", "dissolved_on")}
    assert values == {"municipality": world.here.pk, "name": "Amt", "parent": None, "dissolved_on": None}
    form = planner.get(url, {"dissolved_on": "2021-01-01"}).context["adminform"].form
    assert form["dissolved_on"].value() == date(2021, 1, 1)


@pytest.mark.parametrize("name", ["reports_councilpaper", "catalog_measure"])
def test_a_report_that_cannot_be_is_not_chosen(world: World, name: str) -> None:
    for report in ("abc", "-1", "9" * 30, str(world.there.report_id)):
        response = world.client("planner").get(admin_url(f"{name}_add"), {"report": report})
        assert response.status_code == 200
        assert response.context["adminform"].form["report"].value() is None


def test_an_address_does_not_say_how_long_an_invitation_is_valid(world: World) -> None:
    response = world.client("planner").get(
        admin_url("catalog_invitation_add"), {"expires_at": "abc", "email": "a@b.de"}
    )
    assert response.context["adminform"].form.initial["email"] == "a@b.de"


# What becomes of a list: 200, the whole list (`?e=1`), or 400 for a comparison that no link of ours makes.
ASKED = {
    "id__in=1,2": 200,
    "id__in=9223372036854775807": 200,
    "id__in=9223372036854775808": 302,
    "id__in=-9223372036854775809": 302,
    f"id={'9' * 5000}": 302,
    "parent__id__exact=9223372036854775808": 200,
    "municipality__id__exact=abc": 200,
    "municipality__id__exact=1&municipality__id__exact=9223372036854775808": 200,
    "dissolved_on__year=9999": 200,
    "dissolved_on__year=10000": 302,
    "dissolved_on__year=0": 302,
    "dissolved_on__month=9223372036854775808": 200,
    "dissolved_on__gte=31.12.9999": 302,
    "dissolved_on__isempty=2": 302,
    "no_such_column=1": 302,
    "name__in=a,b": 200,
    "name__regex=(": 400,
    "name__iregex=(a%2B)%2B$": 400,
    "name__icontains=amt": 400,
    "municipality__users__password=x": 400,
    "p=9999999999999999999999": 200,
    "p=abc": 200,
    "o=1.-2.99.x.--1": 200,
    "_to_field=password": 400,
    "_popup=1&_to_field=id": 200,
    f"q={'a+' * 1500}": 200,
    "e=1": 200,
}
OF_THE_LOG = {
    "at__year=9999": 302,
    "at__year=2020&at__month=99999999999999999999": 302,
    "at__year=2020&at__month=13": 302,
    "at__year=0001": 302,
    "at__year=2020&at__month=12&at__day=31": 200,
    "at__gte=0001-01-01": 302,
    "at__lt=9999-12-31 23:59": 200,
}
OF_VALUES = {"value__gte=1e999": 302, "value=nan": 302, "value__lt=100000000000000": 302, "value=17.5": 200}


def test_a_list_answers_alike_on_every_database(world: World) -> None:
    """This runs on both kinds of them."""
    tables = [("planner", "catalog_office", ASKED), ("planner", "monitoring_indicatorvalue", OF_VALUES)]
    for role, name, asked in [*tables, ("administrator", "catalog_auditentry", OF_THE_LOG)]:
        client, url = world.client(role), admin_url(f"{name}_changelist")
        assert {query: client.get(f"{url}?{query}").status_code for query in asked} == asked


def test_a_search_of_too_many_words_is_said_and_finds_all(world: World) -> None:
    response = world.client("planner").get(admin_url("catalog_office_changelist"), {"q": "a " * 1500})
    assert [str(message) for message in response.context["messages"]] == [
        "Ensure this value has at most 200 characters (it has 3000)."
    ]
    asked = {"app_label": "catalog", "model_name": "responsibility", "field_name": "office", "term": "a " * 1500}
    assert world.client("planner").get(reverse("admin:autocomplete"), asked).status_code == 400


@pytest.mark.parametrize("mistake", [TypeError, ValueError, OverflowError])
def test_a_mistake_of_ours_is_not_taken_for_an_odd_address(
    world: World, monkeypatch: pytest.MonkeyPatch, mistake: type[Exception]
) -> None:
    """Neither in the rows of a list nor in one of its columns or filters, whatever the address asks for."""
    offices: Any = type(admin.site._registry[Office])
    planner, url = world.client("planner"), admin_url("catalog_office_changelist")

    def fail(*_arguments: Any) -> None:
        raise mistake("ours")

    for name in ("get_queryset", "number_of_measures", "get_ordering", "get_search_results"):
        with monkeypatch.context() as patched:
            patched.setattr(offices, name, fail)
            with pytest.raises(mistake, match="ours"):
                planner.get(url, {"name": "Jugendamt", "q": "amt"})
