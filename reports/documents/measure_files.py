"""Files about the measures that the page of a report shows with the same query string."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.decorators.http import require_safe

from catalog.models import Report
from catalog.permissions.policy import sees_more_than_strangers
from monitoring.exports.tables import file_name
from reports.addresses.get_or_404 import find_report
from reports.documents.jobs.views import UNAVAILABLE
from reports.documents.responses import record_export
from reports.measures.list_query import Reading

Answer = Callable[[HttpRequest, Report, Reading], HttpResponse]


def of_measures(answer: Answer) -> Callable[..., HttpResponse]:
    """A view that hands out the measures which the page of the report shows with the same query string.

    What cannot be read is refused: a file that holds other measures than asked for would go unnoticed.
    """

    @require_safe
    def view(request: HttpRequest, city: str, slug: str) -> HttpResponse:
        report = find_report(request, city, slug)
        reading = Reading(request, report=report)
        if reading.problems:
            return HttpResponseBadRequest("\n".join(reading.problems), content_type="text/plain; charset=utf-8")
        response = answer(request, report, reading)
        if response.status_code != UNAVAILABLE and sees_more_than_strangers(request.user, report):
            record_export(request, report)
        return response

    return view


def name_of(report: Report, reading: Reading, word: str = "") -> str:
    """A file that holds a choice of measures, or those of an earlier day, says so: "…-auswahl-2021-01-19"."""
    parts = [file_name(report), *filter(None, [word])]
    if reading.filters.active:
        parts.append("auswahl")
    if reading.as_of.is_past:
        parts.append(reading.as_of.day.isoformat())
    return "-".join(parts)
