from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.addresses.get_or_404 import find_report
from reports.addresses.query_string import word
from reports.indicators.followed import ReportIndicators


@require_safe
def indicators(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """Shows the indicators of a report; `?ziel=` filters those that are met, on course …"""
    found = find_report(request, city, slug)
    context = {
        "municipality": found.municipality,
        "report": found,
        "indicators": ReportIndicators(found, request.user, word(request.GET.getlist("ziel"))),
    }
    return render(request, "indicators/indicators.html", context)
