"""What search engines and browsers ask for at the root."""

import struct
from urllib.robotparser import RobotFileParser

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_search_engines_find_the_public_pages_only(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    rules = RobotFileParser()
    rules.parse(response.text.splitlines())
    for url in ("/", "/en/", "/heidelberg/", "/heidelberg/soziale-lage-2018/?suche=kita", "/themen/", "/static/a.css"):
        assert rules.can_fetch("*", url), url
    for url in (
        "/admin/",
        "/en/admin/login/",
        "/abonnement/abbestellen/x/",
        "/einladung/x/",
        "/rueckmeldung/x/",
        "/sso/oidc/x/login/",
    ):
        assert not rules.can_fetch("*", url), url


def test_the_icon_is_one_for_small_and_large_tabs(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert response["Content-Type"] == "image/vnd.microsoft.icon"
    zero, icon, count = struct.unpack_from("<HHH", response.content)
    assert (zero, icon, count) == (0, 1, 3)
    for number, width in enumerate((16, 32, 48)):
        entry = struct.unpack_from("<BBBBHHII", response.content, 6 + 16 * number)
        picture = response.content[entry[7] :][: entry[6]]
        assert struct.unpack_from(">8s8xII", picture) == (b"\x89PNG\r\n\x1a\n", width, width)


@pytest.mark.parametrize("url", ["/robots.txt", "/favicon.ico"])
def test_everybody_keeps_it_for_a_day(client: Client, url: str) -> None:
    response = client.get(url)
    assert response["Cache-Control"] == "public, max-age=86400"
    assert client.head(url).status_code == 200
    assert client.post(url).status_code == 405
