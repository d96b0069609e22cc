"""The measures of a report as files, and the meaning of their columns."""

import json
from collections.abc import Callable

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from catalog.models import Report
from monitoring.exports.tables import CSV, XLSX
from reports.addresses.get_or_404 import find_report
from reports.documents.responses import download
from reports.documents.views import name_of, of_measures
from reports.measures.list_query import ListQuery
from reports.opendata.data_package import data_package
from reports.opendata.tables import as_json, public_table

JSON = "application/json"


def table_as_file(
    write: Callable[[HttpRequest, Report, ListQuery], bytes], content_type: str, ending: str
) -> Callable[..., HttpResponse]:
    def answer(request: HttpRequest, report: Report, reading: ListQuery) -> HttpResponse:
        return download(request, write(request, report, reading), content_type, f"{name_of(report, reading)}.{ending}")

    return of_measures(answer)


measures_csv = table_as_file(lambda request, report, reading: public_table(report, reading, request).csv(), CSV, "csv")
measures_xlsx = table_as_file(
    lambda request, report, reading: public_table(report, reading, request).xlsx(), XLSX, "xlsx"
)
measures_json = table_as_file(
    lambda request, report, reading: readable(as_json(report, reading, request)), JSON, "json"
)


@require_safe
def package(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    report = find_report(request, city, slug)
    return download(request, readable(data_package(report, request)), JSON, "datapackage.json")


def readable(content: object) -> bytes:
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2).encode()
