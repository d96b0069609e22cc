"""The timelines of several reports, each since a day of its own, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import DateField, IntegerField, Q

from catalog.models import Section
from catalog.outline import Outline
from catalog.permissions.policy import Sight
from catalog.prepared_queries import Bound, Prepared
from monitoring.models import Milestone, MonitoredMeasure, StatusUpdate
from reports.measures.lists.measure_list import LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from catalog.models import Report
    from catalog.permissions.roles import Visitor
    from catalog.prepared_queries import Day
    from monitoring.models import EarlierStatus
    from monitoring.models.measure import MonitoredMeasureQuerySet

NOT_SHOWN = LEFT_OUT | {
    *("costs", "costs_amount", "costs_kind", "pages", "moved_by", "resolved_by", "resolved", "resolved_on"),
    *("horizon", "start", "starts_on"),
}

REPORT, DAY = Bound("report", IntegerField()), Bound("day", DateField())

T = TypeVar("T")
R = TypeVar("R", StatusUpdate, Milestone)


@cache
def measures_of_day(sight: Sight) -> Prepared[MonitoredMeasure]:
    """Returns the query for the measures that a report had on a day, as they stood then."""
    return Prepared(of_day(MonitoredMeasure.objects.visible_to(sight).filter(report=REPORT), DAY))


@cache
def measures_before(sight: Sight) -> Prepared[MonitoredMeasure]:
    """Returns the query for nothing but the status that the measures of a report had on a day."""
    return Prepared(before(MonitoredMeasure.objects.visible_to(sight).filter(report=REPORT), DAY))


def of_day(measures: MonitoredMeasureQuerySet, day: Day) -> MonitoredMeasureQuerySet:
    return measures.existing(day).with_status(day).select_related("parent").defer(*NOT_SHOWN)


def before(measures: MonitoredMeasureQuerySet, day: Day) -> MonitoredMeasureQuerySet:
    return measures.with_status(day).order_by().only("pk")


class ReportTimeline:
    """What a visitor may see of reports until a day, that day included; `since` has the first day of each report.

    By the id of their report: `measures` in the order of its outline, `updates` the newest first, `milestones`. Updates
    and milestones are those since the earliest of the first days. `before` are the measures by their own id, with the
    status of the first day of their report. Five queries.
    """

    def __init__(self, since: Mapping[Report, date], user: Visitor, until: date) -> None:
        self.reports = {report.pk: report for report in since}
        self.since = {report.pk: day for report, day in since.items()}
        self.user = user
        self.until = until
        self.outlines = self._load_outlines()
        self.before = {one.pk: one for one in self._load_before()}
        self.measures = self._load_measures()
        known = {measure.pk: measure for found in self.measures.values() for measure in found}
        self.updates = grouped(of_measures(self._load_updates(), known))
        self.milestones = grouped(of_measures(self._load_milestones(), known))

    def _load_outlines(self) -> dict[int, Outline]:
        sections = grouped((one.report_id, one) for one in Section.objects.filter(report__in=self.reports))
        return {pk: Outline(report, sections[pk]) for pk, report in self.reports.items()}

    def _load_before(self) -> Iterable[MonitoredMeasure | EarlierStatus]:
        """Returns the measures with the status of the first day; one query with a part for every day."""
        if (only := self._only) is not None:
            return measures_before(Sight.of(self.user, only)).rows(report=only.pk, day=self.since[only.pk])
        reports_by_day = grouped((day, pk) for pk, day in self.since.items())
        parts = [before(self._visible.filter(report__in=pks), day) for day, pks in reports_by_day.items()]
        first, *others = parts or [self._visible.none()]
        return first.union(*others, all=True).order_by() if others else first

    def _load_measures(self) -> dict[int, list[MonitoredMeasure]]:
        now: Iterable[MonitoredMeasure]
        if (only := self._only) is not None:
            now = measures_of_day(Sight.of(self.user, only)).rows(report=only.pk, day=self.until)
        else:
            now = of_day(self._visible.filter(report__in=self.reports), self.until)
        measures = grouped((one.report_id, one) for one in now)
        for pk, report in self.reports.items():
            for measure in measures[pk]:
                measure.report = report
            measures[pk] = in_order(measures[pk], self.outlines[pk])
        return measures

    def _load_updates(self) -> Iterable[StatusUpdate]:
        since = self._published(StatusUpdate).filter(as_of__gt=self._first, as_of__lte=self.until).order_by("-as_of")
        found: Iterable[StatusUpdate] = since.with_confirmed()
        return found

    def _load_milestones(self) -> Iterable[Milestone]:
        first, until = self._first, self.until
        found: Iterable[Milestone] = self._published(Milestone).filter(
            Q(done_on__gt=first, done_on__lte=until)
            | Q(moved_on__gt=first, moved_on__lte=until)
            | Q(due_on__gte=first, due_on__lt=until)
            | Q(original_due_on__gte=first, original_due_on__lt=until)
        )
        return found

    def _published(self, model: type[StatusUpdate | Milestone]) -> Any:
        """Returns the published rows of a model that belong to the measures."""
        return model.objects.visible_to(self.user).published().filter(measure__report__in=self.reports)

    @property
    def _only(self) -> Report | None:
        """Returns the report where there is one, as on most pages: what is asked of it is prepared."""
        return next(iter(self.reports.values())) if len(self.reports) == 1 else None

    @property
    def _visible(self) -> MonitoredMeasureQuerySet:
        return MonitoredMeasure.objects.visible_to(self.user)

    @property
    def _first(self) -> date:
        return min(self.since.values(), default=self.until)


def of_measures(rows: Iterable[R], measures: Mapping[int, MonitoredMeasure]) -> Iterator[tuple[int, R]]:
    """Yields the rows of measures that are known by their ids, with these, each with the id of its report."""
    for row in rows:
        if measure := measures.get(row.measure_id):
            row.measure = measure
            yield measure.report_id, row


def in_order(measures: list[MonitoredMeasure], outline: Outline) -> list[MonitoredMeasure]:
    """Returns the measures in the order of the report, each part after its whole."""
    known = {measure.pk for measure in measures}
    parts = grouped((one.parent_id, one) for one in measures if one.parent_id in known)
    wholes = [measure for measure in measures if measure.parent_id not in known]
    return [one for whole in outline.sorted(wholes) for one in (whole, *parts[whole.pk])]


def grouped(pairs: Iterable[tuple[Any, T]]) -> dict[Any, list[T]]:
    """Returns the values by key, in their order."""
    found: dict[Any, list[T]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found
