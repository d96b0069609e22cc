"""Pages stay light: they are read on old tablets in council halls."""

import gzip
import re
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client

from catalog.models import Report
from tests.public_addresses import (
    ANSWERS,
    CALENDARS,
    COMPARED,
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
ALIKE = {"measure", "office", "changes", "paper", "committee", *EMBEDDING}  # hundreds of pages far below that
OF_ADMINISTRATION = {"admin.css", "grid.css", "workbench.css"}
SHEETS = {file.name: file.read_text() for file in (Path(settings.BASE_DIR) / "static" / "css").glob("*.css")}
VIEWS = ["?ansicht=tabelle", "?ansicht=uebersicht&details=alle", "?ansicht=tabelle&sortierung=-titel"]


def weighed() -> list[str]:
    names = addresses()
    urls = [url for name in names.keys() - NO_PAGES for url in (few(names[name]) if name in ALIKE else names[name])]
    return [*urls, *OF_MUSTERSTADT, *(f"{report}{view}" for report in pages_of(Report) for view in VIEWS)]


@cache
def page_at(url: str) -> bytes:
    """Returns a page, which stays the same in this module."""
    response = Client().get(url)
    assert response.status_code == 200, url
    return response.content


def weight(url: str) -> tuple[int, int]:
    """Bytes of a page, and bytes that travel."""
    html = page_at(url)
    return len(html), len(gzip.compress(html, **SERVED)) + BY_CHANCE


def test_every_page_of_the_demo_is_light() -> None:
    weights = {url: weight(url) for url in dict.fromkeys(weighed())}
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


def sheets_of(page: BeautifulSoup) -> list[str]:
    """The names of the stylesheets that a page loads."""
    return [str(link["href"]).rpartition("/")[2] for link in page.select("link[rel=stylesheet]")]


def one_of_each_kind() -> list[str]:
    names = addresses()
    return [*OF_MUSTERSTADT, BIELEFELD, COMPARED, *(names[name][0] for name in sorted(names.keys() - NO_PAGES))]


@pytest.mark.parametrize("kind", ["lists", "pages", "pictures"])
def test_stylesheets_are_light(kind: str) -> None:
    """A page loads three: what all pages share, what its kind needs, and what belongs to paper."""
    loaded = ["site.css", f"{kind}.css", "paper.css"]
    assert sum(len(SHEETS[name].encode()) for name in loaded) <= 32 * KB
    assert not any("http" in SHEETS[name] for name in loaded)


def test_every_page_loads_the_rules_that_are_meant_for_it() -> None:
    for url in one_of_each_kind():
        page = BeautifulSoup(page_at(url), "lxml")
        loaded = sheets_of(page)
        assert (len(loaded), loaded[0], loaded[2]) == (3, "site.css", "paper.css"), url
        classes = {name for tag in page.select("[class]") for name in tag["class"]}
        for sheet in SHEETS.keys() - {*loaded, *OF_ADMINISTRATION}:
            missed = [one for one in selectors(SHEETS[sheet]) if could_match(one, classes) and page.select_one(one)]
            assert not missed, f"{url} does not load {sheet}"


def selectors(sheet: str) -> set[str]:
    """What the rules of a stylesheet are for, without the states and pieces of an element."""
    found = re.findall(r"([^{}@;]+){", re.sub(r"/\*.*?\*/|@[^{]*{", "", sheet, flags=re.DOTALL))
    return {re.sub(r"::[\w-]+|:(?:hover|target|focus-visible)", "", one).strip() for one in found}


def could_match(selector: str, classes: set[str]) -> bool:
    """Whether it names no class or one that is on the page: few do, and looking through a page takes its time."""
    named = set(re.findall(r"\.([a-zA-Z][\w-]*)", selector))
    return not named or bool(named & classes)


def test_colours_are_named_once() -> None:
    """Below the tokens of site.css no rule names a colour of its own."""
    rules = SHEETS["site.css"].partition("*, ::before")[2]
    rules += "".join(SHEETS[f"{kind}.css"] for kind in ("lists", "pages", "pictures"))
    assert not re.findall(r"#[0-9a-f]{3,8}\b(?=[;\s])", rules)
