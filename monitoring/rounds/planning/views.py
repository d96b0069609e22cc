"""The pages on which a planner makes a round: its settings, and the measures that are asked about.

Until it is opened a round is a draft, and each page keeps what was chosen on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.history.restore_version import newest_version
from catalog.history.tracked_models import tracked_models
from catalog.locking.row_locks import BUSY, BusyError, lock_rows, writing
from catalog.permissions.list_filters import seen
from catalog.permissions.policy import can
from catalog.permissions.registry import Action
from catalog.querysets import row_id
from monitoring.choices import SHOWN_WORDS
from monitoring.models import ReportingRound
from monitoring.rounds.opening import (
    choose_usual_measures,
    chosen_measures,
    measures_to_ask,
)
from monitoring.rounds.pages import find, find_draft, page
from monitoring.rounds.planning.choosing import askable_reports, narrowed
from monitoring.rounds.planning.forms import (
    MeasureFilterForm,
    RoundForm,
    RunningRoundForm,
    first_values,
    values_like,
)
from monitoring.rounds.planning.letters import letter_of_city, standard_letter

if TYPE_CHECKING:
    from datetime import date


PER_PAGE = 200
MOST_NAMED = 50
CHANGED = gettext_lazy("It has been changed meanwhile. This is how it is now; nothing of yours was saved.")


# The settings


def add(request: HttpRequest) -> HttpResponse:
    """Makes a draft; with ?previous=, one with the settings of a former round."""
    if not can(request.user, Action.ADD, ReportingRound):
        raise PermissionDenied
    today = timezone.localdate()
    previous = _previous(request)
    initial = values_like(previous) if previous else first_values(today)
    reports = askable_reports(request)
    if named := row_id(request.GET.get("report", "")):
        initial = {**initial, "reports": list(reports.filter(pk=named))}
    form = RoundForm(reports, today, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.instance.previous = previous
            draft = form.save()
            choose_usual_measures(draft, today)
        messages.success(request, _("The round is kept as a draft. Nobody has been asked yet."))
        return redirect("admin:round_measures", draft.pk)
    if request.method != "POST":
        _propose_letter(form, previous)
    title = _("New round like “%(round)s”") % {"round": previous} if previous else _("New round")
    return page(request, "planner/settings", None, form=form, step="settings", title=title, previous=previous)


def _previous(request: HttpRequest) -> ReportingRound | None:
    named = row_id(request.GET.get("previous", ""))
    return seen(request, ReportingRound).filter(pk=named).first() if named else None


def _propose_letter(form: RoundForm, previous: ReportingRound | None) -> None:
    """Puts a letter into the form: that of the city of a named report, or of the first; of very many, the usual one."""
    if previous and previous.letter:
        return
    offered: Any = form.fields["reports"]
    first = previous or next(iter(form.initial.get("reports", ())), None)
    if first is None and not form.offers_many:
        first = offered.queryset.first()
    letter = letter_of_city(first.municipality) if first else standard_letter()
    form.initial.update({"subject": letter.subject, "letter": letter.text})


def change(request: HttpRequest, object_id: str) -> HttpResponse:
    """Leads from the list to the settings of a draft, or to who is missing in a round that was opened."""
    key = row_id(object_id)
    if key is None:
        raise Http404
    found = find(request, key, Action.VIEW)
    return redirect(f"admin:round_{'settings' if found.is_draft else 'missing'}", found.pk)


def change_settings(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes a draft, or what may still be changed of a running round."""
    found = find(request, pk, Action.CHANGE)
    kind = tracked_models()[ReportingRound._meta.label_lower]
    today = timezone.localdate()
    form = _settings_form(request, found, today)
    if request.method == "POST" and form.is_valid():
        try:
            with writing():
                lock_rows(kind, [found.pk])
                is_seen = newest_version(kind, found) == request.POST.get("seen")
                if is_seen:
                    _save_settings(form, found, today)
        except BusyError:
            messages.warning(request, BUSY)
        else:
            if is_seen:
                messages.success(request, _("The settings have been saved."))
                return redirect(f"admin:round_{'measures' if found.is_draft else 'missing'}", found.pk)
            messages.warning(request, CHANGED)
            return redirect("admin:round_settings", found.pk)
    return page(
        request,
        "planner/settings",
        found,
        form=form,
        step="settings",
        seen=newest_version(kind, found),
        title=str(found),
    )


def _settings_form(request: HttpRequest, found: ReportingRound, today: date) -> Any:
    if not found.is_draft:
        return RunningRoundForm(request.POST or None, instance=found)
    return RoundForm(askable_reports(request), today, request.POST or None, instance=found)


def _save_settings(form: Any, found: ReportingRound, today: date) -> None:
    """Saves the form; of reports that are new in it, the usual measures are asked about."""
    before = set(found.reports.values_list("pk", flat=True))
    form.save()
    if not found.is_draft:
        return
    after = set(found.reports.values_list("pk", flat=True))
    found.measures.remove(*found.measures.exclude(report__in=after))
    usual = measures_to_ask(found, today).not_closed().filter(report__in=after - before)
    found.measures.add(*usual.values_list("pk", flat=True))


# Which measures


def measures(request: HttpRequest, pk: int) -> HttpResponse:
    """Ticks the measures that are asked about; what is ticked is kept whichever button is pressed."""
    found = find_draft(request, pk)
    if isinstance(found, HttpResponseRedirect):
        return found
    if request.method == "POST":
        return _tick(request, found)
    filters = MeasureFilterForm(request.GET, found)
    listed = narrowed(found, filters)
    shown = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    for measure in shown:
        measure.shown_words = SHOWN_WORDS[measure.shown_status]  # type: ignore[attr-defined]  # for the page
    ticked = set(found.measures.values_list("pk", flat=True))
    return page(
        request,
        "planner/measures",
        found,
        step="measures",
        filters=filters,
        page=shown,
        shown=",".join(str(measure.pk) for measure in shown),
        ticked=ticked,
        number_ticked=chosen_measures(found, timezone.localdate()).count(),
        has_several_reports=found.reports.count() > 1,
        number_of_all=measures_to_ask(found, timezone.localdate()).count(),
        title=_("Which measures?"),
    )


def _tick(request: HttpRequest, draft: ReportingRound) -> HttpResponseRedirect:
    """Keeps the ticks of the measures that were shown, and goes where the button leads."""
    shown = {key for word in request.POST.get("shown", "").split(",")[:PER_PAGE] if (key := row_id(word))}
    ticked = {key for word in request.POST.getlist("measure") if (key := row_id(word))} & shown
    askable = measures_to_ask(draft, timezone.localdate())
    filters = MeasureFilterForm(request.POST, draft)
    button = request.POST.get("go", "next")
    with transaction.atomic():
        draft.measures.remove(*(shown - ticked))
        draft.measures.add(*askable.filter(pk__in=ticked).values_list("pk", flat=True))
        if button == "all":
            draft.measures.add(*narrowed(draft, filters).values_list("pk", flat=True))
        if button == "none":
            draft.measures.remove(*narrowed(draft, filters).values_list("pk", flat=True))
    if button == "next":
        return redirect("admin:round_offices", draft.pk)
    wanted = {"page": button.removeprefix("page-")} if button.startswith("page-") else {}
    query = urlencode({**filters.query, **wanted})
    return HttpResponseRedirect(f"{reverse('admin:round_measures', args=[draft.pk])}?{query}")
