from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reports.lookup import find_municipality
from reports.models import Committee, CouncilPaper, FrozenPaper
from reports.papers.reading import IssuedPaper, audience_of, issued_papers


@require_safe
def papers(request: HttpRequest, city: str) -> HttpResponse:
    """The council papers of a municipality, the newest first."""
    found = find_municipality(request, city)
    context = {
        "municipality": found,
        "papers": issued_papers(found, request.user),
        "committees": Committee.objects.visible_to(request.user)
        .filter(municipality=found)
        .select_related("municipality"),
    }
    return render(request, "reports/papers.html", context)


@require_safe
def paper(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """An issued paper, letter by letter as it was issued, and what came of it."""
    municipality = find_municipality(request, city)
    found = get_object_or_404(issued_papers(municipality, request.user), slug=slug)
    audience = audience_of(request.user, found)
    frozen = FrozenPaper.objects.filter(paper=found, audience=audience).first()
    if frozen is None:
        raise Http404
    others = CouncilPaper.objects.visible_to(request.user).exclude(state="draft").select_related("municipality")
    context = {
        "municipality": municipality,
        "report": found.report,
        "paper": found,
        "issued": IssuedPaper(found, frozen),
        "consultations": found.known_consultations,  # type: ignore[attr-defined]
        "supersedes": others.filter(corrections=found).first(),
        "superseded_by": others.filter(supersedes=found).first(),
    }
    return render(request, "reports/paper.html", context)
