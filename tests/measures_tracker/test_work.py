"""`manage.py work` as it runs for real: it does what is queued, can be seen, and ends when it is told to."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from catalog.models import Report
from catalog.tasks.worker import is_worker_alive
from monitoring.imports import tasks
from monitoring.imports.job import ImportJob
from monitoring.models import SpreadsheetImport
from tests.databases import Databases, connected_to
from tests.deployed import DEADLINE, ROOT, manage, production, working

pytestmark = pytest.mark.both

READY, DONE = "The worker is ready.", "state=SUCCESSFUL"


@pytest.fixture
def environment(databases: Databases, own_full: str, tmp_path: Path) -> dict[str, str]:
    return {**production(tmp_path), "DATABASE_URL": databases.url_of(own_full)}


def wait_until_it_says(worker: "subprocess.Popen[str]", words: str) -> None:
    assert worker.stderr
    said = []
    for line in worker.stderr:
        said.append(line)
        if words in line:
            return
    raise AssertionError("".join(said))


def queue_an_upload() -> None:
    content = b"Nr.;Titel\n" + b"".join(b"X%d;Neu %d\n" % (number, number) for number in range(10))
    tasks.read(ImportJob.receive(Report.objects.get(slug="bericht"), content, "neu.csv"))


def test_it_does_what_is_queued_and_ends_when_it_is_told_to(environment: dict[str, str]) -> None:
    with connected_to(environment["DATABASE_URL"]):
        queue_an_upload()
        assert not is_worker_alive()
        with working(environment) as worker:
            wait_until_it_says(worker, DONE)
            assert is_worker_alive()
            worker.terminate()
            assert worker.wait(DEADLINE) == 0
        assert not is_worker_alive()
        assert SpreadsheetImport.objects.get(file_name="neu.csv").rows == 10


@pytest.mark.only("postgresql")  # SQLite has no connections that could be lost
def test_it_goes_on_when_its_connections_were_lost(environment: dict[str, str], own_full: str) -> None:
    with working(environment) as worker:
        wait_until_it_says(worker, READY)
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [own_full])
        wait_until_it_says(worker, READY)
        with connected_to(environment["DATABASE_URL"]):
            queue_an_upload()
        wait_until_it_says(worker, DONE)


def test_it_ends_with_the_process_beside_which_it_runs(environment: dict[str, str]) -> None:
    script = f"{sys.executable} manage.py work --beside $$ & read answer"
    shell = subprocess.Popen(
        ["/bin/sh", "-c", script], cwd=ROOT, env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    wait_until_it_says(shell, READY)
    shell.communicate("end\n", timeout=DEADLINE)  # until nobody writes any more
    with connected_to(environment["DATABASE_URL"]):
        assert not is_worker_alive()


def test_it_does_not_begin_without_its_parent(environment: dict[str, str]) -> None:
    manage(environment, "work", "--beside", str(os.getppid()))
