"""The measures before and after one in the order of its report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, Subquery

from monitoring.models import CurrentStatus, MonitoredMeasure
from monitoring.querysets import existing

if TYPE_CHECKING:
    from reports.measures.scope import Scope


@dataclass(frozen=True, slots=True)
class Neighbours:
    previous: MonitoredMeasure | None = None
    next: MonitoredMeasure | None = None

    @classmethod
    def among(cls, siblings: list[MonitoredMeasure], measure: MonitoredMeasure) -> Neighbours:
        place = siblings.index(measure)
        following = siblings[place + 1 : place + 2]
        return cls(siblings[place - 1] if place else None, following[0] if following else None)

    @classmethod
    def in_report(cls, measure: MonitoredMeasure, scope: Scope) -> Neighbours:
        """Returns the neighbours of a measure that is no part, on the day of the scope; loads nothing but these.

        Needs two queries.
        """
        scope.refresh(scope.as_of)
        wholes = MonitoredMeasure.objects.visible_to(scope.user).filter(existing(scope.as_of), parent=None)
        others = wholes.filter(report=measure.report_id, current__report=measure.report_id).exclude(pk=measure.pk)
        place = Subquery(CurrentStatus.objects.filter(pk=measure.pk).values("place"))
        before = others.filter(current__place__lt=place).order_by("-current__place").values("pk")[:1]
        after = others.filter(current__place__gt=place).order_by("current__place").values("pk")[:1]
        found = others.filter(Q(pk=Subquery(before)) | Q(pk=Subquery(after)))
        places: dict[bool, MonitoredMeasure] = {}
        for neighbour in found.annotate(comes_after=Q(current__place__gt=place)):
            neighbour.report = measure.report
            places[neighbour.comes_after] = neighbour  # type: ignore[attr-defined]  # by the query
        return cls(places.get(False), places.get(True))
