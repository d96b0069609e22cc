"""The session at the city's login: logging out here ends it, too, or says that it goes on (RP-Initiated Logout 1.0)."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from allauth.account.signals import user_logged_in
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

THERE = "session_there"  # key of the session here: what ends the one there


class ProviderAdapter(OpenIDConnectOAuth2Adapter):
    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> SocialLogin:
        """Passes on what ends the session; it has to outlast the second factor, so it travels with the login."""
        login: SocialLogin = super().complete_login(request, app, token, **kwargs)
        login.account.extra_data[THERE] = {
            "token": kwargs["response"].get("id_token", ""),
            "address": self.openid_config.get("end_session_endpoint", ""),
        }
        return login


@receiver(user_logged_in)
def remember(request: HttpRequest, sociallogin: SocialLogin | None = None, **_signal: Any) -> None:
    if sociallogin is not None:
        request.session[THERE] = sociallogin.account.extra_data.get(THERE, {})


def session_there(request: HttpRequest) -> dict[str, str] | None:
    """Ask before logging out; None for whoever has come in by password."""
    there: dict[str, str] | None = request.session.get(THERE)
    return there


def logged_out(request: HttpRequest, there: dict[str, str]) -> HttpResponse:
    """Leads on to the provider. A redirect would not: the policy lets forms, and what follows them, stay here."""
    context = {
        "name": settings.SINGLE_SIGN_ON_NAME,
        "end_session": end_session_address(there),
        "other_language_url": "",  # nobody can ask for this page by its address
    }
    return render(request, "account/logged_out.html", context)


def end_session_address(there: dict[str, str]) -> str:
    """Empty where the provider names none. No way back is asked for: each would have to be registered there."""
    parts = urlsplit(there.get("address", ""))
    if parts.scheme not in {"https", "http"} or not parts.hostname or not there.get("token"):
        return ""
    return parts._replace(
        query=urlencode([*parse_qsl(parts.query), ("id_token_hint", there["token"])]), fragment=""
    ).geturl()
