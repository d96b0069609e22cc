from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.addresses.get_or_404 import find_report
from reports.council.issued_papers import presentations
from reports.measures.filter_form import FilterForm
from reports.measures.list_query import Reading
from reports.measures.status_table import StatusTable

MOST_PRESENTATIONS = 3


@require_safe
def report(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """The status table of a report, as it stood on a day and as far as a visitor has asked for it."""
    found = find_report(request, city, slug)
    reading = Reading(request, report=found)
    table = StatusTable(found, request.user, reading.as_of.day, filters=reading.filters, sorting=reading.sorting)
    context = {
        "municipality": found.municipality,
        "report": found,
        "table": table,
        "reading": reading,
        "form": FilterForm(reading, table.selection),
        "search": reading.filters.search,
        "as_of": reading.as_of.day,
        # The report was presented as a whole: a choice of its measures was not.
        "presentations": [] if reading.filters.active else presentations(found, request.user)[:MOST_PRESENTATIONS],
    }
    return render(request, "measures/report.html", context)
