"""How long status tables and booklets take as PDF and Word files, against the page of the same table in full.

    python -m tests.benchmarks.documents
    python tests/postgresql.py python -m tests.benchmarks.documents

Bielefeld's 39 measures with their sub-measures, and 500 that are copies of these. Every document is asked for in a
process of its own, so that the peak memory is its own; the page is asked for in the same process. All is made anew each
time, nothing kept. Time of the processor, with that of the process that typesets. Figures of a run stand in
tests/benchmarks/README.md.
"""

import json
import os
import resource
import subprocess
import sys
from collections import defaultdict
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402 - as below
from django.db import connection  # noqa: E402 - models can be imported once Django is set up
from django.db.models import Model  # noqa: E402
from django.test import Client  # noqa: E402

from catalog.models import Measure, Report, Responsibility  # noqa: E402
from measures_tracker.management.commands.demo import load_fixtures  # noqa: E402
from monitoring.models import (  # noqa: E402
    Indicator,
    IndicatorTarget,
    IndicatorValue,
    Milestone,
    StatusUpdate,
)
from reports.documents.jobs import job  # noqa: E402
from reports.measures.table import pages  # noqa: E402
from tests import factories  # noqa: E402

MANY = 500
CITY = "bielefeld"
FILES = ("statustabelle.pdf", "statustabelle.docx", "massnahmenheft.pdf", "massnahmenheft.docx")
IN_FULL = "?ansicht=tabelle"
REPEATS = 3
MEGABYTE = 1024
BELONGING: tuple[type[Model], ...] = (Responsibility, StatusUpdate, Milestone)
OF_INDICATORS: tuple[type[Model], ...] = (IndicatorTarget, IndicatorValue)


def prepare(number: int | None) -> str:
    """The address of a report in a test database: Bielefeld's, or one with so many copies of its measures."""
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    load_fixtures()
    source = Report.objects.get(municipality__slug=CITY)
    return source.get_absolute_url() if number is None else multiplied(source, number).get_absolute_url()


def multiplied(source: Report, number: int) -> Report:
    """A report with so many copies of the measures of another one, each with all that belongs to it."""
    slug = f"viele-{number}"
    report = factories.make_report(source.municipality, slug=slug, title="Viele", columns=source.columns)
    wholes, parts = list(source.measures.filter(parent=None)), list(source.measures.exclude(parent=None))
    of_whole = {whole.pk: [part for part in parts if part.parent_id == whole.pk] for whole in wholes}
    chosen = [wholes[place % len(wholes)] for place in range(number)]
    placed = {"report": report, "section": None}
    copies = again(chosen, [{**placed, "code": f"X{place}"} for place in range(number)])
    with_parts = list(zip(chosen, copies, strict=True))
    chosen_parts = [part for whole, _copy in with_parts for part in of_whole[whole.pk]]
    owners = [{**placed, "parent": copy} for whole, copy in with_parts for _part in of_whole[whole.pk]]
    belonging_again(chosen + chosen_parts, copies + again(chosen_parts, owners))
    return report


def belonging_again(sources: list[Measure], copies: list[Measure]) -> None:
    for model in BELONGING:
        owned_again(model, "measure", sources, copies)
    indicators, own = owned_again(Indicator, "measure", sources, copies)
    for kind in OF_INDICATORS:
        owned_again(kind, "indicator", indicators, own)


def owned_again(kind: type[Model], owner: str, sources: list[Any], copies: list[Any]) -> tuple[list[Any], list[Any]]:
    """The rows of these owners once for each of their copies, and their copies."""
    of_owner: dict[int, list[Any]] = defaultdict(list)
    for row in kind._default_manager.filter(**{f"{owner}__in": {one.pk for one in sources}}):
        of_owner[getattr(row, f"{owner}_id")].append(row)
    pairs = [(row, copy) for one, copy in zip(sources, copies, strict=True) for row in of_owner[one.pk]]
    rows = [row for row, _copy in pairs]
    return rows, again(rows, [{owner: copy} for _row, copy in pairs])


def again(rows: list[Any], changes: list[dict[str, Any]]) -> list[Any]:
    """The rows once more with these changes, written together."""
    copies = []
    for row, changed in zip(rows, changes, strict=True):
        fields = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
        copies.append(type(row)(**fields))
        for name, value in changed.items():
            setattr(copies[-1], name, value)
    return list(type(rows[0])._default_manager.bulk_create(copies, batch_size=500)) if rows else []


def seconds(url: str) -> float:
    """The shortest time of the processor of some runs, the first of which warms up."""
    taken = []
    for _ in range(REPEATS):
        client = Client()
        start = processor_time()
        response = client.get(url)
        taken.append(processor_time() - start)
        if response.status_code != 200:
            raise SystemExit(f"{url} answers {response.status_code}")
    return min(taken)


def processor_time() -> float:
    """In seconds, of this process and of those it has waited for."""
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def measure(name: str, number: int | None) -> dict[str, float]:
    url = prepare(number)
    job.MOST_MEASURES_AT_ONCE = MANY  # a worker would do the same
    pages.MOST_ON_ONE_PAGE = 10 * MANY  # a document has all that stands on the pages of a long table
    settings.KEPT_PAGES_BYTES = 0
    page = seconds(f"{url}{IN_FULL}")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    document = seconds(f"{url}{name}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    apart = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MEGABYTE
    return {"page": page, "document": document, "memory of the page": before, "peak memory": peak, "apart": apart}


def main() -> None:
    if len(sys.argv) > 1:  # one case, asked for by the run below
        print(json.dumps(measure(sys.argv[1], int(sys.argv[2]) or None)))  # noqa: T201
        return
    for number in (0, MANY):
        for name in FILES:
            command = [sys.executable, "-m", "tests.benchmarks.documents", name, str(number)]
            answer = subprocess.run(command, check=True, capture_output=True, text=True)
            told = json.loads(answer.stdout.splitlines()[-1])
            ratio = told["document"] / told["page"]
            print(  # noqa: T201
                f"{number or CITY:>10} {name:>20}: {told['document']:6.2f} s, page {told['page']:5.2f} s,"
                f" {ratio:4.1f} times;"
                f" peak {told['peak memory']:.0f} MB, page alone {told['memory of the page']:.0f} MB,"
                f" in a process of its own {told['apart']:.0f} MB",
                flush=True,
            )


if __name__ == "__main__":
    main()
