"""The page on which people choose their mails, and the link that switches a kind off."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from catalog.choices import SWITCHABLE, MailKind, MailPace
from catalog.mails.preferences import link_to_switch_off, paces_of
from catalog.models import MailPreference, User
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/admin/benachrichtigungen/"


def logged_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def planner() -> User:
    return factories.make_planner(factories.make_municipality(), email="planung@example.org")


def choices(client: Client) -> dict[str, list[str]]:
    """The choices of the page by their legend, with what is chosen."""
    page = BeautifulSoup(client.get(PAGE).text, "lxml")
    return {
        legend.get_text(strip=True): [str(one["value"]) for one in legend.parent.select("input[checked]")]
        for legend in page.select("fieldset > legend")
        if legend.parent
    }


def test_planners_and_contributors_choose_what_concerns_them(planner: User) -> None:
    assert choices(logged_in(planner)) == {
        "Eine Runde wurde eröffnet": ["at_once"],
        "Antworten sind fällig": ["daily"],
        "Antworten wurden abgegeben": ["daily"],
        "Amt, das nicht geantwortet hat": ["daily"],
        "Kommentar zu einer Maßnahme": ["at_once"],
    }
    contributor = factories.make_contributor(factories.make_office())
    assert list(choices(logged_in(contributor))) == [
        "Eine Runde wurde eröffnet",
        "Antworten sind fällig",
        "Antworten wurden zurückgegeben",
        "Antworten wurden veröffentlicht",
        "Kommentar zu einer Maßnahme",
    ]


def test_a_choice_is_kept(planner: User) -> None:
    client = logged_in(planner)
    sent = {kind.value: "off" for kind in SWITCHABLE} | {"round_opened": "daily", "language": "en"}
    page = client.post(PAGE, sent, follow=True).text
    assert "Ihre Wahl ist gespeichert" in page
    paces = paces_of(planner)
    assert (paces[MailKind.ROUND_OPENED], paces[MailKind.ROUND_SUBMITTED]) == (MailPace.DAILY, MailPace.OFF)
    assert paces[MailKind.ROUND_PUBLISHED] == SWITCHABLE[MailKind.ROUND_PUBLISHED]  # no business of planners
    assert User.objects.get(pk=planner.pk).language == "en"


def test_nonsense_is_refused(planner: User) -> None:
    page = logged_in(planner).post(PAGE, {"round_opened": "immer", "language": "fr"}).text
    assert 'class="errorlist"' in page
    assert not MailPreference.objects.exists()


def test_the_page_says_where_mails_go(planner: User) -> None:
    assert "planung@example.org" in logged_in(planner).get(PAGE).text
    nowhere = factories.make_planner(factories.make_municipality(), email="")
    assert "keine E-Mail-Adresse" in logged_in(nowhere).get(PAGE).text


def test_a_link_switches_off_by_post_only_and_without_a_login(planner: User) -> None:
    kinds = [MailKind.ROUND_OPENED, MailKind.ROUND_SUBMITTED]
    link = link_to_switch_off(planner, kinds, "")
    client = Client(enforce_csrf_checks=True)
    for _time in range(2):
        response = client.get(link)
        assert "Diese Mails abbestellen" in response.text
        assert "planung@example.org" not in response.text
        assert response["X-Robots-Tag"] == "noindex"
    assert not MailPreference.objects.exists()
    assert "Diese Mails sind abbestellt" in client.post(link, {"List-Unsubscribe": "One-Click"}).text
    assert {kind for kind, pace in paces_of(planner).items() if pace == MailPace.OFF} == set(kinds)


@pytest.mark.parametrize("change", ["token", "inactive", "gone"])
def test_other_links_switch_nothing_off(planner: User, change: str) -> None:
    link = link_to_switch_off(planner, [MailKind.ROUND_OPENED], "")
    if change == "token":
        link = link.replace("round_opened", "round_due")
    elif change == "inactive":
        User.objects.filter(pk=planner.pk).update(is_active=False)
    else:
        planner.memberships.all().delete()
        planner.delete()
    assert Client().post(link).status_code == 404
    assert not MailPreference.objects.exists()
