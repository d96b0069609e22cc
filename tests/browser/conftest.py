"""A real browser on the site, in the database of the test: what either of them changes is taken back.

Only an in-memory SQLite database can be shared with the site's threads that way: these tests run on SQLite.
"""

import os
import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import BrowserContext, Page, Route
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

# Playwright keeps an event loop running in the thread of the tests; Django would refuse the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

FLAGS = [
    "--no-sandbox",  # Chromium refuses to be root otherwise
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def site_url(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The site, served from the database of the tests, which pytest-django's own fixture would empty."""
    if connection.vendor != "sqlite" or not connection.is_in_memory_db():  # type: ignore[attr-defined]
        pytest.fail("The browser shares an in-memory SQLite database with the tests: unset DATABASE_URL.")
    with django_db_blocker.unblock():
        server = LiveServer("localhost")
    yield server.url
    with django_db_blocker.unblock():
        server.stop()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the installed browser; nothing is downloaded."""
    chosen = os.environ.get("CHROMIUM")
    names = [chosen] if chosen else ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        missing = "No browser was found. Install chromium or name one in the variable CHROMIUM."
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return {**browser_type_launch_args, "executable_path": program, "args": FLAGS}


@pytest.fixture(scope="session")
def base_url(site_url: str) -> str:
    """Lets tests write `page.goto("/admin/")`."""
    return site_url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "de-DE", "timezone_id": "Europe/Berlin", "reduced_motion": "reduce"}


@pytest.fixture
def problems() -> list[str]:
    """What the browser complained about. A test that provokes a complaint takes it out of the list."""
    return []


@pytest.fixture
def context(db: None, context: BrowserContext, site_url: str, problems: list[str]) -> Iterator[BrowserContext]:
    """Tabs that reach this site only; errors, broken policies and requests to others fail the test."""

    def refuse(route: Route) -> None:
        problems.append(f"request to another host: {route.request.url}")
        route.abort()

    # Only these requests come to Python: to send on each of the others would take longer than to answer it.
    context.route(re.compile(f"^(?!{re.escape(site_url)}/|data:|blob:)"), refuse)
    context.on(
        "console",
        lambda message: problems.append(f"console: {message.text}") if message.type == "error" else None,
    )
    context.on("weberror", lambda error: problems.append(f"script: {error.error}"))
    yield context
    context.close()
    assert not problems, "the browser complained:\n" + "\n".join(problems)


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
