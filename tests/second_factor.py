"""Somebody with an app for codes on the phone, as it computes them (RFC 6238)."""

from datetime import UTC, datetime
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from tests.reports.pages import get, text

PASSWORD = "ein langes Passwort 2021"
SET_UP = "/admin/zweiter-faktor/einrichten/"
CODE = "/admin/zweiter-faktor/code/"
SPARE = "/admin/zweiter-faktor/ersatzcodes/"


def log_in(client: Client, then: str = "/admin/", username: str = "anna") -> Any:
    return client.post("/admin/login/", {"username": username, "password": PASSWORD, "next": then})


def code_of(secret: str) -> str:
    """The six digits for this half minute."""
    return str(format_hotp_value(hotp_value(secret, int(datetime.now(UTC).timestamp()) // 30)))


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def enrol(client: Client) -> str:
    """Set up the second factor as somebody who has just logged in; returns the secret."""
    log_in(client)
    secret = text(get(client, SET_UP), "ol code")
    response = client.post(SET_UP, {"code": code_of(secret)})
    assert response["Location"] == SPARE
    return secret
