"""The page that closes a round: says in numbers what is there and what is missing, and asks before it does so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.locking.row_locks import BUSY, BusyError
from catalog.permissions.policy import can
from catalog.permissions.registry import Action
from monitoring.models import ReportingRound
from monitoring.rounds.opening import RoundStateError
from monitoring.rounds.pages import find, page
from monitoring.rounds.review.closing import RoundNumbers, close_round

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

EARLY = gettext_lazy("The day of the round is still to come: what was reported until today is frozen.")


class CloseForm(forms.Form):
    """The consent to close; answers that nobody has reviewed are left only on demand."""

    leaves_unreviewed = forms.BooleanField(required=False)


def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks whether to close a round and closes it; a closed one shows what was frozen and what can follow."""
    found = find(request, pk, Action.VIEW)
    is_keeper = can(request.user, Action.CHANGE, ReportingRound, at=found.municipality)
    form = CloseForm(request.POST or None)
    if request.method == "POST":
        if not is_keeper:
            raise PermissionDenied
        if form.is_valid() and closed_by(request, found, form):
            return redirect("admin:round_close", found.pk)
    return page(
        request,
        "close",
        found,
        form=form,
        numbers=RoundNumbers.of(found),
        snapshots=found.snapshots.select_related("report__municipality").defer("text"),
        may_close=found.is_running and is_keeper,
        early=EARLY if found.is_running and found.day_of_report < found.as_of else "",
        title=_("Close the round") if not found.is_closed else _("The round is closed"),
    )


def closed_by(request: HttpRequest, found: ReportingRound, form: CloseForm) -> bool:
    """Closes the round and says so; False with the reason at the form where that did not work."""
    try:
        closed = close_round(found, request.user, leaves_unreviewed=form.cleaned_data["leaves_unreviewed"])  # type: ignore[arg-type]
    except RoundStateError as error:
        form.add_error(None, str(error))
        return False
    except BusyError:
        form.add_error(None, str(BUSY))
        return False
    words = _("“%(round)s” is closed; what was reported is frozen. The links of the offices open nothing any more.")
    messages.success(request, words % {"round": closed})
    return True
