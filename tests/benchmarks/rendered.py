"""What a page costs that is made anew: time of the processor and queries, for strangers and logged in.

    python -m tests.benchmarks.rendered [WORD …]
    python tests/postgresql.py python -m tests.benchmarks.rendered [WORD …]

The shortest of fifteen runs each, in one process; with words, only the pages whose names have one of them. On a machine
with other work to do, run it in two versions of the program in turn: the ratio counts. Figures stand in
tests/benchmarks/README.md.
"""

import os
import sys
import time
from importlib import import_module
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ["KEPT_PAGES_MB"] = "0"
django.setup()
import_module("measures_tracker.wsgi")  # workers look for garbage less often

from django.db import connection  # noqa: E402 - models can be imported once Django is set up
from django.db.transaction import atomic  # noqa: E402
from django.test import Client  # noqa: E402

from catalog.models import Report  # noqa: E402
from catalog.permissions.scope import STRANGER  # noqa: E402
from monitoring.models import MonitoredMeasure  # noqa: E402
from tests import factories  # noqa: E402
from tests.benchmarks.documents import multiplied, prepare  # noqa: E402

RUNS = 15
SIZES = (100, 2000)
FULL, OVERVIEW = "?ansicht=tabelle", "?ansicht=uebersicht"
MILLISECONDS = 1000


def pages() -> dict[str, str]:
    prepare(None)
    report = Report.objects.get(municipality__slug="bielefeld")
    with atomic():
        copies = {f"{size} measures": multiplied(report, size) for size in SIZES}
    first = MonitoredMeasure.objects.visible_to(STRANGER).filter(report=report)[0]
    tables = {f"Bielefeld, {report.measures.count()} measures": report, **copies}
    return {
        **{f"{name} in full": f"{one.get_absolute_url()}{FULL}" for name, one in tables.items()},
        **{f"{name}, overview": f"{one.get_absolute_url()}{OVERVIEW}" for name, one in tables.items()},
        "Heidelberg": "/heidelberg/soziale-lage-2018/",
        "home": "/",
        "theme": "/themen/arbeit/",
        "city": "/heidelberg/",
        "measure": first.get_absolute_url(),
    }


def milliseconds(client: Client, url: str) -> float:
    """Returns the shortest time of the processor; the first run warms up."""
    taken = []
    for _run in range(RUNS):
        start = time.process_time()
        client.get(url)
        taken.append(time.process_time() - start)
    return min(taken) * MILLISECONDS


def queries(client: Client, url: str) -> int:
    asked: list[str] = []

    def count(execute: Any, sql: str, *more: Any) -> Any:
        asked.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(count):
        client.get(url)
    return len(asked)


def main(words: list[str]) -> None:
    found = {name: url for name, url in pages().items() if not words or any(word in name for word in words)}
    stranger, logged_in = Client(), Client()
    logged_in.force_login(factories.make_administrator())
    for name, url in found.items():
        own, administrator = milliseconds(stranger, url), milliseconds(logged_in, url)
        sys.stdout.write(
            f"{name:32} {own:7.1f} ms, logged in {administrator:7.1f} ms, {queries(stranger, url):3} queries\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
