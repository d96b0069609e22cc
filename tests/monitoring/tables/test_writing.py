"""Tables that leave the house: opened by double click, without formulas, and the same when they come back."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from catalog.texts.plain_text import clean
from monitoring.tables import Limits, read_workbook
from monitoring.tables.excel.writing import write_xlsx
from monitoring.tables.writing import (
    LIST,
    LONGEST_TEXT,
    Cell,
    beginning_of_cut,
    neutralise,
    plain_day,
    restore,
    write_csv,
)

HEADINGS = ["Nr.", "Titel", "Frist"]
FORMULAS = [
    "=1+1",
    "+49",
    "-5 %",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    ' "=1"',
    "'=1",
    "''-",
    "＝1+1",
    "\u00a0=1",
    "\ufeff=1",
    "- 5 + 3",
    "-Punkt",
    "- cmd|' /C calc'!A0",
    '- HYPERLINK("https://example.org")',
    "- x\n- SUM (A1)",
    "- Blatt!A1",
]
HARMLESS = [
    "",
    "3.10",
    "Maßnahme",
    "Ende 2023 - Anfang 2024",
    "'s-Hertogenbosch",
    "a=b",
    "„- Zitat“",
    "12 + 5",
    "- Punkt (neu)\n- Ende!",
]
DANGEROUS = tuple("=+-@\t\r＝＋－＠")
# Lone surrogates are no text; no database and no file can hold them.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
SUSPICIOUS = st.text("='\"+-@\t\r\n ax1", max_size=8)


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def sheet_of(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content)).active


@given(TEXTS | SUSPICIOUS)
@example("'")
@example("''=")
@example("'- Punkt")
def test_what_is_made_harmless_comes_back_as_it_was(text: str) -> None:
    assert restore(neutralise(text)) == text


@given(TEXTS | SUSPICIOUS)
def test_nothing_harmless_begins_like_a_formula(text: str) -> None:
    if LIST.match(text):
        return
    assert not neutralise(text).startswith(DANGEROUS)
    assert not neutralise(text).lstrip(' \u00a0\n"').startswith(DANGEROUS)


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_get_exactly_one_apostrophe(text: str) -> None:
    assert neutralise(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert neutralise(text) == text
    assert restore(text) == text


def test_a_list_survives_the_round_trip() -> None:
    points = "- erstens\n- zweitens"
    assert (neutralise(points), restore(f"'{points}")) == (points, points)
    assert restore(read_csv(write_csv(HEADINGS, [["A1", points, ""]]))[1][1]) == points
    assert restore(sheet_of(write_xlsx(HEADINGS, [["A1", points, ""]])).cell(2, 2).value) == points


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("31.12.2022", date(2022, 12, 31)),
        ("1.3.2023", "1.3.2023"),  # would come back as 01.03.2023
        ("31.02.2023", "31.02.2023"),
        ("01.01.1900", "01.01.1900"),
        ("01.03.1900", date(1900, 3, 1)),
        ("bis 31.12.2022", "bis 31.12.2022"),
        ("Ende 2023", "Ende 2023"),
        ("", ""),
    ],
)
def test_only_a_plain_day_is_a_date(text: str, meant: str | date) -> None:
    assert plain_day(text) == meant


class TestCsv:
    def test_it_is_what_german_excel_opens_by_double_click(self) -> None:
        content = write_csv(HEADINGS, [["A1", "Größe; Umfang", date(2022, 12, 31)], ["3.10", 'Sogenannte "Lotsen"', 7]])
        assert content == (
            b"\xef\xbb\xbf"
            + 'Nr.;Titel;Frist\r\nA1;"Größe; Umfang";31.12.2022\r\n3.10;"Sogenannte ""Lotsen""";7\r\n'.encode()
        )

    def test_lines_inside_a_cell_are_broken_as_excel_does(self) -> None:
        content = write_csv(["Titel", "Text"], [["A", "eins\r\nzwei\rdrei"]])
        assert content.endswith(b'A;"eins\nzwei\ndrei"\r\n')

    def test_formulas_are_harmless(self) -> None:
        assert read_csv(write_csv(["=A1"], [["=1+1"]])) == [["'=A1"], ["'=1+1"]]

    def test_an_empty_table_has_its_headings(self) -> None:
        assert read_csv(write_csv(HEADINGS, [])) == [HEADINGS]

    @given(st.lists(st.lists(TEXTS | SUSPICIOUS, min_size=3, max_size=3), max_size=5))
    def test_any_table_comes_back(self, rows: list[list[str]]) -> None:
        found = [[restore(cell) for cell in row] for row in read_csv(write_csv(HEADINGS, rows))]
        lines = [[clean(cell) for cell in row] for row in rows]
        assert found == [HEADINGS, *lines]


class TestXlsx:
    @pytest.fixture
    def sheet(self) -> Any:
        rows: list[list[Cell]]
        rows = [["3.10", "Kurz", date(2022, 12, 31)], ["Z 6", "wort " * 100, "Ende 2023"], ["", "=1+1", 3]]
        return sheet_of(write_xlsx(HEADINGS, rows, title="Bericht: Maßnahmen"))

    def test_dates_are_dates_in_german_form(self, sheet: Any) -> None:
        assert sheet["C2"].is_date
        assert sheet["C2"].value.date() == date(2022, 12, 31)
        assert sheet["C2"].number_format == "dd.mm.yyyy"

    def test_codes_and_wordings_are_text(self, sheet: Any) -> None:
        assert (sheet["A2"].value, sheet["A2"].data_type, sheet["A2"].number_format) == ("3.10", "s", "@")
        assert (sheet["C3"].value, sheet["C3"].data_type) == ("Ende 2023", "s")

    def test_an_empty_cell_is_empty_and_takes_text(self, sheet: Any) -> None:
        assert (sheet["A4"].value, sheet["A4"].number_format) == (None, "@")

    def test_numbers_are_numbers(self, sheet: Any) -> None:
        assert (sheet["C4"].value, sheet["C4"].data_type) == (3, "n")

    @pytest.mark.parametrize("text", ["=1+1", "#N/A", "#REF!", "+1", "=HYPERLINK(1)"])
    def test_no_text_becomes_a_formula_or_an_error(self, text: str) -> None:
        cell = sheet_of(write_xlsx([text], [[text]]))["A2"]
        assert cell.data_type == "s"
        assert restore(cell.value) == text

    def test_headings_stay_in_sight_and_filter(self, sheet: Any) -> None:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == "A1:C4"
        assert [sheet.cell(1, column).font.bold for column in (1, 2, 3)] == [True] * 3

    def test_columns_are_as_wide_as_what_they_hold_within_limits(self, sheet: Any) -> None:
        assert [sheet.column_dimensions[letter].width for letter in "ABC"] == [8, 60, 11]

    def test_long_texts_wrap(self, sheet: Any) -> None:
        assert sheet["B3"].alignment.wrap_text

    def test_it_prints_on_wide_pages_with_headings_on_each(self, sheet: Any) -> None:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$1:$1"
        assert (int(sheet.page_setup.paperSize), sheet.page_setup.scale) == (9, 70)

    def test_the_document_is_named_and_nobody_is_its_author(self) -> None:
        properties = load_workbook(io.BytesIO(write_xlsx(HEADINGS, [], title="Bericht"))).properties
        assert properties.title == "Bericht"
        assert not properties.creator

    def test_what_xml_cannot_hold_is_left_out(self) -> None:
        assert sheet_of(write_xlsx(["A"], [["a\x00b\x0bc\uffff"]]))["A2"].value == "ab\nc"

    @pytest.mark.parametrize("text", ["x", "😀"])  # Excel counts the second one twice
    def test_a_text_longer_than_a_cell_is_cut_and_says_so(self, text: str) -> None:
        found = sheet_of(write_xlsx(["A"], [[text * 40_000]]))["A2"].value
        assert len(found.encode("utf-16-le")) in {2 * LONGEST_TEXT, 2 * LONGEST_TEXT - 2}
        beginning = beginning_of_cut(found)
        assert beginning is not None
        assert set(beginning) == {text}
        assert "The CSV file has the whole text" in found

    def test_a_text_that_fits_is_whole(self) -> None:
        found = sheet_of(write_xlsx(["A"], [["x" * LONGEST_TEXT]]))["A2"].value
        assert (len(found), beginning_of_cut(found)) == (LONGEST_TEXT, None)

    def test_what_excel_takes_for_an_escaped_character_stays_as_it_is(self) -> None:
        text = "_x0041_x0042_ und _x005F_"
        content = write_xlsx(["A"], [[text]])
        assert sheet_of(content)["A2"].value == "_x005F_x0041_x005F_x0042_ und _x005F_x005F_"
        assert read_workbook(content, limits=Limits()).likely.rows[1].cells == [text]

    def test_an_empty_table_has_its_headings(self) -> None:
        sheet = sheet_of(write_xlsx(HEADINGS, []))
        assert [cell.value for cell in sheet[1]] == HEADINGS


def test_it_prints_in_readable_columns_on_a4_and_long_texts_once_more() -> None:
    long = "\n".join(f"Zeile {number}" for number in range(40))
    book = load_workbook(io.BytesIO(write_xlsx(HEADINGS, [["A1", long, ""], ["A2", "kurz", ""]], repeated=1)))
    table, texts = book.worksheets
    for sheet in (table, texts):
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.print_title_rows == "$1:$1"
    assert table.print_title_cols == "$A:$A"
    assert not table.sheet_properties.pageSetUpPr.fitToPage
    assert [cell.value for cell in texts[2]] == ["A1", "Titel", "Zeile 0"]
    assert texts.max_row == 41
    assert len(load_workbook(io.BytesIO(write_xlsx(HEADINGS, [["A2", "kurz", ""]]))).worksheets) == 1
