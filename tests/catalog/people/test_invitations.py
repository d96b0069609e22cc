"""A mail with a link gives a role: once, for a while, and not after it was taken back."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from catalog.models import Invitation, Membership, Municipality, Office, User
from tests import factories
from tests.admin_pages import admin_url, errors
from tests.reports.pages import get, text

pytestmark = pytest.mark.usefixtures("without_cities")
ADD = admin_url("catalog_invitation_add")
LIST = admin_url("catalog_invitation_changelist")
EMAIL = "kim@example.org"
PASSWORD = "ein langes Passwort 2021"


@pytest.fixture
def city() -> Municipality:
    return factories.make_municipality(name="Heidelberg", slug="heidelberg")


@pytest.fixture
def office(city: Municipality) -> Office:
    return factories.make_office(city, name="Jugendamt")


@pytest.fixture
def planner(city: Municipality) -> Client:
    client = Client()
    person = factories.make_planner(city, first_name="Petra", last_name="Plan")
    client.force_login(person)
    return client


def invite(client: Client, city: Municipality, **fields: Any) -> Any:
    until = timezone.localtime() + timedelta(days=7)
    data = {"municipality": city.pk, "email": EMAIL, "role": "reader"}
    day = {"expires_at_0": f"{until:%Y-%m-%d}", "expires_at_1": f"{until:%H:%M:%S}"}
    return client.post(ADD, {**data, **day, **fields})


def link_in(mail: EmailMessage) -> str:
    found = re.search(r"http://testserver(\S+/einladung/\S+/)", str(mail.body))
    assert found
    return found[1]


def join(client: Client, link: str, **fields: Any) -> Any:
    data = {"first_name": "Kim", "last_name": "Muster", "password1": PASSWORD, "password2": PASSWORD}
    return client.post(link, {**data, **fields})


def test_the_mail_says_what_for_and_who_asks(
    planner: Client, city: Municipality, office: Office, mailoutbox: list[EmailMessage]
) -> None:
    assert invite(planner, city, role="contributor", office=office.pk).status_code == 302
    (mail,) = mailoutbox
    assert mail.to == [EMAIL]
    for words in ("Heidelberg", "Jugendamt", "Petra Plan", "office contributor"):
        assert words in str(mail.body)


def test_whoever_is_invited_sets_a_password_and_is_in(
    client: Client, planner: Client, city: Municipality, office: Office, mailoutbox: list[EmailMessage]
) -> None:
    invite(planner, city, role="contributor", office=office.pk)
    link = link_in(mailoutbox[0])
    assert "Jugendamt" in text(get(client, link))
    assert not User.objects.filter(email=EMAIL).exists()
    assert join(client, link).headers["Location"] == admin_url("index")
    membership = Membership.objects.get(user__email=EMAIL)
    assert (membership.role, membership.office, membership.municipality) == ("contributor", office, city)
    assert client.get(admin_url("index")).status_code == 200
    door = Client().post(admin_url("login"), {"username": EMAIL, "password": PASSWORD})
    assert door.status_code == 302


def test_readers_begin_on_the_site(client: Client, planner: Client, city: Municipality, mailoutbox: Any) -> None:
    invite(planner, city)
    assert join(client, link_in(mailoutbox[0])).headers["Location"].endswith("/heidelberg/")


def test_it_works_once(client: Client, planner: Client, city: Municipality, mailoutbox: list[EmailMessage]) -> None:
    invite(planner, city)
    link = link_in(mailoutbox[0])
    join(client, link)
    for response in (Client().get(link), join(Client(), link, password1="x" * 20, password2="x" * 20)):
        assert response.status_code == 410
    assert User.objects.filter(email=EMAIL).count() == 1


def test_it_expires(client: Client, planner: Client, city: Municipality, mailoutbox: list[EmailMessage]) -> None:
    invite(planner, city)
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        assert join(client, link_in(mailoutbox[0])).status_code == 410
    assert not Membership.objects.filter(user__email=EMAIL).exists()


def test_it_is_taken_back_and_sent_again(
    client: Client, planner: Client, city: Municipality, mailoutbox: list[EmailMessage]
) -> None:
    invite(planner, city)
    chosen = {"_selected_action": [Invitation.objects.get().pk]}
    assert "1 invitation taken back." in planner.post(LIST, {"action": "revoke", **chosen}, follow=True).text
    assert client.get(link_in(mailoutbox[0])).status_code == 410
    assert "1 invitation sent." in planner.post(LIST, {"action": "send_again", **chosen}, follow=True).text
    assert client.get(link_in(mailoutbox[0])).status_code == 410
    assert client.get(link_in(mailoutbox[1])).status_code == 200


def test_a_guessed_link_opens_nothing(client: Client, planner: Client, city: Municipality) -> None:
    invite(planner, city)
    for token in ("x", Invitation.objects.get().digest):
        assert client.get(f"/einladung/{token}/").status_code == 410


def test_a_weak_password_is_refused(
    client: Client, planner: Client, city: Municipality, mailoutbox: list[EmailMessage]
) -> None:
    invite(planner, city)
    response = join(client, link_in(mailoutbox[0]), password1="12345678", password2="12345678")
    assert response.status_code == 200
    assert not User.objects.filter(email=EMAIL).exists()


def test_who_has_a_login_gets_the_role_with_it(
    client: Client, planner: Client, city: Municipality, mailoutbox: list[EmailMessage]
) -> None:
    known = factories.make_reader(email=EMAIL.upper())
    invite(planner, city)
    link = link_in(mailoutbox[0])
    page = get(client, link)
    assert not page.select("input[type=password]")
    join(client, link)
    assert not Membership.objects.filter(municipality=city, role="reader").exists()
    client.force_login(known)
    client.post(link)
    assert Membership.objects.get(municipality=city, role="reader").user == known


def test_planners_invite_for_their_own_city_only(
    planner: Client, city: Municipality, mailoutbox: list[EmailMessage]
) -> None:
    other = factories.make_municipality()
    assert "municipality" in errors(invite(planner, other))
    office = factories.make_office(other)
    assert "office" in errors(invite(planner, city, role="contributor", office=office.pk))
    assert not mailoutbox
    assert not Invitation.objects.exists()


def test_administrators_invite_for_all(mailoutbox: list[EmailMessage], city: Municipality) -> None:
    client = Client()
    client.force_login(factories.make_administrator())
    invite(client, city, role="planner")
    join(client := Client(), link_in(mailoutbox[0]))
    assert Membership.objects.get(user__email=EMAIL).role == "planner"


def test_an_office_is_for_contributors_and_they_need_one(planner: Client, city: Municipality, office: Office) -> None:
    wrong = "An office contributor needs an office; nobody else has one."
    assert wrong in invite(planner, city, role="contributor").text
    assert wrong in invite(planner, city, role="reader", office=office.pk).text


def test_the_link_is_that_of_the_installation(
    planner: Client, city: Municipality, mailoutbox: list[EmailMessage], settings: Settings
) -> None:
    settings.SITE_URL = "https://massnahmen.example.org"
    invite(planner, city)
    assert "https://massnahmen.example.org/en/einladung/" in str(mailoutbox[0].body)


def test_a_mail_that_cannot_be_sent_is_told(planner: Client, city: Municipality, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "tests.mail_servers.Unreachable"
    page = planner.get(invite(planner, city).headers["Location"]).text
    assert "could not be sent" in page
    assert Invitation.objects.count() == 1


def test_an_invitation_ends_with_the_role_of_who_sent_it(
    client: Client, planner: Client, city: Municipality, mailoutbox: list[EmailMessage]
) -> None:
    """Else whoever has to leave could invite himself before."""
    invite(planner, city, role="planner")
    link = link_in(mailoutbox[0])
    client.force_login(factories.make_user())
    Membership.objects.filter(municipality=city).delete()
    assert [client.get(link).status_code, client.post(link).status_code] == [410, 410]
    assert not Membership.objects.filter(municipality=city).exists()
    planner.force_login(factories.make_planner(city))
    assert "taken back" in planner.get(LIST).text
    planner.post(LIST, {"action": "send_again", "_selected_action": [Invitation.objects.get().pk]})
    assert client.post(link_in(mailoutbox[1])).status_code == 302
