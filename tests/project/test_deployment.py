"""The site as it runs for real: gunicorn behind a proxy that speaks HTTPS, static files collected."""

import os
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEADLINE = 60  # seconds; only reached where something hangs


class Answer(NamedTuple):
    status: int
    headers: Message
    text: str


class StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


class Site(NamedTuple):
    address: str
    database: Path

    def get(self, path: str, *, https: bool = True, host: str | None = None) -> Answer:
        headers = {"X-Forwarded-Proto": "https"} if https else {}
        headers |= {"Host": host} if host else {}
        request = urllib.request.Request(f"{self.address}{path}", headers=headers)  # noqa: S310 - always http
        try:
            with urllib.request.build_opener(StayHere).open(request, timeout=DEADLINE) as response:
                return Answer(response.status, response.headers, response.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read().decode())


def production(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "ALLOWED_HOSTS": "127.0.0.1",
        "BEHIND_PROXY": "true",
        "DATABASE_URL": f"sqlite:///{folder / 'database' / 'db.sqlite3'}",
        "STATIC_ROOT": str(folder / "static"),
    }


def manage(environment: dict[str, str], *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=DEADLINE,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    (folder / "database").mkdir()
    environment = production(folder)
    manage(environment, "migrate")
    manage(environment, "collectstatic", "--no-input")
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "measures_tracker.wsgi",
            "--bind",
            "127.0.0.1:0",
            "--no-control-socket",
        ],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    said = []
    try:
        for line in server.stderr:
            said.append(line)
            if match := re.search(r"Listening at: (http://127\.0\.0\.1:\d+)", line):
                yield Site(match[1], folder / "database")
                return
        pytest.fail("gunicorn did not start:\n" + "".join(said))
    finally:
        server.terminate()
        server.wait(DEADLINE)
        server.stderr.close()


def test_the_deployment_checks_have_no_complaint(tmp_path: Path) -> None:
    manage(production(tmp_path), "check", "--deploy", "--fail-level", "WARNING")


def test_it_says_that_it_is_healthy(site: Site) -> None:
    assert site.get("/healthz")[::2] == (200, "ok\n")


def test_a_load_balancer_may_ask_for_its_health_without_https(site: Site) -> None:
    assert site.get("/healthz", https=False).status == 200


def test_a_load_balancer_may_ask_by_the_address_of_the_host(site: Site) -> None:
    assert site.get("/healthz", https=False, host="10.1.2.3:8000")[::2] == (200, "ok\n")
    assert site.get("/", host="10.1.2.3:8000").status == 400


def test_plain_http_is_sent_to_https(site: Site) -> None:
    answer = site.get("/admin/login/", https=False)
    assert answer.status == 301
    assert answer.headers["Location"] == site.address.replace("http://", "https://") + "/admin/login/"


def test_the_login_is_served_with_its_policies(site: Site) -> None:
    answer = site.get("/admin/login/")
    assert answer.status == 200
    assert 'name="password"' in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert re.search(r"csrftoken=.*Secure", answer.headers["Set-Cookie"])


def test_static_files_have_hashed_names_and_are_kept_by_browsers(site: Site) -> None:
    stylesheet = re.search(r'href="(/static/[^"]+\.css)"', site.get("/admin/login/").text)
    assert stylesheet
    assert re.search(r"\.[0-9a-f]{12}\.css$", stylesheet[1])
    answer = site.get(stylesheet[1])
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/css")
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_wrong_address_shows_no_debug_page(site: Site) -> None:
    answer = site.get("/gibt/es/nicht/")
    assert answer.status == 404
    assert "DEBUG" not in answer.text


def test_it_says_when_the_database_is_gone(site: Site) -> None:
    away = site.database.with_name("away")
    shutil.move(site.database, away)
    try:
        assert site.get("/healthz").status == 503
    finally:
        shutil.move(away, site.database)
    assert site.get("/healthz").status == 200
