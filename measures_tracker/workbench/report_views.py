"""The tabs of a report as a workplace: from here every form knows its report, and leads back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from catalog.locking.row_locks import BUSY, BusyError, lock_report, writing
from catalog.models import Measure, Report
from catalog.outline import outline
from catalog.permissions.large_lists import number_of
from catalog.permissions.policy import permitted
from catalog.permissions.registry import Action
from catalog.querysets import row_id
from measures_tracker.workbench.moving.measures import numbers_by_section
from measures_tracker.workbench.moving.sections import Direction
from measures_tracker.workbench.publishing import publish_everything, waiting_in
from measures_tracker.workbench.tab_pages import drafts_in, find_report, tab_page
from measures_tracker.workbench.tabs import add_url, change_url
from monitoring.badges import deadline_badge, publication_badge, status_badge
from monitoring.comments.threads import number_open
from monitoring.current.judging import refresh
from monitoring.models import Comment, Indicator, IndicatorValue, MonitoredMeasure, ReportingRound, SpreadsheetImport
from monitoring.models.measure import shown_word
from reports.models import CouncilPaper

if TYPE_CHECKING:
    from django.http import HttpResponse

PER_PAGE = 100
MOST = 100  # rows of a tab that is no list of measures
MOST_CHOICES = 1000
IN_ORDER = (  # parts stand below their whole
    Coalesce("current__whole__place", "current__place"),
    Coalesce("parent_id", "pk"),
    Case(When(parent=None, then=0), default=1),
    "order",
    "code_sort",
    "pk",
)


@require_safe
def measures(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows the measures in the order of the report."""
    refresh()
    report = find_report(request, pk)
    found = MonitoredMeasure.objects.filter(permitted(request.user, Action.VIEW, Measure), report=report)
    found = found.with_status().with_deadlines().with_responsibilities().select_related("section", "parent")
    page = Paginator(found.order_by(*IN_ORDER), PER_PAGE).get_page(request.GET.get("page"))
    talked_about = number_open(measure.pk for measure in page)
    rows = [
        {
            "measure": measure,
            "url": change_url(report, "catalog_measure", measure.pk, "measures"),
            "status": "" if measure.has_parts and not measure.reported_on else status_badge(shown_word(measure)),
            "deadline": deadline_badge(measure.deadline_state),
            "lead": "; ".join(named.office.abbreviation or named.office.name for named in measure.leads),
            "state": publication_badge(measure.publication) if measure.is_draft else "",
            "comments": talked_about.get(measure.pk, 0),
        }
        for measure in page
    ]
    listed = f"{reverse('admin:catalog_measure_changelist')}?{urlencode({'report__id__exact': report.pk})}"
    add = add_url(report, "catalog_measure", "measures")
    in_all = Comment.objects.open().filter(measure__report=report).count()
    sections = list(outline(report.sections.order_by("order", "title", "pk"))) if not report.is_closed else []
    return tab_page(
        request,
        report,
        "measures",
        rows=rows,
        page=page,
        listed=listed,
        add=add,
        sections=[(section, "\u2003" * depth) for depth, section in sections],
        numbers_by_section=bool(sections) and numbers_by_section(report),
        number_of_comments=in_all,
    )


@require_safe
def sections(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows the outline; sections move up and down, in and out by buttons."""
    report = find_report(request, pk)
    counted = report.sections.annotate(number=number_of(Measure, "section")).order_by("order", "title", "pk")
    rows = [
        {
            "section": section,
            "depth": min(depth, 5),
            "url": change_url(report, "catalog_section", section.pk, "sections"),
            "below": add_url(report, "catalog_section", "sections", parent=section.pk),
        }
        for depth, section in outline(counted)
    ]
    add = add_url(report, "catalog_section", "sections")
    return tab_page(request, report, "sections", rows=rows, add=add, directions=Direction)


@require_safe
def imports(request: HttpRequest, pk: int) -> HttpResponse:
    report = find_report(request, pk)
    seen = SpreadsheetImport.objects.filter(permitted(request.user, Action.VIEW, SpreadsheetImport), report=report)
    found = seen.defer("content", "workbook").select_related("created_by").order_by("-created_at")[:MOST]
    add = add_url(report, "monitoring_spreadsheetimport", "imports")
    rows = [(one, change_url(report, "monitoring_spreadsheetimport", one.pk, "imports")) for one in found]
    return tab_page(request, report, "imports", rows=rows, add=add)


@require_safe
def rounds(request: HttpRequest, pk: int) -> HttpResponse:
    report = find_report(request, pk)
    seen = ReportingRound.objects.filter(permitted(request.user, Action.VIEW, ReportingRound), reports=report)
    add = add_url(report, "monitoring_reportinground", "rounds")
    found = seen.order_by("-open_until", "-pk")[:MOST]
    rows = [(one, change_url(report, "monitoring_reportinground", one.pk, "rounds")) for one in found]
    return tab_page(request, report, "rounds", rows=rows, add=add)


@require_http_methods(["GET", "HEAD", "POST"])
def indicators(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows the indicators with their last value; one for a measure is begun by choosing the measure."""
    report = find_report(request, pk)
    known = Measure.objects.filter(report=report).select_related("parent").order_by("order", "code_sort", "pk")
    if request.method == "POST":
        chosen = row_id(request.POST.get("measure"))
        if chosen is not None and known.filter(pk=chosen).exists():
            return HttpResponseRedirect(add_url(report, "monitoring_indicator", "indicators", measure=chosen))
        messages.error(request, _("Choose the measure that the indicator belongs to."))
        return redirect("workplace-indicators", pk)
    seen = Indicator.objects.filter(permitted(request.user, Action.VIEW, Indicator), measure__report=report)
    found: list[Any] = list(
        seen.select_related("measure__parent")
        .annotate(value_count=number_of(IndicatorValue, "indicator"))
        .order_by("measure__order", "measure__code_sort", "order", "pk")[:MOST]
    )
    rows = [(one, change_url(report, "monitoring_indicator", one.pk, "indicators")) for one in found]
    return tab_page(request, report, "indicators", rows=rows, measures=known[:MOST_CHOICES])


@require_safe
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    report = find_report(request, pk)
    seen = CouncilPaper.objects.filter(permitted(request.user, Action.VIEW, CouncilPaper), report=report)
    add = add_url(report, "reports_councilpaper", "papers")
    found = seen.order_by("-dated_on", "-pk")[:MOST]
    rows = [(one, change_url(report, "reports_councilpaper", one.pk, "papers")) for one in found]
    return tab_page(request, report, "papers", rows=rows, add=add)


@require_http_methods(["GET", "HEAD", "POST"])
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """Says what the public sees of a report; publishes the report with all its drafts on POST."""
    report = find_report(request, pk)
    if request.method == "POST":
        try:
            with writing():
                lock_report(pk)
                published = publish_everything(request.user, Report.objects.get(pk=pk))
        except BusyError:
            messages.error(request, BUSY)
        else:
            words = _("The report is public now, with %(number)s newly published measures and updates.")
            messages.success(request, words % {"number": published})
        return redirect("workplace-publication", pk)
    waiting = len(waiting_in(request.user, report))
    return tab_page(request, report, "publication", numbers=drafts_in(report), number_waiting=waiting)
