"""What became of the measures of a report in the one that continues it: taken over, new, left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitoring.models import MonitoredMeasure

if TYPE_CHECKING:
    from catalog.models import Report
    from catalog.permissions.roles import Visitor


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A measure with the one of the earlier report that it continues."""

    measure: MonitoredMeasure
    before: MonitoredMeasure

    @property
    def has_other_code(self) -> bool:
        return bool(self.measure.code_key != self.before.code_key)

    @property
    def has_other_title(self) -> bool:
        return self.measure.title != self.before.title

    @property
    def has_other_deadline(self) -> bool:
        return bool(self.measure.due != self.before.due)

    @property
    def is_changed(self) -> bool:
        return self.has_other_code or self.has_other_title or self.has_other_deadline


@dataclass(frozen=True, slots=True)
class BetweenReports:
    earlier: Report
    taken_over: list[TakenOver]
    added: list[MonitoredMeasure]
    left_out: list[MonitoredMeasure]

    @property
    def changed(self) -> list[TakenOver]:
        return [one for one in self.taken_over if one.is_changed]


def between_reports(report: Report, visitor: Visitor) -> BetweenReports | None:
    """Compares the measures that a visitor sees with those of the report before; None without one. Two queries.

    `report.predecessor` is None where the visitor may not see it. Parts go with their whole.
    """
    earlier = report.predecessor
    if earlier is None:
        return None
    visible = MonitoredMeasure.objects.visible_to(visitor).filter(parent=None).select_related("report__municipality")
    in_order = visible.with_status().order_by("order", "code_sort", "pk")
    before = {measure.pk: measure for measure in in_order.filter(report=earlier)}
    now = list(in_order.filter(report=report))
    continued = {measure.predecessor_id for measure in now}
    return BetweenReports(
        earlier,
        [TakenOver(measure, before[measure.predecessor_id]) for measure in now if measure.predecessor_id in before],
        [measure for measure in now if measure.predecessor_id not in before],
        [measure for key, measure in before.items() if key not in continued],
    )
