"""XLSX: what a cell shows, merged cells, hidden sheets, sizes that lie."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from openpyxl import Workbook as ExcelWorkbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from monitoring.tables import Limits, SheetRow, UnreadableFile, read_workbook
from tests.monitoring.tables.files import LIMITS, cells, changed, excel, packed, parts, sheet_of

SHEET = "xl/worksheets/sheet1.xml"
SHARED_TYPE = (
    '<Override PartName="/xl/sharedStrings.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
SHARED_RELATION = (
    '<Relationship Id="rId99" Target="sharedStrings.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>'
)


def first_row(content: bytes) -> SheetRow:
    return read_workbook(content, limits=LIMITS).likely.rows[0]


def shown(value: Any, number_format: str = "General") -> str:
    def fill(book: ExcelWorkbook) -> None:
        book.active["A1"] = value
        book.active["A1"].number_format = number_format

    return first_row(excel(fill)).cells[0]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        ("3.10", "@", "3.10"),
        (3.1, "0.00", "3,10"),
        (3.1, "General", "3,1"),
        (3.0, "General", "3"),
        (1250.5, "#,##0.00", "1250,50"),
        (1250.5, "General", "1250,5"),
        (0.1 + 0.2, "General", "0,3"),
        (2.675, "0.00", "2,68"),
        (-0.001, "0.00", "0,00"),
        (-5, '0;[Red]0" Stück"', "-5"),
        (8221000, "00000000", "08221000"),
        (0.255, "0.0%", "25,5%"),
        (3, '"M "0', "M 3"),
        (12.5, '#,##0.00\\ "€"', "12,50 €"),
        (12.5, "#,##0.00 [$€-407]", "12,50 €"),
        (1250.5, '_-* #,##0.00 _€_-;-* #,##0.00 _€_-;_-* "-"??_€_-', "1250,50"),
        (1.5, "0.0##", "1,5"),
        (1.25, "# ?/?", "1,25"),
        (1234567, "0.00E+00", "1234567"),
        (1234567, "0,,", "1234567"),
        (12, 'General" Plätze"', "12 Plätze"),
        (1e20, "0.00", "1e+20"),
        (True, "General", "ja"),
        (False, "General", "nein"),
        (date(2022, 12, 31), "dd.mm.yyyy", "31.12.2022"),
        (datetime(2022, 12, 31, 14, 30), "dd.mm.yyyy hh:mm", "31.12.2022"),  # noqa: DTZ001
        (date(2022, 3, 1), "mmm yy", "01.03.2022"),
        (44926, "General", "44926"),
        (44926, "dd.mm.yyyy", "31.12.2022"),
        (time(14, 30), "hh:mm", "14:30"),
        (timedelta(hours=36), "[h]:mm", "36:00"),
        ("Zeile\r\nzwei_x000D_", "General", "Zeile\nzwei\n"),
    ],
)
def test_a_cell_is_read_as_it_is_shown(value: Any, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


def test_dates_and_numbers_are_known_as_such() -> None:
    row = first_row(sheet_of([["A3", date(2022, 2, 1), 3.1, "31.12.2022", True, time(8)]]))
    assert (row.dates, row.numbers) == (frozenset({1}), frozenset({2}))


def test_both_date_systems_give_the_same_day() -> None:
    def fill(book: ExcelWorkbook) -> None:
        book.epoch = CALENDAR_MAC_1904
        book.active["A1"] = date(2022, 12, 31)

    content = excel(fill)
    assert b"date1904" in parts(content)["xl/workbook.xml"]
    assert first_row(content).cells == ["31.12.2022"]


def test_formulas_count_by_their_stored_result_and_errors_as_empty() -> None:
    content = sheet_of([["Nr.", "Titel", "Stand"], ["A3", "=1+1", "=X9"], ["A4", "x", "=1/0"]])
    content = changed(content, SHEET, "<f>1+1</f><v></v>", "<f>1+1</f><v>2</v>")
    content = changed(content, SHEET, '<c r="C3"><f>1/0</f><v></v>', '<c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v>')
    sheet = read_workbook(content, limits=LIMITS).likely
    assert cells(sheet) == [["Nr.", "Titel", "Stand"], ["A3", "2"], ["A4", "x"]]
    assert [(remark.row, remark.column) for remark in sheet.warnings] == [(1, None), (3, 2)]
    assert "#DIV/0!" in sheet.warnings[1].message


def test_rich_and_inline_text_is_plain() -> None:
    bold = InlineFont(b=True)
    content = sheet_of([[CellRichText("Stand ", TextBlock(bold, "läuft"))]])
    assert first_row(content).cells == ["Stand läuft"]
    inline = sheet_of([[1]])
    inline = changed(inline, SHEET, '<c r="A1" t="n"><v>1</v></c>', '<c r="A1" t="inlineStr"><is><t>Ä</t></is></c>')
    assert first_row(inline).cells == ["Ä"]


def test_shared_strings_are_looked_up() -> None:
    content = sheet_of([["Nr.", "Titel"]])
    content = changed(content, "[Content_Types].xml", "</Types>", SHARED_TYPE + "</Types>")
    content = changed(content, "xl/_rels/workbook.xml.rels", "</Relationships>", SHARED_RELATION + "</Relationships>")
    content = changed(content, SHEET, 't="inlineStr"><is><t>Titel</t></is>', 't="s"><v>1</v>')
    strings = '<si><t>eins</t></si><si><r><t>Maß</t></r><r><t>nahme</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si>'
    shared = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{strings}</sst>'
    assert first_row(packed(parts(content) | {"xl/sharedStrings.xml": shared})).cells == ["Nr.", "Maßnahme"]


def test_merged_cells_belong_to_their_first_one() -> None:
    def fill(book: ExcelWorkbook) -> None:
        sheet = book.active
        for row in (["Nr.", "Titel", "Termin", None], [None, None, "von", "bis"], ["A3", "x", 1, 2], [None, "y"]):
            sheet.append(row)
        sheet.merge_cells("C1:D1")
        sheet.merge_cells("A3:A4")

    rows = read_workbook(excel(fill), limits=LIMITS).likely.rows
    assert rows[0].spans == {2: 2}
    assert [row.cells for row in rows[2:]] == [["A3", "x", "1", "2"], ["", "y"]]
    assert rows[2].spans == {}


def test_rows_keep_the_number_they_have_in_excel() -> None:
    rows = read_workbook(sheet_of([["Titel"], [], [None, None], ["x"]]), limits=LIMITS).likely.rows
    assert [(row.number, row.after_gap) for row in rows] == [(1, False), (4, True)]


def test_the_likely_sheet_is_shown_and_looks_like_measures() -> None:
    def fill(book: ExcelWorkbook) -> None:
        book.active.title = "Hinweise"
        for number in range(50):
            book.active.append([f"Zeile {number}", "Text"])
        for name, state in (("Alt", "hidden"), ("Maßnahmen", "visible"), ("Liste", "veryHidden")):
            sheet = book.create_sheet(name)
            sheet.sheet_state = state
            for row in (["Nr.", "Maßnahme", "Federführung"], ["A3", "x", "y"], ["A4", "x", "y"]):
                sheet.append(row)

    workbook = read_workbook(excel(fill), limits=LIMITS)
    assert workbook.likely.name == "Maßnahmen"
    assert [(sheet.name, sheet.is_hidden) for sheet in workbook.sheets] == [
        ("Hinweise", False),
        ("Alt", True),
        ("Maßnahmen", False),
        ("Liste", True),
    ]


def test_a_size_that_lies_is_not_believed() -> None:
    content = sheet_of([["Nr.", "Titel"], ["A3", "x"]])
    lying = changed(content, SHEET, 'ref="A1:B2"', 'ref="A1:XFD1048576"')
    assert cells(read_workbook(lying, limits=LIMITS).likely) == [["Nr.", "Titel"], ["A3", "x"]]


def test_a_single_cell_far_away_is_refused_with_its_place() -> None:
    def fill(book: ExcelWorkbook) -> None:
        book.active["A1"] = "Nr."
        book.active["XFD1048576"] = "x"

    with pytest.raises(UnreadableFile, match=r"1048576.*XFD"):
        read_workbook(excel(fill), limits=LIMITS)


def test_a_row_beyond_excels_last_one_is_damaged() -> None:
    content = changed(sheet_of([["Nr."]]), SHEET, '<row r="1">', '<row r="99999999999">')
    with pytest.raises(UnreadableFile):
        read_workbook(content, limits=LIMITS)


def test_a_million_empty_rows_are_no_rows() -> None:
    content = sheet_of([["Nr.", "Titel"], ["A3", "x"]])
    empty = "".join(f'<row r="{number}"></row>' for number in range(3, 200_000))
    padded = changed(content, SHEET, "</sheetData>", empty + "</sheetData>")
    assert len(read_workbook(padded, limits=LIMITS).likely.rows) == 2


@pytest.mark.parametrize("cell", ["<c/>", '<c s="0"></c>', "<c><v>1</v></c>"])
def test_a_row_of_endless_cells_is_refused_before_they_are_read(cell: str) -> None:
    content = changed(sheet_of([["Nr."]]), SHEET, "</row>", cell * 20_000 + "</row>")
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(content, limits=LIMITS)
    assert "too many cells" in str(caught.value.text)


def test_more_rows_than_allowed_are_refused() -> None:
    content = sheet_of([["Nr."], *[[str(number)] for number in range(11)]])
    assert len(read_workbook(content, limits=Limits(rows=11)).likely.rows) == 12
    with pytest.raises(UnreadableFile, match="10"):
        read_workbook(content, limits=Limits(rows=10))


def test_one_long_text_used_in_many_cells_counts_every_time() -> None:
    content = sheet_of([["x" * 1000] * 20 for _row in range(20)])
    with pytest.raises(UnreadableFile):
        read_workbook(content, limits=Limits(characters=300_000))


def test_an_impossible_date_is_empty_with_a_remark() -> None:
    content = sheet_of([["Nr.", date(2022, 1, 1)]])
    sheet = read_workbook(changed(content, SHEET, "<v>44562</v>", "<v>99999999</v>"), limits=LIMITS).likely
    assert cells(sheet) == [["Nr."]]
    assert [(remark.row, remark.column) for remark in sheet.warnings] == [(1, 1)]


def test_a_workbook_without_a_word_is_empty() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(sheet_of([]), limits=LIMITS)
    assert "empty" in str(caught.value.text)


def test_macros_and_pictures_do_not_matter() -> None:
    content = packed(parts(sheet_of([["Nr."]])) | {"xl/vbaProject.bin": b"x", "xl/media/image1.png": b"\x89PNG"})
    assert first_row(content).cells == ["Nr."]
