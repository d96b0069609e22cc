"""Middleware for every request: allowed hosts, caches, devices, encodings."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware import common
from django.utils.cache import patch_cache_control

HEALTH = "/healthz"
UTF_8 = ("utf-8", "utf8")
# Devices that browsers offer to pages; none of our pages wants them, embedded or not. Passkeys are for our own alone.
PERMISSIONS_POLICY = (
    "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(self), usb=(), "
    "xr-spatial-tracking=()"
)

GetResponse = Callable[[HttpRequest], HttpResponse]


class CommonMiddleware(common.CommonMiddleware):
    """A middleware that lets load balancers ask for the health of a host by its IP address."""

    def process_request(self, request: HttpRequest) -> Any:
        return None if request.path_info == HEALTH else super().process_request(request)


def forbid_devices(get_response: GetResponse) -> GetResponse:
    """Forbids camera, location and payment to pages, and so to a script injected into them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return middleware


def keep_private(get_response: GetResponse) -> GetResponse:
    """Forbids caches to keep any page made for a logged-in person, even if it looks the same for all."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            patch_cache_control(response, private=True)
        return response

    return middleware


def refuse_other_encodings(get_response: GetResponse) -> GetResponse:
    """Refuses texts that are not UTF-8.

    Some encodings that Python knows fail with any text ("zlib"), and some hide what is forbidden ("utf-7").
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if (request.content_params or {}).get("charset", UTF_8[0]).lower() not in UTF_8:
            raise BadRequest("The request is not in UTF-8.")
        return get_response(request)

    return middleware


def refuse_zero_bytes(get_response: GetResponse) -> GetResponse:
    """Refuses addresses, cookies and headers with a zero byte, which fail in PostgreSQL."""

    def middleware(request: HttpRequest) -> HttpResponse:
        headers = [text for name, text in request.META.items() if name.startswith("HTTP_")]
        query = request.META.get("QUERY_STRING", "").replace("%00", "\x00")
        if any("\x00" in text for text in (request.path, query, *request.COOKIES.values(), *headers)):
            raise Http404
        return get_response(request)

    return middleware
