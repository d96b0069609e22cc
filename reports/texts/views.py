from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.addresses.get_or_404 import find_municipality
from reports.texts.plain_language import summaries_by_report


@require_safe
def plain_language(request: HttpRequest, city: str) -> HttpResponse:
    """Shows all texts of a city in plain language; 404 without any summary."""
    found = find_municipality(request, city)
    reports = summaries_by_report(found, request.user)
    if not reports:
        raise Http404
    return render(request, "texts/plain_language.html", {"municipality": found, "reports": reports})
