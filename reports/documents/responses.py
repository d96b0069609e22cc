"""Responses that send files to save."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from catalog.choices import AuditKind
from catalog.models import AuditEntry, Report
from reports.models import CouncilPaper


def download(request: HttpRequest, content: bytes, content_type: str, name: str) -> HttpResponse:
    """Returns the file to save; for people with a login, caches must not keep it."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Language"] = settings.LANGUAGE_CODE
    if request.user.is_authenticated:
        add_never_cache_headers(response)
    return response


def record_export(request: HttpRequest, row: Report | CouncilPaper) -> None:
    """Writes the download of what not everybody may see into the audit log."""
    AuditEntry.record(
        AuditKind.DRAFTS_EXPORTED,
        person=request.user,  # type: ignore[arg-type]
        subject=str(row),
        municipality=row.municipality,
    )
