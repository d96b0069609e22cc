from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import conditional_page, require_safe

from monitoring.exports.tables import language_of_files
from reports.addresses.get_or_404 import find_committee, find_municipality
from reports.addresses.site import site_address
from reports.council.committees import CommitteeView, committees_of
from reports.council.meetings import as_calendar
from reports.council.viewers import EVERYBODY


@require_safe
def committees(request: HttpRequest, city: str) -> HttpResponse:
    """The committees of a municipality, each with its next and its last meeting."""
    found = find_municipality(request, city)
    context = {"municipality": found, "committees": committees_of(found, request.user)}
    return render(request, "council/committees.html", context)


@require_safe
def committee(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """Meetings and papers of a committee, and what has happened since it last met."""
    found = find_committee(request, city, slug)
    context = {"municipality": found.municipality, "committee": found, "view": CommitteeView(found, request.user)}
    return render(request, "council/committee.html", context)


@require_safe
@conditional_page
def meetings(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """The public meetings as a calendar, the same for everybody."""
    request.user = EVERYBODY
    found = find_committee(request, city, slug)
    with language_of_files():
        content = as_calendar(CommitteeView(found, EVERYBODY), site_address(request))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{city}-{slug}-termine.ics"'
    response["Content-Language"] = settings.LANGUAGE_CODE
    return response
