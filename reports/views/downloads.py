"""The measures of a report as files, and what their columns mean."""

import json
from collections.abc import Callable

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from catalog.models import AuditEntry, AuditKind, Report
from catalog.permissions import sees_more_than_strangers
from monitoring.exports import CSV, XLSX, file_name, language_of_files
from reports.data_package import data_package
from reports.documents.booklet import booklet
from reports.documents.document import Document
from reports.documents.docx import DOCX, write_docx
from reports.documents.pdf import PDF, write_pdf
from reports.documents.status_table import status_table
from reports.exports import as_json, public_table
from reports.lookup import find_report
from reports.reading import Reading
from reports.site_address import site_address

JSON = "application/json"


def measures_as_file(
    write: Callable[[HttpRequest, Report, Reading], bytes], content_type: str, ending: str, word: str = ""
) -> Callable[..., HttpResponse]:
    """A view that hands out the measures which the page of the report shows with the same query string.

    What cannot be read is refused: a file that holds other measures than asked for would go unnoticed. `word` tells
    in its name what kind of file it is.
    """

    @require_safe
    def view(request: HttpRequest, city: str, slug: str) -> HttpResponse:
        report = find_report(request, city, slug)
        reading = Reading(request, report=report)
        if reading.problems:
            return HttpResponseBadRequest("\n".join(reading.problems), content_type="text/plain; charset=utf-8")
        content = write(request, report, reading)
        if sees_more_than_strangers(request.user, report):
            AuditEntry.record(
                AuditKind.DRAFTS_EXPORTED,
                person=request.user,  # type: ignore[arg-type]
                subject=str(report),
                municipality=report.municipality,
            )
        return download(request, content, content_type, f"{name_of(report, reading, word)}.{ending}")

    return view


def name_of(report: Report, reading: Reading, word: str = "") -> str:
    """A file that holds a choice of measures, or those of an earlier day, says so: "…-auswahl-2021-01-19"."""
    parts = [file_name(report), *filter(None, [word])]
    if reading.filters.active:
        parts.append("auswahl")
    if reading.as_of.is_past:
        parts.append(reading.as_of.day.isoformat())
    return "-".join(parts)


measures_csv = measures_as_file(lambda _request, report, reading: public_table(report, reading).csv(), CSV, "csv")
measures_xlsx = measures_as_file(lambda _request, report, reading: public_table(report, reading).xlsx(), XLSX, "xlsx")
measures_json = measures_as_file(
    lambda request, report, reading: readable(as_json(report, reading, request)), JSON, "json"
)


def document_as_file(
    build: Callable[[Report, Reading, str], Document],
    write: Callable[[Document], bytes],
    content_type: str,
    ending: str,
    word: str,
) -> Callable[..., HttpResponse]:
    """A view that hands out a document about the same measures, in the language of the installation."""

    def content(request: HttpRequest, report: Report, reading: Reading) -> bytes:
        with language_of_files():
            return write(build(report, reading, site_address(request)))

    return measures_as_file(content, content_type, ending, word)


TABLE, BOOKLET = "statustabelle", "massnahmenheft"
status_table_docx = document_as_file(status_table, write_docx, DOCX, "docx", TABLE)
status_table_pdf = document_as_file(status_table, write_pdf, PDF, "pdf", TABLE)
booklet_docx = document_as_file(booklet, write_docx, DOCX, "docx", BOOKLET)
booklet_pdf = document_as_file(booklet, write_pdf, PDF, "pdf", BOOKLET)


@require_safe
def package(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    report = find_report(request, city, slug)
    return download(request, readable(data_package(report, request)), JSON, "datapackage.json")


def readable(content: object) -> bytes:
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2).encode()


def download(request: HttpRequest, content: bytes, content_type: str, name: str) -> HttpResponse:
    """A file to save; nobody on the way keeps a copy of what only some may see."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Language"] = settings.LANGUAGE_CODE
    if request.user.is_authenticated:
        add_never_cache_headers(response)
    return response
