"""What became of the measures of a report in the one that continues it: taken over, new, left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db.models import F, Q
from django.utils import timezone

from monitoring.models import MonitoredMeasure
from monitoring.models.loaded_status import load_measures

if TYPE_CHECKING:
    from collections.abc import Callable

    from catalog.models import Measure, Report
    from catalog.permissions.roles import Visitor
    from monitoring.models.measure import MonitoredMeasureQuerySet

MOST_NAMED = 100  # measures of each kind

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A measure with the one of the earlier report that it continues."""

    measure: Measure
    before: Measure

    @property
    def has_other_code(self) -> bool:
        return bool(self.measure.code_key != self.before.code_key)

    @property
    def has_other_title(self) -> bool:
        return self.measure.title != self.before.title

    @property
    def has_other_deadline(self) -> bool:
        return bool(self.measure.due != self.before.due)


@dataclass(frozen=True, slots=True)
class Named(Generic[T]):
    """How many there are, and the first of them."""

    number: int
    shown: list[T]

    @property
    def others(self) -> int:
        return self.number - len(self.shown)


@dataclass(frozen=True, slots=True)
class BetweenReports:
    """The measures of two reports, of each kind the first ones; `changed` are those of the ones taken over that are."""

    earlier: Report
    number_taken_over: int
    changed: Named[TakenOver]
    added: Named[MonitoredMeasure]
    left_out: Named[MonitoredMeasure]


def between_reports(report: Report, visitor: Visitor) -> BetweenReports | None:
    """Compares the measures that a visitor sees with those of the report before; None without one.

    `report.predecessor` is None where the visitor may not see it. Parts go with their whole. Needs some ten queries.
    """
    earlier = report.predecessor
    if earlier is None:
        return None
    visible = MonitoredMeasure.objects.visible_to(visitor).filter(parent=None)
    before, now = visible.filter(report=earlier), visible.filter(report=report)
    continuing = Q(predecessor__in=before.order_by().values("pk"))
    taken_over = now.filter(continuing)
    unchanged = {name: F(f"predecessor__{name}") for name in ("code_key", "title", "due")}
    continued = now.filter(predecessor__isnull=False).order_by().values("predecessor")

    def with_former(measures: MonitoredMeasureQuerySet) -> list[TakenOver]:
        return [TakenOver(one, one.predecessor) for one in measures.select_related("predecessor") if one.predecessor]

    def with_status(measures: MonitoredMeasureQuerySet) -> list[MonitoredMeasure]:
        keys = list(measures.values_list("pk", flat=True))
        loaded = {one.pk: one for one in load_measures(keys, timezone.localdate())}
        return [loaded[key] for key in keys if key in loaded]

    return BetweenReports(
        earlier,
        taken_over.count(),
        named(taken_over.exclude(**unchanged), with_former),
        named(now.filter(Q(predecessor=None) | ~continuing), list),
        named(before.exclude(pk__in=continued), with_status),
    )


def named(measures: MonitoredMeasureQuerySet, load: Callable[[MonitoredMeasureQuerySet], list[Any]]) -> Named[Any]:
    in_order = measures.order_by("order", "code_sort", "pk").select_related("report__municipality")
    return Named(measures.count(), load(in_order[:MOST_NAMED]))
