"""What goes out can come back in: an exported table changes nothing, whatever stands in its cells."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from catalog.models import Report, Role, SectionKind
from monitoring.exports import MeasureTable
from monitoring.imports.answers import Answers
from monitoring.imports.job import ImportJob
from monitoring.imports.outlook import AnyPlan
from monitoring.models import MonitoredMeasure, Status
from tests import factories

pytestmark = pytest.mark.django_db

FORMATS = {"csv": MeasureTable.csv, "xlsx": MeasureTable.xlsx}
BLANKING = Answers(blank_empty=True)
TEXTS = ["=1+1", "'=1+1", "- a\n- b", '"Zitat"; und mehr', "+49", "3.10", "1.3.2023", "'", "#N/A"]


def come_back(report: Report, write: Callable[[MeasureTable], bytes]) -> AnyPlan:
    """What the import of the report's own table would do, even if empty cells may blank."""
    table = MeasureTable(MonitoredMeasure.objects.filter(report=report))
    job = ImportJob.upload(report, write(table), "tabelle")
    job.answer(BLANKING)
    return job.plan()


def told(plan: AnyPlan) -> list[str]:
    """Everything that would change or stands in the way."""
    changes = [f"{entry.row.label}: {change}" for entry in plan.entries for change in entry.changes]
    return [*(f"{problem.row}: {problem.message}" for problem in plan.all_problems), *changes]


@pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)
def test_the_tables_of_all_cities_come_back_unchanged(write: Callable[[MeasureTable], bytes]) -> None:
    reports = Report.objects.exclude(measures=None)
    assert len(reports) >= 4
    for report in reports:
        plan = come_back(report, write)
        assert told(plan) == []
        assert len(plan.entries) == report.measures.count()
        assert not plan.not_in_file


@pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)
def test_awkward_cells_come_back_unchanged(write: Callable[[MeasureTable], bytes]) -> None:
    report = factories.make_report()
    section = factories.make_section(report, title="Wohnen; Bauen", kind=SectionKind.TARGET_GROUP)
    for number, text in enumerate(TEXTS):
        title = text.partition("\n")[0]
        factories.make_measure(report, code=f"3.1{number}", title=title, description=text, section=section)
    dated = factories.make_measure(report, code="-7", start="1.3.2021", due="31.12.2022", horizon="long")
    factories.make_update(dated, status=Status.POSTPONED, text="@Amt", reason="-5 %", as_of=date(2021, 3, 1))
    office = factories.make_office(report.municipality, name="Amt für Bauen, Wohnen und Verkehr", abbreviation="510")
    factories.make_responsibility(dated, office, role=Role.PARTICIPATING, note="nach Bedarf")
    indicator = factories.make_indicator(dated, name="Plätze", unit="%")
    factories.make_target(indicator, value=Decimal("-3.5"), statement="mindestens", due="Ende 2023")
    factories.make_measure(parent=dated, code="", order=1, title="Ohne Nummer")
    assert told(come_back(report, write)) == []


def test_it_comes_back_unchanged_whatever_language_the_clerk_reads() -> None:
    report = Report.objects.get(slug="soziale-lage-2018")
    with override("en"):
        assert told(come_back(report, MeasureTable.xlsx)) == []
