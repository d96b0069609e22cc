"""The meetings of a committee as a calendar (iCalendar, RFC 5545), a whole day each."""

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from reports.calendar import BEFORE_ANY_CHANGE, ONE_DAY
from reports.committees import CommitteeView, Meeting
from reports.models import Consultation
from reports.plain_text import one_line, printable
from reports.site_address import host_of


def as_calendar(view: CommitteeView, site: str) -> bytes:
    """The same meetings give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{host_of(site)}//{_('Measures tracker')}//{settings.LANGUAGE_CODE.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    title = one_line(f"{view.committee} ({view.committee.municipality})")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("url", site + view.committee.get_absolute_url())
    calendar.add("refresh-interval", ONE_DAY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "P1D")
    for meeting in view.meetings.all:
        calendar.add_component(event(view, meeting, site))
    return bytes(calendar.to_ical())


def event(view: CommitteeView, meeting: Meeting, site: str) -> Event:
    found = Event()
    found.add("uid", f"committee-{view.committee.pk}-{meeting.day:%Y%m%d}@{host_of(site)}")
    found.add("dtstamp", BEFORE_ANY_CHANGE)
    found.add("dtstart", meeting.day)
    found.add("dtend", meeting.day + ONE_DAY)
    found.add("transp", "TRANSPARENT")
    found.add("summary", one_line(_("Meeting: %(committee)s") % {"committee": view.committee}))
    lines = [f"{one.paper}: {what_became_of(one)}" for one in meeting.consultations]
    found.add("description", printable("\n".join(lines)))
    found.add("url", site + view.committee.get_absolute_url())
    return found


def what_became_of(one: Consultation) -> str:
    if one.paper.is_withdrawn:
        return str(one.paper.get_state_display())
    return one.outcome or str(one.get_role_display())
