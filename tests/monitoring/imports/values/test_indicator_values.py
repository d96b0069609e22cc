"""Values of indicators come in as a table: one value a row, or one column for each year; and go back again."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from catalog.models import Measure, Report
from monitoring.imports.undo import take_back
from monitoring.models import Indicator, IndicatorValue, SpreadsheetImport
from tests import factories
from tests.monitoring.imports.clerk import Clerk

pytestmark = pytest.mark.django_db

LONG = """\
Nr.;Indikator;Datum;Wert;Bemerkung
A1;Beratungen;31.12.2019;1.250;
A1;Beratungen;2020;980,5;ohne Außenstelle
A2;;3. Quartal 2020;38 %;
"""
WIDE = """\
Stand: 31.01.2022
Nr.;Indikator;Einheit;Ist 2019;Ist 2020;Soll 2025
A1;Beratungen;Fälle;1250;k. A.;2000
;Teilnehmende;;0;17;
A2;Quote;%;-;38,25;50
"""


@pytest.fixture
def report() -> Report:
    report = factories.make_report(factories.make_municipality(slug="stadt"), slug="bericht")
    first = factories.make_measure(report, code="A1", title="Beratung ausbauen")
    factories.make_indicator(first, name="Beratungen", unit="Fälle")
    factories.make_indicator(first, name="Teilnehmende", unit="")
    factories.make_indicator(factories.make_measure(report, code="A2", title="Quote erhöhen"), name="Quote", unit="%")
    return report


@pytest.fixture
def clerk(tmp_path: Path) -> Clerk:
    return Clerk(tmp_path / "werte.csv", "--kind=values")


def stored() -> list[tuple[str, str, Decimal, str]]:
    values = IndicatorValue.objects.order_by("indicator__name", "as_of").select_related("indicator")
    values = values.filter(indicator__measure__report__slug="bericht")
    return [(value.indicator.name, f"{value.as_of:%d.%m.%Y}", value.value.normalize(), value.note) for value in values]


def messages(answer: dict[str, Any]) -> list[str]:
    return [f"{error['row']} {error['column']}: {error['message']}" for error in answer["errors"]]


@pytest.mark.both
def test_one_value_a_row(clerk: Clerk, report: Report) -> None:
    answer = clerk.imports(LONG)
    assert (answer["exit"], answer["written"], messages(answer)) == (0, True, [])
    assert answer["created"] == [
        "A1 · Beratungen · 31.12.2019",
        "A1 · Beratungen · 31.12.2020",
        "A2 · Quote · 30.09.2020",
    ]
    assert stored() == [
        ("Beratungen", "31.12.2019", Decimal(1250), ""),
        ("Beratungen", "31.12.2020", Decimal("980.5"), "ohne Außenstelle"),
        ("Quote", "30.09.2020", Decimal(38), ""),
    ]


def test_one_column_for_each_year(clerk: Clerk, report: Report) -> None:
    answer = clerk.imports(WIDE)
    assert (answer["exit"], messages(answer), answer["unmapped"]) == (0, [], ["Soll 2025"])
    assert stored() == [
        ("Beratungen", "31.12.2019", Decimal(1250), ""),
        ("Quote", "31.12.2020", Decimal("38.25"), ""),
        ("Teilnehmende", "31.12.2019", Decimal(0), ""),
        ("Teilnehmende", "31.12.2020", Decimal(17), ""),
    ]


@pytest.mark.both
@pytest.mark.parametrize("table", [LONG, WIDE])
def test_the_same_file_twice_changes_nothing(clerk: Clerk, report: Report, table: str) -> None:
    clerk.imports(table)
    before = list(IndicatorValue.history.values_list("pk", flat=True))
    answer = clerk.imports(table)
    assert (answer["created"], answer["changed"], len(answer["unchanged"])) == ([], [], len(stored()))
    assert list(IndicatorValue.history.values_list("pk", flat=True)) == before


@pytest.mark.both
def test_a_corrected_value_is_changed_with_its_history(clerk: Clerk, report: Report) -> None:
    clerk.imports(LONG)
    answer = clerk.imports(LONG.replace("1.250", "1.251"))
    assert answer["changed"] == ["A1 · Beratungen · 31.12.2019"]
    value = IndicatorValue.objects.get(indicator__name="Beratungen", as_of=date(2019, 12, 31))
    assert [version.value for version in value.history.all()] == [Decimal(1251), Decimal(1250)]
    assert "werte.csv" in str(value.history.first().history_change_reason)


def test_taking_back_leaves_what_was_there(clerk: Clerk, report: Report) -> None:
    clerk.imports(LONG)
    before = stored()
    clerk.imports(WIDE.replace("Ist 2019", "31.12.2019").replace("1250", "7"))
    take_back(SpreadsheetImport.objects.latest("pk"))
    assert stored() == before


def test_no_value_is_neither_zero_nor_a_reason_to_forget_one(clerk: Clerk, report: Report) -> None:
    clerk.imports(LONG)
    answer = clerk.imports("Nr.;Indikator;2019;2020\nA1;Beratungen;;k. A.\n")
    assert (answer["created"], answer["changed"], answer["errors"]) == ([], [], [])
    assert len(stored()) == 3


def test_without_dates_the_day_of_the_file_counts(clerk: Clerk, report: Report) -> None:
    clerk.imports("Stand: 30. Juni 2021\n\nNr.;Indikator;Wert\nA1;Beratungen;12\n")
    assert stored() == [("Beratungen", "30.06.2021", Decimal(12), "")]
    clerk.imports("Nr.;Indikator;Wert\nA1;Beratungen;13\n", "--as-of=30.06.2022")
    assert stored()[1] == ("Beratungen", "30.06.2022", Decimal(13), "")


def test_numbers_are_read_as_offices_write_them(clerk: Clerk, report: Report) -> None:
    table = "Nr.;Indikator;2020;2021;2022;2023;2024;2025\nA1;Beratungen;1 250;1\u00a0250 Fälle;/;…;–;ca. 30\n"
    answer = clerk.imports(table + "A2;Quote;80%;240,564677833674;38 Prozent;x;;k. A.\n")
    assert (answer["exit"], messages(answer)) == (0, [])
    assert stored() == [
        ("Beratungen", "31.12.2020", Decimal(1250), ""),
        ("Beratungen", "31.12.2021", Decimal(1250), ""),
        ("Beratungen", "31.12.2025", Decimal(30), "ca. 30"),
        ("Quote", "31.12.2020", Decimal(80), ""),
        ("Quote", "31.12.2021", Decimal("240.5647"), ""),
        ("Quote", "31.12.2022", Decimal(38), ""),
    ]
    said = " ".join(warning["message"] for warning in answer["warnings"])
    assert all(text in said for text in ("/", "…", "–", "x", "k. A.", "ca. 30", "240,564677833674")), said
    again = clerk.imports(table)
    assert (again["created"], again["changed"]) == ([], [])


@pytest.mark.parametrize("text", ["<5", "80–90", "10 bis 12"])
def test_a_limit_or_a_range_is_no_value(clerk: Clerk, report: Report, text: str) -> None:
    answer = clerk.imports(f"Nr.;Indikator;2020\nA1;Beratungen;{text}\n")
    assert (answer["written"], stored()) == (False, [])
    assert text in messages(answer)[0]


@pytest.mark.both
def test_without_numbers_the_title_decides(clerk: Clerk, report: Report) -> None:
    answer = clerk.imports("Maßnahme;Indikator;2020\nBeratung ausbauen;Beratungen;5\n")
    assert answer["created"] == ["A1 · Beratungen · 31.12.2020"]


def test_values_of_a_part(clerk: Clerk, report: Report) -> None:
    whole = Measure.objects.get(report=report, code="A1")
    part = factories.make_measure(report, code="M1", title="Teil", parent=whole)
    factories.make_indicator(part, name="Plätze")
    answer = clerk.imports("Nr.;Teil;Indikator;2020\nA1;M1;Plätze;5\n")
    assert answer["created"] == ["A1 M1 · Plätze · 31.12.2020"]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("Nr.;Indikator;2020\nX9;Beratungen;5\n", "2 A Nr.: Die Maßnahme „X9“ gibt es in diesem Bericht nicht."),
        ("Nr.;Indikator;2020\nA1;Beratungen;viele\n", "2 C 2020: „viele“ ist keine Zahl."),
        ("Nr.;Indikator;2020\nA1;;5\n", "2 B Indikator: Nennen Sie den Indikator: Die Maßnahme A1 hat 2."),
        ("Nr.;Indikator;Datum;Wert\nA1;Beratungen;31.02.2020;5\n", "2 C Datum: „31.02.2020“ ist kein Tag."),
        ("Nr.;Indikator;Datum;Wert\nA1;Beratungen;;5\n", "2 C Datum: Der Tag des Werts fehlt."),
        ("Nr.;Indikator;Einheit;2020\nA1;Beratungen;Euro;5\n", "2 C Einheit: Die Einheit „Euro“"),
        ("Nr.;Indikator;2020\nA1;Beratungen;5 Euro\n", "2 C 2020: Die Einheit „Euro“"),
        ("Nr.;Indikator;2020\nA1;Beratungen;5\nA1;Beratungen;6\n", "3 C 2020: In Zeile 2 steht schon ein Wert"),
        ("Nr.;Indikator;2020;31.12.2020\nA1;Beratungen;5;6\n", "2 D 31.12.2020: In Zeile 2 steht schon ein Wert"),
        ("Nr.;Indikator;2020\n;Beratungen;5\n", "2 A Nr.: "),
        ("Nr.;Indikator;2020\nA1;Gespräche;5\n", "2 B Indikator: Der Indikator „A1: Gespräche“ ist nicht bekannt."),
        ("Nr.;Indikator;Bemerkung\nA1;Beratungen;5\n", "0 : Geben Sie an, in welcher Spalte die Werte stehen."),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(clerk: Clerk, report: Report, table: str, message: str) -> None:
    answer = clerk.imports(table)
    assert (answer["exit"], answer["written"]) == (1, False)
    assert any(found.startswith(message) for found in messages(answer)), messages(answer)
    assert stored() == []


@pytest.mark.both
def test_indicators_nobody_knows_are_created_only_on_demand(clerk: Clerk, report: Report) -> None:
    clerk.imports("Nr.;Indikator;Einheit;2020;2021\nA1;Gespräche;Stück;5;6\n", "--create-indicators")
    created = Indicator.objects.get(name="Gespräche")
    assert (created.measure.code, created.unit, created.values.count()) == ("A1", "Stück", 2)
    take_back(SpreadsheetImport.objects.latest("pk"))
    assert not Indicator.objects.filter(name="Gespräche").exists()


def test_a_value_that_is_left_out_is_named(clerk: Clerk, report: Report) -> None:
    table = LONG.replace("1.250", "ein paar")
    assert clerk.imports(table)["exit"] == 1
    answer = clerk.imports(table, "--accept-suggestions")
    assert (answer["exit"], len(stored())) == (0, 2)
    assert any("ein paar" in warning["message"] for warning in answer["warnings"])
