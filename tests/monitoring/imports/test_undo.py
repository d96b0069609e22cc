"""Taking an import back: everything is as it was, the history says who did it, and many rows need few queries."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Measure, Report
from monitoring.imports.job import ImportJob
from monitoring.imports.undo import take_back
from monitoring.models import SpreadsheetImport
from tests import factories

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def report() -> Report:
    return factories.make_report(factories.make_municipality(slug="stadt"), slug="bericht")


def run(report: Report, table: str) -> SpreadsheetImport:
    job = ImportJob.upload(report, table.encode(), "tabelle.csv")
    job.answers.create_offices = True
    job.answer(job.answers)
    job.spreadsheet_import.save()
    job.run()
    return job.spreadsheet_import


def measures(numbers: range, due: str = "Ende 2023") -> str:
    return "Nr.;Titel;Frist;Federführung\n" + "".join(f"A{n};Maßnahme {n};{due};Amt {n}\n" for n in numbers)


@pytest.fixture
def queries() -> Callable[[SpreadsheetImport], int]:
    def count(spreadsheet_import: SpreadsheetImport) -> int:
        with CaptureQueriesContext(connection) as captured:
            take_back(spreadsheet_import)
        return len(captured)

    return count


def test_a_hundred_times_the_rows_need_but_a_few_more_queries(
    report: Report, queries: Callable[[SpreadsheetImport], int]
) -> None:
    few = queries(run(report, measures(range(3))))
    assert queries(run(report, measures(range(300)))) < 3 * few
    run(report, measures(range(300)))
    assert queries(run(report, measures(range(300), due="Ende 2024"))) < 300


def test_a_moved_deadline_is_moved_back_without_a_trace(report: Report) -> None:
    run(report, measures(range(1)))
    moved = run(report, measures(range(1), due="Ende 2024"))
    assert Measure.objects.get(report=report).original_due == "Ende 2023"
    take_back(moved)
    measure = Measure.objects.get(report=report)
    assert (measure.due, measure.original_due, measure.moved_on) == ("Ende 2023", "", None)
    assert Measure.objects.filter(due_on="2023-12-31", pk=measure.pk).exists()


def test_the_history_says_who_took_back_which_import(report: Report) -> None:
    planner = factories.make_planner(username="planerin")
    done = run(report, measures(range(1)))
    take_back(done, planner)
    last = Measure.history.filter(report=report.pk).first()
    assert (last.history_type, last.history_user, last.title) == ("-", planner, "Maßnahme 0")
    assert last.history_change_reason == f"Import {done.pk}: zurückgenommen"
