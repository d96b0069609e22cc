"""Forms that arrive twice, by a double click or a page that was loaded again, and are saved once."""

from __future__ import annotations

from datetime import timedelta
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Limit
from catalog.rate_limits import digest_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ONCE, CSRF = "_once", "csrfmiddlewaretoken"  # names of hidden fields
REMEMBERED = timedelta(days=2)
LONGEST_TOKEN = 64
SENT, SAVED = "catalog.locking.sent", "catalog.locking.saved"


class SentOnceAdmin(admin.ModelAdmin):
    """An admin whose forms carry a token: who sends the same form again is led where the first one led.

    A form that was changed after going back in the browser is another one. The token is used up in the transaction
    that saves; of two forms that arrive together, the second violates its key and is tried again by `LockingAdmin`,
    which finds it used up.
    """

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Notes what was sent, before it is merged with what others have stored."""
        request.META[SENT] = key_of(request)
        return super().changeform_view(request, *args, **kwargs)

    def _changeform_view(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: Any
    ) -> HttpResponse:
        key = request.META.get(SENT, "")
        if request.method != "POST" or not key:
            return self._saved(request, object_id, form_url, extra_context)
        if used := address_after(key):
            return led_there_again(request, used)
        request.META[SAVED] = False
        response = self._saved(request, object_id, form_url, extra_context)
        if request.META[SAVED] and isinstance(response, HttpResponseRedirect):
            use_up(key, response.url)
        return response

    def _saved(self, *arguments: Any) -> HttpResponse:
        response: HttpResponse = super()._changeform_view(*arguments)  # type: ignore[misc]  # without a public name
        return response

    def save_related(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().save_related(request, *args, **kwargs)
        request.META[SAVED] = True

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Adds a token; a form that comes back with errors keeps its own."""
        context["once"] = token_of_form(request)
        return super().render_change_form(request, context, *args, **kwargs)


def token_of_form(request: HttpRequest) -> str:
    """Returns the token for a form that is shown; one that comes back with errors keeps its own."""
    return request.POST.get(ONCE, "")[:LONGEST_TOKEN] or token_hex(16)


def address_after(key: str) -> str:
    """Returns where a form led that has arrived before; "" for a new one, or one without a token."""
    used = Limit.objects.filter(key=key).first() if key else None
    return used.value if used else ""


def use_up(key: str, address: str) -> None:
    """Notes in the transaction that saves a form where it leads; nothing for a form without a token."""
    if key:
        Limit.objects.create(key=key, value=address, ends_at=timezone.now() + REMEMBERED)


def led_there_again(request: HttpRequest, address: str) -> HttpResponseRedirect:
    messages.info(request, _("This form arrived twice. It was saved once."))
    return HttpResponseRedirect(address)


def key_of(request: HttpRequest) -> str:
    """Returns a checksum of the form, its sender and its place; "" for a form without a token."""
    if not request.POST.get(ONCE):
        return ""
    sent = sorted((name, values) for name, values in request.POST.lists() if name != CSRF)
    uploads: Any = request.FILES
    files = sorted((name, str(file.name), file.size) for name, file in uploads.items())
    return digest_of(f"form:{request.user.pk}:{request.path}:{sent}:{files}")
