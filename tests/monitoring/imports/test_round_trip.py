"""What goes out can come back in: an exported table changes nothing, whatever stands in its cells."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from catalog.choices import Role, SectionKind
from catalog.models import Report
from monitoring.choices import Status
from monitoring.exports.tables import MeasureTable
from monitoring.imports.answers import Answers
from monitoring.imports.job import ImportJob
from monitoring.imports.planning.base import AnyPlan
from monitoring.models import MonitoredMeasure
from tests import factories
from tests.effort import tries
from tests.monitoring.imports.any_table import EXAMPLES, measures
from tests.monitoring.imports.whole_way import afterwards_as_before, told

pytestmark = pytest.mark.django_db

FORMATS = {"csv": MeasureTable.csv, "xlsx": MeasureTable.xlsx, "ods": MeasureTable.ods}
BLANKING = Answers(blank_empty=True)
TEXTS = ["=1+1", "'=1+1", "- a\n- b", '"Zitat"; und mehr', "+49", "3.10", "1.3.2023", "'", "#N/A"]


def come_back(report: Report, write: Callable[[MeasureTable], bytes], **chosen: Any) -> AnyPlan:
    """What the import of the report's own table would do, even if empty cells may blank."""
    table = MeasureTable(MonitoredMeasure.objects.filter(report=report, **chosen))
    job = ImportJob.upload(report, write(table), "tabelle")
    job.answer(BLANKING)
    return job.plan()


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
    factories.make_measure(report, code="1.3.2023", title="Nummer wie ein Tag")
    costs = ("45.000 Euro pro Jahr", "-", "1250 € (2025)", "Miete (kalt)")
    for number, wording in enumerate(costs):
        factories.make_measure(report, code=f"K{number}", costs=wording)
        factories.make_measure(
            report, code=f"L{number}", costs=wording, costs_amount=Decimal("1250.50"), costs_kind="per_year"
        )
    assert told(come_back(report, write)) == []


def test_it_comes_back_unchanged_whatever_language_the_clerk_reads() -> None:
    report = Report.objects.get(slug="soziale-lage-2018")
    with override("en"):
        assert told(come_back(report, MeasureTable.xlsx)) == []


def test_a_table_of_several_reports_does_not_mix_them_up() -> None:
    mine, other = factories.make_report(), factories.make_report()
    factories.make_measure(mine, code="A1", title="Meine")
    factories.make_measure(other, code="B1", title="Fremde")
    content = MeasureTable(MonitoredMeasure.objects.filter(report__in=[mine, other])).csv()
    plan = ImportJob.upload(mine, content, "tabelle").plan()
    (problem,) = plan.all_problems
    assert "anderen Bericht" in str(problem.message)
    assert [entry.row.label for entry in plan.entries if entry.measure] == ["A1"]


def type_in(report: Report, rows: list[dict[str, Any]]) -> None:
    """As somebody types it into the admin; what its forms refuse does not come in."""
    numbers = count(1)
    for row in rows:
        with suppress(ValidationError, IntegrityError), transaction.atomic():
            section = factories.make_section(report, title=row["section"] or "Abschnitt")
            fields = {"due": row["due"], "section": section, **row["texts"]}
            measure = factories.make_measure(report, code=row["code"], title=row["title"], **fields)
            measure.full_clean()
            for code in row["parts"]:
                with suppress(ValidationError, IntegrityError), transaction.atomic():
                    factories.make_measure(parent=measure, code=code, title="Teil").full_clean()
            name, note = row["office"]
            office = factories.make_office(report.municipality, name=f"{name} {next(numbers)}".strip())
            factories.make_responsibility(measure, office, note=note)
            if row["update"]:
                factories.make_update(measure, text=row["update"][0], next_steps=row["update"][1])
            for indicator, due, value, statement in row["targets"]:
                known = measure.indicators.filter(name=indicator).first()
                known = known or factories.make_indicator(measure, name=indicator, unit="%")
                with suppress(ValidationError, IntegrityError), transaction.atomic():
                    factories.make_target(known, value=value, statement=statement, due=due).full_clean()


@pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)
@settings(EXAMPLES, max_examples=tries(60))
@given(rows=measures(), chosen=st.integers(0, 9))
def test_whatever_is_stored_comes_back_unchanged(
    write: Callable[[MeasureTable], bytes], rows: list[dict[str, Any]], chosen: int
) -> None:
    with afterwards_as_before():
        report = factories.make_report()
        type_in(report, rows)
        assume(report.measures.exists())
        plan = come_back(report, write)
        assert told(plan) == []
        assert not plan.not_in_file
        ids = [measure.pk for measure in report.measures.all() if measure.pk % 3 != chosen % 3]
        if ids:
            assert told(come_back(report, write, pk__in=ids)) == []
