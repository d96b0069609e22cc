"""Who gets in, who waits, and that nobody learns which names exist."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt, AccessLog
from django.core.management import call_command
from django.test import Client, RequestFactory
from pytest_django import Settings

from catalog.models import User
from catalog.rate_limits import client_address
from tests.factories import make_planner, make_reader, make_user

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
PASSWORD = "ein langes Passwort 2021"
NOON = datetime(2024, 5, 2, 12, tzinfo=UTC)


@pytest.fixture
def anna() -> User:
    return make_planner(username="anna", password=PASSWORD)


def attempt(client: Client, username: str = "anna", password: str = "falsch", address: str = "192.0.2.1") -> Any:
    data = {"username": username, "password": password, "next": "/admin/"}
    return client.post(LOGIN, data, REMOTE_ADDR=address)


def fail(client: Client, times: int, username: str = "anna", address: str = "192.0.2.1") -> Any:
    return [attempt(client, username, address=address) for _time in range(times)][-1]


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def test_staff_logs_in_and_goes_where_it_wanted(client: Client, anna: User) -> None:
    response = client.post(LOGIN, {"username": "anna", "password": PASSWORD, "next": "/admin/password_change/"})
    assert response["Location"] == "/admin/password_change/"
    assert is_in(client)


def test_a_session_ends_with_the_login_of_its_person(client: Client, anna: User) -> None:
    client.force_login(anna)
    assert client.get("/").wsgi_request.user == anna
    User.objects.filter(pk=anna.pk).update(is_active=False)
    assert not client.get("/").wsgi_request.user.is_authenticated


def test_the_login_leads_to_no_other_site(client: Client, anna: User) -> None:
    response = client.post(LOGIN, {"username": "anna", "password": PASSWORD, "next": "https://example.org/"})
    assert response["Location"] == "/admin/"


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(client: Client, anna: User) -> None:
    assert fail(client, 4).status_code == 200
    response = attempt(client)
    assert response.status_code == 429
    assert "15 Minuten" in response.text
    assert attempt(client, password=PASSWORD).status_code == 429
    assert not is_in(client)


def test_the_waiting_ends(client: Client, anna: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        fail(client, 5)
        clock.shift(timedelta(minutes=14))
        assert attempt(client, password=PASSWORD).status_code == 429
        clock.shift(timedelta(minutes=2))
        assert attempt(client, password=PASSWORD).status_code == 302


def test_a_right_password_forgives_what_was_wrong_before(client: Client, anna: User) -> None:
    fail(client, 4)
    attempt(client, password=PASSWORD)
    assert not AccessAttempt.objects.exists()
    assert fail(Client(), 4).status_code == 200


def test_colleagues_and_other_places_are_not_locked_out(client: Client, anna: User) -> None:
    make_planner(username="bernd", password=PASSWORD)
    fail(client, 5)
    assert attempt(client, "bernd", PASSWORD).status_code == 302
    assert attempt(Client(), "anna", PASSWORD, address="192.0.2.2").status_code == 302


def test_an_address_that_guesses_at_many_names_is_locked_out_for_all(client: Client, anna: User) -> None:
    for number in range(50):
        assert attempt(client, f"name-{number}").status_code == 200
    assert attempt(client, password=PASSWORD).status_code == 429
    assert attempt(client, password=PASSWORD, address="192.0.2.2").status_code == 302


@pytest.mark.parametrize("username", ["anna", "gibtesnicht", "leser", "fort"])
def test_a_wrong_login_looks_the_same_whether_the_name_exists_or_not(client: Client, anna: User, username: str) -> None:
    make_user(username="leser", password=PASSWORD)
    make_planner(username="fort", password=PASSWORD, is_active=False)
    page = fail(client, 1, username).text.replace(username, "NAME")
    other = fail(Client(), 1, "niemand", "192.0.2.2").text.replace("niemand", "NAME")
    assert without_token(page) == without_token(other)
    locked = fail(client, 4, username)
    assert locked.status_code == 429
    assert locked.text == fail(Client(), 4, "niemand", "192.0.2.2").text


def without_token(html: str) -> str:
    return "\n".join(line for line in html.splitlines() if "csrfmiddlewaretoken" not in line)


def test_readers_log_in_by_the_same_door_and_are_led_to_the_site(client: Client) -> None:
    make_reader(username="leser", password=PASSWORD)
    response = client.post("/admin/login/", {"username": "leser", "password": PASSWORD}, follow=True)
    assert response.redirect_chain[-1] == ("/", 302)
    assert "leser" in response.text


def test_who_has_left_learns_no_more_with_the_right_password(client: Client) -> None:
    make_planner(username="fort", password=PASSWORD, is_active=False)
    right = attempt(client, "fort", PASSWORD)
    wrong = attempt(Client(), "fort")
    assert right.status_code == 200
    assert without_token(right.text) == without_token(wrong.text)
    assert not is_in(client)


def test_addresses_are_forgotten_when_they_lock_nobody_out(client: Client, anna: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        fail(client, 5)
        assert AccessAttempt.objects.get().ip_address == "192.0.2.1"
        clock.shift(timedelta(minutes=16))
        said = StringIO()
        call_command("forget_logins", stdout=said)
    assert "1 fehlgeschlagene" in said.getvalue()
    assert not AccessAttempt.objects.exists()


def test_the_next_login_forgets_them_too(client: Client, anna: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        fail(client, 2, "gibtesnicht")
        clock.shift(timedelta(minutes=16))
        attempt(client, "anna", PASSWORD, address="192.0.2.9")
    assert not AccessAttempt.objects.exists()
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.7", "192.0.2.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "127.0.0.1, 198.51.100.7", "198.51.100.7"),
        (2, "127.0.0.1, 198.51.100.7, 10.0.0.1", "198.51.100.7"),
        (2, "198.51.100.7", "192.0.2.1"),
        (1, "", None),
        (1, "unknown", None),
        (1, "2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        (1, "::ffff:198.51.100.7", "198.51.100.7"),
    ],
)
def test_the_address_is_what_our_own_proxies_say(
    settings: Settings, proxies: int, forwarded: str, address: str | None
) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address


def test_who_forges_the_header_is_locked_out_nevertheless(client: Client, anna: User) -> None:
    for number in range(5):
        data = {"username": "anna", "password": "falsch"}
        response = client.post(LOGIN, data, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
    assert response.status_code == 429


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("kurz 2021", "Es muss mindestens 12 Zeichen enthalten."),
        ("123456789012345", "Dieses Passwort ist komplett numerisch."),
        ("q1w2e3r4t5y6", "Dieses Passwort ist zu üblich."),
        ("annabella.mustermann", "Das Passwort ist zu ähnlich zu"),
    ],
)
def test_weak_passwords_are_refused_in_german(client: Client, password: str, message: str) -> None:
    client.force_login(make_planner(username="annabella.mustermann", password=PASSWORD))
    data = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    response = client.post("/admin/password_change/", data)
    assert response.status_code == 200
    assert message in response.text


def test_a_new_password_ends_the_other_sessions(client: Client, anna: User) -> None:
    elsewhere = Client()
    for one in (client, elsewhere):
        attempt(one, password=PASSWORD)
    new = "noch ein langes Passwort"
    client.post("/admin/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert is_in(client)
    assert not is_in(elsewhere)


def test_a_session_ends_after_a_working_day(client: Client, anna: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        attempt(client, password=PASSWORD)
        clock.shift(timedelta(hours=11))
        assert is_in(client)
        clock.shift(timedelta(hours=2))
        assert not is_in(client)


def test_the_cookie_of_a_session_goes_with_the_browser_and_is_for_no_script(client: Client, anna: User) -> None:
    attempt(client, password=PASSWORD)
    cookie = client.cookies["sessionid"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == ("", True, "Lax")


def test_the_login_page_names_no_other_way_in(client: Client) -> None:
    page = client.get(LOGIN)
    assert "single-sign-on" not in page.text
    assert page.status_code == 200


def test_the_lock_out_page_is_plain(client: Client) -> None:
    page = fail(client, 5, "gibtesnicht")
    assert "gibtesnicht" not in page.text
    assert page["Content-Type"].startswith("text/html")
