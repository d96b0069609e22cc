"""Lets people choose which mails they get and how soon; mails lead to a page that switches their kind off."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from catalog.choices import OF_CONTRIBUTORS, OF_PLANNERS, SWITCHABLE, Language, MailKind, MailPace, MemberRole
from catalog.mails.preferences import choose, named_by, paces_of
from catalog.models import User

read_or_act = require_http_methods(["GET", "HEAD", "POST"])


def kinds_for(person: User) -> list[MailKind]:
    """Returns the kinds of mails that the roles of a person can bring about."""
    known: set[MailKind] = set()
    if person.roles.municipalities(MemberRole.PLANNER):
        known |= set(OF_PLANNERS)
    if person.roles.contributes:
        known |= set(OF_CONTRIBUTORS)
    return [kind for kind in SWITCHABLE if kind in known]


class NotificationsForm(forms.Form):
    """A form with the language of a person's mails and the pace of each kind."""

    def __init__(self, person: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        language = User._meta.get_field("language").verbose_name
        self.fields["language"] = forms.ChoiceField(label=language, choices=Language, initial=person.language)
        paces = paces_of(person)
        for kind in kinds_for(person):
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label, choices=MailPace, initial=paces[kind], widget=forms.RadioSelect
            )

    @transaction.atomic
    def save(self) -> None:
        self.person.language = self.cleaned_data["language"]
        self.person.save(update_fields=["language"])
        for kind in kinds_for(self.person):
            choose(self.person, kind, MailPace(self.cleaned_data[kind.value]))


@never_cache
@read_or_act
def notifications(request: HttpRequest) -> HttpResponse:
    """Shows the form to people with an administration; `admin_view` has asked for the login."""
    person = request.user
    if not isinstance(person, User):
        raise Http404
    form = NotificationsForm(person, request.POST if request.method == "POST" else None)
    if form.is_valid():
        form.save()
        messages.success(request, _("Your choice is saved. It holds for all further mails."))
        return redirect("notifications")
    context = {**admin.site.each_context(request), "title": _("Notifications"), "form": form, "email": person.email}
    return render(request, "people/notifications/choose.html", context)


@csrf_exempt  # mail programs post here without the page before (RFC 8058); the token is the proof
@never_cache
@read_or_act
def switch_off(request: HttpRequest, token: str) -> HttpResponse:
    named = named_by(token)
    if named is None:
        raise Http404
    person, kinds = named
    if request.method == "POST":
        with transaction.atomic():
            for kind in kinds:
                choose(person, kind, MailPace.OFF)
    context = {"kinds": [kind.label for kind in kinds], "is_off": request.method == "POST"}
    response = render(request, "people/notifications/off.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
