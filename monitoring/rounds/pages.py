"""What the pages of planners have in common: who may see a round, and what stands around each page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from catalog.admin_base.way_back import back_query, way_back
from catalog.permissions.finding import find_seen
from catalog.permissions.policy import can
from catalog.permissions.registry import Action
from catalog.tasks.worker import is_worker_alive
from monitoring.models import ReportingRound

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

PAGE, OFFICES_PER_PAGE = "seite", 100
MOST_NAMED = 50  # offices or measures that a sentence names
OPENED = gettext_lazy("This round has been opened already.")
STEPS = {
    "settings": gettext_lazy("Settings"),
    "measures": gettext_lazy("Which measures"),
    "offices": gettext_lazy("Who is asked"),
    "open": gettext_lazy("Open"),
}


def find(request: HttpRequest, pk: int, action: Action) -> ReportingRound:
    """Returns a round that this person sees; raises PermissionDenied where they may not do this to it."""
    rounds = ReportingRound.objects.select_related("municipality")
    found: ReportingRound = find_seen(request, rows=rounds, pk=pk, action=action, of_kind=Action.VIEW)
    return found


def find_draft(request: HttpRequest, pk: int) -> ReportingRound | HttpResponseRedirect:
    """Returns a draft; one that was opened meanwhile leads to its page."""
    found = find(request, pk, Action.VIEW)
    if found.is_draft:
        return find(request, pk, Action.CHANGE)
    messages.info(request, OPENED)
    return redirect("admin:round_missing", found.pk)


def page(request: HttpRequest, name: str, found: ReportingRound | None, **context: Any) -> HttpResponse:
    """Returns a page of the administration; `name` is that of its template in templates/rounds."""
    return render(
        request,
        f"rounds/{name}.html",
        {
            **admin.site.each_context(request),
            "opts": ReportingRound._meta,
            "round": found,
            "steps": _steps(found, context["step"]) if "step" in context and (found is None or found.is_draft) else [],
            "waits_for_worker": context.get("is_sending", False) and not is_worker_alive(),
            "way_back": way_back(request),
            "back_query": back_query(request),
            "may_delete": found is not None and found.is_draft and can(request.user, Action.DELETE, found),
            **context,
        },
    )


def _steps(found: ReportingRound | None, current: str) -> list[dict[str, Any]]:
    """Returns the steps to the opening; those of a draft can be taken in any order."""
    names = list(STEPS)
    return [
        {
            "label": label,
            "url": reverse(f"admin:round_{name}", args=[found.pk]) if found and name != current else "",
            "is_current": name == current,
            "is_done": found is not None and names.index(name) < names.index(current),
        }
        for name, label in STEPS.items()
    ]
