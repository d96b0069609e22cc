"""Who was given or lost which role stands in the audit log, however it came about."""

from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from catalog.choices import AuditKind
from catalog.models import AuditEntry, Membership, Municipality, User
from tests import factories
from tests.admin_pages import admin_url, form_data
from tests.catalog.people.test_invitations import EMAIL, invite, join, link_in

pytestmark = pytest.mark.usefixtures("without_cities")


@pytest.fixture
def city() -> Municipality:
    return factories.make_municipality(name="Heidelberg", slug="heidelberg")


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(factories.make_administrator(username="verwaltung"))
    return client


def told(*kinds: AuditKind) -> list[tuple[str, str | None, str | None, str]]:
    """Kind, who, whom, what; oldest first."""
    entries = AuditEntry.objects.filter(kind__in=kinds).order_by("pk")
    return list(entries.values_list("kind", "person__username", "concerned__username", "subject"))


def test_an_invitation_and_what_came_of_it(city: Municipality, mailoutbox: list[EmailMessage]) -> None:
    planner = Client()
    planner.force_login(factories.make_planner(city, username="planerin"))
    invite(planner, city)
    join(Client(), link_in(mailoutbox[0]))
    assert told(AuditKind.INVITED, AuditKind.ROLE_GIVEN) == [
        ("invited", "planerin", None, "reader, Heidelberg"),
        ("role_given", "planerin", EMAIL, "reader, Heidelberg"),
    ]


def test_a_role_that_is_given_and_taken_in_the_list(administrator: Client, city: Municipality) -> None:
    person = factories.make_user(username="kollegin")
    fields = {"user": person.pk, "municipality": city.pk, "role": "planner"}
    administrator.post(admin_url("catalog_membership_add"), fields)
    membership = Membership.objects.get()
    administrator.post(admin_url("catalog_membership_delete", membership.pk), {"post": "yes"})
    assert told(AuditKind.ROLE_GIVEN, AuditKind.ROLE_TAKEN) == [
        ("role_given", "verwaltung", "kollegin", "planner, Heidelberg"),
        ("role_taken", "verwaltung", "kollegin", "planner, Heidelberg"),
    ]


def test_roles_that_are_taken_from_several_at_once(administrator: Client, city: Municipality) -> None:
    chosen = [factories.make_reader(city).memberships.get().pk for _number in range(2)]
    data: dict[str, Any] = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    administrator.post(admin_url("catalog_membership_changelist"), data)
    assert len(told(AuditKind.ROLE_TAKEN)) == 2


def test_a_role_that_is_taken_on_the_page_of_a_person(administrator: Client, city: Municipality) -> None:
    person = factories.make_reader(city, username="leserin")
    url = admin_url("catalog_user_change", person.pk)
    administrator.post(url, {**form_data(administrator, url), "memberships-0-DELETE": "on"})
    assert told(AuditKind.ROLE_TAKEN) == [("role_taken", "verwaltung", "leserin", "reader, Heidelberg")]


def test_who_may_give_roles_everywhere(administrator: Client) -> None:
    person = factories.make_user(username="kollegin")
    url = admin_url("catalog_user_change", person.pk)
    administrator.post(url, {**form_data(administrator, url), "is_administrator": "on"})
    assert User.objects.get(pk=person.pk).is_administrator
    assert [entry[:3] for entry in told(AuditKind.ROLE_GIVEN)] == [("role_given", "verwaltung", "kollegin")]
