"""Whoever has left is forgotten; what they did stays."""

from copy import deepcopy
from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.db.models import CharField, TextField
from django.test import Client
from django.utils import translation

from catalog.models import AuditEntry, Measure, User
from tests.admin_pages import admin_url, form_data
from tests.conftest import Once
from tests.factories import make_administrator, make_measure, make_municipality, make_planner, make_update

pytestmark = pytest.mark.usefixtures("without_cities")

LIST = "/admin/catalog/user/"
PASSWORD = "ein langes Passwort 2021"
TRACES = ("weggang", "Wega", "Gangolf", "wega@stadt.example")


@pytest.fixture(scope="module")
def made(once: Once) -> User:
    return once(make_wega)


@pytest.fixture
def wega(made: User) -> User:
    translation.activate("de")
    return deepcopy(made)


def make_wega() -> User:
    """A planner who has logged in, changed a measure, reported on it, and been changed by an administrator."""
    wega = make_planner(
        username="weggang", first_name="Wega", last_name="Gangolf", email="wega@stadt.example", password=PASSWORD
    )
    client, office = Client(), Client()
    client.post("/admin/login/", {"username": "weggang", "password": "falsch"})
    client.post("/admin/login/", {"username": "weggang", "password": PASSWORD})
    measure = make_measure(title="Beratung")
    url = admin_url("catalog_measure_change", measure.pk)
    client.post(url, {**form_data(client, url), "title": "Beratung ausbauen"})
    make_update(measure, author=wega)
    office.force_login(make_administrator(username="leitung"))
    url = admin_url("catalog_user_change", wega.pk)
    office.post(url, {**form_data(office, url), "first_name": "Wega"})
    city = {"municipality": measure.report.municipality_id, "role": "reader"}
    role = {f"memberships-1-{name}": value for name, value in city.items()}
    office.post(url, {**form_data(office, url), **role, "memberships-TOTAL_FORMS": 2})
    office.post(admin_url("catalog_membership_add"), {**city, "user": wega.pk, "municipality": make_municipality().pk})
    until = {"expires_at_0": "2090-01-01", "expires_at_1": "00:00:00"}
    office.post(admin_url("catalog_invitation_add"), {**city, **until, "email": "wega@stadt.example"})
    return wega


def anonymise(client: Client, *people: User, confirmed: bool = True) -> Any:
    data = {"action": "anonymise_people", "_selected_action": [person.pk for person in people]}
    return client.post(LIST, {**data, **({"confirmed": "yes"} if confirmed else {})}, follow=True)


def test_it_asks_first(admin_client: Client, wega: User) -> None:
    page = anonymise(admin_client, wega, confirmed=False)
    assert "weggang" in page.text
    assert f"anonym-{wega.pk}" in page.text
    wega.refresh_from_db()
    assert wega.username == "weggang"


def test_name_address_and_rights_are_gone(admin_client: Client, wega: User) -> None:
    assert wega.memberships.exists()
    anonymise(admin_client, wega)
    wega.refresh_from_db()
    assert not wega.memberships.exists()
    assert (wega.username, wega.get_full_name(), wega.email) == (f"anonym-{wega.pk}", "", "")
    assert (wega.is_active, wega.is_staff, wega.has_usable_password()) == (False, False, False)
    assert not wega.get_all_permissions()


@pytest.mark.both
def test_no_table_knows_the_name_any_more(admin_client: Client, wega: User) -> None:
    assert LogEntry.objects.filter(object_repr="weggang", change_message__contains="Wega Gangolf").exists()
    assert LogEntry.objects.filter(object_repr__startswith="Wega Gangolf – ").exists()
    assert LogEntry.objects.filter(object_repr__startswith="wega@stadt.example – ").exists()
    anonymise(admin_client, wega)
    found = []
    for model in apps.get_models():
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, CharField | TextField)]
        for row in model._default_manager.values_list(*names) if names else []:
            found += [(model.__name__, trace) for trace in TRACES if trace in str(row)]
    assert found == []


@pytest.mark.both
def test_history_and_reports_stay_with_the_anonymous_person(admin_client: Client, wega: User) -> None:
    anonymise(admin_client, wega)
    measure = Measure.objects.get(title="Beratung ausbauen")
    newest = measure.history.first()
    assert newest.history_user == wega
    assert str(newest.history_user) == f"anonym-{wega.pk}"
    assert measure.status_updates.get().author == wega


@pytest.mark.both
def test_the_login_is_gone_and_running_sessions_end(client: Client, admin_client: Client, wega: User) -> None:
    client.post("/admin/login/", {"username": "weggang", "password": PASSWORD})
    assert client.get("/admin/").status_code == 200
    anonymise(admin_client, wega)
    assert client.get("/admin/").status_code == 302
    for name in ("weggang", f"anonym-{wega.pk}"):
        assert Client().post("/admin/login/", {"username": name, "password": PASSWORD}).status_code == 200


def test_it_is_recorded(admin_client: Client, wega: User) -> None:
    anonymise(admin_client, wega)
    entry = AuditEntry.objects.get(kind="anonymised")
    assert (str(entry.person), entry.concerned) == ("admin", wega)


def test_nobody_anonymises_himself(admin_client: Client, admin_user: User) -> None:
    page = anonymise(admin_client, admin_user)
    assert "sich selbst geht nicht" in page.text
    assert User.objects.filter(username="admin").exists()


def test_superusers_are_out_of_reach(client: Client, admin_user: User) -> None:
    client.force_login(make_administrator())
    anonymise(client, admin_user)
    assert User.objects.filter(username="admin", is_superuser=True).exists()


def test_who_may_only_look_is_not_offered_it(client: Client, wega: User) -> None:
    client.force_login(make_planner())
    anonymise(client, wega)
    wega.refresh_from_db()
    assert wega.username == "weggang"


@pytest.mark.both
def test_the_command_does_the_same(wega: User) -> None:
    said = StringIO()
    with patch("builtins.input", return_value="weggang"):
        call_command("anonymise_person", "weggang", stdout=said)
    assert f"anonym-{wega.pk}" in said.getvalue()
    assert not User.objects.filter(username="weggang").exists()
    assert AuditEntry.objects.get(kind="anonymised").person is None


@pytest.mark.parametrize("answer", ["", "ja", "Weggang"])
def test_the_command_wants_the_name_once_more(wega: User, answer: str) -> None:
    with (
        patch("builtins.input", return_value=answer),
        pytest.raises(CommandError, match="Es wurde nichts geändert"),
    ):
        call_command("anonymise_person", "weggang", stdout=StringIO())
    assert User.objects.filter(username="weggang").exists()


def test_the_command_knows_who_does_not_exist(db: None) -> None:
    with pytest.raises(CommandError, match="Niemand hat den Benutzernamen „weg“"):
        call_command("anonymise_person", "weg", "--yes")
