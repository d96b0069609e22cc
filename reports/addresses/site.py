"""The absolute address of the site, for feeds, calendars and mails."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from catalog.mails.messages import address_of_site


def site_address(request: HttpRequest | None = None) -> str:
    """Returns the address without a slash at the end: "https://massnahmen.example.org".

    It is that of the settings, or else that of the request; a command without either fails.
    """
    if settings.SITE_URL or request is None:
        return address_of_site()
    return f"{request.scheme}://{request.get_host()}"


def host_of(site: str) -> str:
    return urlsplit(site).hostname or ""
