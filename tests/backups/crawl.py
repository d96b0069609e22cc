"""What every public page and file says, at one moment."""

import io
import re
from datetime import UTC, datetime
from typing import NamedTuple
from zipfile import ZipFile

import time_machine
from django.test import Client

from catalog.models import User
from tests.databases import connected_to
from tests.public_addresses import addresses

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')  # differs each time


class Answer(NamedTuple):
    status: int
    location: str
    content: bytes


def crawl(database: str, user: User | None = None) -> dict[str, Answer]:
    """The answer at every address; `user` reads drafts as well."""
    with connected_to(database), time_machine.travel(NOW, tick=False):
        client = Client()
        if user:
            client.force_login(user)
        return {url: answer(client, url) for urls in addresses().values() for url in urls}


def answer(client: Client, url: str) -> Answer:
    response = client.get(url)
    content = TOKEN.sub(b"", response.content)
    if url.endswith(".xlsx"):
        content = unpacked(content)
    return Answer(response.status_code, response.get("Location", ""), content)


def unpacked(workbook: bytes) -> bytes:
    """Without the times at which its parts were packed."""
    with ZipFile(io.BytesIO(workbook)) as parts:
        return b"".join(name.encode() + parts.read(name) for name in parts.namelist())
