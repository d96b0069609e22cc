"""Drafts as files, for somebody who checks them before they are issued."""

from django.http import Http404, HttpRequest, HttpResponse

from reports.choices import Audience
from reports.council.issuing import content_of, draft
from reports.documents.jobs.job import DocumentJob
from reports.documents.jobs.views import UNAVAILABLE, hand_out
from reports.documents.responses import record_export
from reports.documents.writers.formats import FORMATS
from reports.models import CouncilPaper

ENDING = "form"  # the word in the address that names the ending of the file


def as_file(request: HttpRequest, paper: CouncilPaper, audience: Audience, ending: str) -> HttpResponse:
    """Raises Http404 for a format that nobody writes."""
    if ending not in FORMATS:
        raise Http404
    form = FORMATS[ending]
    content = content_of(paper, audience)
    order = DocumentJob(
        report=paper.report,
        title=str(paper),
        name=f"entwurf-{paper.slug}.{ending}",
        content_type=form.content_type,
        address=request.get_full_path(),
        page=request.path,
        measures=len(content.measures),
        build=lambda _listener: draft(content),
        write=lambda document: form.write(document, content.dress),
    )
    response = hand_out(request, order)
    if response.status_code != UNAVAILABLE:
        record_export(request, paper)
    return response
