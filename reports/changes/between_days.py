"""What changed in a report between two days: measure by measure, and in one sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Self

from django.utils.formats import localize
from django.utils.translation import ngettext

from monitoring.choices import CLOSED, DeadlineState, Status
from reports.changes.report_timeline import ReportTimeline, grouped
from reports.changes.states import StateTimeline

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from catalog.models import MovableDeadline, Report
    from catalog.permissions.roles import Visitor
    from monitoring.models import Milestone, MonitoredMeasure, StatusUpdate
    from reports.measures.frozen import FrozenReport


class ChangeKind(Enum):
    """What a measure stands among, in the order of a page; each is the anchor of its section there."""

    NEWS = "neues"
    CONFIRMED = "bestaetigt"  # somebody has reported, and no more than that nothing has changed
    PASSED = "verstrichen"  # nothing is heard while a day has passed
    SILENT = "ohne-meldung"
    CLOSED = "abgeschlossen"  # before the first day, without any report since


@dataclass(slots=True)
class MeasureChange:
    """The changes of one measure after the first day, up to and with the second."""

    measure: MonitoredMeasure
    status_before: str
    deadline_before: str
    is_added: bool = False
    updates: list[StatusUpdate] = field(default_factory=list)  # the newest first
    confirmations: list[StatusUpdate] = field(default_factory=list)  # updates that say that nothing has changed
    moved: list[tuple[str, MovableDeadline]] = field(default_factory=list)  # with the milestone it belongs to, or ""
    reached: list[Milestone] = field(default_factory=list)
    passed: list[Milestone] = field(default_factory=list)  # milestones that are open since a day in between

    @property
    def status(self) -> str:
        return self.measure.shown_status

    @property
    def has_other_status(self) -> bool:
        return self.status != self.status_before

    @property
    def is_newly_closed(self) -> bool:
        return self.has_other_status and self.status in CLOSED and self.status_before not in CLOSED

    @property
    def is_newly_late(self) -> bool:
        return self.measure.is_late and self.deadline_before != DeadlineState.LATE

    @property
    def is_newly_passed(self) -> bool:
        """Tells whether its deadline has passed in between and nobody has said since how it stands."""
        was_passed = DeadlineState.has_passed(self.deadline_before)
        return self.measure.has_passed and not self.measure.is_late and not was_passed

    @property
    def kind(self) -> ChangeKind:
        if self.is_news:
            return ChangeKind.NEWS
        if self.confirmations:
            return ChangeKind.CONFIRMED
        if self.status_before in CLOSED:
            return ChangeKind.CLOSED
        return ChangeKind.PASSED if self.is_newly_passed or self.passed else ChangeKind.SILENT

    @property
    def is_told(self) -> bool:
        return self.is_news or bool(self.confirmations)

    @property
    def is_news(self) -> bool:
        """What somebody has done or said; a day that has passed in silence is none."""
        events = (self.updates, self.moved, self.reached)
        return any(events) or self.is_added or self.has_other_status or self.is_newly_late


@dataclass(frozen=True, slots=True)
class ChangeNumbers:
    """How many measures there are of each kind, and how many of which something is to be told, by its name below."""

    kinds: Counter[ChangeKind]
    told: Counter[str]

    @property
    def sentence(self) -> str:
        """Returns one sentence: "3 Maßnahmen umgesetzt, 2 neu verspätet, 6 ohne neue Meldung"; "" without measures."""
        told = self.told
        confirmed = self.kinds[ChangeKind.CONFIRMED]
        silent = self.kinds[ChangeKind.SILENT] + self.kinds[ChangeKind.PASSED]
        parts = (
            (done := told["done"], ngettext("%(number)s measure done", "%(number)s measures done", done)),
            (lost := told["given_up"], ngettext("%(number)s not feasible", "%(number)s not feasible", lost)),
            (late := told["late"], ngettext("%(number)s newly late", "%(number)s newly late", late)),
            (gone := told["passed"], ngettext("%(number)s deadline passed", "%(number)s deadlines passed", gone)),
            (
                moved := told["moved"],
                ngettext("%(number)s with a new deadline", "%(number)s with a new deadline", moved),
            ),
            (added := told["added"], ngettext("%(number)s added", "%(number)s added", added)),
            (
                reported := told["reported"],
                ngettext("%(number)s with a new report", "%(number)s with new reports", reported),
            ),
            (confirmed, ngettext("%(number)s confirmed unchanged", "%(number)s confirmed unchanged", confirmed)),
            (silent, ngettext("%(number)s without a new report", "%(number)s without a new report", silent)),
        )
        return ", ".join(text % {"number": localize(number)} for number, text in parts if number)


class Changes:
    """All changes of a report after `since`, up to and with `until`, that a visitor may see.

    A measure with parts is replaced by them, unless it has changes itself.
    """

    def __init__(self, report: Report, chronicle: ReportTimeline) -> None:
        self.report = report
        self.since = chronicle.since[report.pk]
        self.until = chronicle.until
        self.outline = chronicle.outlines[report.pk]
        self.all = self._collect(chronicle)

    @classmethod
    def between(
        cls,
        report: Report,
        user: Visitor,
        since: date,
        until: date,
        states: tuple[FrozenReport | None, FrozenReport | None] = (None, None),
    ) -> Self:
        """Returns the changes between two days; `states` are what rounds have frozen of the first and the last."""
        if not any(states):
            return cls(report, ReportTimeline({report: since}, user, until))
        return cls(report, StateTimeline(report, user, (since, until), states))

    def _collect(self, chronicle: ReportTimeline) -> list[MeasureChange]:
        changes = {}
        for measure in chronicle.measures[self.report.pk]:
            then = chronicle.before[measure.pk]
            is_added = measure.added_on is not None and measure.added_on > self.since
            changes[measure.pk] = MeasureChange(measure, then.shown_status, then.deadline_state, is_added)
        for update in chronicle.updates[self.report.pk]:
            if update.as_of > self.since and update.measure_id in changes:
                change = changes[update.measure_id]
                (change.confirmations if update.confirmed else change.updates).append(update)
        for change in changes.values():
            if self._was_moved(change.measure):
                change.moved.append(("", change.measure))
        for milestone in chronicle.milestones[self.report.pk]:
            if milestone.measure_id in changes:
                milestone.measure = changes[milestone.measure_id].measure
                self._sort_in(milestone, changes[milestone.measure_id])
        return [change for change in changes.values() if change.measure.is_unit or change.is_told]

    def _was_moved(self, deadline: MovableDeadline) -> bool:
        return deadline.moved_on is not None and self.since < deadline.moved_on <= self.until

    def _sort_in(self, milestone: Milestone, change: MeasureChange) -> None:
        if milestone.done_on and self.since < milestone.done_on <= self.until:
            change.reached.append(milestone)
        elif milestone.is_passed(self.until) and not milestone.is_passed(self.since):
            change.passed.append(milestone)
        if self._was_moved(milestone):
            change.moved.append((milestone.title, milestone))

    @cached_property
    def news(self) -> list[MeasureChange]:
        return self.of_kinds([ChangeKind.NEWS])

    def of_kinds(self, kinds: Collection[ChangeKind]) -> list[MeasureChange]:
        """Returns the changes of some kinds, one after the other."""
        return [change for kind in kinds for change in self._by_kind[kind]]

    @cached_property
    def _by_kind(self) -> dict[ChangeKind, list[MeasureChange]]:
        return grouped((change.kind, change) for change in self.all)

    def load(self, changes: list[MeasureChange]) -> list[MeasureChange]:
        """Returns what a page shows of `of_kinds` with all that it says; here that is loaded already."""
        return changes

    @cached_property
    def numbers(self) -> ChangeNumbers:
        told: Counter[str] = Counter()
        for change in self.all:
            told["done"] += change.has_other_status and change.status == Status.DONE
            told["given_up"] += change.has_other_status and change.status == Status.NOT_FEASIBLE
            told["late"] += change.is_newly_late
            told["passed"] += change.is_newly_passed
            told["moved"] += bool(change.moved)
            told["added"] += change.is_added
            told["reported"] += bool(change.updates)
        return ChangeNumbers(Counter({kind: len(found) for kind, found in self._by_kind.items()}), told)

    @property
    def sentence(self) -> str:
        return self.numbers.sentence
