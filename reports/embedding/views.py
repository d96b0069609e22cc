"""Parts of a report for the city's own website: the only pages another site may frame."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from catalog.choices import TableView
from catalog.models import Report
from catalog.permissions.scope import STRANGER
from reports.addresses.get_or_404 import find_report
from reports.addresses.query_string import Address
from reports.measures.counts import MeasureCounts, ScopeCounts
from reports.measures.filters import MeasureFilters
from reports.measures.html.surroundings import Surroundings
from reports.measures.scope import Scope
from reports.measures.sorting import Sorting
from reports.measures.table.chosen_view import ChosenView
from reports.measures.table.long_table import table_of
from reports.measures.table.pages import PageAsked

View = Callable[..., HttpResponseBase]

# The pages that may be framed, by the name of their URL, with the height of their frame in pixels.
OFFERS = [
    ("embed-bar", _("Status bar"), 340),
    ("embed-table", _("Status table"), 800),
]
FRAME = '<iframe src="{url}" title="{label}: {report}" width="100%" height="{height}" loading="lazy"></iframe>'


def for_other_sites(view: View) -> View:
    """Returns a view that sites named in EMBED_ORIGINS may frame, and that shows what strangers see."""

    @wraps(view)
    def framed(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponseBase:
        request.user = STRANGER
        allowed = csp_replace({"frame-ancestors": settings.EMBED_ORIGINS})(view)
        return xframe_options_exempt(allowed)(request, *args, **kwargs)

    return framed


@require_safe
def embedding(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """Shows the code to copy into the city's own website."""
    report = find_report(request, city, slug)
    offers = []
    for name, label, height in OFFERS:
        url = request.build_absolute_uri(reverse(name, args=[city, slug]))
        frame = format_html(FRAME, url=url, label=label, report=report, height=height)
        offers.append({"name": name, "label": label, "url": url, "frame": frame})
    context = {"municipality": report.municipality, "report": report, "offers": offers}
    return render(request, "embedding/embedding.html", context)


@require_safe
@for_other_sites
def embedded_bar(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    report = find_report(request, city, slug)
    counts = ScopeCounts(Scope(request.user, timezone.localdate(), report=report)).of_report(report)
    return render(request, "embedding/bar.html", frame_of(report, counts))


@require_safe
@for_other_sites
def embedded_table(request: HttpRequest, city: str, slug: str) -> HttpResponse:
    """Shows the table in full; a framed page reads no filters, only the number of a page."""
    report = find_report(request, city, slug)
    scope = Scope(request.user, timezone.localdate(), report=report)
    asked = PageAsked.read(request.GET, Address(request.path), ChosenView.of_kind(TableView.FULL))
    with table_of(report, MeasureFilters(QueryDict(), scope), Sorting(), asked) as table:
        counts = {"reported_on": table.newest_report_on, "tally": table.selection.tally, "passed": table.passed}
        context = {"table": table, "surroundings": Surroundings(table=table)}
        return render(request, "embedding/table.html", frame_of(report, counts) | context)


def frame_of(report: Report, counts: MeasureCounts | dict[str, Any]) -> dict[str, Any]:
    return {"municipality": report.municipality, "report": report, "counts": counts}
