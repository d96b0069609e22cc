"""Offices with the number of measures they are responsible for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from catalog.choices import Role
from catalog.models import Municipality, Office, Responsibility

if TYPE_CHECKING:
    from catalog.permissions.roles import Visitor


@dataclass(slots=True)
class ResponsibleOffice:
    office: Office
    leads: int = 0
    participates: int = 0


def responsible_offices(municipality: Municipality, visitor: Visitor) -> list[ResponsibleOffice]:
    """Returns the offices of a municipality that are responsible for measures the visitor may see.

    Those that lead most come first. Needs two queries.
    """
    offices = Office.objects.filter(municipality=municipality).select_related("municipality")
    found = {office.pk: ResponsibleOffice(office) for office in offices}
    counts = (
        Responsibility.objects.visible_to(visitor)
        .filter(office__municipality=municipality, measure__report__municipality=municipality)
        .order_by()
        .values_list("office", "role")
        .annotate(Count("pk"))
    )
    for office, role, number in counts:
        if role == Role.LEAD:
            found[office].leads = number
        else:
            found[office].participates = number
    named = [entry for entry in found.values() if entry.leads or entry.participates]
    return sorted(named, key=lambda entry: (-entry.leads, -entry.participates, entry.office.name))
