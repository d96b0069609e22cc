"""Forms that lead back to the page that opened them, and stay with what they were opened for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

BACK = "back"
GOES_ON = ("_continue", "_addanother")  # buttons that lead to a form of the same kind


class WayBackAdmin(admin.ModelAdmin):
    """An admin whose address may say where to go after saving: `?back=/admin/…`, a path of this site only."""

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return led_back(request, super().response_add(request, obj, *args, **kwargs))

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return led_back(request, super().response_change(request, obj))


def way_back(request: HttpRequest) -> str:
    """Returns the path to go back to; "" where the address names none, or one of another site."""
    path = request.GET.get(BACK, "")
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours and path.isprintable() else ""


def led_back(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Returns the response after saving, or one that leads back; a form that follows knows the way back, too."""
    path = way_back(request)
    if not path or not isinstance(response, HttpResponseRedirect) or "_popup" in request.POST:
        return response
    if any(name in request.POST for name in GOES_ON):
        return HttpResponseRedirect(f"{response.url.partition('?')[0]}?{request.GET.urlencode()}")
    return HttpResponseRedirect(path)
