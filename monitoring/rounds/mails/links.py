"""The addresses under which an office answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from catalog.site_address import address_of_site

if TYPE_CHECKING:
    from monitoring.models import RoundRequest


def address_of_office(token: str, site: str = "") -> str:
    """Returns the address of an office's page; whoever holds it needs no login.

    `site` is that of the page it was asked for on, if it was on any.
    """
    with translation.override(settings.LANGUAGE_CODE):
        return f"{site or address_of_site()}{reverse('office-page', args=[token])}"


def address_inside(request: RoundRequest) -> str:
    """Returns where somebody of the office who has logged in answers without the link."""
    return reverse("office-page-of-request", args=[request.pk])
