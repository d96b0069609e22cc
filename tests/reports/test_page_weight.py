"""Pages stay light: they are read on old tablets in council halls."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from catalog.models import Report
from tests.public_addresses import (
    ANSWERS,
    CALENDARS,
    EMBEDDING,
    FILES,
    FOLLOWING,
    OF_MUSTERSTADT,
    PAPERS,
    addresses,
    few,
    pages_of,
)
from tests.reports.pages import get, one

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_musterstadt")]

KB = 1000
MOST, MOST_COMPRESSED = 120 * KB, 20 * KB
SERVED = {"compresslevel": 6, "mtime": 0}  # as Django's GZipMiddleware does, which adds up to 100 bytes by chance
BY_CHANCE = 100
BIELEFELD = "/bielefeld/ziele-und-massnahmen-2022-2023/"
NO_PAGES = FILES | PAPERS.keys() | FOLLOWING.keys() | CALENDARS | ANSWERS
ALIKE = {"measure", "office", *EMBEDDING}  # hundreds of light pages
VIEWS = ["?ansicht=tabelle", "?ansicht=uebersicht&details=alle", "?ansicht=tabelle&sortierung=-titel"]


def weighed() -> list[str]:
    names = addresses()
    urls = [url for name in names.keys() - NO_PAGES for url in (few(names[name]) if name in ALIKE else names[name])]
    return [*urls, *OF_MUSTERSTADT, *(f"{report}{view}" for report in pages_of(Report) for view in VIEWS)]


def weight(client: Client, url: str) -> tuple[int, int]:
    """Bytes of a page, and bytes that travel."""
    html = client.get(url).content
    return len(html), len(gzip.compress(html, **SERVED)) + BY_CHANCE


def test_every_page_of_the_demo_is_light(client: Client) -> None:
    weights = {url: weight(client, url) for url in dict.fromkeys(weighed())}
    assert [url for url in weights if url.startswith("/musterstadt/fortschreibung/")]
    heavy = {url: found for url, found in weights.items() if found[0] > MOST or found[1] > MOST_COMPRESSED}
    assert not heavy


def test_pages_travel_compressed(client: Client) -> None:
    response = client.get(BIELEFELD, headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) <= MOST_COMPRESSED


def test_a_page_draws_the_icons_it_uses_and_no_others(client: Client) -> None:
    page = get(client, BIELEFELD)
    used = {str(use["href"])[1:] for use in page.select("use")}
    assert used == {str(drawn["id"]) for drawn in page.select(".sprite symbol")}
    assert {"i-brand", "i-none", "i-gap"} <= used
    assert not page.select(".sprite pattern")
    assert one(get(client, "/heidelberg/"), "#p-ongoing")


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
