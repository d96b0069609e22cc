"""The time of a plan grows with the rows of a file and not with their square."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from catalog.models import Report
from monitoring.imports.answers import Answers
from monitoring.imports.job import ImportJob
from tests import factories

pytestmark = pytest.mark.django_db
HEAD = "Nr.;Handlungsfeld;Titel;Federführung;Frist;Status;Sachstand;Kosten in EUR\n"


def steps(report: Report, rows: int) -> int:
    """Counts the calls of functions while a table with rows that are left out is planned."""
    lines = (
        f"M{n};Feld {n % 5};Maßnahme {n};Sozialamt;2026;läuft;{'x' * 51_000 if n == 1 else 'Text.'};45.000\n"
        for n in range(rows)
    )
    job = ImportJob.upload(report, (HEAD + "".join(lines)).encode(), "tabelle.csv")
    job.answer(Answers(accepts=True, leaves_out_wrong=True, create_offices=True))
    calls = 0

    def count(_frame: FrameType, event: str, _argument: Any) -> Callable[..., Any] | None:
        nonlocal calls
        calls += event == "call"
        return None

    sys.setprofile(count)
    try:
        plan = job.plan()
    finally:
        sys.setprofile(None)
    assert len(plan.entries) == rows - 1
    return calls


def test_planning_takes_no_more_for_each_row_of_a_longer_file() -> None:
    report = factories.make_report()
    few, many = steps(report, 100), steps(report, 400)
    assert many < 4.4 * few
