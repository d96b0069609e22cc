"""Forms that lead back to the page that opened them, and stay with what they were opened for."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

BACK = "back"
GOES_ON = ("_continue", "_addanother")  # buttons that lead to a form of the same kind


class WayBackAdmin(admin.ModelAdmin):
    """An admin whose address may say where to go after saving: `?back=/admin/…`, a path of this site only.

    A new row of a kind that `goes_on_after_adding` is filled in further before that.
    """

    goes_on_after_adding = False

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().response_add(request, obj, *args, **kwargs)
        return kept(request, response) if self.goes_on_after_adding else led_back(request, response)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return led_back(request, super().response_change(request, obj))

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        return led_back(request, super().response_delete(request, obj_display, obj_id))

    def render_change_form(self, request: HttpRequest, *args: Any, **more: Any) -> Any:
        """Has the form sent to its whole address, which may name the report of the next new row as well."""
        if way_back(request):
            more["form_url"] = more.get("form_url") or request.get_full_path()
        return super().render_change_form(request, *args, **more)

    def get_preserved_filters(self, request: HttpRequest) -> str:
        """Adds the way back to what links between the pages of a row carry: deleting, saving and going on."""
        filters, path = super().get_preserved_filters(request), way_back(request)
        return "&".join(part for part in (urlencode({BACK: path}) if path else "", filters) if part)


def way_back(request: HttpRequest) -> str:
    """Returns the path to go back to; "" where the address names none, or one of another site."""
    path = request.GET.get(BACK, "")
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours and path.isprintable() else ""


def back_query(request: HttpRequest) -> str:
    """Returns the way back as a query string for links to a further step; "" without one."""
    path = way_back(request)
    return f"?{urlencode({BACK: path})}" if path else ""


def led_back(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Returns the response after saving, or one that leads back; a form that follows knows the way back, too."""
    path = way_back(request)
    if not path or not isinstance(response, HttpResponseRedirect) or "_popup" in request.POST:
        return response
    if any(name in request.POST for name in GOES_ON):
        return HttpResponseRedirect(f"{response.url.partition('?')[0]}?{request.GET.urlencode()}")
    return HttpResponseRedirect(path)


def kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Returns the response; one that leads on to a further step of this site takes the way back along."""
    path = way_back(request)
    if not path or not isinstance(response, HttpResponseRedirect):
        return response
    if any(name in request.POST for name in GOES_ON):
        return led_back(request, response)
    if response.url.startswith("/") and response.url != path:
        found = urlsplit(response.url)
        if not found.query.startswith(f"{BACK}="):
            query = "&".join(part for part in (urlencode({BACK: path}), found.query) if part)
            response["Location"] = found._replace(query=query).geturl()
    return response


def keeps_way_back(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Makes a view of several steps lead from one to the next without losing the way back."""

    @wraps(view)
    def step(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return kept(request, view(request, *args, **kwargs))

    return step
