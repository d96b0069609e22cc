"""Files about the measures that the page of a report shows with the same query string."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from catalog.models import Report
from catalog.permissions.policy import sees_more_than_strangers
from monitoring.exports.tables import file_name, language_of_files
from reports.addresses.get_or_404 import find_report
from reports.addresses.site import site_address
from reports.documents.booklet import booklet
from reports.documents.document import Document
from reports.documents.jobs.job import DocumentJob
from reports.documents.jobs.views import UNAVAILABLE, hand_out
from reports.documents.progress import Listener
from reports.documents.responses import record_export
from reports.documents.status_table import status_table
from reports.documents.theme import PLAIN
from reports.documents.writers.formats import FORMATS
from reports.measures.list_query import ListQuery
from reports.measures.selection import Selection

Answer = Callable[[HttpRequest, Report, ListQuery], HttpResponse]


def of_measures(answer: Answer) -> Callable[..., HttpResponse]:
    """A view that hands out the measures which the page of the report shows with the same query string.

    What cannot be read is refused: a file that holds other measures than asked for would go unnoticed.
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
    """A file that holds a choice of measures, or those of an earlier day, says so: "…-auswahl-2021-01-19"."""
    parts = [file_name(report), *filter(None, [word])]
    if reading.filters.active:
        parts.append("auswahl")
    if reading.as_of.is_past:
        parts.append(reading.as_of.day.isoformat())
    return "-".join(parts)


def document_as_file(
    build: Callable[[Report, ListQuery, str, Listener], Document],
    ending: str,
    kind: tuple[str, Promise],
) -> Callable[..., HttpResponse]:
    """A view that hands out a document about the same measures, in the language of the installation.

    `kind` is what files of it are called, and people.
    """
    word, title = kind
    form = FORMATS[ending]

    def answer(request: HttpRequest, report: Report, reading: ListQuery) -> HttpResponse:
        site = site_address(request)
        with language_of_files():
            called = f"{title}: {report.title}"
        order = DocumentJob(
            report=report,
            title=called,
            name=f"{name_of(report, reading, word)}.{ending}",
            content_type=form.content_type,
            address=f"{request.path}{reading.document_query}",
            page=f"{report.get_absolute_url()}{reading.document_query}",
            measures=Selection(reading.filters.measures().only("parent"), reading.filters).number,
            build=lambda listener: build(report, reading, site, listener),
            write=lambda document: form.write(document, PLAIN),
        )
        return hand_out(request, order)

    return of_measures(answer)


TABLE, BOOKLET = ("statustabelle", _("Status table")), ("massnahmenheft", _("Booklet of measures"))
status_table_docx = document_as_file(status_table, "docx", TABLE)
status_table_pdf = document_as_file(status_table, "pdf", TABLE)
booklet_docx = document_as_file(booklet, "docx", BOOKLET)
booklet_pdf = document_as_file(booklet, "pdf", BOOKLET)
