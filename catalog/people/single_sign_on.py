"""Logging out of the city's login together with this site (RP-Initiated Logout 1.0)."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from allauth.account.signals import user_logged_in
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

THERE = "session_there"  # key in our session of what ends the provider's


@receiver(user_logged_in)
def remember(request: HttpRequest, sociallogin: SocialLogin | None = None, **_signal: Any) -> None:
    if sociallogin is not None:
        request.session[THERE] = sociallogin.account.extra_data.get(THERE, {})


def session_there(request: HttpRequest) -> dict[str, str] | None:
    """Returns what ends the provider's session; None for a login by password. Call before logging out."""
    there: dict[str, str] | None = request.session.get(THERE)
    return there


def logged_out(request: HttpRequest, there: dict[str, str]) -> HttpResponse:
    """Returns a page that leads on to the provider, as the content security policy forbids a redirect after a form."""
    context = {
        "name": settings.SINGLE_SIGN_ON_NAME,
        "end_session": end_session_address(there),
        "other_language_url": "",  # the page has no address of its own
    }
    return render(request, "account/logged_out.html", context)


def end_session_address(there: dict[str, str]) -> str:
    """Returns the provider's address for logging out, or "".

    It asks for no way back: each would have to be registered there.
    """
    parts = urlsplit(there.get("address", ""))
    if parts.scheme not in {"https", "http"} or not parts.hostname or not there.get("token"):
        return ""
    return parts._replace(
        query=urlencode([*parse_qsl(parts.query), ("id_token_hint", there["token"])]), fragment=""
    ).geturl()
