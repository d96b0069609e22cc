"""The meetings of a committee as a calendar (iCalendar, RFC 5545), a whole day each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from catalog.all_day_events import all_day_event
from catalog.texts.plain_text import printable
from reports.subscriptions.calendar import BEFORE_ANY_CHANGE, written

if TYPE_CHECKING:
    from icalendar import Event

    from reports.council.committees import CommitteeView, Meeting
    from reports.models import Consultation


def as_calendar(view: CommitteeView, site: str) -> bytes:
    """Returns the calendar; the same meetings give the same bytes."""
    title = f"{view.committee} ({view.committee.municipality})"
    events = (event(view, meeting, site) for meeting in view.meetings.all)
    return written(title, view.committee.get_absolute_url(), site, events)


def event(view: CommitteeView, meeting: Meeting, site: str) -> Event:
    found = all_day_event(
        f"committee-{view.committee.pk}-{meeting.day:%Y%m%d}",
        meeting.day,
        _("Meeting: %(committee)s") % {"committee": view.committee},
        site=site,
        page=view.committee.get_absolute_url(),
        stamp=BEFORE_ANY_CHANGE,
    )
    lines = [f"{one.paper}: {what_became_of(one)}" for one in meeting.consultations]
    found.add("description", printable("\n".join(lines)))
    return found


def what_became_of(one: Consultation) -> str:
    if one.paper.is_withdrawn:
        return str(one.paper.get_state_display())
    return one.outcome or str(one.get_role_display())
