from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.models import Report
from monitoring.models import Indicator
from reports.filter_form import FilterForm
from reports.lookup import find_report
from reports.reading import Reading
from reports.status_table import StatusTable


@require_safe
def report(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """The status table of a report, as it stood on a day and as far as a visitor has asked for it."""
    found = find_report(request, city, slug)
    reading = Reading(request, report=found)
    table = StatusTable(found, request.user, reading.as_of.day, filters=reading.filters, sorting=reading.sorting)
    context = {
        "municipality": found.municipality,
        "predecessor": find_predecessor(request, found),
        "report": found,
        "table": table,
        "reading": reading,
        "form": FilterForm(reading, table.selection),
        "search": reading.filters.search,
        "as_of": reading.as_of.day,
        "number_of_indicators": Indicator.objects.visible_to(request.user).filter(measure__report=found).count(),
    }
    return render(request, "reports/report.html", context)


def find_predecessor(request: HttpRequest, report: Report) -> Report | None:
    """What the report continues, if the visitor may see it."""
    if report.predecessor_id is None:
        return None
    reports = Report.objects.visible_to(request.user).select_related("municipality")
    return reports.filter(pk=report.predecessor_id).first()
