from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

from django.db.models import (
    BooleanField,
    Case,
    DateField,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from catalog.choices import Publication, ReportingInterval
from catalog.deadlines import delay_words, months_later
from catalog.models import Measure, Office, Responsibility
from catalog.permissions.registry import NO_ROWS
from catalog.prepared_queries import Bound
from catalog.querysets import MeasureQuerySet
from monitoring.choices import CLOSED, NO_REPORT, SETTLED, UNSTATED, DeadlineState
from monitoring.models.indicator import Indicator
from monitoring.models.judging import MOST_DAYS, annotate_facts, annotate_judgement, deadline_state, passed_day
from monitoring.models.milestone import Milestone
from monitoring.models.status import StatusUpdate
from monitoring.querysets import existing, told

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from catalog.prepared_queries import Day
    from monitoring.models.attachments import Attachment
    from monitoring.models.discussion import Discussion


class MonitoredMeasureQuerySet(MeasureQuerySet["MonitoredMeasure"]):
    """A queryset of measures that annotates and loads what is known on a day."""

    def with_status(self, as_of: Day | None = None) -> Self:
        """Annotates what was known on a day (default: today).

        `has_parts`: whether published parts show the status in its place, unless it has an update of its own; `status`:
        the word of the newest published update that has one, "" where none has; `status_on`: its date or None;
        `reported_on`: the date of the newest update, with a word or without; `told_reason`: the reason it gives or
        confirms;
        `seen_on`: the day itself; and the facts of `monitoring.models.judging`, from which a row knows its
        `deadline_state` and `passed_on`.
        """
        day = as_of or timezone.localdate()
        return annotate_facts(self.annotate(**status_on(day)), day)

    def with_deadlines(self) -> Self:
        """Annotates `deadline_state` and `passed_on`, to filter, sort and count by them. Needs `with_status`."""
        return annotate_judgement(self)

    def with_silence(self, as_of: Day | None = None) -> Self:
        """Annotates `is_silent`: not reported on for longer than the report's interval. Needs `with_status`.

        For a measure without any update the interval begins with its publication. Closed measures, and those whose
        parts show the status, never are.
        """
        day = as_of or timezone.localdate()
        known = Coalesce("reported_on", "added_on", "report__published_on", output_field=DateField())
        too_long = NO_ROWS
        for months in ReportingInterval.values:
            too_long |= Q(report__reporting_interval=months, known_on__lt=beginning_of_silence(day, months))
        return self.annotate(
            known_on=known,
            is_silent=Case(
                When(Q(report__is_closed=True) | Q(status__in=[status.value for status in CLOSED]), then=False),
                When(has_parts=True, reported_on=None, then=False),
                When(too_long, then=True),
                default=False,
                output_field=BooleanField(),
            ),
        )

    def existing(self, day: Day) -> Self:
        """Returns the measures that belonged to their report on that day."""
        return self.filter(existing(day))

    def with_inherited_flags(self) -> Self:
        """Annotates `has_indicator` and `names_costs`: itself, or what it is a part of."""
        whole = Q(parent__costs_amount__isnull=False) | (Q(parent__isnull=False) & ~Q(parent__costs=""))
        own, of_whole = (Indicator.objects.filter(measure=OuterRef(path)) for path in ("pk", "parent"))
        return self.annotate(
            has_indicator=Exists(own) | Exists(of_whole),
            names_costs=Q(costs_amount__isnull=False) | ~Q(costs="") | whole,
        )

    def with_update_text(self, as_of: date | None = None) -> Self:
        """Annotates `update_text`, what a search finds in the newest published update of a day; "" without one."""
        newest = StatusUpdate.objects.newest_first(as_of or timezone.localdate()).filter(measure=OuterRef("pk"))
        return self.annotate(
            update_text=Coalesce(
                Subquery(newest.values_list(told("search_text"))[:1]), Value(""), output_field=TextField()
            )
        )

    def unsettled(self, as_of: date | None = None) -> Self:
        """Returns the measures that are neither done nor ongoing nor given up, and so can be late."""
        return self.with_status(as_of).exclude(status__in=[status.value for status in SETTLED])

    def speaking(self) -> Self:
        """Returns the measures that have a status to show, not only through their parts. Needs `with_status`."""
        return self.exclude(has_parts=True, reported_on=None)

    def not_closed(self) -> Self:
        """Returns the measures of which something is still to be reported. Needs `with_status`."""
        return self.exclude(status__in=[status.value for status in CLOSED])

    def with_newest_update(self, as_of: date | None = None) -> Self:
        """Loads what `newest_update` returns, one query for all measures."""
        updates = StatusUpdate.objects.newest_per_measure(as_of or timezone.localdate()).with_confirmed()
        return self.prefetch_related(Prefetch("status_updates", queryset=updates, to_attr="newest_updates"))

    def with_milestones(self) -> Self:
        """Loads the published milestones as `known_milestones`; one query for all measures."""
        published = Milestone.objects.published()
        return self.prefetch_related(Prefetch("milestones", queryset=published, to_attr="known_milestones"))

    def with_discussions(self) -> Self:
        """Loads the discussions as `known_discussions`; one query for all measures."""
        return self.prefetch_related(Prefetch("discussions", to_attr="known_discussions"))

    def with_responsibilities(self, *, of_known_city: bool = False) -> Self:
        """Loads responsibilities with what the address of an office needs; two queries for all measures.

        Each measure has a list of them, not a queryset, and measures share the offices: that takes half the time.
        Where they are all of a city that is known, the caller sets `office.municipality`: that spares a copy for each.
        """
        stored = Office.objects.all() if of_known_city else Office.objects.select_related("municipality")
        offices = Prefetch("office", stored)
        responsibilities = Responsibility.objects.prefetch_related(offices)
        return self.prefetch_related(Prefetch("responsibilities", responsibilities, to_attr="loaded_responsibilities"))

    def with_indicators(self) -> Self:
        """Loads the indicators as `known_indicators`, each with its `known_targets`; two queries for all measures."""
        targets = Prefetch("targets", to_attr="known_targets")
        indicators = Indicator.objects.prefetch_related(targets)  # type: ignore[no-redef]  # declared for its readers
        return self.prefetch_related(Prefetch("indicators", indicators, to_attr="known_indicators"))

    def with_role_of(self, office: Office) -> Self:
        """Annotates the `role` of an office in each measure; None where it has none."""
        responsibilities = Responsibility.objects.filter(office=office, measure=OuterRef("pk"))
        return self.annotate(role=Subquery(responsibilities.values("role")[:1]))


def beginning_of_silence(day: Day, months: int) -> Day:
    """Returns the day before which a report has to lie that is older, on a day, than an interval of some months.

    In a prepared query it is a value of its own, of which `beginnings_of_silence` gives them all.
    """
    return Bound(f"months_before_{months}", DateField()) if isinstance(day, Bound) else months_later(day, -months)


def beginnings_of_silence(day: date) -> dict[str, date]:
    return {f"months_before_{months}": months_later(day, -months) for months in ReportingInterval.values}


@lru_cache(maxsize=MOST_DAYS)
def status_on(day: Day) -> dict[str, Any]:
    """Returns as expressions what `with_status` annotates beside the facts."""
    newest = StatusUpdate.objects.newest_first(day).filter(measure=OuterRef("pk"))
    worded = newest.exclude(status="")
    return {
        "has_parts": published_parts(day),
        "status": last_word(day),
        "status_on": Subquery(worded.values("as_of")[:1]),
        "reported_on": Subquery(newest.values("as_of")[:1]),
        "told_reason": Coalesce(Subquery(newest.values_list(told("reason"))[:1]), Value(""), output_field=TextField()),
        "seen_on": day if isinstance(day, Bound) else Value(day, output_field=DateField()),
    }


def last_word(day: Day, measure: str = "pk") -> Coalesce:
    """Returns an expression: the word of the newest published update that has one, "" where none has.

    `measure` is the column with the id of the measure.
    """
    worded = StatusUpdate.objects.newest_first(day).filter(measure=OuterRef(measure)).exclude(status="")
    return Coalesce(Subquery(worded.values("status")[:1]), Value(""))


def published_parts(day: Day) -> Exists:
    """Returns an expression: whether a measure has published parts on a day."""
    parts = Measure.objects.filter(parent=OuterRef("pk"), publication=Publication.PUBLISHED)
    return Exists(parts.filter(existing(day)))


def next_awaited(passed_on: date | None, due_on: date | None, milestones: Iterable[Any], day: date) -> date | None:
    """Returns what a measure is waited for: the day that has passed, else its next deadline or open milestone.

    `milestones` are published ones with `due_on` and `done_on`.
    """
    if passed_on:
        return passed_on
    open_ones = [one.due_on for one in milestones if one.done_on is None or one.done_on > day]
    return min((due for due in (due_on, *open_ones) if due and due >= day), default=None)


def shown_word(measure: Any) -> str:
    """Returns the last word, UNSTATED where reports said none, "" without a report; needs `with_status()`."""
    return str(measure.status) or (UNSTATED if measure.reported_on else NO_REPORT)


class MonitoredMeasure(Measure):
    """A measure together with what happened since it was resolved."""

    if TYPE_CHECKING:
        has_parts: bool
        status: str
        status_on: date | None
        reported_on: date | None
        role: str | None
        told_reason: str
        due_then: date | None
        planned: date
        in_closed_report: bool
        was_put_off: bool
        has_target: bool
        target_ahead: bool
        target_passed_on: date | None
        target_due: str | None
        target_missed: bool
        is_silent: bool
        seen_on: date
        has_indicator: bool
        names_costs: bool
        newest_updates: list[StatusUpdate]
        known_indicators: list[Indicator]
        known_milestones: list[Milestone]
        known_discussions: list[Discussion]
        known_attachments: list[Attachment]

    objects = MonitoredMeasureQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        proxy = True
        verbose_name = _("measure")
        verbose_name_plural = _("measures")

    @property
    def shown_status(self) -> str:
        return shown_word(self)

    @property
    def has_older_status(self) -> bool:
        """Tells whether the newest report left the status open, so that the word is of an earlier day."""
        return bool(self.status) and self.status_on != self.reported_on

    @property
    def is_unit(self) -> bool:
        """Tells whether it is counted by status, not through its parts; needs `with_status()`."""
        return not self.has_parts

    @property
    def speaks(self) -> bool:
        """Tells whether it has a status to show, were it only that nothing has been reported; needs `with_status()`."""
        return self.reported_on is not None or not self.has_parts

    @cached_property
    def deadline_state(self) -> str:
        """Returns a value of DeadlineState; "" for what speaks through its parts. Needs `with_status()`."""
        return deadline_state(self)

    @cached_property
    def passed_on(self) -> date | None:
        """Returns the day that has passed first, of its deadline or of a target. Needs `with_status()`."""
        return passed_day(self, self.deadline_state)

    @property
    def is_late(self) -> bool:
        """Tells whether the office itself says so; needs `with_status()`."""
        return self.deadline_state == DeadlineState.LATE

    @property
    def has_passed(self) -> bool:
        """Tells whether its deadline has passed, whatever was reported since; needs `with_status()`."""
        return DeadlineState.has_passed(self.deadline_state)

    @property
    def is_gap(self) -> bool:
        """Tells whether the deadline has passed and nobody has reported since; needs `with_status()`."""
        return self.deadline_state == DeadlineState.GAP

    @property
    def passed_due(self) -> str:
        """Returns the words of what passed first, a deadline or a target; "" for nothing. Needs `with_status()`."""
        if self.passed_on is None:
            return ""
        if self.due_then != self.passed_on:
            return self.target_due or ""
        return self.due_as_of(self.seen_on)

    @property
    def delay(self) -> str:
        """Returns "for 5 years", since what passed first; "" where nothing has passed. Needs `with_status()`."""
        return delay_words(self.passed_due, self.passed_on, self.seen_on) if self.passed_on else ""

    @property
    def deadline_words(self) -> str:
        """Returns "late for 5 years"; "" for what is neither late nor passed. Needs `with_status()`."""
        if self.is_late:
            return f"{DeadlineState.LATE.label} {self.delay}".strip()
        return f"{DeadlineState(self.deadline_state).label} ({self.delay})" if self.has_passed else ""

    @property
    def newest_update(self) -> StatusUpdate | None:
        """Returns the newest published update or None; needs `with_newest_update()`."""
        return self.newest_updates[0] if self.newest_updates else None
