"""What of a sheet is no record is told apart, with its reason: sums, legends, hidden and struck rows."""

import pytest
from openpyxl import Workbook as ExcelWorkbook
from openpyxl.styles import Font, PatternFill

from monitoring.tables import LeftOutKind, RowChoices, Table, find_tables, read_workbook
from tests.monitoring.tables.files import LIMITS, excel, is_heading, table

HEAD = "Nr.;Titel;Federführung;Kosten;Status\n"


def reasons(found: Table) -> dict[int, LeftOutKind]:
    return {one.row: one.kind for one in found.left_out}


@pytest.mark.parametrize(
    "row",
    [
        ";Summe;;42.000,00 €;",
        ";;Gesamt;42 000 €;",
        "Gesamtsumme 2025;;;42.000;",
        ";Zwischensumme;;12.000;",
        ";;;42.000,00 €;",
        ";Total;;5;",
    ],
)
def test_a_sum_is_no_measure(row: str) -> None:
    found = table(f"{HEAD}1;Mittagstisch;Amt 50;12.000 €;läuft\n{row}\n2;Fonds;Amt 61;30.000 €;läuft\n")
    assert reasons(found) == {3: LeftOutKind.SUM}
    assert [record.cells[1] for record in found.records] == ["Mittagstisch", "Fonds"]


@pytest.mark.parametrize(
    "row", ["3;Gesamtkonzept;Amt 61;5.000 €;läuft", ";Noch ein Satz.;;;", "4;Summe der Teile;Amt 2;;offen"]
)
def test_other_rows_with_amounts_stay(row: str) -> None:
    assert reasons(table(f"{HEAD}1;Mittagstisch;Amt 50;12.000 €;läuft\n{row}\n5;Fonds;Amt 61;;läuft\n")) == {}


@pytest.mark.parametrize(
    ("legend", "meanings"),
    [
        ("Legende: grün = umgesetzt, gelb = läuft", {"green": "umgesetzt", "yellow": "läuft"}),
        ("Legende\nA: abgeschlossen\nB: begonnen", {"a": "abgeschlossen", "b": "begonnen"}),
        ("Zeichenerklärung;;;;\n●;fertig;;;\n○;offen;;;", {"●": "fertig", "○": "offen"}),
        ("Stufen: 1 = offen, 2 = läuft, 3 = erledigt", {"1": "offen", "2": "läuft", "3": "erledigt"}),
        ("🟢 = im Plan\n🔴 = gestoppt", {"green": "im Plan", "red": "gestoppt"}),
        ("rot = offen; grün = erledigt", {"red": "offen", "green": "erledigt"}),
    ],
)
def test_a_legend_is_read_wherever_it_stands(legend: str, meanings: dict[str, str]) -> None:
    record = "1;Mittagstisch;Amt 50;;grün\n2;Fonds;Amt 61;;gelb\n"
    for text in (f"{legend}\n\n{HEAD}{record}", f"{HEAD}{record}\n{legend}\n"):
        found = table(text)
        assert {sign: found.legend.get(sign) for sign in meanings} == meanings, text
        assert len(found.records) == 2


def coloured() -> bytes:
    def fill(book: ExcelWorkbook) -> None:
        sheet = book.active
        for row in (
            ["Nr.", "Titel", "Stand"],
            ["1", "Eins"],
            ["2", "Zwei"],
            ["3", "Drei"],
            [],
            ["Legende"],
            ["", "fertig"],
        ):
            sheet.append(row)
        for number, colour in ((2, "92D050"), (3, "FF0000"), (4, "FFFF00")):
            sheet.cell(number, 3).fill = PatternFill("solid", fgColor=colour)
        sheet.cell(7, 1).fill = PatternFill("solid", fgColor="92D050")

    return excel(fill)


def test_colours_of_empty_cells_are_words_and_a_legend_explains_them() -> None:
    (found,) = find_tables(read_workbook(coloured(), limits=LIMITS).likely, is_heading)
    assert [record.cells[2] for record in found.records] == ["grün", "rot", "gelb"]
    assert found.legend["green"] == "fertig"


def test_hidden_and_struck_rows_are_left_out_until_they_are_brought_in() -> None:
    def fill(book: ExcelWorkbook) -> None:
        for number in ("Nr.", "1", "2", "3"):
            book.active.append([number, f"Titel {number}" if number != "Nr." else "Titel"])
        book.active.row_dimensions[3].hidden = True
        for cell in book.active[4]:
            cell.font = Font(strike=True)

    sheet = read_workbook(excel(fill), limits=LIMITS).likely
    (found,) = find_tables(sheet, is_heading)
    assert reasons(found) == {3: LeftOutKind.HIDDEN, 4: LeftOutKind.STRUCK}
    (found,) = find_tables(sheet, is_heading, RowChoices(skipped=frozenset({2}), brought_in=frozenset({3, 4})))
    assert ([record.cells[0] for record in found.records], reasons(found)) == (["2", "3"], {2: LeftOutKind.SKIPPED})


def test_the_row_of_the_headings_can_be_said() -> None:
    text = "Feld;Wert;Art\nA;B;C\n1;x;y\n"
    sheet = read_workbook(text.encode(), limits=LIMITS).likely
    (found,) = find_tables(sheet, is_heading, RowChoices(header_row=2))
    assert ([heading.text for heading in found.headings], len(found.records)) == (["A", "B", "C"], 1)


def test_numbers_of_the_columns_are_no_measure() -> None:
    found = table(f"{HEAD}(1);(2);(3);(4);(5)\n1;Mittagstisch;Amt 50;12.000 €;läuft\n")
    assert (len(found.records), reasons(found)) == (1, {2: LeftOutKind.NOTE})


def test_a_letter_before_a_merged_text_heads_a_section() -> None:
    def fill(book: ExcelWorkbook) -> None:
        sheet = book.worksheets[0]
        for row in (
            ["Nr.", "Titel", "Status"],
            ["A", "Wohnen"],
            ["A.1", "Tausch", "läuft"],
            ["B", "Wege"],
            ["B.1", "Bus", "offen"],
        ):
            sheet.append(row)
        sheet.merge_cells("B2:C2")
        sheet.merge_cells("B4:C4")

    (found,) = find_tables(read_workbook(excel(fill), "t.xlsx", LIMITS).likely, is_heading)
    assert [(record.cells[0], record.section) for record in found.records] == [
        ("A.1", ("A Wohnen",)),
        ("B.1", ("B Wege",)),
    ]
