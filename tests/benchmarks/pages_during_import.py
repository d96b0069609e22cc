"""How fast public pages answer while 10,000 measures come in: gunicorn with two workers, the import in a third process.

    python tests/postgresql.py python -m tests.benchmarks.pages_during_import [ROWS]

Two readers ask for one page after the other, first with nothing else going on, then during the import, which a
planner starts in the admin. What counts are the ratios within one run; figures of a run stand in
tests/benchmarks/README.md.
"""

import os
import statistics
import sys
import tempfile
import time
import urllib.request
from itertools import cycle
from pathlib import Path
from threading import Event, Thread

import django

from tests.deployed import DEADLINE, Site, StayHere, manage, production, served, working

FOLDER = Path(tempfile.mkdtemp(prefix="pages-"))
ENVIRONMENT = production(FOLDER)
os.environ["SECRET_KEY"] = ENVIRONMENT["SECRET_KEY"]  # or the site would not know the planner's session
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402 - models can be imported once Django is set up
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from measures_tracker.management.commands.demo import load_fixtures  # noqa: E402
from monitoring.choices import ImportState  # noqa: E402
from monitoring.imports.job import ImportJob  # noqa: E402
from monitoring.models import SpreadsheetImport  # noqa: E402
from tests import factories  # noqa: E402
from tests.benchmarks.import_measures import OFFICES, ROWS, as_csv, table  # noqa: E402
from tests.databases import Databases, PostgresDatabases, SqliteFiles, connected_to  # noqa: E402

READERS = 2
QUIET = 20  # seconds
PAGES = [
    "/heidelberg/",
    "/heidelberg/soziale-lage-2018/",
    "/heidelberg/soziale-lage-2018/A3/",
    "/bielefeld/ziele-und-massnahmen-2022-2023/",
    "/massnahmen/?kommune=heidelberg",
]
MILLISECONDS = 1000


class Readers:
    """Ask for pages until they are told to stop."""

    def __init__(self, site: Site) -> None:
        self.seconds: list[float] = []
        self.failed: list[int] = []
        self._done = Event()
        self._threads = [Thread(target=self._read, args=[site, number]) for number in range(READERS)]

    def __enter__(self) -> "Readers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()

    def _read(self, site: Site, number: int) -> None:
        for page in cycle(PAGES[number:] + PAGES[:number]):
            if self._done.is_set():
                return
            begin = time.perf_counter()
            status = site.get(page).status
            self.seconds.append(time.perf_counter() - begin)
            if status != 200:
                self.failed.append(status)


def prepare(rows: int) -> tuple[int, str]:
    """The id of an uploaded import, and a planner's session."""
    call_command("migrate", verbosity=0)
    load_fixtures()
    city = factories.make_municipality()
    for number in range(OFFICES):
        factories.make_office(city, name=f"Amt {number}", slug=f"amt-{number}")
    planner = factories.make_planner()
    job = ImportJob.upload(factories.make_report(city), as_csv(table(rows)), "massnahmen.csv", planner)
    job.spreadsheet_import.save()
    client = Client()
    client.force_login(planner)
    return job.spreadsheet_import.pk, client.cookies[settings.SESSION_COOKIE_NAME].value


def start_import(site: Site, pk: int, session: str) -> None:
    """As the button in the admin does."""
    token = "t" * 32
    headers = {
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}",
        "X-CSRFToken": token,
        "X-Forwarded-Proto": "https",
        "Referer": site.address.replace("http://", "https://") + "/",
    }
    request = urllib.request.Request(  # noqa: S310 - always http
        site.address + reverse("admin:import_run", args=[pk]), data=b"", headers=headers
    )
    try:
        urllib.request.build_opener(StayHere).open(request, timeout=DEADLINE)
    except urllib.error.HTTPError as answer:
        if answer.code != 302:
            raise


def wait_for(pk: int) -> None:
    while SpreadsheetImport.objects.get(pk=pk).state == ImportState.RUNNING:
        time.sleep(0.2)
    if SpreadsheetImport.objects.get(pk=pk).state != ImportState.DONE:
        raise SystemExit("the import failed")


def measure(url: str, rows: int) -> None:
    with connected_to(url):
        pk, session = prepare(rows)
        environment = {**ENVIRONMENT, "DATABASE_URL": url}
        manage(environment, "collectstatic", "--no-input")
        with served(environment, "--workers", "2") as site, working(environment):
            for page in PAGES * 4:
                site.get(page)
            with Readers(site) as quiet:
                time.sleep(QUIET)
            with Readers(site) as busy:
                begin = time.perf_counter()
                start_import(site, pk, session)
                wait_for(pk)
                seconds = time.perf_counter() - begin
    say(f"{rows} measures imported in {seconds:.1f} s, {connection.vendor}")
    say(f"answers: {len(quiet.seconds)} without it, {len(busy.seconds)} during it, {len(busy.failed)} failed")
    for name, figure in (("median", statistics.median), ("95 %", ninety_five_percent), ("slowest", max)):
        before, meanwhile = figure(quiet.seconds) * MILLISECONDS, figure(busy.seconds) * MILLISECONDS
        say(f"{name:>8}: {before:6.0f} ms without it, {meanwhile:6.0f} ms during it, {meanwhile / before:.1f} times")


def ninety_five_percent(values: list[float]) -> float:
    """As much as all but five percent of the answers take at most."""
    return statistics.quantiles(values, n=100)[94]


def say(text: str) -> None:
    print(text)  # noqa: T201


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    databases: Databases = SqliteFiles(FOLDER) if connection.vendor == "sqlite" else PostgresDatabases()
    try:
        measure(databases.url_of(databases.create()), rows)
    finally:
        databases.remove()


if __name__ == "__main__":
    main()
