from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse


def refuse_zero_bytes(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """No address has a zero byte in it; PostgreSQL would stumble over one that is looked up."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return get_response(request)

    return middleware
