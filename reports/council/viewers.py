"""The audiences of a paper: everybody, or council and administration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from catalog.choices import MemberRole
from catalog.permissions.roles import Roles
from catalog.permissions.scope import STRANGER
from reports.choices import Audience

if TYPE_CHECKING:
    from catalog.models import Municipality
    from catalog.permissions.roles import Visitor


@dataclass(frozen=True)
class Council:
    """A visitor without a person, who sees what is released for the committee, and no drafts."""

    roles: Roles
    is_authenticated: bool = True
    pk: None = None


def viewer_for(audience: Audience, municipality: Municipality) -> Visitor:
    if audience == Audience.PUBLIC:
        return STRANGER
    return Council(Roles(held={MemberRole.READER: frozenset({municipality.pk})}))
