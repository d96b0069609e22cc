"""The city's own login opens the account with the same verified address, and nothing else."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
import time_machine
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django import Settings

from catalog.models import AuditEntry, User
from catalog.people.single_sign_on import THERE, end_session_address
from tests.factories import make_planner, make_user
from tests.oidc import provider
from tests.reports.pages import get, one, text
from tests.second_factor import CODE, PASSWORD, code_of, enrol

pytestmark = pytest.mark.django_db

CALLBACK = "http://testserver/sso/zurueck/"
PEOPLE: dict[str, dict[str, Any]] = {
    "anna": {"email": "Anna@Stadt.example", "email_verified": True, "name": "Anna Muster"},
    "unverified": {"email": "anna@stadt.example", "email_verified": False},
    "silent": {"email": "anna@stadt.example"},
    "wordy": {"email": "anna@stadt.example", "email_verified": "false"},
    "nobody": {"email": "niemand@stadt.example", "email_verified": True},
    "gone": {"email": "fort@stadt.example", "email_verified": True},
    "citizen": {"email": "leserin@stadt.example", "email_verified": True},
    "twin": {"email": "amt@stadt.example", "email_verified": True},
    "empty": {"email": "", "email_verified": True},
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with provider.running(CALLBACK, PEOPLE) as issuer:
        yield issuer


@pytest.fixture
def offered(settings: Settings, issuer: str) -> None:
    settings.SINGLE_SIGN_ON_NAME = "Stadtportal"
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [provider.app(issuer)]}}


@pytest.fixture(autouse=True)
def people() -> None:
    make_planner(username="anna", email="anna@stadt.example", password=PASSWORD)
    make_planner(username="fort", email="fort@stadt.example", is_active=False)
    make_user(username="leserin", email="leserin@stadt.example")
    make_planner(username="ohne", email="")
    for number in (1, 2):
        make_planner(username=f"amt-{number}", email="amt@stadt.example")


def log_in(client: Client, login: str, then: str = "/admin/catalog/measure/", **options: Any) -> Any:
    """All the way from the link of the login page through the provider and back."""
    page = get(client, f"/admin/login/?next={then}")
    response = client.get(str(one(page, ".single-sign-on a")["href"]))
    assert response.status_code == 302
    return client.get(
        provider.visit(response["Location"], login, CALLBACK, **options).removeprefix("http://testserver")
    )


def response_page(response: Any) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser")


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


@pytest.mark.parametrize("address", ["/sso/", "/sso/zurueck/", "/sso/zurueck/?code=x&state=y"])
def test_switched_off_no_address_answers(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


@pytest.mark.usefixtures("offered")
def test_the_login_page_offers_it_by_its_name(client: Client) -> None:
    assert text(get(client, "/admin/login/"), ".single-sign-on a") == "Mit Stadtportal anmelden"
    assert text(get(client, "/en/admin/login/"), ".single-sign-on a") == "Log in with Stadtportal"


@pytest.mark.both
@pytest.mark.usefixtures("offered")
def test_who_has_an_account_here_gets_in_and_where_they_wanted(client: Client) -> None:
    response = log_in(client, "anna")
    assert response["Location"] == "/admin/catalog/measure/"
    assert is_in(client)
    assert AuditEntry.objects.filter(kind="login", person__username="anna").exists()


@pytest.mark.both
@pytest.mark.usefixtures("offered")
def test_nothing_about_the_account_changes(client: Client) -> None:
    before = User.objects.filter(username="anna").values("password", "email", "first_name", "last_name")[0]
    log_in(client, "anna")
    assert User.objects.filter(username="anna").values(*before)[0] == before
    assert not SocialAccount.objects.exists()


@pytest.mark.usefixtures("offered")
def test_readers_come_in_and_are_led_to_the_site(client: Client) -> None:
    log_in(client, "citizen")
    assert not is_in(client)
    assert "leserin" in get(client, "/").text


@pytest.mark.both
@pytest.mark.usefixtures("offered")
@pytest.mark.parametrize("login", ["unverified", "silent", "wordy", "nobody", "gone", "twin", "empty"])
def test_nobody_else_gets_in(client: Client, login: str) -> None:
    number = User.objects.count()
    response = log_in(client, login)
    assert response["Location"] == "/admin/login/"
    assert "gehört hier zu niemandem" in text(get(client, "/admin/login/"), ".messagelist")
    assert not is_in(client)
    assert User.objects.count() == number
    assert AuditEntry.objects.filter(kind="login_failed", subject="Stadtportal", concerned=None).exists()


@pytest.mark.usefixtures("offered")
def test_who_turns_back_at_the_provider_can_try_again(client: Client) -> None:
    response = log_in(client, "anna", cancel=True)
    assert response["Location"] == "/admin/login/"
    assert "nicht abgeschlossen" in text(get(client, "/admin/login/"), ".messagelist")


@pytest.mark.usefixtures("offered")
def test_the_second_factor_is_asked_for_after_it_too(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = "optional"
    with time_machine.travel(datetime(2024, 5, 2, 12, tzinfo=UTC), tick=False):
        secret = enrol(client)
    visitor = Client()
    response = log_in(visitor, "anna")
    assert response["Location"] == CODE
    assert not is_in(visitor)
    assert visitor.post(CODE, {"code": code_of(secret)})["Location"] == "/admin/catalog/measure/"
    assert is_in(visitor)


@pytest.mark.usefixtures("offered")
def test_where_a_second_factor_is_required_it_has_to_be_set_up(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = "required"
    log_in(client, "anna")
    assert client.get("/admin/")["Location"] == "/admin/zweiter-faktor/einrichten/"
    assert not Authenticator.objects.exists()


@pytest.mark.usefixtures("offered")
def test_a_login_cannot_be_tied_to_somebody_who_is_logged_in(client: Client) -> None:
    client.force_login(User.objects.get(username="anna"))
    response = client.get("/sso/?process=connect")
    back = provider.visit(response["Location"], "nobody", CALLBACK)
    assert client.get(back.removeprefix("http://testserver"))["Location"] == "/admin/login/"
    assert not SocialAccount.objects.exists()


@pytest.mark.usefixtures("offered")
def test_an_answer_nobody_asked_for_is_refused(client: Client) -> None:
    page = get(client, "/admin/login/")
    there = client.get(str(one(page, ".single-sign-on a")["href"]))["Location"]
    back = provider.visit(there, "anna", CALLBACK).removeprefix("http://testserver")
    stranger = Client()
    assert stranger.get(back)["Location"] == "/admin/login/"
    assert not is_in(stranger)
    assert client.get(back).status_code == 302
    assert is_in(client)
    replayed = Client()
    assert replayed.get(back)["Location"] == "/admin/login/"


@pytest.mark.usefixtures("offered")
def test_it_leads_to_no_other_site(client: Client) -> None:
    assert log_in(client, "anna", "https://example.org/")["Location"] == "/admin/"


def there_and_back(client: Client, browser: requests.Session, then: str = "/admin/") -> str:
    """Log in with a browser that stays known at the provider; returns where the way there began."""
    there = str(client.get("/sso/")["Location"])
    back = provider.visit(there, "anna", CALLBACK, browser=browser)
    assert client.get(back.removeprefix("http://testserver"))["Location"] == then
    return str(client.get("/sso/")["Location"])


@pytest.mark.usefixtures("offered")
def test_logging_out_ends_the_session_at_the_provider_too() -> None:
    for address in ("/abmelden/", "/admin/logout/"):
        client, browser = Client(), requests.Session()
        again = there_and_back(client, browser)
        assert provider.knows(browser, again, CALLBACK)
        response = client.post(address)
        page = text(response_page(response), "main")
        assert not is_in(client)
        assert "Sie sind hier abgemeldet" in page
        assert "Stadtportal" in page
        assert "no-store" in response["Cache-Control"]
        link = str(one(response_page(response), "a.end-session")["href"])
        refresh = str(one(response_page(response), "meta[http-equiv=refresh]")["content"])
        assert refresh == f"0; url={link}"
        provider.log_out(browser, link)
        assert not provider.knows(browser, str(Client().get("/sso/")["Location"]), CALLBACK)


@pytest.mark.usefixtures("offered")
def test_the_session_there_outlasts_the_second_factor(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = "optional"
    with time_machine.travel(datetime(2024, 5, 2, 12, tzinfo=UTC), tick=False):
        secret = enrol(client)
    visitor = Client()
    log_in(visitor, "anna")
    visitor.post(CODE, {"code": code_of(secret)})
    assert is_in(visitor)
    assert response_page(visitor.post("/abmelden/")).select("a.end-session")


@pytest.mark.usefixtures("offered")
def test_a_provider_that_ends_no_session_is_said_to_go_on(settings: Settings, issuer: str) -> None:
    app = provider.app(issuer)
    app["settings"] |= {"openid_configuration_overrides": {"end_session_endpoint": ""}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    for address in ("/abmelden/", "/admin/logout/"):
        client = Client()
        there_and_back(client, requests.Session())
        page = response_page(client.post(address))
        assert "Ihre Sitzung bei Stadtportal läuft weiter" in text(page, "main")
        assert not page.select("a.end-session, meta[http-equiv=refresh]")
        assert not is_in(client)


@pytest.mark.usefixtures("offered")
def test_who_came_by_password_is_led_home(client: Client) -> None:
    client.force_login(User.objects.get(username="anna"))
    assert client.post("/abmelden/")["Location"] == "/"
    client.force_login(User.objects.get(username="anna"))
    assert "Stadtportal" not in client.post("/admin/logout/").text
    assert THERE not in client.session


def test_the_address_that_ends_a_session_is_a_page() -> None:
    token = "a.b.c"
    assert end_session_address({"address": "https://x.example/end?a=1", "token": token}) == (
        "https://x.example/end?a=1&id_token_hint=a.b.c"
    )
    for wrong in ("", "javascript:alert(1)", "https:", "/end"):
        assert end_session_address({"address": wrong, "token": token}) == ""
    assert end_session_address({"address": "https://x.example/end"}) == ""


def test_a_provider_out_of_reach_leaves_the_password(client: Client, settings: Settings) -> None:
    settings.SINGLE_SIGN_ON_NAME = "Stadtportal"
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [provider.app("http://127.0.0.1:9")]}}
    assert client.get("/sso/")["Location"] == "/admin/login/"
    assert "nicht abgeschlossen" in text(get(client, "/admin/login/"), ".messagelist")
