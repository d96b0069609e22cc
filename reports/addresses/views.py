from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from reports.addresses.short import long_address


@require_safe
def short(request: HttpRequest, token: str, rest: str = "") -> HttpResponse:
    """Redirects from the short address on paper to the page it was printed from."""
    return HttpResponseRedirect(long_address(request, token, rest))
