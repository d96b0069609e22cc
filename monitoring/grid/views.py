"""The table in which a planner types a whole report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.choices import Publication
from catalog.locking.row_locks import BUSY, BusyError
from catalog.locking.sent_once import key_of, led_there_again, token_of_form
from catalog.models import Measure, Report
from catalog.permissions.finding import find_seen
from catalog.permissions.policy import can
from catalog.permissions.registry import Action
from catalog.querysets import row_id
from monitoring.audience import how_many_are_seen
from monitoring.choices import Status
from monitoring.current.judging import refresh
from monitoring.grid.cells import LABELS, cells_of, read_token, token_of
from monitoring.grid.filter_form import GridFilterForm
from monitoring.grid.rows import BLANK, MOST_NEW_ROWS, MOST_ROWS, free_number, name_of, new_row, shown_rows, typed_rows
from monitoring.grid.saving import ClosedError, GridWriter, SentTwiceError, load
from monitoring.grid.words import Words
from monitoring.models import MonitoredMeasure
from monitoring.querysets import by_place

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from catalog.querysets import MeasureQuerySet
    from monitoring.grid.rows import Row
    from monitoring.grid.saving import Saved


def grid(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows the measures of a report as rows of cells; saves the changed ones on POST, all or none."""
    report = _report(request, pk)
    words = Words(report)
    form = GridFilterForm(request.GET, words)
    if form.asks_for_status:
        refresh()
    found: MeasureQuerySet[MonitoredMeasure] = MonitoredMeasure.objects.filter(form.condition(), report=report)
    keys = found.order_by(*by_place()).values_list("pk", flat=True)
    page = Paginator(keys, form.rows_per_page).get_page(request.GET.get("seite"))
    refusal = ""
    typed: list[Row] = []
    if request.method == "POST":
        seen = read_token(report.pk, request.POST.get("seen", ""))
        typed = typed_rows(request.POST, seen)
        if "part_of" in request.POST:
            typed += _new_part(report, request.POST["part_of"], typed)
        else:
            writer = GridWriter(report, words, seen, request.user)  # type: ignore[arg-type]  # logged in
            try:
                done, refusal = _save(writer, typed, key_of(request), request.get_full_path())
            except SentTwiceError:
                return led_there_again(request, request.get_full_path())
            if done:
                messages.success(request, _said(done))
                return HttpResponseRedirect(request.get_full_path())
    shown = list(dict.fromkeys([*page, *(int(row.key) for row in typed if not row.is_new)]))
    loaded = {measure.pk: measure for measure in load(shown, report)}
    stored = {key: cells_of(loaded[key], words.sections) for key in shown if key in loaded}
    rows = shown_rows(typed, shown, loaded, stored)
    context = {
        **admin.site.each_context(request),
        "report": report,
        "form": form,
        "page": page,
        "refusal": refusal,
        "wrong": sum(1 for row in rows if row.errors),
        "rows": rows,
        "blank": new_row(BLANK),
        "most": {"rows": MOST_ROWS, "new": MOST_NEW_ROWS},
        "once": token_of_form(request),
        "seen": token_of(report.pk, stored),
        "labels": LABELS,
        "lists": {
            "section": list(words.sections.values()),
            "lead": [str(office) for office in words.offices],
            "status": [label for _value, label in Status.choices],
            "publication": [label for _value, label in Publication.choices],
        },
        "opts": Report._meta,
        "title": _("All measures in one table"),
        "subtitle": str(report),
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/grid/table.html", context)


def _save(writer: GridWriter, rows: list[Row], once: str, address: str) -> tuple[Saved | None, str]:
    """Returns what was saved, or None and why nothing was."""
    if len(rows) > MOST_ROWS:
        words = _(
            "These are %(n)s rows, and one form takes %(most)s. Nothing has been saved yet: show fewer rows per page."
        )
        return None, words % {"n": len(rows), "most": MOST_ROWS}
    try:
        done = writer.save(rows, once, address)
    except BusyError:
        return None, str(BUSY)
    except ClosedError:
        raise PermissionDenied from None
    refusal = _("Nothing has been saved yet. Please correct what is marked in the table, and save again.")
    return done, "" if done else refusal


def _new_part(report: Report, key: str, typed: list[Row]) -> list[Row]:
    """Returns a new row for a part of a measure; none where the report has no such measure."""
    whole = Measure.objects.filter(report=report, parent=None, pk=row_id(key) or 0).first()
    return [new_row(free_number(typed), name_of(whole))] if whole else []


def _report(request: HttpRequest, pk: int) -> Report:
    """Returns a report whose measures the visitor may change; 403 for who changes none, 404 for one of others."""
    reports = Report.objects.select_related("municipality")
    report: Report = find_seen(request, reports, pk, Action.VIEW, of_kind=Action.ADD)
    if not (can(request.user, Action.CHANGE, Measure, at=report) and can(request.user, Action.ADD, Measure, at=report)):
        raise PermissionDenied
    return report


def _said(done: Saved) -> str:
    """Returns in one message what was saved and what of it the public sees."""
    if not done.measures:
        return _("Nothing was changed.")
    words = [ngettext("%(n)s measure saved", "%(n)s measures saved", done.measures) % {"n": done.measures}]
    if done.updates:
        words.append(ngettext("%(n)s update written", "%(n)s updates written", done.updates) % {"n": done.updates})
    return f"{', '.join(words)}. {how_many_are_seen(done.public, done.measures)}"
