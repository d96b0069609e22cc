"""Indicators and targets of a row beside those of its measure."""

from decimal import Decimal

import pytest

from catalog.models import Measure, Report
from monitoring.imports.planning.indicator_columns import without_prose
from monitoring.imports.undo import take_back
from monitoring.models import IndicatorTarget, SpreadsheetImport
from tests import factories
from tests.monitoring.imports.clerk import Clerk

pytestmark = pytest.mark.django_db


def stored(report: Report) -> list[tuple[object, ...]]:
    targets = IndicatorTarget.objects.filter(indicator__measure__report=report).order_by("indicator__order", "due_on")
    return [(t.indicator.name, t.value, t.indicator.unit, t.statement, t.due) for t in targets]


def table(names: str, targets: str) -> str:
    return f'Nr.;Titel;Indikator;Zielwert\nA1;Eins;"{names}";"{targets}"\n'


@pytest.mark.parametrize(
    ("names", "targets", "found"),
    [
        ("Plätze", "1.250,5 Plätze (Ende 2023)", [("Plätze", Decimal("1250.5"), "Plätze", "", "Ende 2023")]),
        ("Plätze", "10 (2022)\n20 (2023)", [("Plätze", 10, "", "", "2022"), ("Plätze", 20, "", "", "2023")]),
        ("Plätze\nQuote", "–\n38 %; mindestens", [("Quote", 38, "%", "mindestens", "")]),
        (
            "Plätze",
            "5 Plätze (2022)\nviele (2023)",
            [("Plätze", 5, "Plätze", "", "2022"), ("Plätze", None, "Plätze", "viele", "2023")],
        ),
        (
            "Plätze",
            "5 Plätze (2022)\n5 % (2023)",
            [("Plätze", 5, "Plätze", "", "2022"), ("Plätze", None, "Plätze", "5 %", "2023")],
        ),
        ("Plätze", "1.2.3", [("Plätze", None, "", "1.2.3", "")]),
        ("Plätze", "-", []),
        ("Plätze", "/", []),
        ("Plätze", "1 250 Plätze (2023)", [("Plätze", 1250, "Plätze", "", "2023")]),
        ("Quote", "80%", [("Quote", 80, "%", "", "")]),
        ("Quote", "mind. 80 %", [("Quote", None, "", "mind. 80 %", "")]),
        ("Quote", "80–90 % (2023)", [("Quote", None, "", "80–90 %", "2023")]),
    ],
)
def test_targets_come_in_and_a_second_time_there_is_nothing_to_do(
    clerk: Clerk, report: Report, names: str, targets: str, found: list[object]
) -> None:
    assert clerk.imports(table(names, targets))["created"] == ["A1"]
    assert stored(report) == found
    assert clerk.imports(table(names, targets))["unchanged"] == ["A1"]


@pytest.mark.parametrize(
    ("names", "targets", "said"),
    [
        ("", "5 %", ("D Zielwert", "keinen Indikator")),
        ("Plätze\nQuote", "1\n2\n3", ("D Zielwert", "mehr Zielwerte")),
        ("Plätze", "1 (2023)\n2 (2023)", ("D Zielwert", "zwei Zielwerte")),
        ("x" * 501, "1", ("C Indikator", "zu lang")),
        ("Plätze", "x" * 501, ("D Zielwert", "501")),
    ],
)
def test_what_is_unclear_blocks_with_its_place(
    clerk: Clerk, report: Report, names: str, targets: str, said: tuple[str, str]
) -> None:
    column, words = said
    (error,) = clerk.imports(table(names, targets))["errors"]
    assert (error["row"], error["column"], words in error["message"]) == (2, column, True)
    assert not report.measures.exists()


def test_targets_the_file_does_not_name_stay(clerk: Clerk, report: Report) -> None:
    measure = factories.make_measure(report, code="A1", title="Eins")
    indicator = factories.make_indicator(measure, name="Plätze", unit="")
    factories.make_target(indicator, value=10, due="2022")
    assert clerk.imports("Nr.;Zielwert\nA1;20 Plätze (2023)\n")["changed"] == ["A1"]
    assert stored(report) == [("Plätze", 10, "Plätze", "", "2022"), ("Plätze", 20, "Plätze", "", "2023")]


def test_an_import_of_targets_can_be_taken_back(clerk: Clerk, report: Report) -> None:
    clerk.imports(table("Plätze", "10"))
    clerk.imports(table("Plätze", "12,5 Plätze"))
    assert stored(report) == [("Plätze", Decimal("12.5"), "Plätze", "", "")]
    last, first = SpreadsheetImport.objects.order_by("-pk")[:2]
    take_back(last)
    assert stored(report) == [("Plätze", 10, "", "", "")]
    take_back(first)
    assert not Measure.objects.filter(report=report).exists()


def test_a_target_with_many_decimals_is_rounded_and_named(clerk: Clerk, report: Report) -> None:
    answer = clerk.imports(table("Einsparung", "240,564677833674 t"))
    assert stored(report) == [("Einsparung", Decimal("240.5647"), "t", "", "")]
    assert ["240,5647 t" in warning["message"] for warning in answer["warnings"]] == [True]


def test_sentences_are_no_indicators() -> None:
    names, prose = without_prose(
        "Anzahl der Beratungen\nsiehe Anlage 3\nQuote (in %)\nMessbarer Indikator:\n"
        "Im Jahr 2023 wurden durch die Anlagen bereits 1.200 Tonnen eingespart."
    )
    assert names == "Anzahl der Beratungen\nQuote (in %)"
    assert prose.startswith("siehe Anlage 3")
    assert prose.endswith("eingespart.")
