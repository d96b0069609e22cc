"""Judges measures anew where something has changed, or a day has passed that counts; see `CurrentStatus`."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from contextlib import contextmanager
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import DatabaseError, transaction
from django.db.models import Case, Count, DateField, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from catalog.deadlines import months_later
from catalog.faults import Fault, fault_of
from catalog.models import Measure, MeasureTheme, Report, Section
from catalog.outline import Outline
from catalog.permissions.policy import public_measure, released_measure
from catalog.permissions.registry import ALL_ROWS
from catalog.prepared_queries import Bound, Prepared
from catalog.texts.normalising import fold
from catalog.themes import EffectiveThemes
from monitoring.choices import CLOSED, Visibility
from monitoring.current.counting import count_instead, parts_of, wait_for_others
from monitoring.current.indexing import index, remove_unused_words, wrongly_indexed
from monitoring.current.waiting import note_that_something_waits
from monitoring.models import (
    CurrentPart,
    CurrentStatus,
    IndicatorTarget,
    IndicatorValue,
    JudgedReport,
    Milestone,
    MonitoredMeasure,
    OutdatedReport,
    StatusUpdate,
)
from monitoring.models.current import LONGEST_TITLE_KEY, in_commas
from monitoring.models.judging import FACTS, deadline_state, passed_day
from monitoring.models.measure import beginnings_of_silence, next_awaited, shown_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REPORTS_AT_ONCE = 200
ROWS_AT_ONCE = 2000
# Around the day on which silence begins, which months of different lengths move: judged daily.
MARGIN = timedelta(days=4)

DAY = Bound("day", DateField())

OWN = ("pk", "parent", "section", "report", "report__municipality", "code_sort", "title", "order")
DATES = ("due_on", "original_due_on", "moved_on", "added_on", "known_on", "report__reporting_interval")
COPIED = ("has_parts", "status", "reported_on", "is_silent", "has_indicator", "horizon", "costs_kind", "costs_amount")
JUDGED_BY = ("status_on", "told_reason", "seen_on", *FACTS)


class Size(NamedTuple):
    reports: int
    measures: int


class Portion(Enum):
    """The most that is judged in one transaction, and how much each part of it may be."""

    OF_A_VISIT = Size(40, 2000)  # at most some two seconds
    OF_A_COMMAND = Size(200, 20_000)


class DatedMilestone(NamedTuple):
    """What counts of a published milestone."""

    due_on: date
    done_on: date | None


def refresh(day: date | None = None) -> None:
    """Judges what has changed since it was judged, or was judged for other days, before a page shows it.

    Needs one query where nothing has. Of very many changes the last are judged, as many as a visitor can wait for, and
    it is noted that the page waits for others; the worker or the next visitors judge these.
    """
    day = day or timezone.localdate()
    with left_waiting_where_nothing_can_be_written():
        if refresh_some(Portion.OF_A_VISIT, day) and _is_anything_outdated(day):
            note_that_something_waits()


def refresh_report(report: int, day: date | None = None) -> None:
    """Judges a report, by its id, before a page shows nothing else; needs one query where it has not changed."""
    day = day or timezone.localdate()
    if _is_anything_outdated(day, report):
        with left_waiting_where_nothing_can_be_written(), transaction.atomic():
            wait_for_others()
            _judge_changes([report], day)


@contextmanager
def left_waiting_where_nothing_can_be_written() -> Iterator[None]:
    """Leaves it to a later visitor to judge, so that pages are read while a disk is full or a database read-only."""
    try:
        yield
    except DatabaseError as error:
        if fault_of(error) in {None, Fault.BUSY}:
            raise
        note_that_something_waits()


def refresh_all(day: date | None = None) -> int:
    """Judges all that is outdated, each portion in a transaction of its own; returns the number of reports."""
    number = 0
    while judged := refresh_some(Portion.OF_A_COMMAND, day):
        number += judged
    return number


def refresh_some(portion: Portion, day: date | None = None) -> int:
    """Judges some of what is outdated; returns the number of reports, 0 where all is up to date.

    Two processes at once wait for each other, and the second finds done what the first did.
    """
    day = day or timezone.localdate()
    if not _is_anything_outdated(day):
        return 0
    with transaction.atomic():
        wait_for_others()
        reports = _last_outdated(portion, day)
        _judge_changes(reports, day)
    return len(reports)


def _judge_changes(reports: list[int], day: date) -> None:
    """Judges reports, and forgets the changes until then."""
    queued = list(OutdatedReport.objects.filter(report__in=reports).values_list("pk", flat=True))
    judge(reports, day)
    for keys in portions(queued, ROWS_AT_ONCE):
        OutdatedReport.objects.filter(pk__in=keys).delete()


def _last_outdated(portion: Portion, day: date) -> list[int]:
    """Returns the ids of the reports that changed last, then of those judged for other days, at least of one."""
    most = portion.value.reports
    changed = OutdatedReport.objects.order_by().values("report").annotate(last=Max("pk")).order_by("-last")
    found = list(changed.values_list("report", flat=True)[:most])
    others = _of_other_days(day).exclude(report__in=found).order_by("report").values_list("report", flat=True)
    found += others[: most - len(found)]
    sizes = dict(Measure.objects.filter(report__in=found).order_by().values_list("report").annotate(Count("pk")))
    number = bisect_right(list(accumulate(sizes.get(pk, 0) for pk in found)), portion.value.measures)
    return found[: max(number, 1)]


def outdate_all() -> None:
    """Has every report judged anew; for a database that was filled past the triggers. Forgets reports that are gone."""
    for report in JudgedReport.objects.exclude(report__in=Report.objects.values("pk")).values_list("report", flat=True):
        OutdatedReport.objects.create(report_id=report)
    OutdatedReport.objects.bulk_create(
        (OutdatedReport(report_id=pk) for pk in Report.objects.order_by().values_list("pk", flat=True)), ROWS_AT_ONCE
    )


def forget_unused_words() -> None:
    """Removes from the index of words what stands in no measure any more, such as a name that was taken out."""
    with transaction.atomic():
        wait_for_others()
        remove_unused_words()


def contradicting(day: date | None = None) -> list[int]:
    """Returns the ids of reports whose kept rows are not what judging them anew would give; all should be refreshed."""
    day = day or timezone.localdate()
    found = []
    for reports in portions(sorted(_of_interest()), REPORTS_AT_ONCE):
        judged: dict[int, set[Any]] = defaultdict(set)
        kept: dict[int, set[Any]] = defaultdict(set)
        rows = Judgements(reports, day).rows
        _note(judged, rows, parts_of(rows))
        of_reports = Q(report__in=reports)
        _note(kept, CurrentStatus.objects.filter(of_reports), CurrentPart.objects.filter(of_reports))
        misread = wrongly_indexed(reports)
        found += [pk for pk in reports if judged[pk] != kept[pk] or pk in misread]
    return found


def _note(noted: dict[int, set[Any]], statuses: Iterable[CurrentStatus], parts: Iterable[CurrentPart]) -> None:
    """Notes all values of rows by their report."""
    for rows in (statuses, parts):
        for row in rows:
            values = (getattr(row, field.attname) for field in row._meta.concrete_fields)
            noted[row.report_id].add((type(row), *values))


def _of_interest() -> set[int]:
    """Returns the ids of all reports that exist or are judged."""
    kept = [
        model.objects.order_by().values_list("report", flat=True).distinct() for model in (CurrentStatus, CurrentPart)
    ]
    return {*Report.objects.order_by().values_list("pk", flat=True), *chain(*kept)}


def portions(rows: list[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _of_other_days(day: date) -> QuerySet[JudgedReport]:
    return JudgedReport.objects.filter(Q(valid_until__lt=day) | Q(valid_from__gt=day))


def _is_anything_outdated(day: date, report: int | None = None) -> bool:
    within = ALL_ROWS if report is None else Q(report=report)
    changed, of_other_days = OutdatedReport.objects.filter(within), _of_other_days(day).filter(within)
    outdated = changed.values("report").union(of_other_days.values("report"))
    return bool(outdated[:1])


def judge(reports: list[int], day: date) -> None:
    """Writes the current status of every measure of these reports, and how long it holds."""
    found = Judgements(reports, day)
    former = Q(report__in=reports) | Q(measure__in=[row.measure_id for row in found.rows])
    count_instead(CurrentStatus.objects.filter(former), found.rows)
    CurrentStatus.objects.filter(former).delete()
    CurrentPart.objects.filter(former).delete()
    CurrentStatus.objects.bulk_create(found.rows, ROWS_AT_ONCE)
    CurrentPart.objects.bulk_create(parts_of(found.rows), ROWS_AT_ONCE)
    index(reports)
    JudgedReport.objects.filter(report__in=reports).delete()
    JudgedReport.objects.bulk_create(
        JudgedReport(report_id=pk, valid_from=day, valid_until=found.valid_until[pk]) for pk in found.reports
    )


@lru_cache(maxsize=8)
def measures_to_judge(reports: int) -> Prepared[Any]:
    """Returns the query for all that the measures of so many reports, from `report_0`, are judged by on a day."""
    newest = StatusUpdate.objects.newest_first(DAY).filter(measure=OuterRef("pk"))
    whens = [When(public_measure(), Visibility.PUBLIC), When(released_measure(), Visibility.RELEASED)]
    of_reports: list[Any] = [Bound(f"report_{number}", IntegerField()) for number in range(reports)]
    return Prepared(
        MonitoredMeasure.objects.filter(report__pk__in=of_reports)
        .with_status(DAY)
        .with_silence(DAY)
        .with_inherited_flags()
        .annotate(
            visibility=Case(*whens, default=Value(Visibility.HIDDEN), output_field=IntegerField()),
            newest_id=Subquery(newest.values("pk")[:1]),
            whole_section=F("parent__section"),
        )
        .order_by("report", "order", "code_sort", "pk")
        .values_list(
            *OWN, "whole_section", "visibility", "newest_id", *DATES, *COPIED, "names_costs", *JUDGED_BY, named=True
        )
    )


class Judgements:
    """The current statuses of all measures of some reports on a day; needs eleven queries."""

    def __init__(self, reports: list[int], day: date) -> None:
        self.day = day
        self.reports = {report.pk: report for report in Report.objects.filter(pk__in=reports).only("pk")}
        sections = list(Section.objects.filter(report__in=reports).once_for_each_theme())
        own = MeasureTheme.objects.filter(measure__report__in=reports).order_by().values_list("measure", "theme")
        self._themes = EffectiveThemes(sections, own)
        of_report: dict[int, dict[int, Section]] = defaultdict(dict)
        for section in sections:
            of_report[section.report_id][section.pk] = section
        self._outlines = {pk: Outline(one, of_report[pk].values()) for pk, one in self.reports.items()}
        self._milestones = self._load_milestones()
        measures = self._load_measures()
        self.valid_until = self._judge_validity(measures)
        self.rows = [self._row(row, place, number) for row, place, number in self._in_order(measures)]

    def _load_measures(self) -> list[Any]:
        values = {f"report_{number}": pk for number, pk in enumerate(self.reports)}
        if not values:
            return []
        asked = measures_to_judge(len(values))
        return asked.rows(day=self.day, **beginnings_of_silence(self.day), **values)

    def _load_milestones(self) -> dict[int, list[DatedMilestone]]:
        found: dict[int, list[DatedMilestone]] = defaultdict(list)
        dated = Milestone.objects.published().filter(measure__report__in=self.reports, due_on__isnull=False).order_by()
        for measure, due_on, done_on in dated.values_list("measure", "due_on", "done_on"):
            if due_on:
                found[measure].append(DatedMilestone(due_on, done_on))
        return found

    def _in_order(self, measures: list[Any]) -> Iterator[tuple[Any, int, int]]:
        """Yields those that belong to their report by now, with their places by section and by number."""
        of_report: dict[int, list[Any]] = defaultdict(list)
        for row in measures:
            if row.added_on is None or row.added_on <= self.day:
                of_report[row.report].append(row)
        for report, rows in of_report.items():
            numbers = {row.pk: number for number, row in enumerate(rows)}
            position = self._outlines[report].position
            for place, row in enumerate(sorted(rows, key=lambda row: position(row.section))):
                yield row, place, numbers[row.pk]

    def _row(self, row: Any, place: int, number: int) -> CurrentStatus:
        state = deadline_state(row)
        milestones = self._milestones[row.pk]
        passed_on = passed_day(row, state)
        themes = self._themes.of_measure(row.parent or row.pk, row.whole_section if row.parent else row.section)
        return CurrentStatus(
            measure_id=row.pk,
            whole_id=row.parent,
            report_id=row.report,
            municipality_id=row.report__municipality,
            newest_update_id=row.newest_id,
            visibility=row.visibility,
            word=shown_word(row),
            deadline_state=state,
            passed_on=passed_on,
            awaited_on=next_awaited(passed_on, row.due_on, milestones, self.day),
            has_costs=row.names_costs,
            themes=in_commas(themes),
            years=in_commas({one.year for one in filter(None, (row.due_on, *(m.due_on for m in milestones)))}),
            place=place,
            number=number,
            code_sort=row.code_sort,
            title_key=fold(row.title)[:LONGEST_TITLE_KEY],
            **{name: getattr(row, name) for name in COPIED},
        )

    def _judge_validity(self, measures: list[Any]) -> dict[int, date]:
        """Returns the last day on which all of it still holds, by the id of the report."""
        found = dict.fromkeys(self.reports, date.max)
        for report, day in chain(self._days_of(measures), self._days_beside()):
            if day >= self.day:
                found[report] = min(found[report], day)
        return found

    def _days_of(self, measures: list[Any]) -> Iterator[tuple[int, date]]:
        """Yields the last days before something changes by itself, past ones too."""
        before = timedelta(days=1)
        for row in measures:
            for day in (row.due_on, row.original_due_on):
                if day:
                    yield row.report, day
            for day in (row.moved_on, row.added_on):
                if day:
                    yield row.report, day - before
            for milestone in self._milestones[row.pk]:
                yield row.report, milestone.due_on
                if milestone.done_on:
                    yield row.report, milestone.done_on - before
            if row.known_on and not row.is_silent and row.status not in CLOSED:
                yield row.report, max(months_later(row.known_on, row.report__reporting_interval) - MARGIN, self.day)

    def _days_beside(self) -> Iterator[tuple[int, date]]:
        """Yields the last days before what is dated ahead counts: updates, values and targets."""
        ahead = StatusUpdate.objects.published().filter(measure__report__in=self.reports, as_of__gt=self.day)
        values = IndicatorValue.objects.published().filter(
            indicator__measure__report__in=self.reports, as_of__gt=self.day
        )
        for found, path in ((ahead, "measure__report"), (values, "indicator__measure__report")):
            for report, day in found.order_by().values_list(path, "as_of"):
                yield report, day - timedelta(days=1)
        targets = IndicatorTarget.objects.filter(
            indicator__measure__report__in=self.reports, due_on__gte=self.day
        ).order_by()
        yield from ((report, day) for report, day in targets.values_list("indicator__measure__report", "due_on") if day)
