"""Keeps what was typed where a session has ended meanwhile, or somebody has logged in anew in another window."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from catalog.kept_forms.browser import browser_of, remember, typist_of
from catalog.models import KeptForm
from catalog.on_demand import on_demand

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

encrypt: Callable[[str, str], str] = on_demand("catalog.encryption.encrypt")
decrypt: Callable[[str, str], str | None] = on_demand("catalog.encryption.decrypt")

FORBIDDEN, REFUSED = 403, 400
SENT_AGAIN = "_kept_form"  # a field with the id of what is sent once more
MOST_CHARACTERS = 1_000_000
MOST_FORMS = 5  # of a person; older ones make room
WITHOUT = {"login", "logout", "password_change", "auth_user_password_change", "jsi18n", "autocomplete"}


@dataclass(frozen=True)
class Typed:
    """The address a form was sent to, its fields, and the names of files, which are not kept."""

    path: str
    fields: list[tuple[str, str]]
    files: list[str]


class KeepForms:
    """A middleware that keeps forms for the pages of the administration whose sender is not logged in any more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        remember(request, response)
        if response.status_code < REFUSED and request.method == "POST" and request.user.is_authenticated:
            forget(request)
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        if request.method != "POST" or request.user.is_authenticated or typist_of(request) is None:
            return None
        return answer(request) if is_worth_keeping(request) else None


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answers a form whose token is outdated or forged; what a person of this browser has typed is kept."""
    if is_worth_keeping(request) and typist_of(request) is not None:
        return answer(request)
    return render(request, "403_csrf.html", status=FORBIDDEN)


def answer(request: HttpRequest) -> HttpResponse:
    """Keeps the form and leads to the login, or on to the form if its sender has logged in anew."""
    kept = keep(request)
    person: Any = request.user
    if kept is None or (person.is_authenticated and person.pk != kept.person_id):
        return render(request, "403_csrf.html", {"kept": kept, "is_too_long": kept is None}, status=FORBIDDEN)
    there = reverse("kept-form", args=[kept.pk])
    return redirect(there) if person.is_authenticated else redirect_to_login(there, reverse(settings.LOGIN_URL))


def is_worth_keeping(request: HttpRequest) -> bool:
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return False
    return match.namespace == "admin" and match.url_name not in WITHOUT


def keep(request: HttpRequest) -> KeptForm | None:
    """Stores what was typed, without passwords and files; None if it is too much."""
    fields = [
        (name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if name not in {"csrfmiddlewaretoken", SENT_AGAIN} and "password" not in name
    ]
    files = [str(file.name) for _name, sent in request.FILES.lists() for file in sent]
    text = json.dumps([request.get_full_path(), fields, files])
    browser, person = browser_of(request), typist_of(request)
    if len(text) > MOST_CHARACTERS or browser is None or person is None:
        return None
    forget_expired()
    kept = KeptForm.objects.create(person_id=person, content=encrypt(text, browser.secret))
    older = KeptForm.objects.filter(person_id=person).values_list("pk", flat=True)[MOST_FORMS:]
    KeptForm.objects.filter(pk__in=list(older)).delete()
    return kept


def typed_in(kept: KeptForm, request: HttpRequest) -> Typed | None:
    """Returns what was typed; None for another person, another browser, or too late."""
    browser = browser_of(request)
    person: Any = request.user
    if browser is None or kept.person_id != person.pk or kept.expires_at <= timezone.now():
        return None
    text = decrypt(kept.content, browser.secret)
    if text is None:
        return None
    path, fields, files = json.loads(text)
    return Typed(path, [(name, value) for name, value in fields], files)


def forget(request: HttpRequest) -> None:
    """Deletes what has been sent once more."""
    try:
        KeptForm.objects.filter(pk=UUID(request.POST[SENT_AGAIN]), person_id=request.user.pk).delete()
    except (KeyError, ValueError):
        return


def forget_expired() -> int:
    """Deletes what nobody has come back for; returns the number."""
    number, _by_model = KeptForm.objects.filter(expires_at__lte=timezone.now()).delete()
    return number
