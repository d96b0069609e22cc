"""Heidelberg's table as a clerk keeps it gives the status table of the fixture, from each of its three files."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from catalog.models import Report
from monitoring.choices import MeasureColumn
from monitoring.exports.tables import MeasureTable
from monitoring.imports.answers import CREATE
from monitoring.imports.job import ImportJob
from monitoring.models import MonitoredMeasure
from tests import factories

pytestmark = pytest.mark.django_db

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "spreadsheets"
FILES = ["heidelberg-excel.csv", "heidelberg.xlsx", "heidelberg.docx"]
# The three files are a status table: what stands elsewhere in the report is not in them.
ELSEWHERE = {
    MeasureColumn.INDICATOR,
    MeasureColumn.TARGET,
    MeasureColumn.EFFORT,
    MeasureColumn.PAPER_REFERENCES,
    MeasureColumn.PLAIN_LANGUAGE,
    MeasureColumn.THEMES,
}
# A clerk may give each step of it a row; the city's own table, and the fixture, have one for all three.
LISTED = "S1"


@pytest.fixture
def original() -> Report:
    return Report.objects.get(slug="soziale-lage-2018")


@pytest.fixture
def copy(original: Report) -> Report:
    """An empty report of the same city."""
    return factories.make_report(original.municipality, slug="kopie", columns=original.columns)


def upload(report: Report, name: str) -> ImportJob:
    job = ImportJob.upload(report, (FOLDER / name).read_bytes(), name)
    job.answers.as_drafts = False
    job.answers.sections |= dict.fromkeys(job.plan().findings.unknown["sections"], CREATE)
    job.answer(job.answers)
    return job


def says(report: Report) -> list[list[object]]:
    """The rows of the report, and what a measure with parts has nothing to say about."""
    measures = MonitoredMeasure.objects.visible_to(AnonymousUser()).filter(report=report)
    columns = [column for column in MeasureColumn.written() if column not in ELSEWHERE]
    table = MeasureTable(measures, columns)
    speaking = {measure.parent_id for measure in table.measures}
    horizon = columns.index(MeasureColumn.HORIZON)
    rows = table.rows()
    for measure, row in zip(table.measures, rows, strict=True):
        if measure.pk in speaking:
            row[horizon] = ""
    return [list(row) for row in rows if row[0] != LISTED]


@pytest.mark.parametrize("name", FILES)
def test_it_gives_the_measures_of_the_fixture(original: Report, copy: Report, name: str) -> None:
    job = upload(copy, name)
    plan = job.plan()
    assert [problem.message for problem in plan.all_problems] == []
    assert [entry.row.label for entry in plan.entries if entry.measure] == []
    job.spreadsheet_import.save()
    job.run()
    assert says(copy) == says(original)


@pytest.mark.parametrize("name", FILES)
def test_its_sections_are_those_of_the_fixture(original: Report, copy: Report, name: str) -> None:
    job = upload(copy, name)
    job.spreadsheet_import.save()
    job.run()
    sections = [
        {(s.title, s.kind, s.pages, s.parent.title if s.parent else "") for s in report.sections.all()}
        for report in (copy, original)
    ]
    assert sections[0] == sections[1]


@pytest.mark.parametrize("second", FILES)
def test_a_second_time_there_is_nothing_to_do(copy: Report, second: str) -> None:
    first = upload(copy, "heidelberg-excel.csv")
    first.spreadsheet_import.save()
    first.run()
    plan = upload(copy, second).plan()
    assert [entry.changes for entry in plan.entries if entry.changes] == []
    assert plan.has_nothing_to_do


def test_only_the_visible_sheet_is_proposed(copy: Report) -> None:
    job = upload(copy, "heidelberg.xlsx")
    assert [(sheet.name, sheet.is_hidden) for sheet in job.workbook.sheets] == [
        ("Umsetzungsstand", False),
        ("Auswahllisten", True),
    ]
    assert job.sheet.name == "Umsetzungsstand"


def test_the_text_file_is_what_excel_writes(copy: Report) -> None:
    workbook = upload(copy, "heidelberg-excel.csv").workbook
    assert (workbook.encoding, workbook.delimiter) == ("cp1252", ";")
