"""A spreadsheet of resolutions is understood by its headings and comes back out as it went in."""

from datetime import date
from typing import Any

import pytest

from catalog.choices import ReportKind
from catalog.models import Report
from monitoring.choices import MeasureColumn
from monitoring.exports.tables import MeasureTable
from monitoring.imports.columns.heading_words import meanings
from monitoring.models import MonitoredMeasure, StatusUpdate
from tests.monitoring.imports.clerk import Clerk, workbook

pytestmark = pytest.mark.django_db

HEADINGS = ["Nr.", "Beschluss", "Antragsteller", "Gremium", "beschlossen am", "Drucksache", "Federführung", "Stand"]
ROWS: list[list[Any]] = [
    [
        1,
        "Brunnen am Markt",
        "CDU; SPD",
        "Sozialausschuss",
        date(2025, 5, 12),
        "Drs. 31/A",
        "Sozialamt",
        "umgesetzt",
    ],
    [2, "Hitzeaktionsplan", "Grüne", "Rat", "Juni 2025", "Drs. 52/A", "Sozialamt", "in Umsetzung"],
    [3, "Nachtbus", "Die Linke", "Rat", "noch offen", "", "Sozialamt", ""],
]


@pytest.fixture
def resolutions(report: Report) -> Report:
    report.kind = ReportKind.RESOLUTIONS
    report.save()
    return report


def test_the_columns_are_recognised_and_stored(clerk: Clerk, resolutions: Report) -> None:
    answer = clerk.imports(workbook(Beschlüsse=[HEADINGS, *ROWS]), "--accept")
    assert answer["exit"] == 0, answer
    found = resolutions.measures.order_by("code")
    told = list(found.values_list("title", "moved_by", "resolved_by", "resolved", "resolved_on", "paper_references"))
    assert told == [
        ("Brunnen am Markt", "CDU; SPD", "Sozialausschuss", "12.05.2025", date(2025, 5, 12), "Drs. 31/A"),
        ("Hitzeaktionsplan", "Grüne", "Rat", "Juni 2025", date(2025, 6, 1), "Drs. 52/A"),
        ("Nachtbus", "Die Linke", "Rat", "", None, ""),
    ]
    assert "noch offen" in found.get(code="3").internal_note
    assert StatusUpdate.objects.filter(measure__report=resolutions).count() == 2


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Fraktion", MeasureColumn.MOVED_BY),
        ("Antragsteller/in", MeasureColumn.MOVED_BY),
        ("Gremium", MeasureColumn.RESOLVED_BY),
        ("Beschlossen am", MeasureColumn.RESOLVED),
        ("Beschlussdatum", MeasureColumn.RESOLVED),
        ("Drucksache", MeasureColumn.PAPER_REFERENCES),
    ],
)
def test_headings_of_such_tables(heading: str, column: MeasureColumn) -> None:
    assert meanings(heading)[0].column is column


def test_what_is_exported_changes_nothing_when_it_is_read_again(clerk: Clerk, resolutions: Report) -> None:
    clerk.imports(workbook(Beschlüsse=[HEADINGS, *ROWS]), "--accept")
    content = MeasureTable(MonitoredMeasure.objects.filter(report=resolutions)).xlsx()
    answer = clerk.imports(content)
    assert (answer["created"], answer["changed"]) == ([], [])
