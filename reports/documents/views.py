"""Files about the measures that the page of a report shows with the same query string."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from catalog.models import Report
from catalog.permissions.policy import sees_more_than_strangers
from catalog.site_address import site_address
from monitoring.exports.tables import file_name, language_of_files
from reports.addresses.get_or_404 import find_report
from reports.documents.jobs.job import DocumentJob
from reports.documents.jobs.views import UNAVAILABLE, hand_out
from reports.documents.recipes import measures_recipe, recipe_of_measures
from reports.documents.responses import record_export
from reports.documents.writers.formats import FORMATS
from reports.measures.list_query import ListQuery

Answer = Callable[[HttpRequest, Report, ListQuery], HttpResponse]


def of_measures(answer: Answer) -> Callable[..., HttpResponse]:
    """Returns a view that sends the measures which the page of the report shows with the same query string.

    Unreadable filters are refused: a file with other measures than asked for would go unnoticed.
    """

    @require_safe
    def view(request: HttpRequest, city: str, slug: str) -> HttpResponse:
        report = find_report(request, city, slug)
        reading = ListQuery(request, report=report)
        if reading.problems:
            return HttpResponseBadRequest("\n".join(reading.problems), content_type="text/plain; charset=utf-8")
        response = answer(request, report, reading)
        if response.status_code != UNAVAILABLE and sees_more_than_strangers(request.user, report):
            record_export(request, report)
        return response

    return view


def name_of(report: Report, reading: ListQuery, word: str = "") -> str:
    """Returns the name of a file; that of a selection or an earlier day says so: "…-auswahl-2021-01-19"."""
    parts = [file_name(report), *filter(None, [word])]
    if reading.filters.active:
        parts.append("auswahl")
    if reading.as_of.is_past:
        parts.append(reading.as_of.word)
    return "-".join(parts)


def document_as_file(kind: str, title: Promise, ending: str) -> Callable[..., HttpResponse]:
    """Returns a view that sends a document about the same measures, in the language of the installation.

    `kind` is the name of its files, `title` its name for people.
    """

    def answer(request: HttpRequest, report: Report, reading: ListQuery) -> HttpResponse:
        site = site_address(request)
        with language_of_files():
            called = f"{title}: {report.title}"
        order = DocumentJob(
            report=report,
            title=called,
            name=f"{name_of(report, reading, kind)}.{ending}",
            content_type=FORMATS[ending].content_type,
            address=f"{request.path}{reading.document_query}",
            page=f"{report.get_absolute_url()}{reading.document_query}",
            measures=len(reading.filters.shown()),
            recipe=recipe_of_measures(report, reading, kind, ending, site),
            find_recipe=measures_recipe,
            arguments={
                "kind": kind,
                "ending": ending,
                "report": report.pk,
                "query": reading.address.query,
                "site": site,
            },
        )
        return hand_out(request, order)

    return of_measures(answer)


TABLE, BOOKLET = ("statustabelle", _("Status table")), ("massnahmenheft", _("Booklet of measures"))
status_table_docx = document_as_file(*TABLE, "docx")
status_table_pdf = document_as_file(*TABLE, "pdf")
booklet_docx = document_as_file(*BOOKLET, "docx")
booklet_pdf = document_as_file(*BOOKLET, "pdf")
