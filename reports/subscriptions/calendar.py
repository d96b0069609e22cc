"""Milestones, deadlines and discussions as a calendar (iCalendar, RFC 5545).

Every entry is a whole day. What the report words as a quarter or a season stands on its last day, with the wording in
the text. The same data give the same bytes, so that unchanged calendars are not sent again.

A calendar of very many dates, such as that of a large city, has only the next of them and says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db.models import F, Prefetch, TextField, Value
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog.all_day_events import ONE_DAY, all_day_event, new_calendar
from catalog.choices import Role
from catalog.models import SEARCHED, Responsibility
from catalog.permissions.scope import STRANGER
from catalog.site_address import host_of
from catalog.texts.plain_text import one_line, printable
from monitoring.models import Discussion, Milestone, MonitoredMeasure
from reports.changes.news import last_change

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet
    from icalendar import Event

    from reports.subscriptions.topic import Topic

MOST_ENTRIES = 300
BEFORE_TODAY = timedelta(days=90)
MEASURE, MILESTONE, DISCUSSION = "measure", "milestone", "discussion"
LEADS = Prefetch("responsibilities", Responsibility.objects.filter(role=Role.LEAD).select_related("office"))
BEFORE_ANY_CHANGE = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A day of a measure in the calendar: a deadline, a milestone or a discussion."""

    key: str
    day: date
    summary: str
    measure: MonitoredMeasure
    anchor: str = ""
    lines: list[str] = field(default_factory=list)
    changed_at: datetime | None = None

    @property
    def description(self) -> str:
        offices = "; ".join(one_line(str(named.office)) for named in self.measure.leads)
        facts = [
            (_("Measure"), str(self.measure)),
            (_("Report"), self.measure.report.title),
            (_("Lead"), offices),
        ]
        return printable("\n".join([*self.lines, *(f"{name}: {text}" for name, text in facts if text)]))

    def event(self, site: str) -> Event:
        """Returns the event; its stamp is the time of the last change, not of the request."""
        page = self.measure.get_absolute_url() + (f"#{self.anchor}" if self.anchor else "")
        stamp = self.changed_at or BEFORE_ANY_CHANGE
        event = all_day_event(self.key, self.day, self.summary, site=site, page=page, stamp=stamp)
        if self.changed_at:
            event.add("last-modified", self.changed_at)
        event.add("description", self.description)
        return event


class CalendarDay(NamedTuple):
    """A day of a row: of a measure, a milestone or a discussion."""

    day: date
    kind: str
    pk: int


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """The days of a topic; `is_limited` where there are more than a calendar holds."""

    days: list[CalendarDay]
    is_limited: bool

    @classmethod
    def of(cls, topic: Topic) -> CalendarDays:
        """Returns all days, or of very many the next ones and some that have just passed; needs two queries."""
        found = days_of(topic)
        is_limited = found.order_by()[: MOST_ENTRIES + 1].count() > MOST_ENTRIES
        if is_limited:
            found = days_of(topic, timezone.localdate() - BEFORE_TODAY)[:MOST_ENTRIES]
        return cls([CalendarDay(*row) for row in found], is_limited)

    def of_kind(self, kind: str) -> list[int]:
        return [one.pk for one in self.days if one.kind == kind]

    @property
    def limits(self) -> str:
        """Returns a sentence about what is left out, "" where nothing is."""
        if not self.is_limited:
            return ""
        if not self.days:
            return _("All dates have passed more than three months ago.")
        first, last = (date_format(self.days[place].day, "SHORT_DATE_FORMAT") for place in (0, -1))
        words = {"first": first, "last": last, "number": MOST_ENTRIES}
        return (
            _("Only the dates from %(first)s to %(last)s, at most %(number)s: there are too many for one calendar.")
            % words
        )


def days_of(topic: Topic, since: date = date.min) -> QuerySet[Any, Any]:
    """Returns the days of the public rows of a topic from one day on, in their order."""
    within = topic.within("measure__")
    measures = topic.measures().filter(due_on__gte=since)
    milestones = Milestone.objects.visible_to(STRANGER).filter(within, due_on__gte=since)
    discussions = Discussion.objects.visible_to(STRANGER).filter(within, held_on__gte=since)
    rows: list[tuple[QuerySet[Any], str, str]] = [
        (measures, "due_on", MEASURE),
        (milestones, "due_on", MILESTONE),
        (discussions, "held_on", DISCUSSION),
    ]
    first, *others = (
        found.order_by().annotate(on_day=F(column), of_kind=Value(kind, output_field=TextField()), row=F("pk"))
        for found, column, kind in rows
    )
    columns = ("on_day", "of_kind", "row")
    every: QuerySet[Any, Any] = first.values_list(*columns).union(
        *(one.values_list(*columns) for one in others), all=True
    )
    return every.order_by(*columns)


def entries(days: CalendarDays) -> list[CalendarEntry]:
    """Returns the entries in the order of their days; needs four queries."""
    milestones = list(
        Milestone.objects.filter(pk__in=days.of_kind(MILESTONE)).annotate(changed_at=last_change(Milestone))
    )
    discussions = list(
        Discussion.objects.filter(pk__in=days.of_kind(DISCUSSION)).annotate(changed_at=last_change(Discussion))
    )
    due = days.of_kind(MEASURE)
    others: list[Any] = [*milestones, *discussions]
    measures = measures_of({*due, *(row.measure_id for row in others)})
    found = [
        *(deadline(measures[pk]) for pk in due),
        *(of_milestone(row, measures[row.measure_id]) for row in milestones),
        *(of_discussion(row, measures[row.measure_id]) for row in discussions),
    ]
    return sorted(found, key=lambda entry: (entry.day, entry.key))


def as_calendar(topic: Topic, site: str, shown: list[CalendarEntry], limits: str = "") -> bytes:
    title = _("%(title)s – dates of the measures") % {"title": topic.title}
    return written(title, topic.page, site, (entry.event(site) for entry in shown), limits)


def written(title: str, page: str, site: str, events: Iterable[Event], description: str = "") -> bytes:
    """Returns a calendar with that title, a link to a page of the site, and what there is to say about it."""
    calendar = new_calendar()
    calendar.add("prodid", f"-//{host_of(site)}//{_('Measures tracker')}//{settings.LANGUAGE_CODE.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", one_line(title))
    calendar.add("x-wr-calname", one_line(title))
    if description:
        calendar.add("description", description)
        calendar.add("x-wr-caldesc", description)
    calendar.add("url", site + page)
    calendar.add("refresh-interval", ONE_DAY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "P1D")
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def measures_of(ids: set[int]) -> dict[int, MonitoredMeasure]:
    """Returns the measures by their ids, without the texts that no calendar shows."""
    measures = MonitoredMeasure.objects.filter(pk__in=ids).select_related("report__municipality", "parent")
    texts = (*SEARCHED, "internal_note", "search_text")
    deferred = [f"{whole}{name}" for whole in ("", "parent__") for name in texts if name != "title"]
    measures = measures.defer(*deferred).prefetch_related(LEADS)
    return {measure.pk: measure for measure in measures.annotate(changed_at=last_change(MonitoredMeasure)).order_by()}


def name_of(measure: MonitoredMeasure) -> str:
    return measure.full_code or measure.title


def deadline(measure: MonitoredMeasure) -> CalendarEntry:
    summary = _("Deadline: %(measure)s") % {"measure": measure}
    lines = [_("Deadline in the report: %(wording)s") % {"wording": measure.due}]
    changed_at = measure.changed_at  # type: ignore[attr-defined]
    return CalendarEntry(f"{MEASURE}-{measure.pk}", measure.due_on or date.max, summary, measure, "", lines, changed_at)


def of_milestone(milestone: Any, measure: MonitoredMeasure) -> CalendarEntry:
    return CalendarEntry(
        f"{MILESTONE}-{milestone.pk}",
        milestone.due_on,
        _("Milestone %(measure)s: %(title)s") % {"measure": name_of(measure), "title": milestone.title},
        measure,
        milestone.anchor,
        list(words_on(milestone)),
        milestone.changed_at,
    )


def words_on(milestone: Milestone) -> Iterator[str]:
    """Yields the lines of a milestone's description: its wording, its first deadline, when it was done."""
    yield _("Deadline in the report: %(wording)s") % {"wording": milestone.due}
    if milestone.is_moved:
        yield _("Originally: %(wording)s") % {"wording": milestone.original_due}
        yield _("Reason: %(reason)s") % {"reason": milestone.change_reason}
    if milestone.done_on:
        yield _("Done: %(day)s") % {"day": milestone.done_words}


def of_discussion(discussion: Any, measure: MonitoredMeasure) -> CalendarEntry:
    return CalendarEntry(
        f"{DISCUSSION}-{discussion.pk}",
        discussion.held_on,
        _("Discussion: %(measure)s") % {"measure": measure},
        measure,
        discussion.anchor,
        [text for text in (discussion.phase, discussion.approach) if text],
        discussion.changed_at,
    )
