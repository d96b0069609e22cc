"""The page on which a person finds again what they had typed when their session had ended."""

from uuid import UUID

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalog.kept_forms.keeping import SENT_AGAIN, Typed, typed_in
from catalog.models import KeptForm

GONE = 410
SHORTEST_TEXT = 12  # characters; shorter values are mostly choices and counts


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kept_form(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Shows what was typed, with a button that sends it where it was meant to go; a POST discards it."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path, resolve_url(settings.LOGIN_URL))
    context = {**admin.site.each_context(request), "title": _("You had typed this")}
    kept = KeptForm.objects.filter(pk=pk).first()
    typed = typed_in(kept, request) if kept else None
    if kept is None or typed is None:
        return render(request, "people/kept_form/gone.html", context, status=GONE)
    if request.method == "POST":
        kept.delete()
        messages.success(request, _("What you had typed has been discarded."))
        return redirect("admin:index")
    fields = [*typed.fields, (SENT_AGAIN, str(kept.pk))]
    return render(
        request,
        "people/kept_form/show.html",
        {**context, "typed": typed, "fields": fields, "texts": texts_of(typed)},
    )


def texts_of(typed: Typed) -> list[str]:
    """Returns the longer texts, so that a person recognises the form and may copy them."""
    return [value for name, value in typed.fields if len(value) >= SHORTEST_TEXT and not name.startswith("_")]
