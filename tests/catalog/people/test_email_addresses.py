"""Two e-mail addresses are one only if nothing but capitals tells them apart, in every database."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from catalog.models import Invitation, User
from catalog.people.adapters import person_meant
from catalog.people.anonymising import anonymise
from catalog.texts.email_addresses import comparable
from reports.models import Subscriber
from tests import factories

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("without_cities")]

# Each beside what it looks like, or becomes when something folds it: dotless i, long s, Kelvin sign, fullwidth
# letters, the dotted capital I and a sharp s.
LOOK_ALIKES = {
    "kim@example.org": ("kım@example.org", "\u212aim@example.org", "ｋｉｍ@example.org", "kİm@example.org"),
    "hans@stadt.example": ("han\u017f@stadt.example", "hans@\u017ftadt.example", "hans＠stadt.example"),
    "strasse@stadt.example": ("straße@stadt.example", "ſtrasse@stadt.example"),
}
SAME = {
    "kim@example.org": ("KIM@Example.ORG", "kim@EXAMPLE.org"),
    "kim@müller.example": ("Kim@MÜLLER.example", "kim@mu\u0308ller.example", "KIM@MU\u0308LLER.EXAMPLE"),
}
PAIRS = [(one, other) for one, others in LOOK_ALIKES.items() for other in others]


def claims(email: str) -> dict[str, Any]:
    return {"userinfo": {"sub": "1", "email": email, "email_verified": True}}


def test_capitals_and_the_way_of_writing_an_umlaut_do_not_matter() -> None:
    for one, others in SAME.items():
        assert {comparable(other) for other in others} == {comparable(one)}


def test_what_only_looks_alike_is_another_address() -> None:
    for one, other in PAIRS:
        assert comparable(one) != comparable(other), other
        assert comparable(one.upper()) != comparable(other), other
        assert comparable(other) == comparable(other)


def test_single_sign_on_opens_no_account_of_a_look_alike() -> None:
    for one, other in PAIRS:
        person = factories.make_user(email=one)
        assert person_meant(claims(one.upper())) == person, one
        assert person_meant(claims(other)) is None, other
        person.delete()
        twin = factories.make_user(email=other)
        assert person_meant(claims(one)) is None, other
        assert person_meant(claims(other)) == twin, other
        twin.delete()


def test_single_sign_on_knows_capitals_of_umlauts_in_every_database() -> None:
    for one, others in SAME.items():
        person = factories.make_user(email=one)
        assert [person_meant(claims(other)) for other in others] == [person] * len(others)


def test_the_address_compared_is_the_one_that_was_saved_last() -> None:
    person = factories.make_user(email="kim@example.org")
    person.email = "jo@example.org"
    person.save(update_fields=["email"])
    assert person_meant(claims("JO@example.org")) == person
    assert person_meant(claims("kim@example.org")) is None
    User.objects.filter(pk=person.pk).update(email="neu@example.org")
    assert person_meant(claims("jo@example.org")) is None


def test_whoever_only_looks_like_the_invited_has_no_login_yet(client: Client) -> None:
    city = factories.make_municipality()
    planner = factories.make_planner(city)
    for one, other in PAIRS:
        person = factories.make_user(email=other)
        invitation = Invitation(municipality=city, email=one, role="reader", invited_by=planner)
        token = invitation.renew_token()
        invitation.save()
        assert "password1" in client.get(f"/einladung/{token}/").text, other
        User.objects.filter(pk=person.pk).delete()


def test_a_newcomer_gets_a_user_name_that_can_be_typed(client: Client) -> None:
    """The login form normalises what is typed, so a name with a look-alike would lead to another person."""
    city = factories.make_municipality()
    factories.make_user(username="hans@stadt.example")
    invitation = Invitation(
        municipality=city, email="hanſ@stadt.example", role="reader", invited_by=factories.make_planner(city)
    )
    token = invitation.renew_token()
    invitation.save()
    password = "ein langes Passwort 2021"
    data = {"first_name": "H", "last_name": "S", "password1": password, "password2": password}
    client.post(f"/einladung/{token}/", data)
    assert User.objects.get(email="hanſ@stadt.example").username == "hans@stadt.example-2"


def test_anonymising_forgets_the_address_and_leaves_look_alikes_alone(admin_user: User) -> None:
    city = factories.make_municipality()
    log = ContentType.objects.get_for_model(Invitation)

    def invite(email: str) -> tuple[Invitation, LogEntry]:
        invitation = Invitation.objects.create(
            municipality=city, email=email, role="reader", invited_by=admin_user, digest=email
        )
        entry = LogEntry.objects.create(
            user=admin_user, content_type=log, object_id=str(invitation.pk), object_repr=str(invitation), action_flag=1
        )
        return invitation, entry

    for one, other in PAIRS:
        own, twin = invite(one.upper()), invite(other)
        anonymise(factories.make_user(email=one))
        assert not Invitation.objects.filter(pk=own[0].pk).exists(), one
        assert Invitation.objects.filter(pk=twin[0].pk).exists(), other
        own[1].refresh_from_db()
        twin[1].refresh_from_db()
        assert one.upper() not in own[1].object_repr, one
        assert other in twin[1].object_repr, other


def test_one_address_subscribes_once_however_it_is_typed(client: Client) -> None:
    city = factories.make_municipality(slug="hier")
    for typed in ("Kim@Example.ORG", "kim@example.org", "ｋｉｍ@example.org", "\u212aim@example.org"):
        client.post(f"/{city.slug}/abonnieren/", {"email": typed})
    assert list(Subscriber.objects.values_list("email", flat=True)) == ["kim@example.org"]
