"""XLSX on its whole way: days, serial numbers, numbers as numbers, formulas, sheets."""

from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from catalog.models import Measure, Report
from monitoring.exports.tables import MeasureTable
from monitoring.models import MonitoredMeasure, StatusUpdate
from monitoring.tables.writing import LONGEST_TEXT
from tests import factories
from tests.monitoring.imports.clerk import Clerk, workbook
from tests.monitoring.tables.files import changed, excel

pytestmark = pytest.mark.django_db

HEAD = ["Nr.", "Titel", "Frist", "Status", "Stand vom"]


@pytest.mark.parametrize("day", [date(2022, 12, 31), 44926, 44926.5, "31.12.2022", "44926"])
def test_a_day_is_a_day_however_it_stands_there(clerk: Clerk, report: Report, day: Any) -> None:
    clerk.imports(workbook(T=[HEAD, ["A1", "Eins", day, "umgesetzt", day]]))
    assert Measure.objects.get(report=report).due == "31.12.2022"
    assert StatusUpdate.objects.get(measure__report=report).as_of == date(2022, 12, 31)


@pytest.mark.parametrize("day", [date(2022, 12, 31), 43464])
def test_days_counted_from_1904_are_the_same_days(clerk: Clerk, report: Report, day: Any) -> None:
    def fill(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904
        for row in (HEAD, ["A1", "Eins", day, "umgesetzt", day]):
            book.active.append(row)

    clerk.imports(excel(fill))
    assert Measure.objects.get(report=report).due == "31.12.2022"


def test_a_number_elsewhere_is_no_day(clerk: Clerk, report: Report) -> None:
    clerk.imports(workbook(T=[["Nr.", "Titel", "Ziel"], [44926, "Eins", 44926]]))
    assert Measure.objects.get(report=report, code="44926").objective == "44926"


def test_formulas_count_by_their_stored_result_and_what_has_none_is_named(clerk: Clerk, report: Report) -> None:
    content = workbook(T=[["Nr.", "Titel", "Ziel", "Grund"], ["A1", '="Eins"', "=X9", "=1/0"]])
    sheet = "xl/worksheets/sheet1.xml"
    content = changed(
        content, sheet, '<c r="B2"><f>"Eins"</f><v></v></c>', '<c r="B2" t="str"><f>"Eins"</f><v>Eins</v></c>'
    )
    content = changed(content, sheet, '<c r="D2"><f>1/0</f><v></v>', '<c r="D2" t="e"><f>1/0</f><v>#DIV/0!</v>')
    answer = clerk.imports(content)
    measure = Measure.objects.get(report=report)
    assert (measure.title, measure.objective) == ("Eins", "")
    assert [(warning["row"], warning["column"]) for warning in answer["warnings"]] == [(1, ""), (2, "D Grund")]
    assert "#DIV/0!" in answer["warnings"][1]["message"]


def exported(report: Report) -> bytes:
    return MeasureTable(MonitoredMeasure.objects.filter(report=report)).xlsx()


def test_a_text_too_long_for_excel_loses_nothing_on_its_way_back(clerk: Clerk, report: Report) -> None:
    text = "Satz. " * 6000
    measure = factories.make_measure(report, code="A1", title="Eins", description=text)
    assert len(text) > LONGEST_TEXT
    assert clerk.imports(exported(report))["unchanged"] == ["A1"]
    content = exported(report)
    measure.description = "Von Hand gekürzt"
    measure.save()
    (error,) = clerk.imports(content)["errors"]
    assert (error["row"], "CSV-Datei" in error["message"]) == (2, True)
    measure.refresh_from_db()
    assert measure.description == "Von Hand gekürzt"


def test_a_report_without_measures_comes_back_with_a_clear_word(clerk: Clerk, report: Report) -> None:
    for content in (exported(report), MeasureTable(MonitoredMeasure.objects.filter(report=report)).csv()):
        answer = clerk.imports(content)
        assert (answer["exit"], answer["written"]) == (1, False)
        assert "Es gibt nichts zu importieren" in answer["errors"][0]["message"]
