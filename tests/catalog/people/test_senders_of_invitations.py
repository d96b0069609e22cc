"""An invitation is worth what its sender may still give: no sender, no right of the sender, no way in."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.test import Client

from catalog.choices import AuditKind
from catalog.models import AuditEntry, DeletedThing, Invitation, Membership, Municipality, User
from tests import factories
from tests.admin_pages import admin_url, form_data

pytestmark = pytest.mark.usefixtures("without_cities")

LIST = admin_url("catalog_invitation_changelist")
Way = Callable[[Client, User], object]


def act(client: Client, model: str, action: str, row: Any, **more: str) -> Any:
    data = {"action": action, "_selected_action": [row.pk], **more}
    return client.post(admin_url(f"catalog_{model}_changelist"), data)


def save(client: Client, model: str, row: Any, **changes: Any) -> Any:
    """Send the form of a row with some fields changed; None takes a tick away."""
    url = admin_url(f"catalog_{model}_change", row.pk)
    data = {**form_data(client, url), **changes}
    return client.post(url, {name: value for name, value in data.items() if value is not None})


def confirm_deletion(client: Client, model: str, row: Any) -> Any:
    return client.post(admin_url(f"catalog_{model}_delete", row.pk), {"post": "yes"})


def role_of(sender: User) -> Membership:
    return sender.memberships.get()


def anonymise_by_command(_client: Client, sender: User) -> None:
    with patch("builtins.input", return_value=""):
        call_command("anonymise_person", sender.username, yes=True)


PLANNERS_LOSE: dict[str, Way] = {
    "deleted": lambda client, sender: confirm_deletion(client, "user", sender),
    "deleted from the list": lambda client, sender: act(client, "user", "delete_selected", sender, post="yes"),
    "deleted in the shell": lambda _client, sender: User.objects.filter(pk=sender.pk).delete(),
    "deactivated": lambda client, sender: save(client, "user", sender, is_active=None),
    "anonymised": lambda client, sender: act(client, "user", "anonymise_people", sender, confirmed="yes"),
    "anonymised by the command": anonymise_by_command,
    "role deleted": lambda client, sender: confirm_deletion(client, "membership", role_of(sender)),
    "role deleted from the list": lambda client, sender: act(
        client, "membership", "delete_selected", role_of(sender), post="yes"
    ),
    "role deleted on the page of the person": lambda client, sender: save(
        client, "user", sender, **{"memberships-0-DELETE": "on"}
    ),
    "role lessened": lambda client, sender: save(client, "membership", role_of(sender), role="reader"),
    "role lessened on the page of the person": lambda client, sender: save(
        client, "user", sender, **{"memberships-0-role": "reader"}
    ),
    "role deleted in the shell": lambda _client, sender: sender.memberships.all().delete(),
}
OTHERS_LOSE: dict[str, tuple[str, Way]] = {
    "administrator no more": (
        "is_administrator",
        lambda client, sender: save(client, "user", sender, is_administrator=None),
    ),
    "superuser no more": ("is_superuser", lambda client, sender: save(client, "user", sender, is_superuser=None)),
}


@pytest.fixture
def city() -> Municipality:
    return factories.make_municipality(name="Heidelberg")


def sent_by(sender: User | None, city: Municipality) -> tuple[Invitation, str]:
    """An open invitation and its link."""
    invitation = Invitation(municipality=city, email="kim@example.org", role="planner", invited_by=sender)
    token = invitation.renew_token()
    invitation.save()
    return invitation, f"/einladung/{token}/"


def senders(city: Municipality) -> list[tuple[str, User, Way]]:
    planners = [(name, factories.make_planner(city), way) for name, way in PLANNERS_LOSE.items()]
    others = [(name, factories.make_user(**{right: True}), way) for name, (right, way) in OTHERS_LOSE.items()]
    return planners + others


def opens(link: str) -> bool:
    """Whether somebody who has a login gets in with it; looking and accepting answer alike."""
    client = Client()
    client.force_login(factories.make_user())
    codes = {client.get(link).status_code, client.post(link).status_code}
    assert codes in ({410}, {200, 302})
    return codes != {410}


@pytest.mark.both
def test_whatever_takes_the_right_of_the_sender_takes_the_invitation_back(
    admin_client: Client, admin_user: User, city: Municipality
) -> None:
    for name, sender, way in senders(city):
        sender_id = sender.pk
        invitation, link = sent_by(sender, city)
        assert admin_client.get(link).status_code == 200, name
        way(admin_client, sender)
        invitation.refresh_from_db()
        assert invitation.revoked_at is not None, name
        assert not opens(link), name
        entry = AuditEntry.objects.filter(kind=AuditKind.INVITATION_REVOKED).first()
        assert entry is not None, name
        assert entry.subject.endswith(", Heidelberg"), name
        assert entry.municipality_name == "Heidelberg", name
        by_hand = "shell" in name or "command" in name
        assert entry.person == (None if by_hand else admin_user), name
        assert entry.concerned_id == (sender_id if User.objects.filter(pk=sender_id).exists() else None), name
    assert AuditEntry.objects.filter(kind=AuditKind.INVITATION_REVOKED).count() == len(PLANNERS_LOSE | OTHERS_LOSE)
    assert admin_client.get(LIST).text.count(">taken back<") == len(PLANNERS_LOSE | OTHERS_LOSE)


@pytest.mark.both
def test_the_right_is_asked_for_when_the_invitation_is_accepted(city: Municipality) -> None:
    """Whatever happened before, and past everything that could have noticed it."""
    _invitation, senderless = sent_by(None, city)
    assert not opens(senderless)
    for changes in ({"is_active": False}, {"pk": 0}):
        sender = factories.make_planner(city)
        invitation, link = sent_by(sender, city)
        if "pk" in changes:
            Invitation.objects.filter(pk=invitation.pk).update(invited_by=None)
        else:
            User.objects.filter(pk=sender.pk).update(**changes)
        assert not opens(link)
    planner = factories.make_planner(city)
    _invitation, link = sent_by(planner, city)
    Membership.objects.filter(user=planner).update(role="reader")
    assert not opens(link)


def test_a_right_that_comes_back_brings_no_invitation_back(admin_client: Client, city: Municipality) -> None:
    sender = factories.make_planner(city)
    _invitation, link = sent_by(sender, city)
    save(admin_client, "user", sender, is_active=None)
    save(admin_client, "user", sender, is_active="on")
    assert not opens(link)


def test_what_takes_no_right_leaves_the_invitation(admin_client: Client, city: Municipality) -> None:
    sender, superuser = factories.make_planner(city), factories.make_user(is_superuser=True)
    links = [sent_by(person, city)[1] for person in (sender, superuser)]
    save(admin_client, "user", sender, first_name="Petra")
    client = Client()
    client.force_login(sender)
    role = factories.make_membership(sender, city, role="reader")
    confirm_deletion(admin_client, "membership", role)
    assert [opens(link) for link in links] == [True, True]
    assert not AuditEntry.objects.filter(kind=AuditKind.INVITATION_REVOKED).exists()


@pytest.mark.both
def test_a_city_from_the_recycle_bin_brings_back_what_its_planners_may_give(
    admin_client: Client, city: Municipality
) -> None:
    gone, stays = factories.make_planner(city), factories.make_user(is_superuser=True)
    (_first, dead), (_second, alive) = sent_by(gone, city), sent_by(stays, city)
    url = admin_url("catalog_municipality_delete", city.pk)
    admin_client.post(url, {"post": "yes", "seen": admin_client.get(url).context["deleted_objects"][0].digest})
    assert [opens(link) for link in (dead, alive)] == [False, False]
    User.objects.filter(pk=gone.pk).update(is_active=False)
    thing = DeletedThing.objects.get()
    admin_client.post(admin_url("catalog_deletedthing_change", thing.pk), {"post": "yes"})
    assert Municipality.objects.filter(pk=city.pk).exists()
    assert [opens(link) for link in (dead, alive)] == [False, True]


def test_taking_an_invitation_back_is_recorded(admin_client: Client, admin_user: User, city: Municipality) -> None:
    invitation, link = sent_by(admin_user, city)
    act(admin_client, "invitation", "revoke", invitation)
    entry = AuditEntry.objects.get(kind=AuditKind.INVITATION_REVOKED)
    assert entry.person == admin_user
    assert entry.subject.endswith(", Heidelberg")
    assert not opens(link)
