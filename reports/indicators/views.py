from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.addresses.get_or_404 import find_report
from reports.addresses.query_string import word
from reports.indicators.followed import ReportIndicators
from reports.measures.days import AsOf


@require_safe
def indicators(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """Shows the indicators of a report as they stood on a day; `?ziel=` filters those that are met, on course …"""
    found = find_report(request, city, slug)
    state = AsOf.read(request.GET, found)
    frozen = state.frozen(found, request.user)
    course = word(request.GET.getlist("ziel"))
    context = {
        "municipality": found.municipality,
        "report": frozen.report if frozen else found,
        "indicators": ReportIndicators(found, request.user, course, state.day, frozen),
        "state": state,
    }
    return render(request, "indicators/indicators.html", context)
