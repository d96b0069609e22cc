"""Drafts as files, for people who check them before they are issued."""

from django.http import Http404, HttpRequest, HttpResponse

from reports.choices import Audience
from reports.council.issuing import content_of
from reports.council.recipes import draft_recipe, recipe_of_draft
from reports.documents.jobs.job import DocumentJob
from reports.documents.jobs.views import UNAVAILABLE, hand_out
from reports.documents.responses import record_export
from reports.documents.writers.formats import FORMATS
from reports.models import CouncilPaper

ENDING = "form"  # the parameter in the address with the ending of the file


def as_file(request: HttpRequest, paper: CouncilPaper, audience: Audience, ending: str) -> HttpResponse:
    """Returns the file. Raises Http404 for an unknown format."""
    if ending not in FORMATS:
        raise Http404
    content = content_of(paper, audience)
    order = DocumentJob(
        report=paper.report,
        title=str(paper),
        name=f"entwurf-{paper.slug}.{ending}",
        content_type=FORMATS[ending].content_type,
        address=request.get_full_path(),
        page=request.path,
        measures=len(content.measures),
        recipe=recipe_of_draft(content, ending),
        find_recipe=draft_recipe,
        arguments={"paper": paper.pk, "template": paper.template_id, "audience": audience, "ending": ending},
    )
    response = hand_out(request, order)
    if response.status_code != UNAVAILABLE:
        record_export(request, paper)
    return response
