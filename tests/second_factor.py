"""Somebody with an app for codes on the phone, as it computes them (RFC 6238)."""

from datetime import UTC, datetime
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache.backends import locmem
from django.test import Client

from tests.reports.pages import get, text

PASSWORD = "ein langes Passwort 2021"
SET_UP = "/admin/zweiter-faktor/einrichten/"
CODE = "/admin/zweiter-faktor/code/"
SPARE = "/admin/zweiter-faktor/ersatzcodes/"


def log_in(client: Client, then: str = "/admin/", username: str = "anna") -> Any:
    return client.post("/admin/login/", {"username": username, "password": PASSWORD, "next": then})


def code_of(secret: str, steps: int = 0) -> str:
    """The six digits for this half minute, or for one before or after."""
    return str(format_hotp_value(hotp_value(secret, int(datetime.now(UTC).timestamp()) // 30 + steps)))


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def another_worker() -> None:
    """From here on as in a process that has just started: it shares nothing with the one before but the database."""
    for memory in (*locmem._caches.values(), *locmem._expire_info.values()):  # type: ignore[attr-defined]
        memory.clear()


def enrol(client: Client) -> str:
    """Set up the second factor as somebody who has just logged in; returns the secret."""
    log_in(client)
    secret = text(get(client, SET_UP), "ol code")
    response = client.post(SET_UP, {"code": code_of(secret)})
    assert response["Location"] == SPARE
    return secret
