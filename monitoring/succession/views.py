"""The page on which a planner begins the next report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.locking.row_locks import BusyError
from catalog.models import Report
from catalog.outline import outline
from catalog.permissions.finding import find_seen
from catalog.permissions.policy import can
from catalog.permissions.registry import Action
from catalog.querysets import row_id
from monitoring.badges import status_badge
from monitoring.choices import CLOSED
from monitoring.models import MonitoredMeasure
from monitoring.succession.continuing import begin_next
from monitoring.succession.forms import NextReportForm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

    from catalog.models import Section


@dataclass(frozen=True, slots=True)
class Row:
    measure: MonitoredMeasure
    is_ticked: bool
    status: str  # as a badge; "" for what speaks through its parts


@dataclass(slots=True)
class Chapter:
    """A section of the present report with the measures that can be taken over; the first one may have no section."""

    section: Section | None
    depth: int = 0
    is_chosen: bool = True
    rows: list[Row] = field(default_factory=list)


def next_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what can be taken over, the open measures ticked; begins the next report on POST."""
    report = _report(request, pk)
    measures = list(
        MonitoredMeasure.objects.filter(report=report)
        .with_status()
        .select_related("parent", "report")
        .order_by("order", "code_sort", "pk")
    )
    initial = {"begins_on": timezone.localdate(), "closes": True}
    form = NextReportForm(report, measures, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            new = begin_next(report, form.wish, request.user)  # type: ignore[arg-type]
        except BusyError:
            form.add_error(None, _("Somebody else is writing into this report just now. Try again in a moment."))
        else:
            number = new.measures.filter(parent=None).count()
            words = _("“%(report)s” has been begun with %(number)s measures. It is not public yet.")
            messages.success(request, words % {"report": new, "number": number})
            return HttpResponseRedirect(reverse("admin:catalog_report_change", args=[new.pk]))
    context = {
        **admin.site.each_context(request),
        "report": report,
        "form": form,
        "chapters": list(_chapters(report, measures, form)),
        "opts": Report._meta,
        "title": _("Begin the next report"),
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/succession/next_report.html", context)


def _report(request: HttpRequest, pk: int) -> Report:
    """Returns a report that the visitor may continue. 403 for who begins no reports at all, 404 for one of others."""
    reports = Report.objects.select_related("municipality")
    report: Report = find_seen(request, reports, pk, Action.CHANGE, of_kind=Action.ADD)
    if not can(request.user, Action.ADD, Report, at=report):
        raise PermissionDenied
    return report


def _chapters(report: Report, measures: list[MonitoredMeasure], form: NextReportForm) -> Iterator[Chapter]:
    """Yields the sections in their order, each with its measures; parts stand below their whole."""
    ticked = Ticked(form, measures)
    chapters: dict[int | None, Chapter] = {None: Chapter(None)}
    for depth, section in outline(report.sections.all()):
        chapters[section.pk] = Chapter(section, depth, ticked.has_section(section))
    parts: dict[int, list[MonitoredMeasure]] = {}
    for measure in measures:
        if measure.parent_id:
            parts.setdefault(measure.parent_id, []).append(measure)
    for whole in (measure for measure in measures if measure.parent_id is None):
        for measure in (whole, *parts.get(whole.pk, [])):
            word = status_badge(measure.shown_status) if measure.speaks else ""
            chapters[whole.section_id].rows.append(Row(measure, ticked.has(measure), word))
    return (chapter for chapter in chapters.values() if chapter.section or chapter.rows)


class Ticked:
    """What is ticked: as it was sent, else all sections and the open measures, with the wholes of open parts."""

    def __init__(self, form: NextReportForm, measures: list[MonitoredMeasure]) -> None:
        sent: Any = form.data
        self._sections = set(sent.getlist("sections")) if form.is_bound else None
        if form.is_bound:
            self._measures = {int(key) for key in sent.getlist("measures") if row_id(key)}
        else:
            still_open = [measure for measure in measures if _is_open(measure)]
            self._measures = {key for measure in still_open for key in (measure.pk, measure.parent_id) if key}

    def has(self, measure: MonitoredMeasure) -> bool:
        return measure.pk in self._measures

    def has_section(self, section: Section) -> bool:
        return self._sections is None or str(section.pk) in self._sections


def _is_open(measure: MonitoredMeasure) -> bool:
    return measure.status not in CLOSED and not (measure.has_parts and measure.reported_on is None)
