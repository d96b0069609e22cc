"""The log of mails: who sees it, how long it is kept, and what of a person stays in it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from catalog.choices import MailKind, MailState
from catalog.models import MailPreference, Municipality, SentMail, StaffNotice, User
from catalog.people.anonymising import anonymise
from catalog.traces.places import find
from catalog.traces.removing import remove_from
from catalog.traces.words import Sought
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/admin/catalog/sentmail/"


def make_mail(municipality: Municipality | None = None, **fields: Any) -> SentMail:
    facts = {"key": f"key {SentMail.objects.count()}", "kind": MailKind.ROUND_REMINDER, "email": "amt@example.org"}
    return SentMail.objects.create(municipality=municipality, **{**facts, **fields})


def page(user: User, query: str = "") -> str:
    client = Client()
    client.force_login(user)
    return client.get(f"{LIST}{query}").text


def test_planners_see_the_mails_of_their_city_and_administrators_all(without_cities: None) -> None:
    here, there = factories.make_municipality(), factories.make_municipality()
    make_mail(here, email="hier@example.org", state=MailState.BOUNCED, error="550 5.1.1 unbekannt")
    make_mail(there, email="dort@example.org")
    make_mail(email="kennwort@example.org", kind=MailKind.PASSWORD_LINK)
    planner, administrator = page(factories.make_planner(here)), page(factories.make_administrator())
    assert "hier@example.org" in planner
    assert "550 5.1.1 unbekannt" in planner
    assert "zurückgekommen" in planner
    assert "dort@" not in planner
    assert "kennwort@" not in planner
    assert all(name in administrator for name in ("hier@", "dort@", "kennwort@"))


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("?state__exact=bounced", {"a"}),
        ("?kind__exact=password_link", {"b"}),
        ("?q=c%40example", {"c"}),
    ],
)
def test_it_can_be_filtered(without_cities: None, query: str, seen: set[str]) -> None:
    make_mail(email="a@example.org", state=MailState.BOUNCED)
    make_mail(email="b@example.org", kind=MailKind.PASSWORD_LINK)
    make_mail(email="c@example.org")
    shown = page(factories.make_administrator(), query)
    assert {name for name in "abc" if f"{name}@example.org</" in shown} == seen


def test_entries_are_kept_for_half_a_year(db: None) -> None:
    for days in (179, 181):
        make_mail(sent_at=timezone.now() - timedelta(days=days))
    call_command("forget_mails", dry_run=True)
    assert SentMail.objects.count() == 2
    call_command("forget_mails")
    assert SentMail.objects.get().sent_at > timezone.now() - timedelta(days=180)


def test_anonymising_removes_the_address_and_what_was_chosen(db: None) -> None:
    anna = factories.make_reader(username="anna", email="Anna@example.org")
    own, former, other = (
        make_mail(person=anna, email="alt@example.org"),
        make_mail(email="anna@EXAMPLE.org"),
        make_mail(),
    )
    StaffNotice.objects.create(person=anna, mail=own, key="opened:1")
    MailPreference.objects.create(person=anna, kind=MailKind.ROUND_OPENED, pace="off")
    anonymise(anna)
    assert [SentMail.objects.get(pk=mail.pk).email for mail in (own, former, other)] == ["", "", "amt@example.org"]
    assert not SentMail.objects.filter(person=anna).exists()
    assert not StaffNotice.objects.exists()
    assert not MailPreference.objects.exists()


def test_a_name_in_the_log_is_found_and_removed(db: None) -> None:
    planner = factories.make_planner(city := factories.make_municipality())
    mail = make_mail(city, email="berta.beispiel@example.org", error="550 <berta.beispiel@example.org>")
    sought = Sought(email="berta.beispiel@example.org")
    assert {place.field for place in find(sought, planner).removable} == {"email", "error"}
    remove_from(None, sought, planner)
    mail.refresh_from_db()
    assert (mail.email, mail.error) == ("", "550 <[entfernt]>")


def test_links_for_passwords_and_invitations_are_logged(client: Client, mailoutbox: list[EmailMessage]) -> None:
    anna = factories.make_planner(factories.make_municipality(), email="anna@example.org")
    anna.set_password("ein Kennwort, das lang genug ist")
    anna.save()
    client.post("/admin/passwort/", {"name": "anna@example.org"})
    entry = SentMail.objects.get()
    assert (entry.kind, entry.person, entry.email) == (MailKind.PASSWORD_LINK, anna, "anna@example.org")
    assert entry.message_id == mailoutbox[0].extra_headers["Message-ID"]
