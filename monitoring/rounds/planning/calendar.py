"""The rounds of the municipalities where somebody plans, by day: as a page, and as a calendar of days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from catalog.all_day_events import all_day_event, new_calendar
from catalog.permissions.list_filters import seen
from catalog.permissions.policy import can
from catalog.permissions.registry import Action
from catalog.site_address import site_address
from monitoring.models import ReportingRound
from monitoring.rounds.pages import page
from monitoring.rounds.planning.progress import RoundSummary, summaries

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST = 200


@dataclass(frozen=True, slots=True)
class CalendarRound:
    round: ReportingRound
    numbers: RoundSummary
    days_left: int


def rounds_of(request: HttpRequest) -> QuerySet[ReportingRound]:
    if not can(request.user, Action.VIEW, ReportingRound):
        raise PermissionDenied
    known = seen(request, ReportingRound).select_related("municipality").prefetch_related("reports")
    return known.order_by("-open_until", "-pk")


def calendar_page(request: HttpRequest) -> HttpResponse:
    """Lists the planned, running and closed rounds with their reports."""
    found = list(rounds_of(request)[:MOST])
    numbers = summaries(found)
    today = timezone.localdate()
    entries = [CalendarRound(one, numbers[one.pk], one.days_left(today)) for one in found]
    groups = [
        (_("Running"), [entry for entry in entries if entry.round.is_running]),
        (_("Planned"), [entry for entry in entries if entry.round.is_draft]),
        (_("Closed"), [entry for entry in entries if entry.round.is_closed]),
    ]
    return page(
        request,
        "planner/calendar",
        None,
        groups=groups,
        names_municipality=len({one.municipality_id for one in found}) > 1,
        may_add=can(request.user, Action.ADD, ReportingRound),
        title=_("Calendar of rounds"),
    )


def calendar_file(request: HttpRequest) -> HttpResponse:
    """Returns the days of all rounds as a calendar (iCalendar, RFC 5545): as of, and the end."""
    calendar = new_calendar()
    calendar.add("prodid", "-//measures tracker//rounds//DE")
    calendar.add("version", "2.0")
    site = site_address(request)
    for one in rounds_of(request)[:MOST]:
        its_page = reverse("admin:monitoring_reportinground_change", args=[one.pk])
        for name, day, words in (
            ("stand", one.as_of, _("%(round)s: as of this day")),
            ("ende", one.open_until, _("%(round)s: last day to answer")),
        ):
            summary = words % {"round": f"{one.municipality}, {one}"}
            key = f"runde-{one.pk}-{name}"
            event = all_day_event(key, day, summary, site=site, page=its_page, stamp=timezone.now())
            calendar.add_component(event)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="runden.ics"'
    add_never_cache_headers(response)
    return response
