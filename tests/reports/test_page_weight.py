"""Pages stay light: they are read on old tablets in council halls."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db

KB = 1000
BIELEFELD = "/bielefeld/ziele-und-massnahmen-2022-2023/"


def test_the_largest_status_table_is_light(client: Client) -> None:
    html = client.get(BIELEFELD).content
    assert len(html) <= 120 * KB
    assert len(gzip.compress(html)) <= 20 * KB


def test_pages_travel_compressed(client: Client) -> None:
    response = client.get(BIELEFELD, headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) <= 20 * KB


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


def test_stylesheets_are_light() -> None:
    """Every page has the first, some the pictures; paper and forced colours have the last."""
    folder = Path(settings.BASE_DIR) / "static" / "css"
    sheets = {name: (folder / name).read_text() for name in ("site.css", "pictures.css", "paper.css")}
    assert len(sheets["site.css"].encode()) <= 32 * KB
    assert len("".join(sheets.values()).encode()) <= 44 * KB
    assert not any("http" in sheet for sheet in sheets.values())


def test_colours_are_named_once() -> None:
    """Below the tokens of site.css no rule names a colour of its own."""
    folder = Path(settings.BASE_DIR) / "static" / "css"
    rules = (folder / "site.css").read_text().partition("*, ::before")[2] + (folder / "pictures.css").read_text()
    assert not re.findall(r"#[0-9a-f]{3,8}\b(?=[;\s])", rules)
