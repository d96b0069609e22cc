"""Who sees the comments on a measure, and can be spoken to: its planners, its offices and the people of these."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q

from catalog.choices import MemberRole, Role
from catalog.models import Membership, Office

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from catalog.models import Measure, User

PERSON, OFFICE = "person", "amt"


@dataclass(frozen=True, slots=True)
class Audience:
    """The people and offices that a comment on a measure can speak to, by the value of their box in the form."""

    people: dict[str, User] = field(default_factory=dict)
    offices: dict[str, Office] = field(default_factory=dict)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Returns the values with their names, offices first."""
        named = [(key, str(office)) for key, office in self.offices.items()]
        return [*named, *((key, person.name) for key, person in self.people.items())]

    def spoken_to(self, text: str) -> set[str]:
        """Returns the values of whom a text names behind an "@"; the longest name counts, capitals do not."""
        handles = sorted(self._handles(), key=lambda one: len(one[0]), reverse=True)
        found: set[str] = set()
        rest = text
        for handle, key in handles:
            pattern = rf"(?<!\w)@{re.escape(handle)}(?!\w)"
            if re.search(pattern, rest, re.IGNORECASE):
                found.add(key)
                rest = re.sub(pattern, " ", rest, flags=re.IGNORECASE)
        return found

    def _handles(self) -> Iterator[tuple[str, str]]:
        for key, office in self.offices.items():
            yield from ((name, key) for name in {office.abbreviation, office.name} if name)
        for key, person in self.people.items():
            yield from ((name, key) for name in {person.name, person.username} if name)


def audience_of(measure: Measure, more: Iterable[Office] = ()) -> Audience:
    """Returns who sees the comments on a measure; `more` are offices that a round asks about it. Needs two queries."""
    offices = offices_of(measure) | {office.pk: office for office in more}
    city = measure.report.municipality_id
    of_offices = Q(role=MemberRole.CONTRIBUTOR, office__in=offices.keys())
    held = Membership.objects.filter(Q(role=MemberRole.PLANNER) | of_offices, municipality=city, user__is_active=True)
    people = {row.user_id: row.user for row in held.select_related("user").order_by("user__last_name", "user_id")}
    return Audience(
        {f"{PERSON}-{key}": person for key, person in people.items()},
        {f"{OFFICE}-{key}": office for key, office in offices.items()},
    )


def offices_of(measure: Measure) -> dict[int, Office]:
    """Returns the offices that lead a measure or take part in it, and those that lead the whole it is part of."""
    named = Q(responsibilities__measure=measure.pk)
    if measure.parent_id:
        named |= Q(responsibilities__measure=measure.parent_id, responsibilities__role=Role.LEAD)
    found = Office.objects.filter(named, municipality=measure.report.municipality_id).distinct()
    return {office.pk: office for office in found.order_by("name", "pk")}


def office_of(person: User, measure: Measure) -> Office | None:
    """Returns the office for which somebody who has logged in speaks about a measure; planners speak for none."""
    if measure.report.municipality_id in person.roles.municipalities(MemberRole.PLANNER):
        return None
    held = person.memberships.filter(role=MemberRole.CONTRIBUTOR, office__in=offices_of(measure))
    found = held.select_related("office").order_by("office__name", "pk").first()
    return found.office if found else None
