from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.cache import patch_cache_control

from reports.addresses.former import address_today

NOT_FOUND = 404
ONE_HOUR = 3600  # not permanent: browsers would keep the redirect for ever, and an address may get a new owner


def lead_on_from_former_addresses(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Redirects from former addresses where a page is not found."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != NOT_FOUND or request.method not in {"GET", "HEAD"}:
            return response
        address = address_today(request)
        if address is None:
            return response
        redirect = HttpResponsePermanentRedirect(address)
        patch_cache_control(redirect, max_age=ONE_HOUR)
        return redirect

    return middleware
