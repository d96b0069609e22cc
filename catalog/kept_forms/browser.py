"""A cookie by which a browser is known again, and whose forms it has shown.

A form is told by the secret of its token against forged requests, which changes with each login. So nobody gets to see
what somebody else has typed at the same computer, and no other site can have anything kept.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import signing
from django.middleware import csrf
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

COOKIE = "browser"
SALT = "catalog.kept_forms"
MOST_LOGINS = 5  # that a browser remembers


@dataclass(frozen=True)
class Browser:
    """A random key, and for each login the digest of its token with the id of the person."""

    key: str
    logins: tuple[tuple[str, int], ...] = ()

    def with_login(self, digest: str, person: int) -> Browser:
        others = [login for login in self.logins if login[0] != digest]
        return Browser(self.key, tuple([*others, (digest, person)][-MOST_LOGINS:]))

    @property
    def secret(self) -> str:
        """Returns with what its forms are encrypted."""
        return f"kept form {settings.SECRET_KEY} {self.key}"


def browser_of(request: HttpRequest) -> Browser | None:
    """Returns the browser that has sent the request; None where it has no cookie, or one that is not ours."""
    try:
        key, logins = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except signing.BadSignature:
        return None
    return Browser(key, tuple((digest, person) for digest, person in logins))


def typist_of(request: HttpRequest) -> int | None:
    """Returns the id of the person whose form was sent; None where this browser was shown no such form."""
    browser, token = browser_of(request), request.POST.get("csrfmiddlewaretoken", "")
    digest = digest_of(token) if browser else ""
    return next((person for known, person in browser.logins if known == digest), None) if browser and digest else None


def digest_of(token: str) -> str:
    """Returns the digest of the secret in a token as forms or cookies have it, or "" for anything else."""
    try:
        csrf._check_token_format(token)  # type: ignore[attr-defined]  # not in the stubs
    except csrf.InvalidTokenFormat:
        return ""
    is_masked = len(token) == csrf.CSRF_TOKEN_LENGTH
    secret = csrf._unmask_cipher_token(token) if is_masked else token  # type: ignore[attr-defined]  # not in the stubs
    return salted_hmac(SALT, secret, algorithm="sha256").hexdigest()[:32]


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Notes in the cookie whose forms the browser shows from now on, if somebody is logged in."""
    person: Any = getattr(request, "user", None) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    digest = digest_of(request.META.get("CSRF_COOKIE") or "")
    if person is None or not digest or not person.is_authenticated:
        return
    browser = browser_of(request) or Browser(secrets.token_urlsafe(16))
    if (digest, person.pk) in browser.logins:
        return
    now = browser.with_login(digest, person.pk)
    value = signing.dumps([now.key, now.logins], salt=SALT)
    response.set_cookie(COOKIE, value, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")
