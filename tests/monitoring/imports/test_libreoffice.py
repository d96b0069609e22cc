"""What LibreOffice saves again changes nothing: dates, codes, lists and texts of several lines come back."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from catalog.models import Report
from monitoring.choices import MeasureColumn, Status
from monitoring.exports.tables import MeasureTable
from monitoring.imports.answers import Answers
from monitoring.imports.job import ImportJob
from monitoring.models import MonitoredMeasure
from tests import factories
from tests.monitoring.imports.whole_way import told
from tests.programs import convert_in_libreoffice

pytestmark = pytest.mark.django_db
COLUMNS = "/".join(f"{column}/2" for column in range(1, len(MeasureColumn.written()) + 1))
CSV_AS_TEXT = f"--infilter=CSV:59,34,76,1,{COLUMNS}"  # semicolons, double quotes, UTF-8, from row 1, all columns text


@pytest.fixture
def report() -> Report:
    report = factories.make_report()
    section = factories.make_section(report, title="Wohnen & Bauen")
    office = factories.make_office(report.municipality, name="Amt für Bauen, Wohnen und Verkehr", abbreviation="510")
    for number, text in enumerate(("- a\n- b", "=1+1", "  zwei  Blanks", "x < y & „z“", "https://example.org/a?b=c")):
        measure = factories.make_measure(
            report, code=f"3.1{number}", title=f"Maßnahme {number}", description=text, section=section, due="31.12.2026"
        )
        factories.make_responsibility(measure, office, note="nach Bedarf")
        factories.make_update(measure, status=Status.POSTPONED, text=text, as_of=date(2021, 3, 1))
    factories.make_measure(report, code="007", title="Nummer mit Nullen", due="III/2025", start="1.3.2021")
    return report


def saved_again(report: Report, folder: Path) -> Iterator[Path]:
    """Writes the table of a report in three formats and yields the files that LibreOffice makes of them."""
    table = MeasureTable(MonitoredMeasure.objects.filter(report=report))
    for name, content in (("a.csv", table.csv()), ("b.xlsx", table.xlsx()), ("c.ods", table.ods())):
        (folder / name).write_bytes(content)
    yield from convert_in_libreoffice(folder, "xlsx", [folder / "c.ods", folder / "b.xlsx"]).iterdir()
    yield from convert_in_libreoffice(folder, "ods", [folder / "a.csv"], CSV_AS_TEXT).iterdir()


def test_a_table_saved_by_libreoffice_changes_nothing(report: Report, tmp_path: Path) -> None:
    files = list(saved_again(report, tmp_path))
    assert sorted(file.name for file in files) == ["a.ods", "b.xlsx", "c.xlsx"]
    for file in files:
        job = ImportJob.upload(report, file.read_bytes(), file.name)
        job.answer(Answers(blank_empty=True))
        plan = job.plan()
        assert (file.name, told(plan), plan.not_in_file) == (file.name, [], [])
