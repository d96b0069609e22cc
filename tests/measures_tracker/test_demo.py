"""`manage.py demo`: cities, a login, a server; as often as one likes."""

import os
import re
import socket
import subprocess
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client
from pytest_django import Settings

from catalog.models import Measure, Membership, Municipality, Office, User
from tests.factories import make_municipality

pytestmark = pytest.mark.usefixtures("without_cities")

CITY = """
- model: catalog.municipality
  fields: {name: Musterstadt, slug: musterstadt, ags: "99000001", state: BE, is_public: true}
"""
REPORT = """
- model: catalog.report
  fields: {municipality: ["99000001"], title: Sozialbericht, slug: sozialbericht, kind: social_report}
- model: catalog.measure
  fields: {report: ["99000001", sozialbericht], code: A1, title: Beratung ausbauen, order: 1}
"""

OFFICE = """
- model: catalog.office
  fields: {municipality: ["99000001"], name: Jugendamt, slug: jugendamt}
- model: catalog.responsibility
  fields: {measure: ["99000001", sozialbericht, A1], office: ["99000001", jugendamt], role: lead}
"""


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Settings) -> Path:
    folder = tmp_path / "fixtures"
    (folder / "musterstadt").mkdir(parents=True)
    (folder / "musterstadt" / "0-city.yaml").write_text(CITY)
    (folder / "musterstadt" / "1-report.yaml").write_text(REPORT)
    settings.FIXTURE_DIRS = [folder]
    settings.STATIC_ROOT = tmp_path / "static"
    return folder


def demo(*arguments: str) -> str:
    output = StringIO()
    call_command("demo", *arguments, stdout=output, no_color=True)
    return output.getvalue()


def password_in(output: str) -> str:
    line = next(line for line in output.splitlines() if " planer " in line)
    return line.split()[-1]


def count_rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_it_loads_the_files_of_all_folders() -> None:
    demo("--no-server")
    assert Measure.objects.get(report__municipality__ags="99000001").title == "Beratung ausbauen"


def test_running_it_twice_changes_no_counts() -> None:
    demo("--no-server")
    before = count_rows()
    demo("--no-server")
    assert count_rows() == before


def test_running_it_again_restores_what_was_edited() -> None:
    demo("--no-server")
    Municipality.objects.filter(ags="99000001").update(name="Umbenannt")
    demo("--no-server")
    assert Municipality.objects.get(ags="99000001").name == "Musterstadt"


def test_it_prints_where_to_go() -> None:
    output = demo("--no-server", "--port", "8123")
    assert re.search(r"http://localhost:8123/$", output, re.MULTILINE)
    assert re.search(r"Musterstadt: +http://localhost:8123/musterstadt/$", output, re.MULTILINE)
    assert re.search(r"http://localhost:8123/admin/$", output, re.MULTILINE)


def test_the_printed_login_works_and_its_password_is_new_each_time() -> None:
    first = password_in(demo("--no-server"))
    assert logs_in(first)
    second = password_in(demo("--no-server"))
    assert first != second
    assert not logs_in(first)
    assert logs_in(second)


def logs_in(password: str) -> bool:
    return Client().post("/admin/login/", {"username": "planer", "password": password}).status_code == 302


def test_there_is_somebody_in_each_role() -> None:
    demo("--no-server")
    city = Municipality.objects.first()
    held = {(one.user.username, one.role, one.municipality) for one in Membership.objects.select_related("user")}
    assert held == {("planer", "planner", city), ("rat", "reader", city)}  # no office has anything to do here
    assert User.objects.get(username="verwaltung").is_administrator
    assert not User.objects.filter(is_superuser=True).exists()


def test_an_office_is_there_as_soon_as_one_has_something_to_do(files: Path) -> None:
    (files / "zuletzt.yaml").write_text(OFFICE)
    output = demo("--no-server")
    assert re.search(r"Jugendamt: +amt +\w+$", output, re.MULTILINE)
    assert Membership.objects.get(role="contributor").office == Office.objects.get(slug="jugendamt")


def test_a_planner_who_was_given_too_much_is_put_back() -> None:
    demo("--no-server")
    User.objects.filter(username="planer").update(is_superuser=True, is_administrator=True, is_active=False)
    planner = User.objects.get(username="planer")
    Membership.objects.create(user=planner, municipality=make_municipality(), role="planner")
    demo("--no-server")
    planner.refresh_from_db()
    assert planner.is_active
    assert not planner.is_superuser
    assert not planner.is_administrator
    assert planner.memberships.count() == 1


def test_static_files_are_collected_where_the_development_server_does_not_serve_them(
    settings: Settings,
) -> None:
    demo("--no-server")
    assert (Path(settings.STATIC_ROOT) / "admin" / "css" / "base.css").exists()


@pytest.mark.parametrize("port", ["0", "65536", "-1"])
def test_it_refuses_a_port_that_does_not_exist_before_anything_else(port: str) -> None:
    with pytest.raises(CommandError, match="65535"):
        demo(f"--port={port}")
    assert not Municipality.objects.filter(ags="99000001").exists()


def test_it_refuses_a_port_in_use_before_anything_else() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=str(port)):
            demo(f"--port={port}")
    assert not Municipality.objects.filter(ags="99000001").exists()


def test_it_says_when_there_is_nothing_to_load(settings: Settings, tmp_path: Path) -> None:
    settings.FIXTURE_DIRS = [tmp_path / "nowhere"]
    with pytest.raises(CommandError):
        demo("--no-server")


def test_a_broken_file_leaves_nothing_behind(files: Path) -> None:
    (files / "zuletzt.yaml").write_text("- model: catalog.report\n  fields: {municipality: ['00000000']}\n")
    with pytest.raises(Exception, match="zuletzt"):
        demo("--no-server")
    assert not Municipality.objects.filter(ags="99000001").exists()


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(autouse=True)
def workers(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Those that were started, or would be."""
    started: list[list[str]] = []
    monkeypatch.setattr(subprocess, "Popen", started.append)
    return started


def test_gunicorn_takes_over(monkeypatch: pytest.MonkeyPatch, free_port: int, workers: list[list[str]]) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(os, "execvp", lambda _program, arguments: started.append(arguments))
    monkeypatch.setattr(connections, "close_all", lambda: None)  # it is the connection of this test, too
    demo(f"--port={free_port}")
    assert started[0][1:4] == ["-m", "gunicorn", "measures_tracker.wsgi"]
    assert f"127.0.0.1:{free_port}" in started[0]
    assert [command[2:] for command in workers] == [["work", "--beside", str(os.getpid())]]


def test_development_has_its_own_server(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, free_port: int, workers: list[list[str]]
) -> None:
    settings.DEBUG = True
    called: list[tuple[str, ...]] = []

    def note(name: str, *arguments: str, **options: Any) -> None:
        if name == "runserver":
            called.append(arguments)
        else:
            call_command(name, *arguments, **options)

    monkeypatch.setattr("measures_tracker.management.commands.demo.call_command", note)
    demo(f"--port={free_port}")
    assert called == [(f"127.0.0.1:{free_port}",)]
    assert len(workers) == 1
