"""The measures of a report as files, and what their columns mean."""

import json

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from catalog.querysets import sees_drafts
from monitoring.exports import CSV, XLSX, file_name
from reports.data_package import data_package
from reports.exports import as_json, public_table
from reports.lookup import find_report

JSON = "application/json"


@require_safe
def measures_csv(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    report = find_report(request, city, slug)
    return download(request, public_table(report, request.user).csv(), CSV, f"{file_name(report)}.csv")


@require_safe
def measures_xlsx(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    report = find_report(request, city, slug)
    return download(request, public_table(report, request.user).xlsx(), XLSX, f"{file_name(report)}.xlsx")


@require_safe
def measures_json(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    report = find_report(request, city, slug)
    return download(request, readable(as_json(report, request)), JSON, f"{file_name(report)}.json")


@require_safe
def package(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    report = find_report(request, city, slug)
    return download(request, readable(data_package(report, request)), JSON, "datapackage.json")


def readable(content: object) -> bytes:
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2).encode()


def download(request: HttpRequest, content: bytes, content_type: str, name: str) -> HttpResponse:
    """A file to save; nobody on the way keeps a copy of what only planners see."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Language"] = settings.LANGUAGE_CODE
    if sees_drafts(request.user):
        add_never_cache_headers(response)
    return response
