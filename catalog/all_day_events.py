"""Calendars, and whole days in them (iCalendar, RFC 5545)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from catalog.on_demand import on_demand
from catalog.site_address import host_of
from catalog.texts.plain_text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from icalendar import Calendar, Event

ONE_DAY = timedelta(days=1)

new_calendar: Callable[[], Calendar] = on_demand("icalendar.Calendar")
new_event: Callable[[], Event] = on_demand("icalendar.Event")


def all_day_event(key: str, day: date, summary: str, *, site: str, page: str, stamp: datetime) -> Event:
    """Returns the event of a day, which leads to a page of the site and leaves whoever subscribes to it free.

    Args:
        key: what tells it from the other events of the site, such as "milestone-12"
        site: the address of the site, without a slash at the end
        page: the path of the page, "/…"
        stamp: when the event was last known to be so
    """
    event = new_event()
    event.add("uid", f"{key}@{host_of(site)}")
    event.add("dtstamp", stamp)
    event.add("dtstart", day)
    event.add("dtend", day + ONE_DAY)
    event.add("transp", "TRANSPARENT")
    event.add("summary", one_line(summary))
    event.add("url", site + page)
    return event
