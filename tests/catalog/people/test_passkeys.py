"""Passkeys: after the password, or in place of it where the device has asked who is there; and no way around them."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from catalog.models import AuditEntry, User
from tests.factories import make_planner
from tests.passkeys import ADD, ALONE, SoftPasskey, options_on
from tests.reports.pages import get, text, texts
from tests.second_factor import CODE, PASSWORD, SET_UP, SPARE, code_of, log_in

pytestmark = pytest.mark.django_db
OVERVIEW = "/admin/zweiter-faktor/"
AGAIN = "/admin/zweiter-faktor/bestaetigen/passkey/"
STRANGE = [
    "",
    "x",
    "[]",
    "1",
    '"x"',
    "null",
    "{}",
    '{"id": 1}',
    '{"response": []}',
    '{"response": {"userHandle": 1}}',
    "[" * 60_000,
]


@pytest.fixture(autouse=True)
def optional(settings: Settings) -> None:
    settings.SECOND_FACTOR = "optional"


@pytest.fixture
def anna() -> User:
    return make_planner(username="anna", password=PASSWORD)


@pytest.fixture
def passkey(client: Client, anna: User) -> SoftPasskey:
    """One that has just been set up by Anna, who is logged in."""
    passkey = SoftPasskey()
    log_in(client)
    assert passkey.register(client)["Location"] == SPARE
    return passkey


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def remove_address() -> str:
    passkey = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    return f"{OVERVIEW}passkey/{passkey.pk}/entfernen/"


def test_after_the_password_comes_the_passkey(client: Client, passkey: SoftPasskey) -> None:
    assert is_in(client)
    assert "Laptop" in text(get(client, OVERVIEW))
    visitor = Client()
    assert log_in(visitor, "/admin/password_change/")["Location"] == CODE
    assert not is_in(visitor)
    answer = passkey.answer_to(options_on(visitor, CODE), verified=False)
    assert visitor.post(CODE, {"credential": answer})["Location"] == "/admin/password_change/"
    assert is_in(visitor)
    log_in(stranger := Client())
    options_on(stranger, CODE)
    assert "passt nicht" in stranger.post(CODE, {"credential": answer}).text
    assert not is_in(stranger)
    entries = AuditEntry.objects.order_by("pk").values_list("kind", "subject", "person__username")
    assert ("second_factor_added", "Passkey", "anna") in entries
    assert AuditEntry.objects.latest("pk").kind == "login_failed"


def test_a_spare_code_opens_without_the_passkey(client: Client, passkey: SoftPasskey) -> None:
    code = texts(get(client, SPARE), ".spare-codes code")[0]
    for visitor, enters in ((Client(), True), (Client(), False)):
        log_in(visitor)
        assert "sechs Ziffern" not in text(get(visitor, CODE))
        visitor.post(CODE, {"code": code})
        assert is_in(visitor) is enters


def test_a_passkey_alone_logs_in_where_the_device_has_asked_who_is_there(passkey: SoftPasskey) -> None:
    visitor = Client()
    assert passkey.log_in_alone(visitor, then="/admin/password_change/")["Location"] == "/admin/password_change/"
    assert is_in(visitor)
    assert AuditEntry.objects.latest("pk").kind == "login"
    assert passkey.log_in_alone(Client(), then="https://example.org/")["Location"] == "/admin/"


def test_a_passkey_that_was_found_logs_nobody_in(passkey: SoftPasskey) -> None:
    """Also not with a question that was put to somebody else in a second step, which asks for no PIN."""
    visitor = Client()
    assert passkey.log_in_alone(visitor, verified=False)["Location"] == "/admin/login/"
    assert not is_in(visitor)
    assert "öffnet hier keine Anmeldung" in visitor.get("/admin/login/").text
    make_planner(username="eva", password=PASSWORD)
    own = SoftPasskey()
    log_in(thief := Client(), username="eva")
    own.register(thief)
    options = options_on(thief, AGAIN)
    session = thief.session
    session.pop("_auth_user_id", None)
    session.save()
    thief.post(ALONE, {"credential": passkey.answer_to(options, verified=False)})
    assert not is_in(thief)


def test_an_answer_is_good_once(passkey: SoftPasskey) -> None:
    visitor = Client()
    options = visitor.get(ALONE, headers={"Accept": "application/json"}).json()
    answer = {"credential": passkey.answer_to(options)}
    visitor.post(ALONE, answer)
    assert is_in(visitor)
    visitor.post("/abmelden/")
    visitor.post(ALONE, answer)
    assert not is_in(visitor)


def test_somebody_inactive_does_not_get_in(passkey: SoftPasskey, anna: User) -> None:
    User.objects.filter(pk=anna.pk).update(is_active=False)
    visitor = Client()
    passkey.log_in_alone(visitor)
    assert not is_in(visitor)


@pytest.mark.parametrize("answer", STRANGE)
def test_answers_of_another_shape_are_refused(client: Client, passkey: SoftPasskey, answer: str) -> None:
    visitor = Client()
    assert visitor.post(ALONE, {"credential": answer})["Location"] == "/admin/login/"
    log_in(visitor)
    assert visitor.post(CODE, {"credential": answer}).status_code in {200, 429}
    assert client.post(AGAIN, {"credential": answer}).status_code == 200
    assert client.post(ADD, {"credential": answer, "name": "x"}).status_code == 200
    assert Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).count() == 1


def test_it_is_removed_only_after_a_fresh_login(client: Client, passkey: SoftPasskey) -> None:
    address = remove_address()
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        assert client.get(address)["Location"].startswith(f"{OVERVIEW}bestaetigen/")
        again = {"credential": passkey.answer_to(options_on(client, AGAIN)), "next": address}
        client.post(AGAIN, again)
        assert "„Laptop“" in text(get(client, address))
        assert client.post(address)["Location"] == OVERVIEW
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.latest("pk").kind == "second_factor_removed"
    assert log_in(Client())["Location"] == "/admin/"


def test_nobody_removes_the_passkey_of_somebody_else(passkey: SoftPasskey) -> None:
    make_planner(username="eva", password=PASSWORD)
    other = Client()
    log_in(other, username="eva")
    assert other.post(remove_address()).status_code == 404
    assert Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).exists()


def test_passkey_and_app_stand_beside_each_other(client: Client, passkey: SoftPasskey) -> None:
    secret = text(get(client, SET_UP), "ol code")
    assert client.post(SET_UP, {"code": code_of(secret)}).status_code == 302
    log_in(visitor := Client())
    assert "sechs Ziffern" in text(get(visitor, CODE))
    visitor.post(CODE, {"credential": passkey.answer_to(options_on(visitor, CODE))})
    assert is_in(visitor)
    client.post(remove_address())
    assert log_in(Client())["Location"] == CODE


def test_where_a_second_factor_is_required_a_passkey_will_do(client: Client, anna: User, settings: Settings) -> None:
    settings.SECOND_FACTOR = "required"
    log_in(client)
    assert client.get("/admin/")["Location"] == SET_UP
    assert f'href="{ADD}"' in client.get(SET_UP).text
    assert SoftPasskey().register(client)["Location"] == SPARE
    assert is_in(client)


def test_the_login_page_offers_it_only_where_it_is_switched_on(settings: Settings) -> None:
    assert 'data-passkey="login"' in Client().get("/admin/login/").text
    settings.SECOND_FACTOR = "off"
    assert "passkey" not in Client().get("/admin/login/").text
    assert Client().get(ALONE).status_code == 404
