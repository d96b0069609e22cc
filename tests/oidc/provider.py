"""A certified OpenID Connect provider (oidc-provider from npm) that runs on this computer only as long as the tests.

Its packages are installed by `make test` before the tests run; nothing is fetched then.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import requests
from bs4 import BeautifulSoup

FOLDER = Path(__file__).parent
CLIENT = {"client_id": "massnahmen", "secret": "only-known-to-the-tests"}
TIMEOUT = 30  # seconds; only reached where something hangs


def program() -> str:
    """Node, with the packages beside this file; where either is missing the test is skipped, in CI it fails."""
    node = shutil.which("node")
    if node and (FOLDER / "node_modules" / "oidc-provider").is_dir():
        return node
    missing = "There is no OpenID Connect provider to test with. Install nodejs and npm, then `make test` gets it."
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


@contextmanager
def running(callback: str, people: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Yields the address of a provider that knows these people by login and sends them back to `callback`."""
    command = [program(), "provider.mjs", callback, json.dumps(people)]
    server = subprocess.Popen(command, cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdout is not None
    try:
        issuer = server.stdout.readline().strip()
        assert issuer, "the provider did not start"
        yield issuer
    finally:
        server.terminate()
        server.wait(TIMEOUT)
        server.stdout.close()


def app(issuer: str) -> dict[str, Any]:
    """What the settings say about it."""
    settings = {"server_url": issuer, "oauth_pkce_enabled": True}
    return {"provider_id": "sso", "name": "Stadtportal", **CLIENT, "settings": settings}


def visit(url: str, login: str, callback: str, *, cancel: bool = False, browser: requests.Session | None = None) -> str:
    """Log in at the provider as a person would, page by page; returns the address it sends the person back to.

    A browser that has been there before is only let through.
    """
    browser = browser or requests.Session()
    response = browser.get(url, allow_redirects=False, timeout=TIMEOUT)
    while True:
        if response.is_redirect:
            there = urljoin(response.url, response.headers["Location"])
            if there.startswith(callback):
                return there
            response = browser.get(there, allow_redirects=False, timeout=TIMEOUT)
            continue
        page = BeautifulSoup(response.text, "html.parser")
        if cancel:
            link = next(link for link in page.select("a") if "Cancel" in link.text)
            response = browser.get(urljoin(response.url, str(link["href"])), allow_redirects=False, timeout=TIMEOUT)
            continue
        form = page.select("form")[0]
        data = {str(field["name"]): str(field.get("value", "")) for field in form.select("input")}
        data |= {"login": login, "password": "x"} if "login" in data else {}
        target = urljoin(response.url, str(form["action"]))
        response = browser.post(target, data, allow_redirects=False, timeout=TIMEOUT)


def knows(browser: requests.Session, url: str, callback: str) -> bool:
    """Whether the provider sends this browser back without asking who somebody is."""
    response = browser.get(url, allow_redirects=False, timeout=TIMEOUT)
    while response.is_redirect:
        there = urljoin(response.url, response.headers["Location"])
        if there.startswith(callback):
            return True
        response = browser.get(there, allow_redirects=False, timeout=TIMEOUT)
    return 'name="login"' not in response.text


def log_out(browser: requests.Session, url: str) -> str:
    """Follow the link that ends a session and say yes; returns what the last page says."""
    response = browser.get(url, timeout=TIMEOUT)
    form = BeautifulSoup(response.text, "html.parser").select("form")[0]
    data = {str(field["name"]): str(field.get("value", "")) for field in form.select("input")}
    answer = browser.post(urljoin(response.url, str(form["action"])), {**data, "logout": "yes"}, timeout=TIMEOUT)
    return BeautifulSoup(answer.text, "html.parser").text
