"""Headings as clerks write them find their column; what is unclear is left to the clerk."""

import pytest

from monitoring.choices import MeasureColumn
from monitoring.exports.headings import SYNONYMS, meanings, propose

C = MeasureColumn
WORDS = ["umgesetzt", "in Umsetzung", "Daueraufgabe"]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Nr.", C.CODE),
        ("Lfd. Nr.", C.CODE),
        ("Kennung", C.CODE),
        ("MASSNAHMEN-NR.", C.CODE),
        ("Bezeichnung der Maßnahme", C.TITLE),
        ("Federführung", C.LEAD),
        ("Feder-\nführung", C.LEAD),
        ("Zuständigkeit:", C.LEAD),
        ("verantwortlich", C.LEAD),
        ("Mitwirkung", C.PARTICIPATING),
        ("Beteiligte", C.PARTICIPATING),
        ("Sachstand", C.TEXT),
        ("Umsetzungsstand", C.TEXT),
        ("Aktueller Stand Umsetzung + nächste Schritte", C.TEXT),
        ("nächste Schritte", C.NEXT_STEPS),
        ("Ausblick", C.NEXT_STEPS),
        ("Beginn", C.START),
        ("von", C.START),
        ("Frist", C.DUE),
        ("bis", C.DUE),
        ("Indikator", C.INDICATOR),
        ("Zielwert", C.TARGET),
        ("Lead office", C.LEAD),
        ("Next steps", C.NEXT_STEPS),
    ],
)
def test_a_heading_is_recognised(heading: str, column: MeasureColumn) -> None:
    assert meanings(heading) == [column]


@pytest.mark.parametrize("heading", ["", "Bemerkung", "Ampel", "Priorität", "Short Title", "2023"])
def test_an_unknown_heading_means_nothing(heading: str) -> None:
    assert meanings(heading) == []


def test_every_heading_of_our_own_files_is_recognised() -> None:
    proposal = propose([(str(column.label), []) for column in MeasureColumn], WORDS)
    assert [proposal.get(index) for index, _column in enumerate(MeasureColumn)] == list(MeasureColumn)


def test_no_synonym_is_written_in_a_way_that_never_matches() -> None:
    for column, names in SYNONYMS.items():
        for name in names:
            assert column in meanings(name), name


def test_measure_is_the_title_unless_another_column_is() -> None:
    assert propose([("Nr.", []), ("Maßnahme", [])], WORDS) == {0: C.CODE, 1: C.TITLE}
    assert propose([("Thema", []), ("Maßnahmen", [])], WORDS) == {0: C.TITLE, 1: C.DESCRIPTION}


def test_stand_is_a_word_or_a_text_by_what_stands_below() -> None:
    assert propose([("Stand", ["umgesetzt", "Daueraufgabe"])], WORDS) == {0: C.STATUS}
    assert propose([("Stand", ["Die Stelle ist besetzt."])], WORDS) == {0: C.TEXT}
    assert propose([("Stand", []), ("Sachstand", ["Text"])], WORDS) == {0: C.STATUS, 1: C.TEXT}
    assert propose([("Stand", ["umgesetzt", "läuft", "in Umsetzung"])], WORDS) == {0: C.STATUS}
    assert propose([("Stand", ["läuft"]), ("Sachstand", ["Es geht los."])], WORDS) == {0: C.STATUS, 1: C.TEXT}
    assert propose([("Stand", ["Ein Text."]), ("Stand", ["Noch einer."])], WORDS) == {}


def test_two_columns_of_the_same_name_are_left_to_the_clerk() -> None:
    assert propose([("Frist", []), ("Frist", []), ("Nr.", [])], WORDS) == {2: C.CODE}
