"""Whoever sends what no form of ours would send gets an answer, not an error of the server."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin_pages import admin_url, form_data
from tests.project.access import MODELS, World

pytestmark = pytest.mark.usefixtures("without_cities")
ODD = ["", "abc", "-1", "\x00", "9" * 30, "9" * 5000]


@pytest.fixture
def world(without_cities: None) -> World:
    return World()


@pytest.mark.parametrize("odd", ODD, ids=repr)
@pytest.mark.parametrize("action", ["delete_selected", "revoke", "download_csv"])
def test_what_is_no_id_is_chosen_by_nobody(world: World, odd: str, action: str) -> None:
    planner = world.client("planner")
    for name in ("catalog_measure", "catalog_invitation", "catalog_membership"):
        model = next(model for model in MODELS if model.name == name)
        row = model.find(world)
        response = planner.post(admin_url(f"{name}_changelist"), {"action": action, "_selected_action": odd})
        assert response.status_code in {200, 302}
        assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_rows_that_cannot_be_counted_are_an_error_of_the_form(world: World, odd: str) -> None:
    planner, url = world.client("planner"), admin_url("catalog_measure_change", world.measure.pk)
    response = planner.post(url, {**form_data(planner, url), "status_updates-TOTAL_FORMS": odd})
    assert response.status_code in {200, 302}
    assert world.measure.status_updates.count() == 2


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_nobody_has_fewer_than_no_roles(world: World, odd: str) -> None:
    administrator = world.client("administrator")
    url = admin_url("catalog_user_change", world.people["reader"].pk)
    response = administrator.post(url, {**form_data(administrator, url), "memberships-INITIAL_FORMS": odd})
    assert response.status_code in {200, 302}
    assert world.people["reader"].memberships.count() == 1


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


@pytest.mark.parametrize("name", ["municipality", "parent__in", "id__in", "id__range", "dissolved_on__year"])
@pytest.mark.parametrize("odd", ODD[1:], ids=repr)
def test_a_list_is_not_filtered_by_what_cannot_be(world: World, name: str, odd: str) -> None:
    response = world.client("planner").get(admin_url("catalog_office_changelist"), {name: odd})
    assert response.status_code in {200, 302, 400, 404}
    if response.status_code == 302:
        assert response.headers["Location"] == f"{admin_url('catalog_office_changelist')}?e=1"


def test_contents_of_files_are_not_asked_for_by_address(world: World) -> None:
    url = admin_url("monitoring_spreadsheetimport_changelist")
    assert world.client("planner").get(url, {"content": "abc"}).headers["Location"] == f"{url}?e=1"


def test_an_address_does_not_say_how_long_an_invitation_is_valid(world: World) -> None:
    response = world.client("planner").get(
        admin_url("catalog_invitation_add"), {"expires_at": "abc", "email": "a@b.de"}
    )
    assert response.context["adminform"].form.initial["email"] == "a@b.de"
