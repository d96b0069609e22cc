"""Rows without a number belong to the measure above: as a part of it, or as one more paragraph."""

import pytest

from catalog.models import Measure, Report
from tests import factories
from tests.monitoring.imports.clerk import Clerk

pytestmark = pytest.mark.django_db

HEAD = "Nr.;Titel;Maßnahme;Federführung;Status;Sachstand\n"


def parts(report: Report) -> list[tuple[str, int, str]]:
    found = Measure.objects.filter(report=report, parent__isnull=False).order_by("order", "code_sort")
    return [(part.code, part.order, part.title) for part in found]


def test_a_row_with_a_sub_number_is_a_part(clerk: Clerk, report: Report) -> None:
    clerk.imports(HEAD + "A1;Eins;;;;\n;;M1: Erstens;;;\n;;M2: Zweitens;;;\n")
    assert parts(report) == [("M1", 0, "Erstens"), ("M2", 0, "Zweitens")]


def test_a_row_with_lead_and_status_of_its_own_is_a_part(clerk: Clerk, report: Report) -> None:
    clerk.imports(
        HEAD + "A1;Eins;;;;\n;;Erstens;Bauamt;umgesetzt;\n;;Zweitens;Sozialamt;;Es läuft.\n", "--status", "=done"
    )
    assert parts(report) == [("", 1, "Erstens"), ("", 2, "Zweitens")]


@pytest.mark.parametrize("row", [";;Mehr Text;;;", ";;Mehr Text;Bauamt;;", ";;Mehr Text;;;Fertig."])
def test_any_other_row_adds_a_paragraph(clerk: Clerk, report: Report, row: str) -> None:
    clerk.imports(HEAD + f"A1;Eins;Text;;umgesetzt;\n{row}\n")
    measure = Measure.objects.get(report=report)
    assert measure.description == "Text\n\nMehr Text"


def test_a_paragraph_below_a_part_belongs_to_the_part(clerk: Clerk, report: Report) -> None:
    clerk.imports(HEAD + "A1;Eins;;;;\n;;M1: Erstens;;;\n;;Mehr Text;;;\n")
    assert Measure.objects.get(report=report, code="M1").title == "Erstens"
    assert "Mehr Text" in Measure.objects.get(report=report, code="M1").description


def test_a_target_in_a_further_row_stays_beside_its_indicator(clerk: Clerk, report: Report) -> None:
    clerk.imports("Nr.;Titel;Indikator;Zielwert\nA1;Eins;Plätze;\n;;Quote;38 %\n")
    measure = Measure.objects.get(report=report)
    assert [(i.name, [int(t.value or 0) for t in i.targets.all()]) for i in measure.indicators.all()] == [
        ("Plätze", []),
        ("Quote", [38]),
    ]


def test_a_row_above_all_measures_is_named(clerk: Clerk) -> None:
    (error,) = clerk.imports(HEAD + ";;Text;Bauamt;;\nA1;Eins;;;;\n")["errors"]
    assert (error["row"], error["column"]) == (2, "A Nr.")


def test_a_long_first_line_is_not_cut_off(clerk: Clerk, report: Report) -> None:
    text = "Wort " * 200
    clerk.imports(HEAD + f"A1;Eins;;;;\n;;M1: {text};;;\n")
    part = Measure.objects.get(report=report, code="M1")
    assert len(part.title) <= 500
    assert part.description == text.strip()


class TestWithAColumnOfItsOwn:
    """As our own tables have it."""

    def test_a_part_may_stand_above_its_measure(self, clerk: Clerk, report: Report) -> None:
        answer = clerk.imports("Nr.;Teil;Titel\nA1;M1;Erstens\nB1;;Anderes\nA1;;Eins\n")
        assert answer["created"] == ["A1 M1", "B1", "A1"]
        assert Measure.objects.get(code="M1", report=report).parent == Measure.objects.get(code="A1", report=report)

    def test_a_part_may_stand_without_its_measure(self, clerk: Clerk, report: Report) -> None:
        whole = factories.make_measure(report, code="A 1", title="Eins")
        clerk.imports("Nr.;Teil;Titel\na1;M1;Erstens\n")
        whole.refresh_from_db()
        assert (whole.title, parts(report)) == ("Eins", [("M1", 0, "Erstens")])

    def test_a_part_of_nothing_is_named(self, clerk: Clerk, report: Report) -> None:
        (error,) = clerk.imports("Nr.;Teil;Titel\nX9;M1;Erstens\n")["errors"]
        assert (error["row"], "„X9“" in error["message"]) == (2, True)
        assert not report.measures.exists()

    def test_a_text_that_begins_like_a_part_is_a_text(self, clerk: Clerk, report: Report) -> None:
        clerk.imports("Nr.;Teil;Titel;Beschreibung\nA1;;Eins;M1: Erstens\n")
        assert (Measure.objects.get(report=report).description, parts(report)) == ("M1: Erstens", [])
