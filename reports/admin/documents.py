"""Drafts as files, for somebody who checks them before they are issued."""

from django.http import Http404, HttpRequest, HttpResponse

from catalog.models import AuditEntry, AuditKind
from monitoring.exports import language_of_files
from reports.documents.document import Document
from reports.documents.dress import Dress
from reports.documents.formats import FORMATS
from reports.models import CouncilPaper
from reports.views.downloads import download

ENDING = "form"  # the word in the address that names the ending of the file


def as_file(request: HttpRequest, document: Document, dress: Dress, ending: str, paper: CouncilPaper) -> HttpResponse:
    """Raises Http404 for a format that nobody writes."""
    if ending not in FORMATS:
        raise Http404
    with language_of_files():
        content = FORMATS[ending].write(document, dress)
    AuditEntry.record(
        AuditKind.DRAFTS_EXPORTED,
        person=request.user,  # type: ignore[arg-type]
        subject=str(paper),
        municipality=paper.municipality,
    )
    return download(request, content, FORMATS[ending].content_type, f"entwurf-{paper.slug}.{ending}")
