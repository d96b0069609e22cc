"""What the table of a report of 2,000 measures costs: time, queries, rows, peak memory and weight of its pages.

    python -m tests.benchmarks.grid [--measures 2000] [--changed 50]
    python tests/postgresql.py python -m tests.benchmarks.grid

Fills an empty database of DATABASE_URL with one report, opens its table, saves changed rows at once, and takes a block
of new ones. The figures of a run stand in tests/benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import logging
import os
import resource
import time
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")
django.setup()
logging.disable(logging.INFO)

from bs4 import BeautifulSoup  # noqa: E402 - models can be imported once Django is set up
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from catalog.choices import Publication, Role  # noqa: E402
from catalog.models import Measure, Municipality, Report, Responsibility  # noqa: E402
from monitoring.choices import Status  # noqa: E402
from monitoring.models import StatusUpdate  # noqa: E402
from tests import factories  # noqa: E402
from tests.fetched import counting  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

KILOBYTE = MEGABYTE = 1024
LINE = "{:34} {:>8} {:>8} {:>8} {:>6} {:>7}"
TEXT = "Die Vorarbeiten sind abgeschlossen, die Ausschreibung läuft, und zwei Träger haben sich gemeldet. " * 2
SECTIONS = OFFICES = 20


def fill(number: int) -> Report:
    """Returns a report with so many measures, each with section, lead, deadline and two updates."""
    report = factories.make_report(factories.make_municipality(name="Großstadt", slug="grossstadt"))
    sections = [factories.make_section(report) for _n in range(SECTIONS)]
    offices = [factories.make_office(report.municipality) for _n in range(OFFICES)]
    for n in range(number):
        measure = Measure.objects.create(
            report=report,
            section=sections[n % SECTIONS],
            code=f"{n + 1}",
            title=f"Vorhaben Nummer {n + 1}",
            due="31.12.2027",
            publication=Publication.PUBLISHED,
        )
        Responsibility.objects.create(measure=measure, office=offices[n % OFFICES], role=Role.LEAD)
        for day in (date(2025, 6, 30), date(2025, 12, 31)):
            told: dict[str, Any] = {"as_of": day, "status": Status.IN_PROGRESS, "text": TEXT}
            StatusUpdate.objects.create(measure=measure, publication=Publication.PUBLISHED, **told)
    return report


@contextmanager
def measured(name: str) -> Iterator[list[int]]:
    """Prints the cost of what is done inside; bytes that are added to the list are those of the page."""
    weights: list[int] = []
    begin = time.perf_counter()
    with counting() as counted:
        yield weights
    seconds = time.perf_counter() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    weight = f"{sum(weights) / KILOBYTE:.0f}"
    print(LINE.format(name, f"{seconds:.2f}", len(counted.statements), counted.rows, f"{memory:.0f}", weight))  # noqa: T201


def ask(client: Client, name: str, address: str, sent: dict[str, Any] | None = None) -> bytes:
    with measured(name) as weights:
        response = client.get(address) if sent is None else client.post(address, sent)
        weights.append(len(response.content))
    if response.status_code != (200 if sent is None else 302):
        raise SystemExit(f"{name}: {response.status_code}")
    return bytes(response.content)


def fields_of(content: bytes) -> dict[str, Any]:
    """Returns what a browser would send from the table as it is shown."""
    page = BeautifulSoup(content, "lxml").select_one("form.grid-form")
    if page is None:
        raise SystemExit("There is no table on the page.")
    page.select_one("template").decompose()  # type: ignore[union-attr]
    form: dict[str, Any] = {"row": [one["value"] for one in page.select("input[name=row]")]}
    for one in page.select("input[type=text], textarea, input[name=seen]"):
        form[str(one["name"])] = one.get("value", one.text.removeprefix("\n"))
    return form


def run(client: Client, address: str, changed: int) -> None:
    ask(client, "opened for the first time", address)
    form = fields_of(ask(client, "opened", address))
    ask(client, "last page", f"{address}?seite=999")
    ask(client, "500 rows on a page", f"{address}?rows=500")
    ask(client, "filtered by words and status", f"{address}?q=Vorhaben&status=in_progress")
    keys = [key for key in form["row"] if key.isdigit()][:changed]
    form |= {f"{key}-text": f"Fertig: {key}." for key in keys}
    form |= {f"{key}-status": "umgesetzt" for key in keys}
    form |= {f"{key}-title": f"Neuer Titel {key}" for key in keys}
    ask(client, f"{len(keys)} changed rows saved", address, form)
    new: dict[str, Any] = {"seen": form["seen"], "row": [f"new-{n}" for n in range(changed)]}
    new |= {f"new-{n}-{name}": f"N{n}" for n in range(changed) for name in ("code", "title")}
    ask(client, f"{changed} new rows saved", address, new)
    ask(client, "what has happened", reverse("admin:happenings"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measures", type=int, default=2000)
    parser.add_argument("--changed", type=int, default=50)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    if Municipality.objects.exists():
        raise SystemExit("This database is not empty.")
    with transaction.atomic():
        report = fill(options.measures)
    client = Client()
    client.force_login(factories.make_planner(report.municipality))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(LINE.format("", "s", "queries", "rows", "MB", "kB"))  # noqa: T201
    run(client, reverse("report-grid", args=[report.pk]), options.changed)


if __name__ == "__main__":
    main()
