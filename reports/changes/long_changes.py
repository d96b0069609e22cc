"""What changed in a long report between two days: chosen and counted in the database, and loaded page by page.

The rules are those of `between_days`, and `tests/reports/changes/test_long_changes.py` compares the two.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, F, Q, Value, When

from monitoring.choices import CLOSED, PASSED, DeadlineState, Status
from monitoring.current.between import judge_changes
from monitoring.current.judging import refresh_report
from monitoring.current.past import one_session
from monitoring.models import ChangeFacts, EarlierStatus
from monitoring.models.loaded_status import load_measures
from reports.changes.between_days import ChangeKind, ChangeNumbers, Changes
from reports.changes.report_timeline import ReportTimeline
from reports.measures.table.pages import is_long

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

    from django.db.models import QuerySet

    from catalog.models import Report
    from catalog.permissions.roles import Visitor
    from monitoring.models import Milestone, MonitoredMeasure, StatusUpdate
    from reports.changes.between_days import MeasureChange
    from reports.measures.frozen import FrozenReport

HAS_OTHER_WORD = ~Q(word=F("word_before"))
IS_NEWLY_LATE = Q(deadline_state=DeadlineState.LATE) & ~Q(state_before=DeadlineState.LATE)
HAS_NEWLY_PASSED = Q(deadline_state__in=PASSED - {DeadlineState.LATE}) & ~Q(state_before__in=PASSED)
# What the sentence about all measures counts.
TOLD = {
    "done": HAS_OTHER_WORD & Q(word=Status.DONE),
    "given_up": HAS_OTHER_WORD & Q(word=Status.NOT_FEASIBLE),
    "late": IS_NEWLY_LATE,
    "passed": HAS_NEWLY_PASSED,
    "moved": Q(was_moved=True),
    "added": Q(was_added=True),
    "reported": Q(has_updates=True),
}
IS_NEWS = (
    TOLD["reported"] | TOLD["moved"] | TOLD["added"] | HAS_OTHER_WORD | IS_NEWLY_LATE | Q(has_reached_milestones=True)
)


@contextmanager
def changes_between(
    report: Report,
    user: Visitor,
    since: date,
    until: date,
    states: tuple[FrozenReport | None, FrozenReport | None],
) -> Iterator[Changes | LongChanges]:
    """Yields the changes between two days, as `Changes.between`; they have to be shown before this is left."""
    if any(states) or not is_long(report):
        yield Changes.between(report, user, since, until, states)
    else:
        with long_changes(report, user, since, until) as found:
            yield found


@contextmanager
def long_changes(report: Report, user: Visitor, since: date, until: date) -> Iterator[LongChanges]:
    """Yields the changes between two days of a report that is long."""
    refresh_report(report.pk)
    with one_session():
        yield LongChanges(report, user, since, until)


class LongChanges:
    """All changes of a report after `since`, up to and with `until`, that a visitor may see; as `Changes`."""

    def __init__(self, report: Report, user: Visitor, since: date, until: date) -> None:
        self.report = report
        self.user = user
        self.since = since
        self.until = until
        judge_changes(report, user, since, until)
        told = [ChangeKind.NEWS.value, ChangeKind.CONFIRMED.value]
        known = ChangeFacts.objects.annotate(kind=kind_of())
        self._changes = known.filter(Q(has_parts=False) | Q(kind__in=told))

    @cached_property
    def numbers(self) -> ChangeNumbers:
        counted = {f"number_{name}": Count("pk", filter=condition) for name, condition in TOLD.items()}
        kinds: Counter[ChangeKind] = Counter()
        told: Counter[str] = Counter()
        for kind, number, *others in self._changes.order_by().values_list("kind").annotate(Count("pk"), **counted):
            kinds[ChangeKind(kind)] = number
            told.update(dict(zip(TOLD, others, strict=True)))
        return ChangeNumbers(kinds, told)

    def of_kinds(self, kinds: Collection[ChangeKind]) -> QuerySet[Any]:
        """Returns the ids of the measures of some kinds, one kind after the other, in the order of the report."""
        words = [kind.value for kind in kinds]
        rank = Case(*(When(kind=word, then=number) for number, word in enumerate(words)))
        listed = self._changes.filter(kind__in=words).order_by(rank, "place", "is_part", "number")
        return listed.values_list("pk", flat=True)

    def load(self, keys: list[int]) -> list[MeasureChange]:
        """Returns the changes of some measures, by their ids, with all that a page says of them."""
        changes = Changes(self.report, PageTimeline(self.report, self.user, (self.since, self.until), keys))
        by_id = {change.measure.pk: change for change in changes.all}
        return [by_id[key] for key in keys if key in by_id]


class PageTimeline(ReportTimeline):
    """A timeline of some measures of a report, whose state on the first day has been judged."""

    def __init__(self, report: Report, user: Visitor, days: tuple[date, date], keys: list[int]) -> None:
        since, until = days
        self.report = report
        self.keys = keys
        super().__init__({report: since}, user, until)

    def _load_before(self) -> Iterable[EarlierStatus]:
        return EarlierStatus.objects.filter(pk__in=self.keys)

    def _load_measures(self) -> dict[int, list[MonitoredMeasure]]:
        visible = self._visible.filter(pk__in=self.keys).order_by().values_list("pk", flat=True)
        return {self.report.pk: load_measures(visible, self.until)}

    def _published(self, model: type[StatusUpdate | Milestone]) -> Any:
        return super()._published(model).filter(measure__in=self.keys)


def kind_of() -> Case:
    """Returns an expression: the value of the `ChangeKind` of a measure."""
    kinds = (
        (IS_NEWS, ChangeKind.NEWS),
        (Q(has_confirmations=True), ChangeKind.CONFIRMED),
        (Q(word_before__in=CLOSED), ChangeKind.CLOSED),
        (HAS_NEWLY_PASSED | Q(has_passed_milestones=True), ChangeKind.PASSED),
    )
    whens = (When(condition, then=Value(kind.value)) for condition, kind in kinds)
    return Case(*whens, default=Value(ChangeKind.SILENT.value), output_field=CharField())
