"""The timeline of one report between two states, of which a closed round may have frozen either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalog.outline import Outline
from reports.changes.report_timeline import ReportTimeline, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from catalog.models import Report
    from catalog.permissions.roles import Visitor
    from monitoring.models import Milestone, MonitoredMeasure, StatusUpdate
    from reports.measures.frozen import FrozenReport


class StateTimeline(ReportTimeline):
    """A timeline of a report whose first or last state is frozen: what was known then, not what is stored today."""

    def __init__(
        self,
        report: Report,
        user: Visitor,
        days: tuple[date, date],
        states: tuple[FrozenReport | None, FrozenReport | None],
    ) -> None:
        since, until = days
        self.first, self.last = states
        self.report = report
        self._last_measures = self.last.measures() if self.last else []
        super().__init__({report: since}, user, until)

    def _load_outlines(self) -> dict[int, Outline]:
        return {self.report.pk: Outline(self.report, self.last.sections)} if self.last else super()._load_outlines()

    def _load_before(self) -> Iterable[MonitoredMeasure]:
        """Returns the measures as of the first day; those that the first state does not know, as the last has them."""
        day = self.since[self.report.pk]
        found = self.last.measures_on(day, with_later=True) if self.last else list(super()._load_before())
        return [*found, *(self.first.measures() if self.first else ())]

    def _load_measures(self) -> dict[int, list[MonitoredMeasure]]:
        if self.last is None:
            return super()._load_measures()
        return {self.report.pk: in_order(self._last_measures, self.outlines[self.report.pk])}

    def _load_updates(self) -> Iterable[StatusUpdate]:
        if self.last is None:
            return super()._load_updates()
        updates = [one for measure in self._last_measures for one in measure.published_updates]  # type: ignore[attr-defined]
        return sorted((one for one in updates if one.as_of > self._first), key=lambda one: one.as_of, reverse=True)

    def _load_milestones(self) -> Iterable[Milestone]:
        if self.last is None:
            return super()._load_milestones()
        return [one for measure in self._last_measures for one in measure.known_milestones]
