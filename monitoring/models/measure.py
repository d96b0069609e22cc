from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import (
    BooleanField,
    Case,
    DateField,
    Exists,
    F,
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
from django.utils.translation import gettext_lazy as _

from catalog.choices import Publication, ReportingInterval
from catalog.deadlines import months_later
from catalog.models import Measure, Office, Responsibility
from catalog.permissions.registry import NO_ROWS
from catalog.querysets import MeasureQuerySet
from monitoring.choices import CLOSED, SETTLED
from monitoring.models.indicator import Indicator
from monitoring.models.milestone import Milestone
from monitoring.models.status import StatusUpdate
from monitoring.querysets import due_as_of

if TYPE_CHECKING:
    from datetime import date

    from monitoring.models.discussion import Discussion


class MonitoredMeasureQuerySet(MeasureQuerySet["MonitoredMeasure"]):
    """A queryset of measures that annotates and loads what is known on a day."""

    def with_status(self, as_of: date | None = None) -> Self:
        """Annotates what was known on a day (default: today).

        `has_parts`: whether published parts show the status in its place, unless it has an update of its own; `status`:
        the word of the newest published update, "" where none exists; `reported_on`: its date or None; `late_since`:
        for an unsettled measure, the earliest passed deadline of its own or of a milestone, else None; `is_late`:
        whether there is one; `seen_on`: the day itself.
        """
        day = as_of or timezone.localdate()
        newest = StatusUpdate.objects.newest_first(day).filter(measure=OuterRef("pk"))
        milestones: Any = Milestone.objects
        overdue = milestones.overdue(day).filter(measure=OuterRef("pk")).order_by("due_then")
        missed = Subquery(overdue.values("due_then")[:1])
        parts = Measure.objects.filter(parent=OuterRef("pk"), publication=Publication.PUBLISHED)
        return self.annotate(
            has_parts=Exists(parts),
            due_then=due_as_of(day),
            status=Coalesce(Subquery(newest.values("status")[:1]), Value("")),
            reported_on=Subquery(newest.values("as_of")[:1]),
            late_since=Case(
                When(status__in=[status.value for status in SETTLED], then=None),
                When(has_parts=True, status="", then=None),
                When(Q(due_then__lt=day) & (Q(due_then__lte=missed) | ~Exists(overdue)), then=F("due_then")),
                default=missed,
                output_field=DateField(),
            ),
            is_late=Q(late_since__isnull=False),
            seen_on=Value(day, output_field=DateField()),
        )

    def with_silence(self, as_of: date | None = None) -> Self:
        """Annotates `is_silent`: not reported on for longer than the report's interval. Needs `with_status`.

        For a measure without any update the interval begins with its publication. Closed measures, and those whose
        parts show the status, never are.
        """
        day = as_of or timezone.localdate()
        known = Coalesce("reported_on", "added_on", "report__published_on", output_field=DateField())
        too_long = NO_ROWS
        for months in ReportingInterval.values:
            too_long |= Q(report__reporting_interval=months, known_on__lt=months_later(day, -months))
        return self.annotate(
            known_on=known,
            is_silent=Case(
                When(Q(report__is_closed=True) | Q(status__in=[status.value for status in CLOSED]), then=False),
                When(has_parts=True, status="", then=False),
                When(too_long, then=True),
                default=False,
                output_field=BooleanField(),
            ),
        )

    def existing(self, day: date) -> Self:
        """Returns the measures that belonged to their report on that day."""
        return self.filter(Q(added_on__isnull=True) | Q(added_on__lte=day))

    def with_indicator_flag(self) -> Self:
        """Annotates `has_indicator`."""
        return self.annotate(has_indicator=Exists(Indicator.objects.filter(measure=OuterRef("pk"))))

    def with_update_text(self, as_of: date | None = None) -> Self:
        """Annotates `update_text`, what a search finds in the newest published update of a day; "" without one."""
        newest = StatusUpdate.objects.newest_first(as_of or timezone.localdate()).filter(measure=OuterRef("pk"))
        return self.annotate(
            update_text=Coalesce(Subquery(newest.values("search_text")[:1]), Value(""), output_field=TextField())
        )

    def unsettled(self, as_of: date | None = None) -> Self:
        """Returns the measures that are neither done nor ongoing nor given up, and so can be late."""
        return self.with_status(as_of).exclude(status__in=[status.value for status in SETTLED])

    def with_newest_update(self, as_of: date | None = None) -> Self:
        """Loads what `newest_update` returns, one query for all measures."""
        updates = StatusUpdate.objects.newest_per_measure(as_of or timezone.localdate())
        return self.prefetch_related(Prefetch("status_updates", queryset=updates, to_attr="newest_updates"))

    def with_milestones(self) -> Self:
        """Loads the published milestones as `known_milestones`; one query for all measures."""
        published = Milestone.objects.published()
        return self.prefetch_related(Prefetch("milestones", queryset=published, to_attr="known_milestones"))

    def with_discussions(self) -> Self:
        """Loads the discussions as `known_discussions`; one query for all measures."""
        return self.prefetch_related(Prefetch("discussions", to_attr="known_discussions"))

    def with_responsibilities(self) -> Self:
        """Loads responsibilities with what the address of an office needs; one query for all measures."""
        responsibilities = Responsibility.objects.select_related("office__municipality")
        return self.prefetch_related(Prefetch("responsibilities", queryset=responsibilities))

    def with_role_of(self, office: Office) -> Self:
        """Annotates the `role` of an office in each measure; None where it has none."""
        responsibilities = Responsibility.objects.filter(office=office, measure=OuterRef("pk"))
        return self.annotate(role=Subquery(responsibilities.values("role")[:1]))

    def reporting_units(self) -> Self:
        """Returns what is counted by status: parts instead of a measure that has parts."""
        return self.exclude(Exists(Measure.objects.filter(parent=OuterRef("pk"), publication=Publication.PUBLISHED)))


class MonitoredMeasure(Measure):
    """A measure together with what happened since it was resolved."""

    if TYPE_CHECKING:
        has_parts: bool
        status: str
        reported_on: date | None
        role: str | None
        late_since: date | None
        is_late: bool
        is_silent: bool
        seen_on: date
        has_indicator: bool
        newest_updates: list[StatusUpdate]
        known_milestones: list[Milestone]
        known_discussions: list[Discussion]

    objects = MonitoredMeasureQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        proxy = True
        verbose_name = _("measure")
        verbose_name_plural = _("measures")

    @property
    def speaks(self) -> bool:
        """Tells whether it has a status to show, were it only that nothing has been reported; needs `with_status()`."""
        return bool(self.status) or not self.has_parts

    @property
    def days_late(self) -> int:
        """Returns the days since the deadline that passed first; needs `with_status()`."""
        return (self.seen_on - self.late_since).days if self.late_since else 0

    @property
    def newest_update(self) -> StatusUpdate | None:
        """Returns the newest published update or None; needs `with_newest_update()`."""
        return self.newest_updates[0] if self.newest_updates else None
