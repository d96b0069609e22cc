"""Lists the places where a name still stands, with a tick box for each from which it can be removed."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.locking.row_locks import BusyError
from catalog.models import DeletedThing, User
from catalog.people.anonymising import anonymous_name
from catalog.people.forms import SoughtForm
from catalog.permissions.policy import can
from catalog.permissions.registry import Action
from catalog.traces.places import find
from catalog.traces.removing import remove_from
from catalog.traces.words import Sought

NAMES = ("first_name", "last_name", "username", "email")


def traces_page(people_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Lists the places; removes the name from those that were ticked.

    Names travel in the body only, because logs keep addresses. Once a person is anonymised, their names are typed in.
    """
    viewer: User = request.user  # type: ignore[assignment]
    if not (can(viewer, Action.CHANGE, User) or can(viewer, Action.CHANGE, DeletedThing)):
        raise PermissionDenied
    person = person_asked_for(people_admin, request, object_id)
    known = names_of(person)
    form = SoughtForm(request.POST if request.method == "POST" else known or None, initial=known)
    sought = Sought(**form.cleaned_data) if form.is_bound and form.is_valid() else Sought()
    if request.method == "POST" and "remove" in request.POST and sought:
        remove_ticked(request, sought, viewer, person)
    if form.is_bound and not sought:
        messages.error(request, _("Enter a name of at least three letters, a full name or an address."))
    context = {
        **people_admin.admin_site.each_context(request),
        "title": _("Where does a name still stand?"),
        "opts": people_admin.opts,
        "person": person,
        "form": form,
        "is_searched": bool(sought),
        "findings": find(sought, viewer, person),
        "may_see_people": can(viewer, Action.VIEW, User),
    }
    return TemplateResponse(request, "admin/catalog/user/traces.html", context)


def person_asked_for(people_admin: Any, request: HttpRequest, object_id: str) -> User | None:
    """Returns the person whose page led here; 404 for visitors who may not change them."""
    if not object_id:
        return None
    person: User | None = people_admin.get_object(request, unquote(object_id))
    if person is None or not people_admin.has_change_permission(request, person):
        raise Http404
    return person


def names_of(person: User | None) -> dict[str, str]:
    """Returns the known names of a person as initial values of the form; nothing once they are anonymised."""
    if person is None or person.username == anonymous_name(person):
        return {}
    return {name: getattr(person, name) for name in NAMES}


def remove_ticked(request: HttpRequest, sought: Sought, viewer: User, person: User | None) -> None:
    """Removes the name from the ticked places and reports the outcome as messages."""
    try:
        outcome = remove_from(request.POST.getlist("place"), sought, viewer, person)
    except BusyError:
        messages.warning(request, _("Somebody else is writing into this report just now. Try again in a moment."))
        return
    text = ngettext(
        "The name was removed from %(number)s place.", "The name was removed from %(number)s places.", outcome.removed
    )
    messages.success(request, text % {"number": outcome.removed})
    for place, problem in outcome.refused:
        words = _("It stays in %(kind)s “%(name)s”, %(field)s: %(problem)s")
        said = {"kind": place.kind, "name": place.name, "field": place.label, "problem": problem}
        messages.warning(request, words % said)
