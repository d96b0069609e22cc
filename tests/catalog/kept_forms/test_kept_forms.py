"""What was typed when a session had ended is kept: for its writer, in the same browser, for an hour."""

import logging
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from catalog.kept_forms import keeping
from catalog.models import KeptForm, Municipality, User
from monitoring.models import StatusUpdate
from tests.admin_pages import admin_url, form_data
from tests.factories import make_measure, make_planner
from tests.reports.pages import get, one, text, texts
from tests.second_factor import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/en/admin/login/"
ADD = admin_url("monitoring_statusupdate_add")
TYPED = "Die Beratung <b>ist</b> ausgebaut.\r\nZwei Stellen sind besetzt."


@pytest.fixture
def anna() -> User:
    city = Municipality.objects.get(slug="heidelberg")
    make_planner(city, username="eva", password=PASSWORD)
    return make_planner(city, username="anna", password=PASSWORD)


@pytest.fixture
def window(anna: User) -> Client:
    """Anna, logged in as a browser is: with a token in each form."""
    client = Client(enforce_csrf_checks=True)
    log_in(client)
    return client


def token_on(client: Client, url: str) -> str:
    return str(get(client, url).select("[name=csrfmiddlewaretoken]")[0]["value"])


def log_in(client: Client, username: str = "anna", then: str = "/en/admin/") -> Any:
    data = {"username": username, "password": PASSWORD, "next": then}
    return client.post(LOGIN, {**data, "csrfmiddlewaretoken": token_on(client, LOGIN)})


def typed(client: Client) -> dict[str, Any]:
    """A form as it was opened and filled in while the session lasted."""
    measure = make_measure(report=Municipality.objects.get(slug="heidelberg").reports.first())
    data = {
        **form_data(client, ADD),
        "measure": measure.pk,
        "status": "in_progress",
        "as_of": "2021-01-19",
        "text": TYPED,
        "_save": "x",
    }
    return {**data, "csrfmiddlewaretoken": token_on(client, ADD)}


def end_session(client: Client) -> None:
    del client.cookies["sessionid"]


def fields_on(page: BeautifulSoup) -> dict[str, Any]:
    form = page.select(".kept-form form")[0]
    return {str(field["name"]): field["value"] for field in form.select("input")}


def test_after_the_login_it_is_sent_as_it_was_typed(window: Client) -> None:
    sent = typed(window)
    end_session(window)
    response = window.post(ADD, sent)
    assert response["Location"].startswith("/en/admin/login/?next=/en/admin/weiter/") or "login" in response["Location"]
    there = response["Location"].partition("next=")[2]
    assert log_in(window, then=there)["Location"] == there
    page = get(window, there)
    assert "Nothing is lost" in text(page)
    assert "<b>ist</b>" in texts(page, "blockquote")[0]
    assert one(page, f'form[action="{ADD}"]')
    assert window.post(ADD, fields_on(page)).status_code == 302
    assert StatusUpdate.objects.latest("pk").text.splitlines() == TYPED.splitlines()
    assert not KeptForm.objects.exists()
    assert window.get(there).status_code == 410


def test_a_login_in_another_window_loses_nothing(window: Client) -> None:
    sent = typed(window)
    window.post("/en/abmelden/", {"csrfmiddlewaretoken": sent["csrfmiddlewaretoken"]})
    log_in(window)
    there = window.post(ADD, sent)["Location"]
    assert window.post(ADD, fields_on(get(window, there))).status_code == 302
    assert StatusUpdate.objects.latest("pk").text.splitlines() == TYPED.splitlines()


def test_nobody_else_sees_it_even_at_the_same_computer(window: Client, anna: User) -> None:
    sent = typed(window)
    window.post("/en/abmelden/", {"csrfmiddlewaretoken": sent["csrfmiddlewaretoken"]})
    log_in(window, "eva")
    page = window.post(ADD, sent)
    assert page.status_code == 403
    assert "ausgebaut" not in page.text
    kept = KeptForm.objects.get()
    assert kept.person == anna
    assert "ausgebaut" not in kept.content
    there = f"/en/admin/weiter/{kept.pk}/"
    assert there in page.text
    assert window.get(there).status_code == 410
    strange = Client(enforce_csrf_checks=True)
    log_in(strange)
    assert strange.get(there).status_code == 410
    window.post("/en/abmelden/", {"csrfmiddlewaretoken": token_on(window, "/en/admin/")})
    assert "next=" + there in window.get(there)["Location"]
    log_in(window)
    assert "ausgebaut" in window.get(there).text


def test_a_forged_form_is_refused_and_not_kept(window: Client) -> None:
    sent = typed(window)
    for token in ("", "x", "a" * 32, "a" * 64):
        page = window.post(ADD, {**sent, "csrfmiddlewaretoken": token})
        assert page.status_code == 403
        assert "Go back" in page.text
        assert "reload" not in page.text
    assert Client(enforce_csrf_checks=True).post(ADD, sent).status_code == 403
    window.cookies["browser"] = "forged"
    end_session(window)
    window.post(ADD, sent)
    assert not KeptForm.objects.exists()


def test_passwords_and_files_are_not_kept_and_files_are_named(window: Client) -> None:
    sent = {**typed(window), "password1": "geheimnis", "file": SimpleUploadedFile("tabelle.xlsx", b"inhalt")}
    end_session(window)
    there = window.post(ADD, sent)["Location"].partition("next=")[2]
    log_in(window)
    page = window.get(there)
    assert "tabelle.xlsx" in page.text
    assert "geheimnis" not in page.text
    assert "inhalt" not in page.text


@pytest.mark.parametrize("name", ["password_change", "logout", "login"])
def test_what_is_no_text_of_a_measure_is_not_kept(window: Client, name: str) -> None:
    sent = typed(window)
    end_session(window)
    window.post(admin_url(name), {"old_password": PASSWORD, "csrfmiddlewaretoken": sent["csrfmiddlewaretoken"]})
    assert not KeptForm.objects.exists()


def test_there_are_limits_and_an_end(window: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = typed(window)
    end_session(window)
    for _time in range(7):
        there = window.post(ADD, sent)["Location"].partition("next=")[2]
    assert KeptForm.objects.count() == keeping.MOST_FORMS
    monkeypatch.setattr(keeping, "MOST_CHARACTERS", 100)
    page = window.post(ADD, sent)
    assert (page.status_code, "too long" in page.text) == (403, True)
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        log_in(window)
        assert window.get(there).status_code == 410
        call_command("forget_logins", verbosity=0)
    assert not KeptForm.objects.exists()


def test_it_can_be_discarded(window: Client) -> None:
    sent = typed(window)
    end_session(window)
    there = window.post(ADD, sent)["Location"].partition("next=")[2]
    log_in(window)
    window.post(there, {"csrfmiddlewaretoken": token_on(window, there)})
    assert not KeptForm.objects.exists()


def test_what_was_typed_is_in_no_log(window: Client, caplog: pytest.LogCaptureFixture) -> None:
    sent = typed(window)
    window.post("/en/abmelden/", {"csrfmiddlewaretoken": sent["csrfmiddlewaretoken"]})
    log_in(window, "eva")
    with caplog.at_level(logging.DEBUG):
        window.post(ADD, sent)
    assert "ausgebaut" not in caplog.text


def test_readers_get_no_further_cookie(anna: User, window: Client) -> None:
    window.get("/en/admin/")
    assert window.cookies["browser"]["httponly"] is True
    visitor = Client()
    visitor.get("/")
    visitor.get("/admin/login/")
    assert "browser" not in visitor.cookies
