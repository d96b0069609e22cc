"""Lets people choose which mails they get and how soon; mails lead to a page that switches their kind off."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from catalog.choices import OF_CONTRIBUTORS, OF_PLANNERS, SWITCHABLE, Language, MailKind, MailPace, MemberRole
from catalog.mails.preferences import paces_of
from catalog.models import MailPreference, User

read_or_act = require_http_methods(["GET", "HEAD", "POST"])
switching_off = Signer(salt="catalog.mails.switch-off", sep=".")


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


def choose(person: User, kind: MailKind, pace: MailPace) -> None:
    MailPreference.objects.update_or_create(person=person, kind=kind, defaults={"pace": pace})


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


def link_to_switch_off(person: User, kinds: list[MailKind], site: str) -> str:
    """Returns the address that switches these kinds of mails off; it needs no login, and only its holder knows it."""
    token = switching_off.sign(f"{person.pk}-{'-'.join(kinds)}")
    return site + reverse("switch-off-mails", args=[token])


def named_by(token: str) -> tuple[User, list[MailKind]]:
    """Returns the person and the kinds of mails that a link names. Raises 404."""
    try:
        key, *names = switching_off.unsign(token).split("-")
        kinds = [kind for kind in map(MailKind, names) if kind in SWITCHABLE]
        return User.objects.get(pk=int(key), is_active=True), kinds
    except (BadSignature, ValueError, User.DoesNotExist) as error:
        raise Http404 from error


@csrf_exempt  # mail programs post here without the page before (RFC 8058); the token is the proof
@never_cache
@read_or_act
def switch_off(request: HttpRequest, token: str) -> HttpResponse:
    person, kinds = named_by(token)
    if request.method == "POST":
        with transaction.atomic():
            for kind in kinds:
                choose(person, kind, MailPace.OFF)
    context = {"kinds": [kind.label for kind in kinds], "is_off": request.method == "POST"}
    response = render(request, "people/notifications/off.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
