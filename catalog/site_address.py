"""The absolute address of the site, for links that leave it: in mails, feeds and calendars."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest


def address_of_site() -> str:
    """Returns the address of the site for what nobody has asked for: "https://massnahmen.example.org"."""
    if not settings.SITE_URL:
        raise ImproperlyConfigured("SITE_URL is not set. Set it to the address of the site: https://example.org.")
    return str(settings.SITE_URL)


def site_address(request: HttpRequest | None = None) -> str:
    """Returns the address without a slash at the end: "https://massnahmen.example.org".

    It is that of the settings, or else that of the request; a command without either fails.
    """
    if settings.SITE_URL or request is None:
        return address_of_site()
    return f"{request.scheme}://{request.get_host()}"


def host_of(site: str) -> str:
    return urlsplit(site).hostname or ""
