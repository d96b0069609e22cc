"""The pages on which measures are merged and split: form, preview, and the act itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from catalog.locking.row_locks import BUSY, BusyError
from catalog.models import Measure
from catalog.permissions.finding import find_seen
from catalog.permissions.policy import can, permitted
from catalog.permissions.registry import Action
from catalog.querysets import row_id
from monitoring.audience import how_many_are_seen, number_seen
from monitoring.succession.measure_forms import FEWEST, MOST_PIECES, MergeForm, PieceForms, SplitForm
from monitoring.succession.merging import Merging
from monitoring.succession.rehearsing import (
    ChangedSinceError,
    Performance,
    RefusedActError,
    perform,
    rehearse,
    token_of,
)
from monitoring.succession.splitting import PieceError, Splitting

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from monitoring.succession.merging import Merged
    from monitoring.succession.splitting import Split

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_AND_POST
def merge_measures(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what can become part of a measure, then what would come of it; merges on the second POST."""
    measure = _measure(request, pk, Action.DELETE)
    beside = Measure.objects.filter(permitted(request.user, Action.DELETE, Measure), report=measure.report_id)
    rows = beside.filter(parent__isnull=measure.parent_id is None).exclude(pk=pk).select_related("parent")
    initial = {"title": measure.title, "others": request.GET.getlist("with")}
    form = MergeForm(list(rows.order_by("order", "code_sort", "pk")), request.POST or None, initial=initial)
    context: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid() and "correct" not in request.POST:
        act = Merging(measure, form.wish, request.user)  # type: ignore[arg-type]  # logged in
        try:
            if "confirm" in request.POST:
                done = perform(act, request.POST.get("shown", ""))
                messages.success(request, _merged(done))
                return HttpResponseRedirect(reverse("admin:catalog_measure_change", args=[pk]))
            context = {"done": rehearse(act), "shown": token_of(act.measures)}
        except RefusedActError as error:
            context = {"refusals": error.sentences}
        except BusyError:
            context = {"refusals": [BUSY]}
        except ChangedSinceError:
            context = _anew(act)
    return _page(request, "merge", measure, _("Merge with other measures"), form=form, **context)


def _anew(act: Performance[Any]) -> dict[str, Any]:
    """Returns the preview once more, after somebody has changed what it showed."""
    words = _("Something has been changed meanwhile. Nothing has been written. This is what would come of it now.")
    try:
        return {"refusals": [words], "done": rehearse(act), "shown": token_of(act.measures)}
    except (RefusedActError, PieceError) as error:
        return {"refusals": [words, *getattr(error, "sentences", [])]}


@GET_AND_POST
def split_measure(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows the forms of the measures that come of one, then the preview; splits on the second POST."""
    measure = _measure(request, pk, Action.ADD)
    roles = list(measure.responsibilities.select_related("office"))
    number = min(max(row_id(request.POST.get("pieces")) or FEWEST, FEWEST), MOST_PIECES)
    pieces = PieceForms(measure, roles, number)
    is_to_be_typed = request.method != "POST" or not {"correct", "more"}.isdisjoint(request.POST)
    form = SplitForm(None if request.method != "POST" else request.POST)
    context: dict[str, Any] = {}
    if is_to_be_typed:
        pieces.fill(request.POST)
    elif all([form.is_valid(), pieces.check(request.POST)]):
        act = Splitting(measure, pieces.wish(form), request.user)  # type: ignore[arg-type]  # logged in
        try:
            if "confirm" in request.POST:
                done = perform(act, request.POST.get("shown", ""))
                messages.success(request, _split(done))
                return HttpResponseRedirect(reverse("workplace-measures", args=[measure.report_id]))
            context = {"done": rehearse(act), "shown": token_of(act.measures)}
        except PieceError as error:
            for name, found in error.errors.items():
                for message in found:
                    pieces.forms[error.place].add_error(name, message)
        except BusyError:
            context = {"refusals": [BUSY]}
        except ChangedSinceError:
            context = _anew(act)
    context |= {"form": form, "pieces": pieces.forms}
    return _page(request, "split", measure, _("Split into several measures"), **context)


def _measure(request: HttpRequest, pk: int, further: Action) -> Measure:
    """Returns a measure to be changed. 404 for one of others, 403 for who may not do this or whose report is closed."""
    measures = Measure.objects.select_related("report__municipality", "parent", "section")
    measure: Measure = find_seen(request, measures, pk, Action.CHANGE)
    if not can(request.user, further, Measure, at=measure):
        raise PermissionDenied
    return measure


def _page(request: HttpRequest, name: str, measure: Measure, title: str, **context: Any) -> HttpResponse:
    shown = {
        **admin.site.each_context(request),
        "title": title,
        "measure": measure,
        "report": measure.report,
        "opts": Measure._meta,
        **context,
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, f"admin/succession/{name}.html", shown)


def _merged(done: Merged) -> str:
    words = ngettext(
        "%(others)s has become part of “%(measure)s” and lies in the recycle bin.",
        "%(others)s have become part of “%(measure)s” and lie in the recycle bin.",
        len(done.gone),
    )
    told = words % {"others": ", ".join(done.gone), "measure": done.measure}
    return f"{told} {_seen([done.measure])}"


def _split(done: Split) -> str:
    words = _("Split into %(measures)s.") % {"measures": ", ".join(str(one.measure) for one in done.pieces)}
    return f"{words} {_seen([one.measure for one in done.pieces])}"


def _seen(measures: list[Measure]) -> str:
    return how_many_are_seen(number_seen([measure.pk for measure in measures]), len(measures))
