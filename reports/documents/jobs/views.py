"""Documents that take a while: a page shows their progress and finally offers the file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog.rate_limits import client_address, digest_of
from catalog.site_address import site_address
from catalog.tasks.worker import is_worker_alive
from reports.addresses.get_or_404 import find_report
from reports.choices import PreparedState
from reports.documents.jobs.job import DocumentJob
from reports.documents.jobs.queue import TooManyError, enqueue
from reports.documents.responses import download
from reports.models import PreparedFile

SEE_OTHER, UNAVAILABLE = 303, 503
SECONDS = 60  # seconds until it is worth asking again


def hand_out(request: HttpRequest, order: DocumentJob) -> HttpResponse:
    """Sends the file itself; if that would take too long, leads to a page with its progress."""
    if not order.is_large:
        return download(request, order.recipe.made(), order.content_type, order.name)
    user = request.user if request.user.is_authenticated else None
    try:
        visitor = digest_of(f"document of {user.pk if user else client_address(request)}")
        prepared = enqueue(order, user, site_address(request), visitor)
    except TooManyError:
        return busy(request, order)
    place = [order.report.municipality.slug, order.report.slug, prepared.token]
    response = HttpResponse(status=SEE_OTHER, headers={"Location": reverse("prepared", args=place)})
    add_never_cache_headers(response)
    return response


def busy(request: HttpRequest, order: DocumentJob) -> HttpResponse:
    context = {"order": order, "report": order.report, "municipality": order.report.municipality}
    response = render(request, "documents/jobs/busy.html", context, status=UNAVAILABLE)
    response["Retry-After"] = str(SECONDS)
    add_never_cache_headers(response)
    return response


@never_cache
@require_safe
def prepared(request: HttpRequest, city: str, slug: str, token: str) -> HttpResponse:
    """Shows the progress of a document."""
    report = find_report(request, city, slug)
    found = PreparedFile.objects.visible_to(request.user).without_content().filter(report=report, token=token).first()
    context = {
        "file": found,
        "report": report,
        "municipality": report.municipality,
        "states": PreparedState,
        "waits_for_worker": found is not None and found.is_at_work and not is_worker_alive(),
    }
    page = "progress" if found else "gone"
    response = render(request, f"documents/jobs/{page}.html", context, status=200 if found else 404)
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_safe
def prepared_file(request: HttpRequest, city: str, slug: str, token: str) -> HttpResponse:
    report = find_report(request, city, slug)
    files = PreparedFile.objects.visible_to(request.user).filter(report=report, state=PreparedState.DONE)
    found = files.filter(token=token).first()
    if found is None:
        raise Http404
    return download(request, bytes(found.content), found.content_type, found.name)
