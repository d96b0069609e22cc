"""Who gets into the admin, and what the pages are to whom."""

import pytest
from django.contrib import admin
from django.test import Client
from django.utils.translation import override

from tests import factories
from tests.admin_pages import admin_url

pytestmark = pytest.mark.usefixtures("without_cities")
MODELS = sorted(f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry)
NOT_FOR_PLANNERS = {"auth_group", "catalog_auditentry", "catalog_user", "reports_subscriber", "catalog_deletedthing"}
OURS = [name for name in MODELS if name not in NOT_FOR_PLANNERS]


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("action", ["changelist", "add"])
def test_strangers_are_sent_to_the_login(client: Client, name: str, action: str) -> None:
    response = client.get(admin_url(f"{name}_{action}"))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/en/admin/login/")


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("action", ["changelist", "add"])
def test_staff_without_permission_is_refused(client: Client, name: str, action: str) -> None:
    client.force_login(factories.make_staff())
    assert client.get(admin_url(f"{name}_{action}")).status_code == 403


def test_people_who_are_not_staff_are_sent_to_the_login(client: Client) -> None:
    client.force_login(factories.make_user(permissions=["catalog.view_measure"]))
    assert client.get(admin_url("catalog_measure_changelist")).status_code == 302


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("action", ["changelist", "add"])
def test_planners_open_every_list_and_every_add_page(client: Client, name: str, action: str) -> None:
    client.force_login(factories.make_planner())
    assert client.get(admin_url(f"{name}_{action}")).status_code == 200


def test_planners_do_not_reach_people_and_groups(client: Client) -> None:
    client.force_login(factories.make_planner())
    assert client.get(admin_url("catalog_user_changelist")).status_code == 403
    assert client.get(admin_url("auth_group_changelist")).status_code == 403


def test_a_reader_sees_the_measure_but_cannot_change_it(client: Client) -> None:
    measure = factories.make_measure(title="Wohnraum schaffen", lead=factories.make_office())
    client.force_login(factories.make_staff("catalog.view_measure"))
    url = admin_url("catalog_measure_change", measure.pk)
    assert "Wohnraum schaffen" in client.get(url).text
    assert client.post(url, {"title": "Anders"}).status_code == 403
    measure.refresh_from_db()
    assert measure.title == "Wohnraum schaffen"


def test_nothing_is_deleted_by_looking(client: Client) -> None:
    measure = factories.make_measure()
    client.force_login(factories.make_planner())
    client.get(admin_url("catalog_measure_delete", measure.pk))
    measure.refresh_from_db()


def test_there_is_one_entry_for_measures(client: Client) -> None:
    client.force_login(factories.make_planner())
    page = client.get(admin_url("index")).text
    assert page.count(f'href="{admin_url("catalog_measure_changelist")}"') > 0
    assert "monitoredmeasure" not in page


def test_the_site_has_a_name(client: Client) -> None:
    assert "Measures tracker" in client.get(admin_url("login")).text


@pytest.mark.parametrize("below", ["", "add/"])
def test_pages_have_no_inline_script_or_style(client: Client, below: str) -> None:
    client.force_login(factories.make_planner())
    with override("en"):
        html = client.get(admin_url("catalog_measure_changelist") + below).text
    assert "<style" not in html
    assert "<script>" not in html
    assert " style=" not in html
