"""A code beside the password: off, for those who want it, or for everybody; and no way around it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django import Settings

from catalog.models import AuditEntry, User
from tests.factories import make_administrator, make_planner
from tests.reports.pages import get, one, text, texts
from tests.second_factor import CODE, PASSWORD, SET_UP, SPARE, another_worker, code_of, enrol, log_in, wrong

pytestmark = pytest.mark.django_db

OVERVIEW = "/admin/zweiter-faktor/"
AGAIN = "/admin/zweiter-faktor/bestaetigen/"
NEW_SPARE = "/admin/zweiter-faktor/ersatzcodes/neu/"
REMOVE = "/admin/zweiter-faktor/entfernen/"
ADDRESSES = [CODE, OVERVIEW, SET_UP, REMOVE, SPARE, NEW_SPARE, AGAIN, f"{AGAIN}code/", f"{OVERVIEW}anmelden/"]
NOON = datetime(2024, 5, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def optional(settings: Settings) -> None:
    settings.SECOND_FACTOR = "optional"


@pytest.fixture
def required(settings: Settings) -> None:
    settings.SECOND_FACTOR = "required"


@pytest.fixture
def anna() -> User:
    return make_planner(username="anna", password=PASSWORD)


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_switched_off_no_address_answers(client: Client, anna: User, address: str) -> None:
    assert client.get(address).status_code == 404
    log_in(client)
    assert client.get(address).status_code == 404
    assert client.post(address, {"code": "123456"}).status_code == 404


@pytest.mark.usefixtures("optional")
def test_nobody_is_asked_who_has_not_set_it_up(client: Client, anna: User) -> None:
    assert log_in(client)["Location"] == "/admin/"
    assert is_in(client)
    assert one(get(client, "/admin/"), f'#user-tools a[href="{OVERVIEW}"]').text == "Zweiter Faktor"
    assert "Zweiten Faktor einrichten" in text(get(client, OVERVIEW))


@pytest.mark.both
@pytest.mark.usefixtures("optional")
def test_after_the_password_comes_the_code(client: Client, anna: User, clock: Any) -> None:
    secret = enrol(client)
    clock.shift(timedelta(minutes=1))
    visitor = Client()
    response = log_in(visitor, "/admin/password_change/")
    assert response["Location"] == CODE
    assert not is_in(visitor)
    page = get(visitor, CODE)
    assert one(page, "input[name=code]")["autocomplete"] == "one-time-code"
    assert "Abmelden" not in text(page)
    response = visitor.post(CODE, {"code": code_of(secret)})
    assert response["Location"] == "/admin/password_change/"
    assert is_in(visitor)


@pytest.mark.usefixtures("optional")
def test_a_code_is_good_for_one_login(client: Client, anna: User, clock: Any) -> None:
    secret = enrol(client)
    clock.shift(timedelta(minutes=1))
    for visitor, enters in ((Client(), True), (Client(), False)):
        log_in(visitor)
        visitor.post(CODE, {"code": code_of(secret)})
        assert is_in(visitor) is enters


@pytest.mark.both
@pytest.mark.usefixtures("optional")
def test_a_code_is_good_once_whichever_worker_is_asked(client: Client, anna: User, clock: Any) -> None:
    secret = enrol(client)
    clock.shift(timedelta(minutes=1))
    for visitor, enters in ((Client(), True), (Client(), False)):
        log_in(visitor)
        visitor.post(CODE, {"code": code_of(secret)})
        assert is_in(visitor) is enters
        another_worker()


@pytest.mark.usefixtures("optional")
def test_the_code_that_sets_it_up_opens_nothing_afterwards(client: Client, anna: User) -> None:
    secret = enrol(client)
    visitor = Client()
    log_in(visitor)
    assert "Falscher Code" in visitor.post(CODE, {"code": code_of(secret)}).text
    assert not is_in(visitor)


@pytest.mark.usefixtures("optional")
def test_a_code_that_confirms_opens_no_session_afterwards(client: Client, anna: User, clock: Any) -> None:
    secret = enrol(client)
    clock.shift(timedelta(minutes=10))
    assert client.post(f"{AGAIN}code/", {"code": code_of(secret), "next": OVERVIEW})["Location"] == OVERVIEW
    another_worker()
    visitor = Client()
    log_in(visitor)
    visitor.post(CODE, {"code": code_of(secret)})
    assert not is_in(visitor)


@pytest.mark.both
@pytest.mark.usefixtures("optional")
def test_workers_count_together_who_guesses_at_codes(client: Client, anna: User, clock: Any) -> None:
    secret = enrol(client)
    clock.shift(timedelta(minutes=10))
    for _time in range(5):
        assert "Falscher Code" in client.post(f"{AGAIN}code/", {"code": wrong(code_of(secret))}).text
        another_worker()
    assert client.post(f"{AGAIN}code/", {"code": code_of(secret), "next": OVERVIEW}).status_code == 200
    clock.shift(timedelta(minutes=6))
    assert client.post(f"{AGAIN}code/", {"code": code_of(secret), "next": OVERVIEW}).status_code == 302


@pytest.mark.usefixtures("optional")
def test_an_old_code_is_none(client: Client, anna: User, clock: Any) -> None:
    secret = enrol(client)
    old = code_of(secret)
    clock.shift(timedelta(minutes=2))
    visitor = Client()
    log_in(visitor)
    page = visitor.post(CODE, {"code": old})
    assert "Falscher Code" in page.text
    assert not is_in(visitor)


@pytest.mark.usefixtures("optional")
def test_wrong_codes_lock_out_like_wrong_passwords(client: Client, anna: User, clock: Any) -> None:
    secret = enrol(client)
    clock.shift(timedelta(minutes=1))
    visitor = Client()
    log_in(visitor)
    answers = [visitor.post(CODE, {"code": wrong(code_of(secret))}).status_code for _time in range(5)]
    assert answers == [200] * 4 + [429]
    assert visitor.post(CODE, {"code": code_of(secret)}).status_code == 429
    assert log_in(Client()).status_code == 429
    kinds = list(AuditEntry.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds[-5:] == ["login_failed"] * 4 + ["locked_out"]


@pytest.mark.both
@pytest.mark.usefixtures("optional")
def test_a_spare_code_opens_once(client: Client, anna: User) -> None:
    enrol(client)
    codes = texts(get(client, SPARE), ".spare-codes code")
    assert len(set(codes)) == 10
    for visitor, enters in ((Client(), True), (Client(), False)):
        log_in(visitor)
        visitor.post(CODE, {"code": codes[0]})
        assert is_in(visitor) is enters
    assert codes[0] not in texts(get(client, SPARE), ".spare-codes code")


@pytest.mark.usefixtures("optional")
def test_new_spare_codes_replace_the_old_ones(client: Client, anna: User) -> None:
    enrol(client)
    old = texts(get(client, SPARE), ".spare-codes code")
    assert client.post(NEW_SPARE)["Location"] == SPARE
    assert not set(old) & set(texts(get(client, SPARE), ".spare-codes code"))


@pytest.mark.usefixtures("optional")
def test_a_wrong_code_sets_nothing_up(client: Client, anna: User) -> None:
    log_in(client)
    secret = text(get(client, SET_UP), "ol code")
    assert client.post(SET_UP, {"code": wrong(code_of(secret))}).status_code == 200
    assert not Authenticator.objects.exists()


@pytest.mark.both
@pytest.mark.usefixtures("optional")
def test_it_is_removed_only_by_whoever_knows_the_password(client: Client, anna: User, clock: Any) -> None:
    enrol(client)
    clock.shift(timedelta(minutes=10))
    response = client.get(REMOVE)
    assert response["Location"].startswith(AGAIN)
    again = response["Location"]
    assert client.post(again, {"password": "falsch", "next": REMOVE}).status_code == 200
    assert client.post(REMOVE)["Location"].startswith(AGAIN)
    assert Authenticator.objects.exists()
    assert client.post(again, {"password": PASSWORD, "next": REMOVE})["Location"] == OVERVIEW
    assert not Authenticator.objects.exists()
    kinds = list(AuditEntry.objects.order_by("pk").values_list("kind", "person__username"))
    assert ("second_factor_added", "anna") in kinds
    assert kinds[-1] == ("second_factor_removed", "anna")


@pytest.mark.usefixtures("optional")
def test_a_login_elsewhere_is_none_of_this_session(client: Client, anna: User, clock: Any) -> None:
    secret = enrol(client)
    clock.shift(timedelta(minutes=10))
    elsewhere = Client()
    log_in(elsewhere)
    elsewhere.post(CODE, {"code": code_of(secret)})
    assert client.get(REMOVE)["Location"].startswith(AGAIN)
    assert client.post(REMOVE)["Location"].startswith(AGAIN)
    assert Authenticator.objects.exists()
    assert elsewhere.get(REMOVE).status_code == 200
    clock.shift(timedelta(minutes=6))
    assert elsewhere.get(REMOVE)["Location"].startswith(AGAIN)


@pytest.mark.usefixtures("optional")
def test_a_session_that_nobody_has_logged_in_to_is_not_fresh(client: Client, anna: User) -> None:
    """It came about in another way; that the person is logged in elsewhere says nothing."""
    log_in(Client())
    client.force_login(anna)
    assert client.get(SET_UP)["Location"].startswith(AGAIN)


@pytest.mark.usefixtures("optional")
def test_a_session_without_the_code_is_none_however_it_came_about(client: Client, anna: User) -> None:
    enrol(client)
    visitor = Client()
    visitor.force_login(anna)
    assert not is_in(visitor)
    visitor.force_login(anna)
    page = visitor.get("/")
    assert page.status_code == 200
    assert "Verwaltung" not in page.text


@pytest.mark.usefixtures("optional")
def test_the_english_login_asks_too(client: Client, anna: User) -> None:
    enrol(client)
    visitor = Client()
    response = visitor.post("/en/admin/login/", {"username": "anna", "password": PASSWORD, "next": "/en/admin/"})
    assert response["Location"] == "/en" + CODE
    assert not is_in(visitor)


def test_what_was_set_up_is_not_asked_for_once_it_is_switched_off(
    client: Client, anna: User, settings: Settings
) -> None:
    settings.SECOND_FACTOR = "optional"
    enrol(client)
    settings.SECOND_FACTOR = "off"
    visitor = Client()
    log_in(visitor)
    assert is_in(visitor)


@pytest.mark.usefixtures("required")
def test_where_it_is_required_nothing_opens_before_it_is_set_up(client: Client, anna: User) -> None:
    log_in(client)
    for address in ("/admin/", "/admin/catalog/measure/", "/", OVERVIEW):
        assert client.get(address)["Location"] == SET_UP
    assert "brauchen alle" in text(get(client, SET_UP))
    enrol(client)
    assert is_in(client)


@pytest.mark.usefixtures("required")
def test_where_it_is_required_one_can_still_log_out(client: Client, anna: User) -> None:
    log_in(client)
    assert client.post("/admin/logout/").status_code == 200
    assert client.get("/").status_code == 200


@pytest.mark.usefixtures("required")
def test_readers_notice_nothing(client: Client) -> None:
    assert client.get("/").status_code == 200
    assert not client.cookies


@pytest.mark.both
@pytest.mark.usefixtures("optional")
def test_a_lost_phone_is_taken_away_by_those_who_manage_people(
    client: Client, admin_client: Client, anna: User
) -> None:
    enrol(client)
    data = {"action": "remove_second_factor", "_selected_action": [anna.pk]}
    admin_client.post("/admin/catalog/user/", data)
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.filter(kind="second_factor_removed", person__username="admin", concerned=anna).exists()
    assert log_in(Client())["Location"] == "/admin/"


@pytest.mark.usefixtures("optional")
def test_who_may_not_touch_superusers_does_not_take_their_phone_away(client: Client, admin_user: User) -> None:
    Authenticator.objects.create(user=admin_user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(make_administrator())
    client.post("/admin/catalog/user/", {"action": "remove_second_factor", "_selected_action": [admin_user.pk]})
    assert Authenticator.objects.exists()


@pytest.mark.both
@pytest.mark.usefixtures("optional")
def test_the_database_does_not_hold_the_secret(client: Client, anna: User) -> None:
    secret = enrol(client)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert re.search("gAAAA", kept)


@pytest.mark.usefixtures("optional")
def test_with_another_secret_key_no_code_is_right(client: Client, anna: User, settings: Settings, clock: Any) -> None:
    secret = enrol(client)
    settings.SECRET_KEY = "ein anderer Schlüssel, der auch lang genug ist, um zu gefallen"
    clock.shift(timedelta(minutes=1))
    visitor = Client()
    log_in(visitor)
    assert visitor.post(CODE, {"code": code_of(secret)}).status_code == 200
    assert not is_in(visitor)


@pytest.mark.usefixtures("optional")
def test_the_picture_to_scan_is_part_of_the_page(client: Client, anna: User) -> None:
    log_in(client)
    page = get(client, SET_UP)
    assert len(page.select("svg.qr path")) == 1
    assert not page.select("img")
