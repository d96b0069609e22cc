"""The meetings of a committee as a calendar (iCalendar, RFC 5545), a whole day each."""

from django.utils.translation import gettext as _
from icalendar import Event

from catalog.texts.plain_text import one_line, printable
from reports.addresses.site import host_of
from reports.council.committees import CommitteeView, Meeting
from reports.models import Consultation
from reports.subscriptions.calendar import BEFORE_ANY_CHANGE, ONE_DAY, written


def as_calendar(view: CommitteeView, site: str) -> bytes:
    """Returns the calendar; the same meetings give the same bytes."""
    title = f"{view.committee} ({view.committee.municipality})"
    events = (event(view, meeting, site) for meeting in view.meetings.all)
    return written(title, view.committee.get_absolute_url(), site, events)


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
