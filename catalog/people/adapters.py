"""Adapters of django-allauth: who may log in with the city's login, and how secrets of codes are kept."""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.choices import AuditKind
from catalog.models import AuditEntry, User
from catalog.on_demand import on_demand
from catalog.people import second_factor
from catalog.rate_limits import client_address
from catalog.texts.email_addresses import with_address

FRESH_LOGIN = 300  # seconds after which the password is asked for again before the second factor is touched
NOT_KNOWN = _(
    "Nobody here has the e-mail address of your login at %(name)s, or it has not been verified there. "
    "Ask those who run this site for access."
)
NOT_FINISHED = _("The login at %(name)s was not finished. Try again, or use user name and password.")

encrypt: Callable[[str, str], str] = on_demand("catalog.encryption.encrypt")
decrypt: Callable[[str, str], str | None] = on_demand("catalog.encryption.decrypt")


class AccountAdapter(DefaultAccountAdapter):
    """An adapter that never signs anybody up: people are only made in the admin."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        return ["allauth.mfa.stages.AuthenticateStage"] if second_factor.is_on() else []

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or ""

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        return redirect("admin:login")

    def is_reauthentication_required(self, *, app: str, **_options: Any) -> bool:
        """Tells whether the login of this session is too old to touch the second factor."""
        proofs = get_authentication_records(self.request, self.request.user)
        return all(time.time() - proof["at"] > FRESH_LOGIN for proof in proofs)


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """An adapter that opens the account with the verified e-mail address, and never makes or links one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        person = person_meant(sociallogin.account.extra_data)
        if person is None or sociallogin.state.get("process") != AuthProcess.LOGIN:
            AuditEntry.record(AuditKind.LOGIN_FAILED, subject=settings.SINGLE_SIGN_ON_NAME)
            raise ImmediateHttpResponse(back_to_login(request, NOT_KNOWN))
        sociallogin.user = person

    def on_authentication_error(self, request: HttpRequest, *_args: Any, **_options: Any) -> None:
        raise ImmediateHttpResponse(back_to_login(request, NOT_FINISHED))


def person_meant(claims: dict[str, Any]) -> User | None:
    """Returns the one person whose address the provider has verified.

    ID token and user info of the provider have to be about the same person.
    """
    answers = [claims[name] for name in ("userinfo", "id_token") if name in claims]
    who = answers[0]
    if len({answer.get("sub") for answer in answers}) != 1 or who.get("email_verified") is not True:
        return None
    email = who.get("email")
    if not isinstance(email, str) or not email:
        return None
    found = with_address(User.objects.filter(is_active=True), email)
    return found[0] if len(found) == 1 else None


def back_to_login(request: HttpRequest, message: Promise) -> HttpResponse:
    messages.error(request, str(message) % {"name": settings.SINGLE_SIGN_ON_NAME})
    return redirect("admin:login")


class SecondFactorAdapter(DefaultMFAAdapter):
    """An adapter that encrypts the secrets of codes, so that a copy of the database alone opens no account."""

    def encrypt(self, text: str) -> str:
        return encrypt(text, secret_of_codes())

    def decrypt(self, encrypted_text: str) -> str:
        """Returns the secret, or an unknown one after a change of SECRET_KEY, so that no code is right."""
        text = decrypt(encrypted_text, secret_of_codes())
        if text is not None:
            return text
        unknown: str = generate_totp_secret()
        return unknown


def secret_of_codes() -> str:
    return f"second factor {settings.SECRET_KEY}"
