"""Status tables and booklets of measures as documents."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.models import Report
from monitoring.exports.tables import language_of_files
from reports.addresses.site import site_address
from reports.documents.booklet import booklet
from reports.documents.document import Document
from reports.documents.jobs.job import Order
from reports.documents.jobs.views import hand_out
from reports.documents.measure_files import name_of, of_measures
from reports.documents.progress import Listener
from reports.documents.status_table import status_table
from reports.documents.theme import PLAIN
from reports.documents.writers.formats import FORMATS
from reports.measures.list_query import Reading
from reports.measures.selection import Selection


def document_as_file(
    build: Callable[[Report, Reading, str, Listener], Document],
    ending: str,
    kind: tuple[str, Promise],
) -> Callable[..., HttpResponse]:
    """A view that hands out a document about the same measures, in the language of the installation.

    `kind` is what files of it are called, and people.
    """
    word, title = kind
    form = FORMATS[ending]

    def answer(request: HttpRequest, report: Report, reading: Reading) -> HttpResponse:
        site = site_address(request)
        with language_of_files():
            called = f"{title}: {report.title}"
        order = Order(
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
