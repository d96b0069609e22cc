"""Logging in with codes and with the city's own login, in a browser that enforces the policy of the pages."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from tests.browser.accessibility import assert_accessible
from tests.factories import make_planner
from tests.oidc import provider
from tests.second_factor import PASSWORD, code_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def anna() -> None:
    make_planner(username="anna", email="anna@stadt.example", password=PASSWORD)


@pytest.fixture(scope="module")
def issuer(site_url: str) -> Iterator[str]:
    people = {"anna": {"email": "anna@stadt.example", "email_verified": True}}
    with provider.running(f"{site_url}/sso/zurueck/", people) as issuer:
        yield issuer


def look(page: Page, problems: list[str]) -> None:
    assert not problems
    assert_accessible(page)
    problems.clear()  # axe copies imported style sheets into the page, which the policy rightly refuses


def log_in(page: Page) -> None:
    page.goto("/admin/login/")
    page.get_by_label("Benutzername").fill("anna")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()


def test_a_second_factor_is_set_up_and_asked_for(page: Page, problems: list[str], settings: Settings) -> None:
    settings.SECOND_FACTOR = "optional"
    log_in(page)
    page.get_by_role("link", name="Zweiter Faktor").click()
    look(page, problems)
    page.get_by_role("link", name="Zweiten Faktor einrichten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zweiten Faktor einrichten")
    expect(page.locator("svg.qr")).to_be_visible()
    look(page, problems)
    secret = page.locator("ol code").inner_text()
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Einrichten").click()
    expect(page.locator(".spare-codes code")).to_have_count(10)
    look(page, problems)
    spare = page.locator(".spare-codes code").first.inner_text()
    page.get_by_role("button", name="Abmelden").click()
    log_in(page)
    expect(page.get_by_label("Code")).to_be_focused()
    look(page, problems)
    page.get_by_label("Code").fill("000")
    page.get_by_role("button", name="Anmelden").click()
    expect(page.locator(".errorlist")).to_have_text("Falscher Code.")
    page.get_by_label("Code").fill(spare)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Was zu tun ist")


def test_a_passkey_is_set_up_and_logs_in(page: Page, problems: list[str], settings: Settings) -> None:
    settings.SECOND_FACTOR = "optional"
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = {**kind, "isUserVerified": True, "automaticPresenceSimulation": True}
    key = device.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    log_in(page)
    page.get_by_role("link", name="Zweiter Faktor").click()
    page.get_by_role("link", name="Passkey einrichten").click()
    look(page, problems)
    page.get_by_label("Name, um ihn").fill("Laptop im Rathaus")
    page.get_by_role("button", name="Einrichten").click()
    expect(page.locator(".spare-codes code")).to_have_count(10)
    page.get_by_role("link", name="Zweiter Faktor").click()
    expect(page.get_by_role("link", name="Passkey „Laptop im Rathaus“ entfernen")).to_be_visible()
    look(page, problems)
    page.get_by_role("button", name="Abmelden").click()
    log_in(page)
    look(page, problems)
    page.get_by_role("button", name="Passkey verwenden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Was zu tun ist")
    page.get_by_role("button", name="Abmelden").click()
    page.goto("/admin/password_change/")
    look(page, problems)
    expect(page.get_by_role("alert")).to_have_count(0)
    [known] = device.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
    device.send("WebAuthn.clearCredentials", {"authenticatorId": key})
    page.get_by_role("button", name="Passkey verwenden").click()
    expect(page.get_by_role("alert")).to_contain_text("nicht verwendet")
    device.send("WebAuthn.addCredential", {"authenticatorId": key, "credential": known})
    page.get_by_role("button", name="Passkey verwenden").click()
    expect(page).to_have_url("/admin/password_change/")


def test_the_login_of_the_city_opens_the_administration(
    context: BrowserContext, page: Page, problems: list[str], settings: Settings, issuer: str
) -> None:
    context.route(f"{issuer}/**", lambda route: route.continue_())
    context.route("https://fonts.googleapis.com/**", lambda route: route.fulfill(body=""))  # its own pages want them
    settings.SINGLE_SIGN_ON_NAME = "Stadtportal"
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [provider.app(issuer)]}}
    page.goto("/admin/catalog/measure/")
    look(page, problems)
    page.get_by_role("link", name="Mit Stadtportal anmelden").click()
    page.locator("input[name=login]").fill("anna")
    page.locator("input[name=password]").fill("x")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url("/admin/catalog/measure/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Maßnahme")
