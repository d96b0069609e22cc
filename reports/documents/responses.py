"""Files to save."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from catalog.choices import AuditKind
from catalog.models import AuditEntry, Report
from reports.models import CouncilPaper


def download(request: HttpRequest, content: bytes, content_type: str, name: str) -> HttpResponse:
    """Nobody on the way keeps a copy of what only some may see."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Language"] = settings.LANGUAGE_CODE
    if request.user.is_authenticated:
        add_never_cache_headers(response)
    return response


def record_export(request: HttpRequest, row: Report | CouncilPaper) -> None:
    """Somebody who is logged in has taken along what not everybody may see."""
    AuditEntry.record(
        AuditKind.DRAFTS_EXPORTED,
        person=request.user,  # type: ignore[arg-type]
        subject=str(row),
        municipality=row.municipality,
    )
