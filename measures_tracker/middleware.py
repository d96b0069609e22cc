from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware import common

HEALTH = "/healthz"
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


def refuse_zero_bytes(get_response: GetResponse) -> GetResponse:
    """No address and no cookie has a zero byte in it; PostgreSQL would stumble over one that is looked up."""

    def middleware(request: HttpRequest) -> HttpResponse:
        named = [request.path, *request.COOKIES.values()]
        if any("\x00" in text for text in named) or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return get_response(request)

    return middleware
