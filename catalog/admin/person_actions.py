"""Actions on people in their list."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.choices import AuditKind
from catalog.models import AuditEntry, User
from catalog.people import second_factor
from catalog.people.anonymising import anonymise, anonymous_name


def changeable(people_admin: Any, request: HttpRequest, people: QuerySet[User]) -> list[User]:
    """Returns those of the selected people whom the visitor may change, asked one by one."""
    return [person for person in people if people_admin.has_change_permission(request, person)]


@admin.action(description=gettext_lazy("Remove the second factor"), permissions=["second_factor"])
def remove_second_factor(people_admin: Any, request: HttpRequest, people: QuerySet[User]) -> None:
    """Removes the second factor after a phone was lost; the password suffices until a new one is set up."""
    number = 0
    for person in changeable(people_admin, request, people):
        if second_factor.take_away(person):
            AuditEntry.record(AuditKind.SECOND_FACTOR_REMOVED, person=request.user, concerned=person)  # type: ignore[arg-type]
            number += 1
    text = ngettext("%(number)s second factor removed.", "%(number)s second factors removed.", number)
    messages.success(request, text % {"number": number})


@admin.action(description=gettext_lazy("Anonymise people who have left"), permissions=["change"])
def anonymise_people(people_admin: Any, request: HttpRequest, people: QuerySet[User]) -> TemplateResponse | None:
    """Asks for confirmation, then anonymises people for good. Nobody anonymises themselves."""
    chosen = [person for person in changeable(people_admin, request, people) if person != request.user]
    if not chosen:
        messages.error(request, _("Nobody was selected whom you may anonymise; yourself is not possible."))
        return None
    if request.POST.get("confirmed"):
        for person in chosen:
            anonymise(person, by=request.user)  # type: ignore[arg-type]
        text = ngettext("%(number)s person anonymised.", "%(number)s people anonymised.", len(chosen))
        messages.success(request, text % {"number": len(chosen)})
        hint = _('Where the name stands beside the account is <a href="{}">listed here</a>.')
        messages.info(request, format_html(hint, reverse("admin:traces")))
        return None
    context = {
        **people_admin.admin_site.each_context(request),
        "title": _("Anonymise people?"),
        "opts": people_admin.opts,
        "chosen": [(person, anonymous_name(person)) for person in chosen],
    }
    return TemplateResponse(request, "admin/catalog/user/anonymise.html", context)
