"""Offices with the number of measures they are responsible for."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from catalog.choices import Role
from catalog.models import Measure, Office, Responsibility


@dataclass(slots=True)
class ResponsibleOffice:
    office: Office
    leads: int = 0
    participates: int = 0


def responsible_offices(offices: QuerySet[Office], measures: QuerySet[Measure]) -> list[ResponsibleOffice]:
    """Returns the offices responsible for the measures, those that lead most first; needs two queries."""
    found = {office.pk: ResponsibleOffice(office) for office in offices.select_related("municipality")}
    counts = (
        Responsibility.objects.filter(office__in=offices, measure__in=measures.values("pk"))
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
