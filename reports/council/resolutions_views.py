"""The page with the resolutions of a committee."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.addresses.get_or_404 import find_committee
from reports.addresses.paging import PAGE, NumberedPages
from reports.addresses.query_string import Address, word
from reports.council.resolutions import MOVER, Resolutions

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from monitoring.models.measure import MonitoredMeasureQuerySet

PER_PAGE = 50
MOST_DONE = 200  # in the fold


@require_safe
def resolutions(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """Lists the resolutions of a committee: open ones, those done since it last met, and earlier ones in a fold."""
    committee = find_committee(request, city, slug)
    found = Resolutions(committee, request.user, word(request.GET.getlist(MOVER)))
    page = Paginator(loaded(found.open), PER_PAGE).get_page(word(request.GET.getlist(PAGE)))
    earlier = found.done_before
    context = {
        "municipality": committee.municipality,
        "committee": committee,
        "found": found,
        "page": page,
        "pages": NumberedPages(page, Address(request.path, ((MOVER, found.mover),) if found.mover else ())),
        "newly_done": loaded(found.newly_done)[:MOST_DONE],
        "number_of_earlier": earlier.count(),
        "earlier": loaded(earlier)[:MOST_DONE],
        "most_done": MOST_DONE,
    }
    return render(request, "council/resolutions.html", context)


def loaded(found: MonitoredMeasureQuerySet) -> MonitoredMeasureQuerySet:
    """Returns resolutions with what a row says: status, deadline, offices, and the addresses of their pages."""
    return (
        found.with_status()
        .with_silence()
        .with_responsibilities()
        .select_related("report__municipality")
        .defer("search_text")
    )
