"""A file that is read in again asks the database as often for many rows as for a few."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Report
from monitoring.imports.job import ImportJob
from tests import factories

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def run(report: Report, table: str) -> int:
    """Returns the number of queries of an import."""
    job = ImportJob.upload(report, table.encode(), "tabelle.csv")
    job.spreadsheet_import.save()
    with CaptureQueriesContext(connection) as queries:
        job.run()
    return len(queries)


def measures(number: int, changed: str = "") -> str:
    return "Nr.;Titel;Beschreibung\n" + "".join(f"A{n};Maßnahme {n};{changed}Alt\n" for n in range(number))


def indicators(number: int, baseline: str) -> str:
    rows = "".join(f"A{n};Maßnahme {n};Plätze;30;{baseline}\n" for n in range(number))
    return f"Nr.;Titel;Indikator;Zielwert;Ausgangswert\n{rows}"


def test_unchanged_rows() -> None:
    few, many = (factories.make_report() for _ in range(2))
    run(few, measures(2))
    run(many, measures(60))
    assert run(many, measures(60)) == run(few, measures(2))


def test_changed_rows() -> None:
    few, many = (factories.make_report() for _ in range(2))
    run(few, measures(2))
    run(many, measures(60))
    few_queries = run(few, measures(2, "Nicht mehr "))
    assert run(many, measures(60, "Nicht mehr ")) <= few_queries + 5  # SQLite changes so many rows in several portions


def test_rows_with_indicators() -> None:
    few, many = (factories.make_report() for _ in range(2))
    run(few, indicators(2, "10"))
    run(many, indicators(60, "10"))
    assert run(many, indicators(60, "10")) == run(few, indicators(2, "10"))
