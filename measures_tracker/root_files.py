"""Files that search engines and browsers ask for at the root of a site."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

ONE_DAY = 86_400
# Pages for people who are logged in, invited or subscribed; search engines may list all others.
NOT_SEARCHED = ("admin/", "einladung/", "abonnement/", "rueckmeldung/", "sso/")
ICON = settings.BASE_DIR / "static" / "img" / "favicon.ico"


@require_safe
@cache_control(public=True, max_age=ONE_DAY)
def robots_txt(_request: HttpRequest) -> HttpResponse:
    """Returns the rules for search engines (RFC 9309), for the German and the English pages."""
    lines = [f"Disallow: {language}{start}" for language in ("/", "/en/") for start in NOT_SEARCHED]
    return HttpResponse("\n".join(["User-agent: *", *lines, ""]), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=ONE_DAY)
def favicon(_request: HttpRequest) -> HttpResponse:
    """Returns static/img/icon.svg for browsers that draw no SVG: 16, 32 and 48 pixels wide."""
    return HttpResponse(ICON.read_bytes(), content_type="image/vnd.microsoft.icon")
