"""A report looked at from further away: how it developed, when what is due, what its indicators say."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.address import word
from reports.indicators import ReportIndicators
from reports.lookup import find_report
from reports.schedule import ReportSchedule
from reports.status_history import StatusHistory


@require_safe
def history(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """The status over time and the schedule of a report."""
    found = find_report(request, city, slug)
    context = {
        "municipality": found.municipality,
        "report": found,
        "history": StatusHistory(found, request.user),
        "schedule": ReportSchedule(found, request.user),
    }
    return render(request, "reports/history.html", context)


@require_safe
def indicators(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """The indicators of a report; `?ziel=` shows those that are met, on course …"""
    found = find_report(request, city, slug)
    context = {
        "municipality": found.municipality,
        "report": found,
        "indicators": ReportIndicators(found, request.user, word(request.GET.getlist("ziel"))),
    }
    return render(request, "reports/indicators.html", context)
