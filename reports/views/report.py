from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from monitoring.models import Indicator
from reports.lookup import find_report
from reports.status_table import StatusTable


@require_safe
def report(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """The status table of a report."""
    found = find_report(request, city, slug)
    context = {
        "municipality": found.municipality,
        "report": found,
        "table": StatusTable(found, request.user),
        "number_of_indicators": Indicator.objects.visible_to(request.user).filter(measure__report=found).count(),
    }
    return render(request, "reports/report.html", context)
