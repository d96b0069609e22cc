"""How fast 10,000 measures come in, against a plain django-import-export resource of the same fields.

    python -m tests.benchmarks.import_measures [ROWS]
    python tests/postgresql.py python -m tests.benchmarks.import_measures [ROWS]

Every case runs in a process of its own on a database of its own, so that the peak memory is its own. What counts
are the ratios within one run; figures of a run stand in tests/benchmarks/README.md.
"""

import csv
import io
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import django
import tablib
from import_export import fields, resources, widgets

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import connection  # noqa: E402 - models can be imported once Django is set up

from catalog.models import Measure, Office, Responsibility  # noqa: E402
from monitoring.imports.job import ImportJob  # noqa: E402
from tests import factories  # noqa: E402

ROWS = 10_000
OFFICES = 20
CASES = ("ours", "plain")
STEPS = ("created", "unchanged", "one percent changed")
MEGABYTE = 1024


def table(rows: int, changed: bool = False) -> list[dict[str, str]]:
    """Measures as a clerk lists them; with `changed` every hundredth says something else."""
    return [
        {
            "Nr.": f"M {number}",
            "Titel": f"Maßnahme {number}",
            "Beschreibung": f"Was in Maßnahme {number} getan wird."
            + (" Neu." if changed and number % 100 == 0 else ""),
            "Zielsetzung": "Mehr Menschen nehmen teil.",
            "Ausgangslage": "Bisher nehmen wenige teil.",
            "Datenquellen": "Statistikstelle",
            "Frist": "4. Quartal 2027",
            "Federführung": f"Amt {number % OFFICES}",
        }
        for number in range(1, rows + 1)
    ]


def as_csv(rows: list[dict[str, str]]) -> bytes:
    output = io.StringIO()
    writer = csv.DictWriter(output, rows[0], delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return output.getvalue().encode("cp1252")


def prepare() -> Any:
    """A report with offices in an empty test database."""
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    return make_report_with_offices()


def make_report_with_offices() -> Any:
    city = factories.make_municipality(name="Neustadt im Test", slug="neustadt-im-test", ags="99999999")
    for number in range(OFFICES):
        factories.make_office(city, name=f"Amt {number}", slug=f"amt-{number}")
    return factories.make_report(city)


def ours(report: Any) -> Callable[[list[dict[str, str]]], int]:
    def run(rows: list[dict[str, str]]) -> int:
        job = ImportJob.upload(report, as_csv(rows), "massnahmen.csv")
        job.spreadsheet_import.save()
        plan = job.run()
        return sum(bool(entry.changes) for entry in plan.entries)

    return run


def plain(report: Any) -> Callable[[list[dict[str, str]]], int]:
    """What django-import-export does by itself: one measure and its lead office a row."""

    class PlainResource(resources.ModelResource):
        code = fields.Field("code", "Nr.")
        title = fields.Field("title", "Titel")
        description = fields.Field("description", "Beschreibung")
        objective = fields.Field("objective", "Zielsetzung")
        starting_position = fields.Field("starting_position", "Ausgangslage")
        data_sources = fields.Field("data_sources", "Datenquellen")
        due = fields.Field("due", "Frist")
        offices = fields.Field(column_name="Federführung", widget=widgets.ForeignKeyWidget(Office, "name"))

        class Meta:
            model = Measure
            import_id_fields = ("code",)
            fields = ("code", "title", "description", "objective", "starting_position", "data_sources", "due")
            skip_unchanged = True
            report_skipped = False

        def get_queryset(self) -> Any:
            return super().get_queryset().filter(report=report)

        def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
            instance.report = report

        def after_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
            office = Office.objects.get(municipality=report.municipality, name=row["Federführung"])
            Responsibility.objects.get_or_create(measure=instance, office=office)

    def run(rows: list[dict[str, str]]) -> int:
        data = tablib.Dataset(*[list(row.values()) for row in rows], headers=list(rows[0]))
        result = PlainResource().import_data(data, raise_errors=True)
        return int(result.totals["new"] + result.totals["update"])

    return run


def measure(case: str, rows: int) -> dict[str, float]:
    """Seconds for each step and the peak memory in megabytes of this process."""
    report = prepare()
    run = {"ours": ours, "plain": plain}[case](report)
    figures: dict[str, float] = {}
    for step, data, expected in (
        (STEPS[0], table(rows), rows),
        (STEPS[1], table(rows), 0),
        (STEPS[2], table(rows, changed=True), rows // 100),
    ):
        start = time.perf_counter()
        written = run(data)
        figures[step] = time.perf_counter() - start
        if written != expected:
            raise SystemExit(f"{case}, {step}: {written} rows written instead of {expected}")
    figures["peak memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    return figures


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdecimal() else ROWS
    if len(sys.argv) > 2:  # one case, asked for by the run below
        print(json.dumps(measure(sys.argv[2], rows)))  # noqa: T201
        return
    results = {}
    for case in CASES:
        command = [sys.executable, "-m", "tests.benchmarks.import_measures", str(rows), case]
        answer = subprocess.run(command, check=True, capture_output=True, text=True)
        results[case] = json.loads(answer.stdout.splitlines()[-1])
    print(f"{rows} measures, {os.environ.get('DATABASE_URL', 'sqlite').split(':', maxsplit=1)[0]}")  # noqa: T201
    for step in STEPS:
        own, other = results["ours"][step], results["plain"][step]
        print(f"{step:>20}: ours {own:7.2f} s, plain {other:7.2f} s, {other / own:5.1f} times faster")  # noqa: T201
    for case in CASES:
        print(f"{case:>20}: peak memory {results[case]['peak memory']:.0f} MB")  # noqa: T201


if __name__ == "__main__":
    main()
