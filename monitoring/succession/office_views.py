"""The page on which an office hands its measures over to another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.choices import MemberRole
from catalog.locking.row_locks import BUSY, BusyError
from catalog.models import Membership, Office, Responsibility
from catalog.permissions.finding import find_seen
from catalog.permissions.policy import can
from catalog.permissions.registry import Action
from catalog.site_address import site_address
from monitoring.rounds.mails.sending import send_requests
from monitoring.rounds.opening import RoundStateError
from monitoring.succession.office_form import OfficeHandoverForm
from monitoring.succession.offices import HandedOver, hand_office_over, responsibilities_to_hand_over

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def hand_over_office(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows the measures of open reports that can be handed over, all ticked; hands them over on POST."""
    office: Office = find_seen(request, Office.objects.select_related("municipality"), pk, Action.CHANGE)
    roles = responsibilities_to_hand_over(office)
    form = OfficeHandoverForm(
        office,
        roles,
        request.POST or None,
        initial={"dissolved_on": timezone.localdate()},
        can_move_people=_may_move_people(request, office),
    )
    if request.method == "POST" and form.is_valid():
        try:
            done = hand_office_over(office, form.wish, request.user)  # type: ignore[arg-type]  # logged in
        except (BusyError, RoundStateError) as error:
            form.add_error(None, BUSY if isinstance(error, BusyError) else str(error))
        else:
            for asked, about in done.requests:
                send_requests.enqueue(asked.round_id, [asked.pk], site_address(request), about)
            messages.success(request, _said(done, form.wish.successor))
            return HttpResponseRedirect(reverse("admin:catalog_office_change", args=[office.pk]))
    closed = Responsibility.objects.filter(office=office, measure__report__is_closed=True).count()
    context = {
        **admin.site.each_context(request),
        "office": office,
        "form": form,
        "rows": [(role, form.has_ticked(role)) for role in roles],
        "closed": closed,
        "opts": Office._meta,
        "title": _("Hand over to another office"),
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/succession/office.html", context)


def _may_move_people(request: HttpRequest, office: Office) -> bool:
    people = Membership.objects.filter(office=office, role=MemberRole.CONTRIBUTOR)
    return people.exists() and all(can(request.user, Action.CHANGE, one) for one in people)


def _said(done: HandedOver, successor: Office) -> str:
    """Returns what has happened in one sentence for each kind of row, and that the public sees it."""
    words = [
        ngettext(
            "One measure is now with %(office)s; the public pages say so.",
            "%(n)s measures are now with %(office)s; the public pages say so.",
            done.measures,
        )
    ]
    if done.questions:
        words.append(
            ngettext(
                "One question of a running round went along.",
                "%(q)s questions of running rounds went along.",
                done.questions,
            )
        )
    if done.people:
        words.append(ngettext("One person reports for it.", "%(p)s people report for it.", done.people))
    return " ".join(words) % {"n": done.measures, "q": done.questions, "p": done.people, "office": successor}
