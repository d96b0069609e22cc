from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.address import word
from reports.filter_form import FilterForm
from reports.lookup import find_municipality
from reports.measure_list import PAGE, MeasureList
from reports.reading import Reading


@require_safe
def measures(request: HttpRequest, city: str | None = None) -> HttpResponse:
    """All measures of a city or, without one, of all cities."""
    municipality = find_municipality(request, city) if city else None
    reading = Reading(request, municipality)
    listing = MeasureList(reading, word(request.GET.getlist(PAGE)))
    context = {
        "municipality": municipality,
        "listing": listing,
        "reading": reading,
        "form": FilterForm(reading, listing.selection),
        "search": reading.filters.search,
        "as_of": reading.as_of.day,
    }
    return render(request, "reports/measures.html", context)
