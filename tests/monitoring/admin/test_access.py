"""Who gets into the admin, and what the pages are to whom."""

import pytest
from django.contrib import admin
from django.test import Client
from django.utils.translation import override

from tests import factories
from tests.admin_pages import admin_url

pytestmark = pytest.mark.usefixtures("without_cities")
MODELS = sorted(f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("action", ["changelist", "add"])
def test_strangers_are_sent_to_the_login(client: Client, name: str, action: str) -> None:
    response = client.get(admin_url(f"{name}_{action}"))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/en/admin/login/")


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("action", ["changelist", "add"])
def test_people_without_a_role_are_sent_to_the_login(client: Client, name: str, action: str) -> None:
    client.force_login(factories.make_user(is_staff=True))
    assert client.get(admin_url(f"{name}_{action}")).status_code == 302


def test_an_office_sees_the_measure_but_cannot_change_it(client: Client) -> None:
    office = factories.make_office()
    measure = factories.make_measure(factories.make_report(office.municipality), title="Wohnraum schaffen", lead=office)
    client.force_login(factories.make_contributor(office))
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
    factories.make_municipality()
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
