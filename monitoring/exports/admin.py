"""Downloads the selected measures with drafts and, for planners, internal notes."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _

from catalog.choices import AuditKind
from catalog.models import AuditEntry, Measure
from catalog.permissions.policy import permitted
from catalog.permissions.registry import Action
from monitoring.choices import MeasureColumn
from monitoring.exports.tables import CSV, XLSX, MeasureTable
from monitoring.models import MonitoredMeasure


@admin.action(description=_("Download selected measures for Excel"), permissions=["view"])
def download_xlsx(_admin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
    table = selected(request, queryset)
    return attachment(table.xlsx(), XLSX, f"{table.name}.xlsx")


@admin.action(description=_("Download selected measures as CSV"), permissions=["view"])
def download_csv(_admin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
    table = selected(request, queryset)
    return attachment(table.csv(), CSV, f"{table.name}.csv")


def selected(request: HttpRequest, queryset: QuerySet[Any]) -> MeasureTable:
    """Returns the table of the selected measures; parts stand below their measure only if it is selected, too."""
    chosen = queryset.order_by().values("pk")
    measures = MonitoredMeasure.objects.filter(permitted(request.user, Action.VIEW, Measure), pk__in=chosen)
    hides_notes = measures.exclude(permitted(request.user, Action.READ_NOTES, Measure)).exists()
    hidden = {MeasureColumn.INTERNAL_NOTE} if hides_notes else set()
    table = MeasureTable(measures, [column for column in MeasureColumn.written() if column not in hidden])
    for report in table.reports:
        AuditEntry.record(
            AuditKind.DRAFTS_EXPORTED,
            person=request.user,  # type: ignore[arg-type]
            subject=str(report),
            municipality=report.municipality,
        )
    return table


def attachment(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    add_never_cache_headers(response)
    return response
