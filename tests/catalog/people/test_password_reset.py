"""Whoever has forgotten the password gets a link by mail; nobody learns from it who has a login."""

import logging
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.mail import EmailMessage
from django.test import Client, override_settings
from pytest_django import Settings

from catalog.models import AuditEntry, User
from measures_tracker.logs import PlacesOnly
from tests.factories import make_planner
from tests.queued import a_worker, do_queued, number_queued
from tests.reports.pages import get, one, text
from tests.second_factor import CODE, PASSWORD, enrol, log_in

pytestmark = pytest.mark.django_db
ASK = "/admin/passwort/"
SENT = "/admin/passwort/gesendet/"
NEW = "ein ganz anderes Kennwort 8"
NOON = datetime(2024, 5, 2, 12, tzinfo=UTC)


@pytest.fixture
def anna() -> User:
    return make_planner(username="anna", password=PASSWORD, email="Anna@example.org")


def ask(name: str = "anna", client: Client | None = None, address: str = "192.0.2.1") -> Any:
    return (client or Client()).post(ASK, {"name": name}, REMOTE_ADDR=address)


def link_in(mail: EmailMessage) -> str:
    found = re.search(r"http://testserver(\S+/passwort/neu/\S+/)", str(mail.body))
    assert found
    return found[1]


def choose(client: Client, link: str, password: str = NEW) -> Any:
    form = client.get(link)
    return client.post(form["Location"], {"new_password1": password, "new_password2": password})


def kinds() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("kind", flat=True))


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


@pytest.mark.both
def test_the_link_sets_a_new_password_and_ends_other_sessions(
    client: Client, anna: User, mailoutbox: list[EmailMessage]
) -> None:
    log_in(client)
    assert one(get(Client(), "/admin/login/"), f'a[href="{ASK}"]')
    assert ask(" anna ")["Location"] == SENT
    mail = mailoutbox[0]
    assert mail.to == ["Anna@example.org"]
    assert mail.content_subtype == "plain"
    assert mail.subject == "Ein neues Passwort für Ihre Anmeldung"
    assert "anna" in mail.body
    assert "2 Stunden" in mail.body
    visitor = Client()
    page = choose(visitor, link_in(mail))
    assert page["Location"] == "/admin/login/"
    assert "Ihr neues Passwort gilt" in visitor.get("/admin/login/").text
    assert not is_in(client)
    assert not is_in(visitor)
    visitor.post("/admin/login/", {"username": "anna", "password": NEW, "next": "/admin/"})
    assert is_in(visitor)
    assert kinds()[-3:] == ["password_link_sent", "password_reset", "login"]


def test_the_link_works_once_and_not_for_long(anna: User, mailoutbox: list[EmailMessage]) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        ask()
        ask("anna@EXAMPLE.org")
        first, second = map(link_in, mailoutbox)
        assert Client().head(first).status_code == 302
        assert choose(Client(), first).status_code == 302
        for link in (first, second):
            page = Client().get(link)
            assert page.status_code == 410
            assert "gilt nicht mehr" in page.text
        ask()
        clock.shift(timedelta(hours=2, minutes=1))
        assert Client().get(link_in(mailoutbox[2])).status_code == 410


def test_a_poor_password_is_refused_and_the_link_stays_good(anna: User, mailoutbox: list[EmailMessage]) -> None:
    ask()
    client, link = Client(), link_in(mailoutbox[0])
    assert "zu kurz" in choose(client, link, "kurz").text
    assert choose(client, link).status_code == 302


def test_the_token_is_in_no_address_of_a_page_nor_in_the_log(
    anna: User, mailoutbox: list[EmailMessage], caplog: pytest.LogCaptureFixture
) -> None:
    ask()
    link = link_in(mailoutbox[0])
    token = link.strip("/").partition(".")[2]
    client = Client()
    page = client.get(client.get(link)["Location"])
    assert token not in page.request["PATH_INFO"] + page.text
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    User.objects.update(is_active=False)
    with caplog.at_level(logging.INFO):
        assert Client().get(link).status_code == 410
    lines = [PlacesOnly().format(record) for record in caplog.records]
    assert lines == ["Gone: /admin/passwort/neu/…/"]


def test_everybody_gets_the_same_answer_but_not_a_mail(anna: User, mailoutbox: list[EmailMessage]) -> None:
    make_planner(username="fort", email="fort@example.org", password=PASSWORD, is_active=False)
    make_planner(username="sso", email="sso@example.org").set_unusable_password()
    User.objects.filter(username="sso").update(password="!")
    make_planner(username="ohne", email="", password=PASSWORD)
    for name in ("fort", "fort@example.org", "sso", "sso@example.org", "ohne", "gibtesnicht", "ｆort", "x" * 254):
        assert ask(name)["Location"] == SENT
    assert mailoutbox == []
    assert "password_link_sent" not in kinds()
    assert "das eine Anmeldung" not in text(get(Client(), SENT))


def test_a_worker_sends_the_mail_so_that_no_clock_tells_who_exists(
    anna: User, mailoutbox: list[EmailMessage], django_assert_num_queries: Any
) -> None:
    with a_worker():
        for name in ("anna", "gibtesnicht"):
            assert ask(name)["Location"] == SENT
        assert number_queued() == 2
        assert mailoutbox == []
        do_queued()
    assert [mail.to for mail in mailoutbox] == [["Anna@example.org"]]


def test_people_who_share_an_address_get_a_mail_each(anna: User, mailoutbox: list[EmailMessage]) -> None:
    make_planner(username="team", email="anna@example.org", password=PASSWORD)
    ask("anna@example.org")
    assert sorted("team" in str(mail.body) for mail in mailoutbox) == [False, True]


@pytest.mark.both
def test_there_are_limits_for_a_person_and_for_a_visitor(
    anna: User, mailoutbox: list[EmailMessage], settings: Settings
) -> None:
    settings.PASSWORD_LINKS_PER_ADDRESS = 5
    with time_machine.travel(NOON, tick=False) as clock:
        assert [ask(address=f"192.0.2.{number}").status_code for number in range(5)] == [302] * 5
        assert len(mailoutbox) == 3
        assert [ask("x", address="198.51.100.1").status_code for _time in range(6)] == [302] * 5 + [429]
        clock.shift(timedelta(minutes=61))
        assert ask(address="198.51.100.1").status_code == 302
        assert len(mailoutbox) == 4


def test_a_mail_server_that_refuses_changes_no_answer_and_names_nobody(
    anna: User, caplog: pytest.LogCaptureFixture
) -> None:
    with override_settings(EMAIL_BACKEND="tests.mail_servers.Refusing"):
        assert ask()["Location"] == SENT
    assert "SMTPRecipientsRefused" in caplog.text
    assert "example.org" not in caplog.text


def test_somebody_deactivated_meanwhile_sets_nothing(anna: User, mailoutbox: list[EmailMessage]) -> None:
    ask()
    client, link = Client(), link_in(mailoutbox[0])
    form = client.get(link)["Location"]
    User.objects.filter(pk=anna.pk).update(is_active=False)
    assert client.post(form, {"new_password1": NEW, "new_password2": NEW}).status_code == 410
    assert User.objects.get(pk=anna.pk).check_password(PASSWORD)


def test_a_new_password_forgives_what_was_wrong_before(anna: User, mailoutbox: list[EmailMessage]) -> None:
    client = Client()
    for _time in range(5):
        page = client.post("/admin/login/", {"username": "anna", "password": "falsch"})
    assert ASK in page.text
    ask()
    choose(client, link_in(mailoutbox[0]))
    client.post("/admin/login/", {"username": "anna", "password": NEW})
    assert is_in(client)


def test_a_second_factor_is_still_asked_for(
    client: Client, anna: User, settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    settings.SECOND_FACTOR = "optional"
    enrol(client)
    ask()
    visitor = Client()
    choose(visitor, link_in(mailoutbox[0]))
    assert visitor.post("/admin/login/", {"username": "anna", "password": NEW})["Location"] == CODE
    assert not is_in(visitor)


def test_the_mail_is_english_for_those_who_asked_in_english(anna: User, mailoutbox: list[EmailMessage]) -> None:
    assert Client().post("/en" + ASK, {"name": "anna"})["Location"] == "/en" + SENT
    assert mailoutbox[0].subject == "A new password for your login"
    assert "/en/admin/passwort/neu/" in mailoutbox[0].body


@pytest.mark.parametrize("username", ["anna", "gibtesnicht"])
def test_the_login_page_says_plainly_what_was_wrong(anna: User, username: str) -> None:
    page = Client().post("/admin/login/", {"username": username, "password": "falsch"})
    assert "Benutzername oder Passwort ist falsch." in page.text
    assert username not in text(BeautifulSoup(page.text, "lxml"), ".errornote")
