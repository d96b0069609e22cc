"""The roles a person holds, and in which municipalities."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import BigIntegerField, F

from catalog.choices import MemberRole, Role
from catalog.prepared_queries import Bound, Prepared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model

RESPONSIBILITY = "office__responsibilities"
MEASURE = f"{RESPONSIBILITY}__measure"
PARTS = f"{MEASURE}__parts"


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
        for role, municipality in _held(person.memberships.model).rows(person=person.pk):
            held.setdefault(MemberRole(role), set()).add(municipality)
        roles = {role: frozenset(municipalities) for role, municipalities in held.items()}
        return cls(person.is_superuser, person.is_administrator, roles, person.memberships)

    def municipalities(self, role: MemberRole) -> frozenset[int]:
        return self.held.get(role, frozenset())

    def has_measure(self, measure: int | None) -> bool:
        """Tells whether a contributor's offices lead or take part in a measure, or lead the one it is part of.

        A form asks for one measure, which is looked up alone; whoever asks for a second one loads the ids of all.
        """
        if measure is None or not self.contributes:
            return False
        if not self._first_asked:
            self._first_asked[measure] = bool(self._measures(measure=measure))
        known = self._first_asked.get(measure)
        return measure in self._all_measures if known is None else known

    @property
    def contributes(self) -> bool:
        return self.memberships is not None and MemberRole.CONTRIBUTOR in self.held

    @property
    def measures_asked(self) -> Any:
        """Returns the ids of `has_measure` for conditions: a subquery, as an office may have thousands."""
        return self._measures()

    @cached_property
    def _first_asked(self) -> dict[int, bool]:
        return {}

    @cached_property
    def _all_measures(self) -> frozenset[int]:
        return frozenset(self._measures())

    def _measures(self, measure: int | None = None) -> Any:
        """Returns the ids of a contributor's measures, or of only this one if it is among them.

        Whoever leads a whole reports on its parts, too, whoever leads those.
        """
        contributing = self.memberships.filter(role=MemberRole.CONTRIBUTOR).order_by()
        here = {"office__municipality": F("municipality")}
        kept, value = ("isnull", False) if measure is None else ("exact", measure)
        named = contributing.filter(**here, **{f"{MEASURE}__{kept}": value})
        led = contributing.filter(**here, **{f"{RESPONSIBILITY}__role": Role.LEAD, f"{PARTS}__{kept}": value})
        return named.values_list(MEASURE, flat=True).union(led.values_list(PARTS, flat=True))

    @property
    def workplaces(self) -> frozenset[int]:
        """Returns the municipalities where the person may change anything."""
        return self.municipalities(MemberRole.PLANNER) | self.municipalities(MemberRole.CONTRIBUTOR)

    @property
    def has_administration(self) -> bool:
        return self.is_superuser or self.is_administrator or bool(self.workplaces)


NOBODY = Roles()


@cache
def _held(memberships: type[Model]) -> Prepared[tuple[str, int]]:
    """Returns the query for what a person holds, which every page asks that somebody sees who has logged in."""
    of_person = memberships._default_manager.filter(user=Bound("person", BigIntegerField()))
    return Prepared(of_person.order_by().values_list("role", "municipality"))


def roles_of(visitor: Visitor) -> Roles:
    roles: Roles = getattr(visitor, "roles", NOBODY)  # strangers have none
    return roles
