"""Answers how soon somebody wants to be told of what."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from catalog.choices import SWITCHABLE, MailKind, MailPace
from catalog.models import MailPreference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from catalog.models import User

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
