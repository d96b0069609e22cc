"""The site as it runs for real: its health, its headers, its static files."""

import re
import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.checks import WARNING
from django.core.management import call_command
from django.test import override_settings

from measures_tracker.checks import proxies_are_counted
from tests.conftest import Prepared
from tests.databases import SqliteFiles
from tests.deployed import Site, manage, production, served


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def site(prepared: Prepared, folder: Path) -> Iterator[Site]:
    (folder / "database").mkdir()
    environment = production(folder)
    if isinstance(prepared.databases, SqliteFiles):  # its tables are there, which takes longer than all that follows
        shutil.copyfile(prepared.empty, folder / "database" / "db.sqlite3")
    manage(environment, "migrate")
    manage(environment, "collectstatic", "--no-input")
    with served(environment) as site:
        yield site


def test_the_deployment_checks_have_no_complaint(tmp_path: Path) -> None:
    (tmp_path / "database").mkdir()
    manage(production(tmp_path), "check", "--deploy", "--fail-level", "WARNING")


def test_the_checks_of_a_deployment_ask_for_the_number_of_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind a proxy that is not counted all visitors have one address, and lock one another out."""
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)  # the browser tests set it
    with override_settings(BEHIND_PROXY=True, PROXIES=0):
        (warning,) = proxies_are_counted(None)
        assert (warning.id, warning.level) == ("measures_tracker.W001", WARNING)
        assert "PROXIES=1" in str(warning.hint)
        said = StringIO()
        call_command("check", "--deploy", stderr=said)
        assert "measures_tracker.W001" in said.getvalue()
        call_command("check", stderr=(quiet := StringIO()))
        assert "measures_tracker.W001" not in quiet.getvalue()
    for behind, proxies in ((True, 1), (False, 0), (False, 1)):
        with override_settings(BEHIND_PROXY=behind, PROXIES=proxies):
            assert proxies_are_counted(None) == []


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


def test_pictures_of_the_handbook_are_among_the_static_files(site: Site, folder: Path) -> None:
    picture = re.search(r'src="/static/(handbuch/[^"]+)"', site.get("/hilfe/planung/bericht-anlegen/").text)
    assert picture
    assert re.search(r"\.[0-9a-f]{12}\.png$", picture[1])
    assert (folder / "static" / picture[1]).is_file()


def test_a_wrong_address_shows_no_debug_page(site: Site) -> None:
    answer = site.get("/gibt/es/nicht/")
    assert answer.status == 404
    assert "DEBUG" not in answer.text


def test_it_says_when_the_database_is_gone(site: Site, folder: Path) -> None:
    database, away = folder / "database", folder / "away"
    shutil.move(database, away)
    try:
        assert site.get("/healthz").status == 503
    finally:
        shutil.move(away, database)
    assert site.get("/healthz").status == 200
