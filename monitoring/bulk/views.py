"""The pages of a bulk act: which measures and what, its form, what would change; the last one writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from catalog.locking.row_locks import BUSY, BusyError
from catalog.models import Measure
from catalog.permissions.policy import can
from catalog.permissions.registry import Action
from catalog.querysets import row_id
from monitoring.audience import how_many_are_seen
from monitoring.bulk.acts import MOST, ActKind, load
from monitoring.bulk.carrying_out import ChangedMeanwhileError, carry_out, read_token, token_of
from monitoring.bulk.forms import FORMS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from monitoring.bulk.acts import Change
    from monitoring.bulk.carrying_out import Done
    from monitoring.models import MonitoredMeasure

MEASURE = "measure"  # the name of the ticks, and of the hidden fields that carry the choice on

MERGE = "merge"  # an act with pages of its own


@require_http_methods(["GET", "HEAD", "POST"])
def change_together(request: HttpRequest) -> HttpResponse:
    """Leads from chosen measures by the act and its form to what would change, and carries that out.

    A report in the address offers all its measures. 403 for who changes no measures, 404 where none is seen.
    """
    if not can(request.user, Action.CHANGE, Measure):
        raise PermissionDenied
    if request.method == "POST":
        return _posted(request)
    report = row_id(request.GET.get("report"))
    if report is None:
        messages.warning(request, _("Choose the measures in the list first."))
        return HttpResponseRedirect(reverse("admin:catalog_measure_changelist"))
    return choose(request, Measure.objects.filter(report=report).values_list("pk", flat=True)[: MOST + 1], ticked=False)


def choose(request: HttpRequest, keys: Iterable[int], *, ticked: bool = True) -> HttpResponse:
    """Shows the measures with these ids with ticks, and the acts to choose from."""
    measures = load(request.user, list(keys)[:MOST])  # type: ignore[arg-type]  # logged in
    if not measures:
        raise Http404
    return _page(request, "choose", measures, _("Change several measures"), acts=ActKind, ticked=ticked)


def _posted(request: HttpRequest) -> HttpResponse:
    keys = [key for text in request.POST.getlist(MEASURE) if (key := row_id(text)) is not None]
    if len(keys) > MOST:
        messages.error(request, _("Choose at most %(most)s measures.") % {"most": MOST})
        return HttpResponseRedirect(reverse("admin:catalog_measure_changelist"))
    if not keys:
        messages.error(request, _("Choose at least one measure."))
        report = row_id(request.POST.get("report"))
        return HttpResponseRedirect(
            f"{reverse('bulk-change')}?report={report}" if report else reverse("admin:catalog_measure_changelist")
        )
    measures = load(request.user, keys)  # type: ignore[arg-type]  # logged in
    if not measures:
        raise Http404
    kind = request.POST.get("act", "")
    if kind == MERGE:
        first, *others = measures
        query = urlencode({"with": [other.pk for other in others]}, doseq=True)
        return HttpResponseRedirect(f"{reverse('measure-merge', args=[first.pk])}?{query}")
    if kind not in FORMS:
        return choose(request, keys)
    return _act(request, ActKind(kind), measures, keys)


def _act(request: HttpRequest, kind: ActKind, measures: list[MonitoredMeasure], keys: list[int]) -> HttpResponse:
    """Shows the form of an act, then what would change, then writes it."""
    form_class, act_class = FORMS[kind]
    is_sent = "preview" in request.POST or "confirm" in request.POST
    form = form_class(measures, request.POST if is_sent else None)
    if not is_sent or "correct" in request.POST or not form.is_valid():
        return _page(request, "form", measures, kind.label, form=form, kind=kind)
    by: Any = request.user
    refusals: list[str] = []
    if "confirm" in request.POST:
        shown = read_token(kind, request.POST.get("shown", ""))
        try:
            done = carry_out(act_class, form.cleaned_data, keys, shown, by)
        except BusyError:
            refusals = [str(BUSY)]
        except ChangedMeanwhileError as error:
            refusals = [
                _("Nothing has been written. Look at what would change now, and confirm once more."),
                *error.sentences,
            ]
        else:
            messages.success(request, _said(done))
            return HttpResponseRedirect(_way_back(measures))
        measures = load(by, keys)
        if not measures:
            raise Http404
    act = act_class(form.cleaned_data, measures, by)
    changes = act.changes()
    return _page(
        request,
        "preview",
        measures,
        kind.label,
        form=form,
        kind=kind,
        refusals=refusals,
        shown=token_of(act, changes),
        **_sorted(changes),
    )


def _sorted(changes: list[Change]) -> dict[str, Any]:
    return {
        "changing": [change for change in changes if change.is_change],
        "unchanged": [change for change in changes if change.is_unchanged],
        "refused": [change for change in changes if change.refusal],
    }


def _page(
    request: HttpRequest, name: str, measures: list[MonitoredMeasure], title: Any, **context: Any
) -> HttpResponse:
    reports = {measure.report for measure in measures}
    shown = {
        **admin.site.each_context(request),
        "title": title,
        "measures": measures,
        "report": next(iter(reports)) if len(reports) == 1 else None,
        "opts": Measure._meta,
        **context,
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, f"admin/bulk/{name}.html", shown)


def _way_back(measures: list[MonitoredMeasure]) -> str:
    reports = {measure.report_id for measure in measures}
    if len(reports) == 1:
        return reverse("workplace-measures", args=[reports.pop()])
    return reverse("admin:catalog_measure_changelist")


def _said(done: Done) -> str:
    """Returns in one message how many measures were changed, and what of it the public sees."""
    if not done.measures:
        return _("Nothing was changed.")
    words = ngettext("%(n)s measure changed.", "%(n)s measures changed.", done.measures) % {"n": done.measures}
    return f"{words} {how_many_are_seen(done.public, done.measures)}"
