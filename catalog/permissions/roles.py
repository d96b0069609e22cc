"""The roles a person holds, and in which municipalities."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import F

from catalog.choices import MemberRole, Role

if TYPE_CHECKING:
    from collections.abc import Mapping


class Visitor(Protocol):
    """A person or, without a login, a stranger who asks for a page."""

    @property
    def is_authenticated(self) -> Any: ...

    @property
    def pk(self) -> Any: ...


@dataclass(frozen=True)
class Roles:
    """The roles of a person, loaded once: the ids of the municipalities in which each is held.

    `memberships` is the queryset of the person's memberships, None for strangers.
    """

    is_superuser: bool = False
    is_administrator: bool = False
    held: Mapping[MemberRole, frozenset[int]] = field(default_factory=dict)
    memberships: Any = None

    @classmethod
    def of(cls, person: Any) -> Roles:
        if not person.is_active:
            return NOBODY
        held: dict[MemberRole, set[int]] = {}
        for role, municipality in person.memberships.values_list("role", "municipality"):
            held.setdefault(MemberRole(role), set()).add(municipality)
        roles = {role: frozenset(municipalities) for role, municipalities in held.items()}
        return cls(person.is_superuser, person.is_administrator, roles, person.memberships)

    def municipalities(self, role: MemberRole) -> frozenset[int]:
        return self.held.get(role, frozenset())

    @cached_property
    def measures(self) -> frozenset[int]:
        """Returns the ids of those measures that a contributor's offices lead or take part in.

        Whoever leads a whole reports on its parts, too, whoever leads those.
        """
        if self.memberships is None or MemberRole.CONTRIBUTOR not in self.held:
            return frozenset()
        contributes = self.memberships.filter(role=MemberRole.CONTRIBUTOR)
        named = contributes.filter(office__municipality=F("municipality"), office__responsibilities__isnull=False)
        path = "office__responsibilities"
        found = named.values_list(f"{path}__role", f"{path}__measure", f"{path}__measure__parts")
        measures: set[int] = set()
        for role, measure, part in found:
            measures.update({measure, part} if part and role == Role.LEAD else {measure})
        return frozenset(measures)

    @property
    def workplaces(self) -> frozenset[int]:
        """Returns the municipalities where the person may change anything."""
        return self.municipalities(MemberRole.PLANNER) | self.municipalities(MemberRole.CONTRIBUTOR)

    @property
    def has_administration(self) -> bool:
        return self.is_superuser or self.is_administrator or bool(self.workplaces)


NOBODY = Roles()


def roles_of(visitor: Visitor) -> Roles:
    roles: Roles = getattr(visitor, "roles", NOBODY)  # strangers have none
    return roles
