from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.addresses.get_or_404 import find_report
from reports.addresses.paging import PAGE
from reports.addresses.query_string import Address, word
from reports.indicators.followed import ReportIndicators
from reports.measures.days import AS_OF, AsOf

COURSE = "ziel"


@require_safe
def indicators(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """Shows the indicators of a report as they stood on a day; `?ziel=` filters those that are met, on course …"""
    found = find_report(request, city, slug)
    state = AsOf.read(request.GET, found)
    frozen = state.frozen(found, request.user)
    course = word(request.GET.getlist(COURSE))
    asked = [(COURSE, course), (AS_OF, state.word if state.is_past else "")]
    address = Address(request.path, tuple((name, text) for name, text in asked if text))
    number = word(request.GET.getlist(PAGE))
    context = {
        "municipality": found.municipality,
        "report": frozen.report if frozen else found,
        "indicators": ReportIndicators(found, request.user, course, state.day, frozen, page=number, address=address),
        "state": state,
    }
    return render(request, "indicators/indicators.html", context)
