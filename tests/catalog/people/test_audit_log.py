"""What matters to security is written down once, and nobody changes it: not in the admin, not in code, not in SQL."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client

from catalog.choices import AuditKind
from catalog.models import AppendOnlyError, AuditEntry, User
from tests.admin_pages import admin_url
from tests.factories import make_administrator, make_municipality, make_planner
from tests.reports.pages import get, text, texts

pytestmark = pytest.mark.django_db

PASSWORD = "ein langes Passwort 2021"
LIST = "/admin/catalog/auditentry/"


@pytest.fixture
def anna() -> User:
    return make_planner(username="anna", password=PASSWORD)


@pytest.fixture
def entry(anna: User) -> AuditEntry:
    heidelberg = make_municipality(name="Neustadt", ags="99999999")
    return AuditEntry.record(AuditKind.IMPORTED, person=anna, subject="tabelle.csv", municipality=heidelberg)


def told() -> list[tuple[str, str | None, str | None]]:
    """Kind, who, whom; oldest first."""
    entries = AuditEntry.objects.order_by("pk")
    return list(entries.values_list("kind", "person__username", "concerned__username"))


def log_in(client: Client, username: str, password: str) -> Any:
    return client.post("/admin/login/", {"username": username, "password": password})


def test_logins_and_logouts_are_recorded(client: Client, anna: User) -> None:
    log_in(client, "anna", PASSWORD)
    client.post("/admin/logout/")
    assert told() == [("login", "anna", "anna"), ("logout", "anna", "anna")]


def test_failed_logins_name_whom_they_concern_and_never_what_was_typed(client: Client, anna: User) -> None:
    log_in(client, "anna", "falsch")
    log_in(client, "mein Passwort aus Versehen", "x")
    assert told() == [("login_failed", None, "anna"), ("login_failed", None, None)]
    assert "Versehen" not in str(list(AuditEntry.objects.values()))


def test_being_locked_out_is_recorded_once(client: Client, anna: User) -> None:
    for _time in range(8):
        log_in(client, "anna", "falsch")
    assert [kind for kind, _who, _whom in told()] == ["login_failed"] * 4 + ["locked_out"]


def test_a_new_password_is_recorded_whoever_sets_it(client: Client, admin_client: Client, anna: User) -> None:
    client.force_login(anna)
    new = "noch ein langes Passwort"
    client.post("/admin/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    again = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true", "set-password": "x"}
    admin_client.post(admin_url("auth_user_password_change", anna.pk), again)
    assert ("password_changed", "anna", "anna") in told()
    assert ("password_changed", "admin", "anna") in told()


def test_an_attempt_to_change_a_password_is_none(client: Client, anna: User) -> None:
    client.force_login(anna)
    client.post("/admin/password_change/", {"old_password": "falsch"})
    assert "password_changed" not in [kind for kind, _who, _whom in told()]


def test_no_entry_knows_an_address(client: Client, anna: User) -> None:
    client.post("/admin/login/", {"username": "anna", "password": "falsch"}, REMOTE_ADDR="198.51.100.7")
    assert "198.51.100.7" not in str(list(AuditEntry.objects.values()))


def test_an_entry_says_where_even_after_the_municipality_is_gone(entry: AuditEntry) -> None:
    entry.refresh_from_db()
    assert (entry.municipality_name, entry.ags) == ("Neustadt", "99999999")


def test_code_cannot_change_or_delete_an_entry(entry: AuditEntry) -> None:
    entry.subject = "anders"
    everything = AuditEntry.objects.all()
    attempts: list[Any] = [
        entry.save,
        entry.delete,
        everything.delete,
        AuditEntry.objects.filter(pk=entry.pk).delete,
        lambda: everything.update(subject="anders"),
        lambda: AuditEntry.objects.update(subject="anders"),
        lambda: AuditEntry.objects.bulk_update([entry], ["subject"]),
        lambda: AuditEntry.objects.update_or_create(pk=entry.pk, defaults={"subject": "anders"}),
    ]
    for attempt in attempts:
        with pytest.raises(AppendOnlyError):
            attempt()
    assert AuditEntry.objects.get().subject == "tabelle.csv"


@pytest.mark.parametrize(
    "statement",
    ["UPDATE catalog_auditentry SET subject = 'anders'", "DELETE FROM catalog_auditentry"],
)
def test_the_database_refuses_it_too(entry: AuditEntry, statement: str) -> None:
    refused = pytest.raises(DatabaseError, match="neither changed nor deleted")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.get().subject == "tabelle.csv"


def test_whoever_is_named_is_not_deleted(entry: AuditEntry, anna: User) -> None:
    with pytest.raises(ProtectedError):
        anna.delete()


def test_even_a_superuser_only_reads(admin_client: Client, entry: AuditEntry) -> None:
    change = admin_url("catalog_auditentry_change", entry.pk)
    assert admin_client.get(change).status_code == 200
    assert admin_client.post(change, {"subject": "anders"}).status_code == 403
    assert admin_client.get(admin_url("catalog_auditentry_add")).status_code == 403
    assert admin_client.post(admin_url("catalog_auditentry_delete", entry.pk), {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"}
    admin_client.post(LIST, data)
    assert AuditEntry.objects.filter(pk=entry.pk, subject="tabelle.csv").exists()


def test_the_list_can_be_read_and_filtered(admin_client: Client, entry: AuditEntry) -> None:
    with time_machine.travel(datetime(2024, 5, 2, 12, tzinfo=UTC), tick=False):
        AuditEntry.record(AuditKind.LOGIN_FAILED)
    page = get(admin_client, LIST)
    assert texts(page, "#result_list .field-kind") == ["Tabelle importiert", "angemeldet", "Anmeldung fehlgeschlagen"]
    assert "unbekannter Benutzername" in text(page, "#result_list")
    assert "02.05.2024 14:00:00" in text(page, "#result_list")
    for query in (
        "?kind__exact=imported",
        "?municipality_name=Neustadt",
        "?q=tabelle",
        f"?person__id__exact={entry.person_id}",
    ):
        assert texts(get(admin_client, LIST + query), "#result_list .field-kind") == ["Tabelle importiert"]


def test_the_log_is_for_those_who_may_see_people(client: Client, entry: AuditEntry) -> None:
    client.force_login(make_planner())
    assert client.get(LIST).status_code == 403
    client.force_login(make_administrator())
    assert client.get(LIST).status_code == 200


def test_the_number_of_queries_does_not_grow(
    admin_client: Client, entry: AuditEntry, django_assert_max_num_queries: Any
) -> None:
    for _row in range(60):
        AuditEntry.record(AuditKind.IMPORTED, person=entry.person, concerned=entry.person)
    with django_assert_max_num_queries(14):
        assert admin_client.get(LIST).status_code == 200


def test_a_login_outside_of_a_page_is_heard_too(rf: Any, anna: User) -> None:
    assert authenticate(rf.post("/"), username="anna", password="falsch") is None
    assert told() == [("login_failed", None, "anna")]
