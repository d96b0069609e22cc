"""Milestones, deadlines and discussions as a calendar (iCalendar, RFC 5545).

Every entry is a whole day. What the report words as a quarter or a season stands on its last day, with the wording in
the text. The same data give the same bytes, so that unchanged calendars are not sent again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from catalog.permissions.scope import STRANGER
from catalog.texts.plain_text import one_line, printable
from monitoring.models import Discussion, Milestone, MonitoredMeasure
from reports.addresses.site import host_of
from reports.changes.news import last_change, with_offices
from reports.subscriptions.topic import Topic

ONE_DAY = timedelta(days=1)
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
        event = Event()
        event.add("uid", f"{self.key}@{host_of(site)}")
        event.add("dtstamp", self.changed_at or BEFORE_ANY_CHANGE)
        if self.changed_at:
            event.add("last-modified", self.changed_at)
        event.add("dtstart", self.day)
        event.add("dtend", self.day + ONE_DAY)
        event.add("transp", "TRANSPARENT")
        event.add("summary", one_line(self.summary))
        event.add("description", self.description)
        page = self.measure.get_absolute_url() + (f"#{self.anchor}" if self.anchor else "")
        event.add("url", site + page)
        return event


def entries(topic: Topic) -> list[CalendarEntry]:
    """Returns the entries in the order of their days; needs four queries."""
    measures = {measure.pk: measure for measure in measures_of(topic)}
    within = topic.within("measure__")
    found = [*deadlines(measures), *milestones(measures, within), *discussions(measures, within)]
    return sorted(found, key=lambda entry: (entry.day, entry.key))


def as_calendar(topic: Topic, site: str, shown: list[CalendarEntry]) -> bytes:
    title = _("%(title)s – dates of the measures") % {"title": topic.title}
    return written(title, topic.page, site, (entry.event(site) for entry in shown))


def written(title: str, page: str, site: str, events: Iterable[Event]) -> bytes:
    """Returns a calendar with that title and a link to a page of the site."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{host_of(site)}//{_('Measures tracker')}//{settings.LANGUAGE_CODE.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", one_line(title))
    calendar.add("x-wr-calname", one_line(title))
    calendar.add("url", site + page)
    calendar.add("refresh-interval", ONE_DAY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "P1D")
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def measures_of(topic: Topic) -> list[MonitoredMeasure]:
    measures = topic.measures().select_related("report__municipality", "parent").prefetch_related(with_offices())
    return list(measures.annotate(changed_at=last_change(MonitoredMeasure)))


def name_of(measure: MonitoredMeasure) -> str:
    return measure.full_code or measure.title


def deadlines(measures: dict[int, MonitoredMeasure]) -> Iterator[CalendarEntry]:
    for measure in measures.values():
        if measure.due_on:
            summary = _("Deadline: %(measure)s") % {"measure": measure}
            lines = [_("Deadline in the report: %(wording)s") % {"wording": measure.due}]
            changed_at = measure.changed_at  # type: ignore[attr-defined]
            yield CalendarEntry(f"measure-{measure.pk}", measure.due_on, summary, measure, "", lines, changed_at)


def milestones(measures: dict[int, MonitoredMeasure], within: Q) -> Iterator[CalendarEntry]:
    rows = Milestone.objects.visible_to(STRANGER).filter(within)
    for milestone in rows.annotate(changed_at=last_change(Milestone)):
        if milestone.due_on:
            measure = measures[milestone.measure_id]
            yield CalendarEntry(
                f"milestone-{milestone.pk}",
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


def discussions(measures: dict[int, MonitoredMeasure], within: Q) -> Iterator[CalendarEntry]:
    rows = Discussion.objects.visible_to(STRANGER).filter(within)
    for discussion in rows.annotate(changed_at=last_change(Discussion)):
        if discussion.held_on:
            measure = measures[discussion.measure_id]
            yield CalendarEntry(
                f"discussion-{discussion.pk}",
                discussion.held_on,
                _("Discussion: %(measure)s") % {"measure": measure},
                measure,
                discussion.anchor,
                [text for text in (discussion.phase, discussion.approach) if text],
                discussion.changed_at,
            )
