"""Pages stay light: they are read on old tablets in council halls."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db

KB = 1000
BIELEFELD = "/bielefeld/ziele-und-massnahmen-2022-2023/"


def test_the_largest_status_table_is_light(client: Client) -> None:
    html = client.get(BIELEFELD).content
    assert len(html) <= 150 * KB
    assert len(gzip.compress(html)) <= 25 * KB


def test_pages_travel_compressed(client: Client) -> None:
    response = client.get(BIELEFELD, headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) <= 25 * KB


@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/bielefeld/",
        BIELEFELD,
        f"{BIELEFELD}540-2/",
        f"{BIELEFELD}verlauf/",
        f"{BIELEFELD}indikatoren/",
        "/status/",
        "/nirgendwo/",
    ],
)
def test_there_is_no_script_and_nothing_from_elsewhere(client: Client, url: str) -> None:
    html = client.get(url).content.decode()
    assert "<script" not in html
    assert "style=" not in html
    assert "<style" not in html
    assert 'src="http' not in html
    assert '<link rel="stylesheet" href="/static/css/site.css">' in html


def test_the_stylesheet_is_light() -> None:
    stylesheet = Path(settings.BASE_DIR) / "static" / "css" / "site.css"
    assert stylesheet.stat().st_size <= 36 * KB
    assert "http" not in stylesheet.read_text()
