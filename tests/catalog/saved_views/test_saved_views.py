"""A person names the filters of a list and finds them again above it; nobody else does."""

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import SavedView, User
from catalog.people.anonymising import anonymise
from catalog.saved_views.views import MOST_VIEWS
from tests import factories
from tests.admin_pages import admin_url
from tests.reports.pages import get

pytestmark = pytest.mark.usefixtures("without_cities")
LISTING = "catalog.measure"


@pytest.fixture
def person() -> User:
    factories.make_measure(title="Still")
    return factories.make_planner(username="planerin")


@pytest.fixture
def planner(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def keep(client: Client, name: str, query: str = "status=none", listing: str = LISTING) -> str:
    """Keep filters, and return what the page says that follows."""
    sent = {"listing": listing, "name": name, "query": query}
    return client.post(reverse("keep-view"), sent, follow=True).text


def links(client: Client) -> dict[str, str]:
    page = get(client, admin_url("catalog_measure_changelist"))
    return {link.text.strip(): str(link["href"]) for link in page.select(".saved-views li a")}


def test_filters_are_found_again_above_their_list(planner: Client) -> None:
    said = keep(planner, "Ohne Meldung", "status=none&p=3")
    assert "„Ohne Meldung“ steht ab jetzt über dieser Liste. Nur Sie sehen das." in said
    assert links(planner) == {"Ohne Meldung": "?status=none"}
    assert "Still" in planner.get(admin_url("catalog_measure_changelist") + "?status=none").text


def test_they_stand_above_no_other_list(planner: Client) -> None:
    keep(planner, "Ohne Meldung")
    assert "Ohne Meldung" not in planner.get(admin_url("catalog_office_changelist")).text


def test_nobody_else_sees_or_forgets_them(planner: Client) -> None:
    keep(planner, "Ohne Meldung")
    other = Client()
    other.force_login(factories.make_planner())
    assert links(other) == {}
    assert other.post(reverse("forget-view", args=[SavedView.objects.get().pk])).status_code == 404
    assert SavedView.objects.exists()


@pytest.mark.both
def test_the_same_name_stands_for_the_new_filters(planner: Client) -> None:
    keep(planner, "Meine", "status=none")
    keep(planner, "Meine", "status=done")
    assert links(planner) == {"Meine": "?status=done"}


@pytest.mark.both
def test_they_can_be_forgotten(planner: Client) -> None:
    keep(planner, "Meine")
    page = planner.post(reverse("forget-view", args=[SavedView.objects.get().pk]), follow=True).text
    assert "„Meine“ ist vergessen." in page
    assert links(planner) == {}


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_view_needs_a_name_that_fits(planner: Client, name: str) -> None:
    assert "Der Name der Ansicht:" in keep(planner, name)
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("listing", ["", "catalog", "catalog.nothing", "catalog.limit", "a.b.c"])
def test_a_list_that_is_none_is_not_found(planner: Client, listing: str) -> None:
    assert planner.post(reverse("keep-view"), {"listing": listing, "name": "X"}).status_code == 404


@pytest.mark.both
def test_a_person_keeps_a_limited_number(planner: Client) -> None:
    for number in range(MOST_VIEWS):
        keep(planner, f"Ansicht {number}")
    assert "Es gibt zu viele Ansichten dieser Liste." in keep(planner, "Noch eine")
    keep(planner, "Ansicht 1", "status=done")
    assert SavedView.objects.get(name="Ansicht 1").query == "status=done"
    assert SavedView.objects.count() == MOST_VIEWS


@pytest.mark.both
def test_they_go_with_the_person(planner: Client, person: User) -> None:
    keep(planner, "Meine")
    anonymise(person)
    assert not SavedView.objects.exists()
