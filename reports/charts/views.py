"""The page with the history and the schedule of a report."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.addresses.get_or_404 import find_report
from reports.addresses.paging import PAGE
from reports.addresses.query_string import Address, word
from reports.charts.schedule import ReportSchedule
from reports.charts.status_history import StatusHistory


@require_safe
def history(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """Shows the status over time and the schedule of a report."""
    found = find_report(request, city, slug)
    context = {
        "municipality": found.municipality,
        "report": found,
        "history": StatusHistory(found, request.user),
        "schedule": ReportSchedule(found, request.user, word(request.GET.getlist(PAGE)), Address(request.path)),
    }
    return render(request, "charts/history.html", context)
