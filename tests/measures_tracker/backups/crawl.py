"""What every public page and file says that can be reached from the home page, at one moment."""

import io
import re
from collections import Counter
from datetime import UTC, datetime
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit
from zipfile import ZipFile

import time_machine
from django.test import Client
from django.urls import Resolver404, resolve

from tests.databases import connected_to
from tests.effort import THOROUGH
from tests.public_addresses import addresses

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')  # differs each time
LINK = re.compile(rb'\b(?:href|src|action)="([^"]+)"')
HOST = "http://testserver"
SAMPLE = 1  # pages of a kind
NOT_IN_THE_DATABASE = ("/static/", "/admin/", "/en/admin/")


class Answer(NamedTuple):
    status: int
    location: str
    content: bytes


Pages = dict[str, Answer]  # by address


def crawl(database: str) -> Pages:
    """Every link is followed, from the home page and from the addresses that stand on paper or in mails.

    Filters and sorting are tried one at a time. In English there is one page of every kind, and no files nor filters:
    the rows are the same. A sample has a page of every kind.
    """
    found: Pages = {}
    kinds: Counter[str] = Counter()
    with connected_to(database), time_machine.travel(NOW, tick=False):
        client = Client()
        ahead = ["/", *(url for urls in addresses().values() for url in urls)]
        for url in ahead:  # grows meanwhile
            kind = kind_of(url)
            if url not in found and (THOROUGH or kinds[kind] < SAMPLE):
                kinds[kind] += 1
                response = client.get(url)
                found[url] = answer(url, response)
                ahead += [link for link in links(url, response) if link not in found]
    return found


def kind_of(url: str) -> str:
    """The name of its view, apart for pages that are asked something; short addresses lead anywhere."""
    path, asked, _query = url.partition("?")
    try:
        return f"{resolve(unquote(path)).url_name}{asked}"
    except Resolver404:
        return asked


def visit(database: str, urls: list[str]) -> Pages:
    """The same for some addresses only."""
    with connected_to(database), time_machine.travel(NOW, tick=False):
        client = Client()
        return {url: answer(url, client.get(url)) for url in urls}


def links(url: str, response: Any) -> list[str]:
    if not response.get("Content-Type", "").startswith("text/html"):
        return []
    targets = {urljoin(f"{HOST}{url}", unescape(link.decode())) for link in LINK.findall(response.content)}
    return sorted(
        target.removeprefix(HOST).partition("#")[0]
        for target in targets
        if target.startswith(f"{HOST}/") and is_followed(url, urlsplit(target).path, urlsplit(target).query)
    )


def is_followed(url: str, path: str, query: str) -> bool:
    if path.startswith(NOT_IN_THE_DATABASE):
        return False
    if path.startswith("/en/"):
        return False
    return not (query and "?" in url)


def answer(url: str, response: Any) -> Answer:
    content = TOKEN.sub(b"", response.content)
    if urlsplit(url).path.endswith(".xlsx"):
        content = unpacked(content)
    return Answer(response.status_code, response.get("Location", ""), content)


def unpacked(workbook: bytes) -> bytes:
    """Without the times at which its parts were packed."""
    with ZipFile(io.BytesIO(workbook)) as parts:
        return b"".join(name.encode() + parts.read(name) for name in parts.namelist())
