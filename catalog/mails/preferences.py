"""Answers how soon somebody wants to be told of what, and makes links that switch kinds of mails off."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from catalog.choices import SWITCHABLE, MailKind, MailPace
from catalog.models import MailPreference, User

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

switching_off = Signer(salt="catalog.mails.switch-off", sep=".")
Paces = dict[MailKind, MailPace]


def paces_of(person: User) -> Paces:
    return paces_of_each([person.pk])[person.pk]


def paces_of_each(people: Iterable[int]) -> Mapping[int, Paces]:
    """Returns the pace of each kind for each of these people, by their ids; one query."""
    found: dict[int, Paces] = defaultdict(SWITCHABLE.copy)
    chosen = MailPreference.objects.filter(person__in=list(people), kind__in=SWITCHABLE)
    for person, kind, pace in chosen.values_list("person", "kind", "pace"):
        found[person][MailKind(kind)] = MailPace(pace)
    return found


def choose(person: User, kind: MailKind, pace: MailPace) -> None:
    MailPreference.objects.update_or_create(person=person, kind=kind, defaults={"pace": pace})


def link_to_switch_off(person: User, kinds: list[MailKind], site: str) -> str:
    """Returns the address that switches these kinds of mails off; it needs no login, and only its holder knows it."""
    token = switching_off.sign(f"{person.pk}-{'-'.join(kinds)}")
    return site + reverse("switch-off-mails", args=[token])


def named_by(token: str) -> tuple[User, list[MailKind]] | None:
    """Returns the person and the kinds of mails that a link names; None for a link that names nobody."""
    try:
        key, *names = switching_off.unsign(token).split("-")
        kinds = [kind for kind in map(MailKind, names) if kind in SWITCHABLE]
        return User.objects.get(pk=int(key), is_active=True), kinds
    except (BadSignature, ValueError, User.DoesNotExist):
        return None
