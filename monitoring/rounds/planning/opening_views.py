"""The pages on which a planner sees who is asked, tries the letters out, and opens the round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_POST

from catalog.admin_base.way_back import way_back
from catalog.locking.row_locks import BUSY, BusyError, writing
from catalog.permissions.policy import can
from catalog.permissions.registry import Action
from catalog.row_values import fingerprint
from catalog.site_address import site_address
from monitoring.rounds.mails.request_mails import planned_mail
from monitoring.rounds.mails.sending import send_rehearsal, send_requests
from monitoring.rounds.opening import Asked, RoundStateError, chosen_measures, open_round, who_is_asked
from monitoring.rounds.pages import MOST_NAMED, OFFICES_PER_PAGE, PAGE, find_draft, page
from monitoring.rounds.planning.forms import AddressesForm

if TYPE_CHECKING:
    from collections.abc import Collection

    from catalog.models import Office, User
    from monitoring.models import ReportingRound

# Who is asked


def offices(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows who would be asked about how much, takes addresses, and shows the letter as the first office gets it."""
    found = find_draft(request, pk)
    if isinstance(found, HttpResponseRedirect):
        return found
    asked = asked_by(found)
    everybody = addressees(asked)
    shown = Paginator(everybody, OFFICES_PER_PAGE).get_page(request.GET.get(PAGE))
    # Those that were sent, as the order changes with each address.
    listed = sent_with(request.POST, everybody) if request.method == "POST" else shown.object_list
    form = AddressesForm(request.POST or None, listed)
    if request.method == "POST" and form.is_valid():
        return _keep_addresses(request, found, form)
    first = next(iter(asked.by_office), None)
    return page(
        request,
        "planner/offices",
        found,
        step="offices",
        asked=asked,
        page=shown,
        named=asked.without_address[:MOST_NAMED],
        form=form,
        rows=[(*row, len(asked.by_office[row[0]])) for row in form.rows()],
        letter=_letter_to(request, found, asked, first) if first else None,
        first_office=first,
        nobody=asked.nobody[:MOST_NAMED],
        title=_("Who is asked?"),
    )


def _letter_to(request: HttpRequest, draft: ReportingRound, asked: Asked, office: Office) -> Any:
    """Returns the mail that an office would get."""
    with override(settings.LANGUAGE_CODE):
        return planned_mail(draft, office, asked.by_office[office], site_address(request))


def asked_by(draft: ReportingRound) -> Asked:
    found = list(chosen_measures(draft, timezone.localdate()))
    return who_is_asked(found, asks_participants=draft.asks_participants)


def addressees(asked: Asked) -> list[Office]:
    """Returns the offices, those without an address first."""
    return sorted(asked.by_office, key=lambda office: bool(office.email))


def sent_with(data: Collection[str], offices: list[Office]) -> list[Office]:
    """Returns the offices whose addresses were sent, a page of them at most."""
    return [office for office in offices if f"email_{office.pk}" in data][:OFFICES_PER_PAGE]


def _keep_addresses(request: HttpRequest, draft: ReportingRound, form: AddressesForm) -> HttpResponseRedirect:
    changed = form.changed_offices()
    with transaction.atomic():
        for office in changed:
            if not can(request.user, Action.CHANGE, office):
                raise PermissionDenied
            office.save(update_fields=["email", "substitute_email"])
    if changed:
        words = ngettext(
            "The address of one office was saved.", "The addresses of %(n)s offices were saved.", len(changed)
        )
        messages.success(request, words % {"n": len(changed)})
    button = request.POST.get("go", "")
    if button == "open":
        return redirect("admin:round_open", draft.pk)
    number = button.removeprefix("page-") if button.startswith("page-") else request.GET.get(PAGE, "")
    query = f"?{PAGE}={number}" if number.isdecimal() else ""
    return HttpResponseRedirect(f"{reverse('admin:round_offices', args=[draft.pk])}{query}")


@require_POST
def rehearse(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends what all offices would get to the planner, and nothing to anybody else."""
    found = find_draft(request, pk)
    if isinstance(found, HttpResponseRedirect):
        return found
    person: User = request.user  # type: ignore[assignment]  # logged in
    number = len(asked_by(found).by_office)
    if not person.email:
        messages.error(request, _("Your own e-mail address is not known here, so nothing can be sent to it."))
    elif not number:
        messages.error(request, _("There is no office to ask. Name the lead offices of the measures first."))
    else:
        stamp = f"{timezone.now():%Y%m%d%H%M}"  # two clicks within a minute are one
        send_rehearsal.enqueue(found.pk, person.pk, site_address(request), stamp)
        words = ngettext(
            "Rehearsal: one mail goes to %(address)s. No office gets anything.",
            "Rehearsal: %(n)s mails go to %(address)s. No office gets anything.",
            number,
        )
        messages.success(request, words % {"n": number, "address": person.email})
    return redirect("admin:round_offices", found.pk)


# Opening


def open_(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once more, with the numbers, and opens the round; its mails are sent by the worker."""
    found = find_draft(request, pk)
    if isinstance(found, HttpResponseRedirect):
        return found
    asked = asked_by(found)
    numbers = fingerprint(
        [[office.pk, office.email, [measure.pk for measure in theirs]] for office, theirs in asked.by_office.items()]
    )
    if request.method == "POST":
        if numbers != request.POST.get("seen"):
            messages.warning(request, _("It has been changed meanwhile. These are the numbers now."))
            return redirect("admin:round_open", found.pk)
        return _open_now(request, found, asked)
    return page(
        request,
        "planner/open",
        found,
        step="open",
        asked=asked,
        named=asked.without_address[:MOST_NAMED],
        seen=numbers,
        number_of_mails=len(asked.by_office) - len(asked.without_address),
        number_of_measures=len({measure.pk for theirs in asked.by_office.values() for measure in theirs}),
        is_over=found.open_until < timezone.localdate(),
        title=_("Open “%(round)s”?") % {"round": found},
    )


def _open_now(request: HttpRequest, draft: ReportingRound, asked: Asked) -> HttpResponseRedirect:
    chosen = list({measure.pk: measure for theirs in asked.by_office.values() for measure in theirs}.values())
    if draft.open_until < timezone.localdate():
        messages.error(request, _("The last day to answer lies in the past."))
        return redirect("admin:round_settings", draft.pk)
    try:
        with writing():
            open_round(draft, chosen, request.user)  # type: ignore[arg-type]
            send_requests.enqueue(draft.pk, None, site_address(request))
    except RoundStateError as error:
        messages.warning(request, str(error))
    except BusyError:
        messages.warning(request, BUSY)
    else:
        number = len(asked.by_office) - len(asked.without_address)
        words = ngettext(
            "The round is open. One office is being written to; nothing of it is public.",
            "The round is open. %(n)s offices are being written to; nothing of it is public.",
            number,
        )
        messages.success(request, words % {"n": number})
        if back := way_back(request):
            return HttpResponseRedirect(back)
    return redirect("admin:monitoring_reportinground_change", draft.pk)
