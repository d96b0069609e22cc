"""Whom to tell about a hole in the site (RFC 9116)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

ADDRESS = "/.well-known/security.txt"
NOW = datetime(2024, 5, 2, 22, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def operator(settings: Settings) -> None:
    settings.OPERATOR_EMAIL = "post@example.org"
    settings.SITE_URL = "https://massnahmen.example.org"


def fields(client: Client) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in client.get(ADDRESS).text.splitlines())


def test_it_names_whom_to_write_to_and_where_it_belongs(client: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        response = client.get(ADDRESS)
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert fields(client) == {
            "Contact": "mailto:post@example.org",
            "Expires": "2024-10-29T00:00:00Z",
            "Preferred-Languages": "de, en",
            "Canonical": "https://massnahmen.example.org/.well-known/security.txt",
        }


@pytest.mark.parametrize("days", [1, 30, 365])
def test_it_expires_in_the_future_whenever_it_is_read(client: Client, settings: Settings, days: int) -> None:
    settings.SECURITY_TXT_DAYS = days
    for moment in (NOW, NOW + timedelta(days=1000)):
        with time_machine.travel(moment, tick=False):
            expires = datetime.fromisoformat(fields(client)["Expires"])
        assert moment < expires <= moment + timedelta(days=days)


def test_there_is_none_without_a_contact(client: Client, settings: Settings, db: None) -> None:
    settings.OPERATOR_EMAIL = ""
    assert client.get(ADDRESS).status_code == 404


def test_it_has_no_canonical_address_where_none_is_set(client: Client, settings: Settings) -> None:
    settings.SITE_URL = ""
    assert "Canonical" not in fields(client)
