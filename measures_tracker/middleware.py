from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware import common
from django.utils.cache import patch_cache_control

HEALTH = "/healthz"
UTF_8 = ("utf-8", "utf8")
# What browsers could lend to a page and none of ours wants, embedded or not.
PERMISSIONS_POLICY = (
    "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), usb=(), xr-spatial-tracking=()"
)

GetResponse = Callable[[HttpRequest], HttpResponse]


class CommonMiddleware(common.CommonMiddleware):
    """Load balancers ask for the health of a host by its address, which is none of the names it answers to."""

    def process_request(self, request: HttpRequest) -> Any:
        return None if request.path_info == HEALTH else super().process_request(request)


def forbid_devices(get_response: GetResponse) -> GetResponse:
    """No page asks for camera, place or payment, nor may a script that got into it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return middleware


def keep_private(get_response: GetResponse) -> GetResponse:
    """Nobody on the way keeps what was made for somebody who is logged in, not even what looks the same for all."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            patch_cache_control(response, private=True)
        return response

    return middleware


def refuse_other_encodings(get_response: GetResponse) -> GetResponse:
    """Every text that is sent to us is UTF-8: some of what Python can decode fails with any text ("zlib"), and some
    hides what is forbidden ("utf-7").
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if (request.content_params or {}).get("charset", UTF_8[0]).lower() not in UTF_8:
            raise BadRequest("The request is not in UTF-8.")
        return get_response(request)

    return middleware


def refuse_zero_bytes(get_response: GetResponse) -> GetResponse:
    """No address, cookie or header has a zero byte in it; PostgreSQL would stumble over one that it is given."""

    def middleware(request: HttpRequest) -> HttpResponse:
        headers = [text for name, text in request.META.items() if name.startswith("HTTP_")]
        query = request.META.get("QUERY_STRING", "").replace("%00", "\x00")
        if any("\x00" in text for text in (request.path, query, *request.COOKIES.values(), *headers)):
            raise Http404
        return get_response(request)

    return middleware
