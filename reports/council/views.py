"""Council papers and committees of a municipality."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import conditional_page, require_safe

from catalog.models import Measure
from catalog.permissions.scope import STRANGER
from catalog.site_address import site_address
from monitoring.exports.tables import language_of_files
from reports.addresses.get_or_404 import find_committee, find_municipality
from reports.choices import Audience, PaperState
from reports.council.committees import CommitteeView, committees_of
from reports.council.issued_papers import find_paper, issued_papers
from reports.council.meetings import as_calendar
from reports.council.recipes import issued_recipe, recipe_of_issued
from reports.council.resolutions import resolutions_of
from reports.documents.jobs.job import DocumentJob
from reports.documents.jobs.views import UNAVAILABLE, hand_out
from reports.documents.responses import record_export
from reports.documents.writers.formats import FORMATS
from reports.models import Committee, CouncilPaper, PaperAnnex


@require_safe
def papers(request: HttpRequest, city: str) -> HttpResponse:
    """Shows the council papers of a municipality, the newest first."""
    found = find_municipality(request, city)
    context = {
        "municipality": found,
        "papers": issued_papers(found, request.user),
        "committees": Committee.objects.visible_to(request.user)
        .filter(municipality=found)
        .select_related("municipality"),
    }
    return render(request, "council/papers.html", context)


@require_safe
def paper(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """Shows an issued paper exactly as it was issued, with the results."""
    issued = find_paper(request, city, slug)
    found = issued.paper
    others = (
        CouncilPaper.objects.visible_to(request.user).exclude(state=PaperState.DRAFT).select_related("municipality")
    )
    context = {
        "municipality": found.municipality,
        "report": found.report,
        "paper": found,
        "issued": issued,
        "consultations": found.known_consultations,  # type: ignore[attr-defined]
        "supersedes": others.filter(corrections=found).first(),
        "measures": Measure.objects.visible_to(request.user)
        .filter(pk__in=issued.frozen.measures, parent=None, report=found.report)
        .select_related("report__municipality"),
        "annexes": PaperAnnex.objects.visible_to(request.user)
        .filter(paper=found)
        .select_related("paper__municipality"),
        "superseded_by": others.filter(supersedes=found).first(),
    }
    return render(request, "council/paper.html", context)


def paper_as_file(ending: str) -> Callable[[HttpRequest, str, str], HttpResponse]:
    """Returns a view that sends an issued paper: the same bytes whatever has happened since."""

    @require_safe
    def view(request: HttpRequest, city: str, slug: str) -> HttpResponse:
        issued = find_paper(request, city, slug)
        paper = issued.paper
        order = DocumentJob(
            report=paper.report,
            title=str(paper),
            name=f"{city}-{slug}.{ending}",
            content_type=FORMATS[ending].content_type,
            address=request.path,
            page=paper.get_absolute_url(),
            measures=len(issued.frozen.measures),
            recipe=recipe_of_issued(issued, ending),
            find_recipe=issued_recipe,
            arguments={"frozen": issued.frozen.pk, "ending": ending},
        )
        response = hand_out(request, order)
        if response.status_code != UNAVAILABLE and issued.frozen.audience == Audience.HOUSE:
            record_export(request, paper)
        return response

    return view


paper_docx = paper_as_file("docx")
paper_pdf = paper_as_file("pdf")


@require_safe
def committees(request: HttpRequest, city: str) -> HttpResponse:
    """Shows the committees of a municipality, each with its next and its last meeting."""
    found = find_municipality(request, city)
    context = {"municipality": found, "committees": committees_of(found, request.user)}
    return render(request, "council/committees.html", context)


@require_safe
def committee(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """Shows meetings and papers of a committee, and the changes since it last met."""
    found = find_committee(request, city, slug)
    context = {
        "municipality": found.municipality,
        "committee": found,
        "view": CommitteeView(found, request.user),
        "has_resolutions": resolutions_of(found, request.user).exists(),
    }
    return render(request, "council/committee.html", context)


@require_safe
@conditional_page
def meetings(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """Returns the public meetings as a calendar, the same for everybody."""
    request.user = STRANGER
    found = find_committee(request, city, slug)
    with language_of_files():
        content = as_calendar(CommitteeView(found, STRANGER), site_address(request))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{city}-{slug}-termine.ics"'
    response["Content-Language"] = settings.LANGUAGE_CODE
    return response
