"""XLSX: what the eye sees of a sheet and its texts do not say."""

from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook as ExcelWorkbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, GradientFill, PatternFill
from openpyxl.styles.colors import Color

from monitoring.tables import CellLook, Sheet, SheetRow, read_workbook
from monitoring.tables.colours import hue
from tests.monitoring.tables.files import LIMITS, changed, excel, packed, parts, sheet_of

RED, GREEN = PatternFill("solid", fgColor="FFFF0000"), PatternFill("solid", fgColor="00B050")


def only_sheet(content: bytes) -> Sheet:
    return read_workbook(content, limits=LIMITS).likely


def cell_look(**style: Any) -> CellLook:
    def fill(book: ExcelWorkbook) -> None:
        cell = book.active["A1"]
        cell.value = "x"
        for name, value in style.items():
            setattr(cell, name, value)

    return only_sheet(excel(fill)).rows[0].look(0)


@pytest.mark.parametrize(
    ("style", "look"),
    [
        ({}, CellLook()),
        ({"fill": RED}, CellLook(fill="FF0000")),
        ({"fill": GREEN}, CellLook(fill="00B050")),
        ({"fill": PatternFill("solid", fgColor="FFFFFFFF")}, CellLook()),
        ({"fill": PatternFill("gray125")}, CellLook()),
        ({"fill": PatternFill("solid", fgColor=Color(indexed=10))}, CellLook(fill="FF0000")),
        ({"fill": PatternFill("solid", fgColor=Color(theme=5))}, CellLook(fill="C0504D")),
        ({"fill": PatternFill("solid", fgColor=Color(theme=0))}, CellLook()),
        ({"fill": PatternFill("solid", fgColor=Color(theme=0, tint=-0.5))}, CellLook(fill="808080")),
        ({"fill": GradientFill(stop=("FFFF0000", "FF00FF00"))}, CellLook(fill="FF0000")),
        ({"font": Font(color="FF00B050")}, CellLook(ink="00B050")),
        ({"font": Font(color=Color(theme=1))}, CellLook()),
        ({"font": Font(bold=True, strike=True)}, CellLook(is_bold=True, is_struck=True)),
        ({"alignment": Alignment(indent=2)}, CellLook(indent=2)),
    ],
)
def test_colours_and_letters_are_seen(style: dict[str, Any], look: CellLook) -> None:
    assert cell_look(**style) == look


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        ("FF0000", "red"), ("C00000", "red"), ("FFC7CE", "red"), ("F8CBAD", "orange"), ("ED7D31", "orange"),
        ("FFC000", "yellow"), ("FFFF00", "yellow"), ("FFEB9C", "yellow"), ("00B050", "green"), ("92D050", "green"),
        ("C6EFCE", "green"), ("00FF00", "green"), ("70AD47", "green"), ("0070C0", "blue"), ("DDEBF7", "blue"),
        ("7030A0", "violet"), ("D9D9D9", "grey"), ("808080", "grey"), ("000000", "black"), ("FFFFFF", ""), ("", ""),
    ],
)  # fmt: skip
def test_colours_have_the_names_that_people_give_them(rgb: str, name: str) -> None:
    assert hue(rgb) == name


def test_a_coloured_cell_without_a_word_is_seen_beside_the_texts_of_its_row() -> None:
    def fill(book: ExcelWorkbook) -> None:
        book.active.append(["A1", "Eins", None])
        book.active["C1"].fill = RED

    row = only_sheet(excel(fill)).rows[0]
    assert (row.cells, row.looks) == (["A1", "Eins"], {2: CellLook(fill="FF0000")})


def rows(content: bytes) -> dict[int, SheetRow]:
    return {row.number: row for row in only_sheet(content).rows}


def test_hidden_rows_and_columns_and_groups_are_known() -> None:
    def fill(book: ExcelWorkbook) -> None:
        sheet = book.active
        for number in range(1, 6):
            sheet.append([number, "x", "y", "z"])
        sheet.row_dimensions[2].hidden = True
        sheet.row_dimensions[4].outlineLevel = 1
        sheet.column_dimensions["C"].hidden = True

    read = rows(excel(fill))
    assert [number for number, row in read.items() if row.is_hidden] == [2]
    assert [number for number, row in read.items() if row.is_filtered] == []
    assert [row.outline_level for row in read.values()] == [0, 0, 0, 1, 0]
    assert only_sheet(excel(fill)).hidden_columns == {2}


def test_rows_that_a_filter_hides_are_told_apart() -> None:
    def fill(book: ExcelWorkbook) -> None:
        sheet = book.active
        for number in range(1, 7):
            sheet.append([number, "x"])
        sheet.auto_filter.ref = "A1:B4"
        sheet.auto_filter.add_filter_column(0, ["1"])
        for number in (3, 6):
            sheet.row_dimensions[number].hidden = True

    read = rows(excel(fill))
    assert [(number, row.is_filtered) for number, row in read.items() if row.is_hidden] == [(3, True), (6, False)]


def test_comments_belong_to_their_cell() -> None:
    def fill(book: ExcelWorkbook) -> None:
        sheet = book.active
        sheet.append(["A1", "Eins"])
        sheet["B1"].comment = Comment("noch nicht\nans Ausschussbüro", "Müller")
        sheet["D9"].comment = Comment("niemands Notiz", "Müller")

    sheet = only_sheet(excel(fill))
    assert sheet.rows[0].comments == {1: "noch nicht\nans Ausschussbüro"}
    assert [(remark.row, remark.column) for remark in sheet.warnings] == [(9, 3)]
    assert "niemands Notiz" in sheet.warnings[0].message


def test_conversations_are_read_instead_of_their_copies() -> None:
    def fill(book: ExcelWorkbook) -> None:
        book.active["A1"] = "A1"
        book.active["A1"].comment = Comment("[Threaded comment]\nIhre Version von Excel …", "tc=1")

    content = excel(fill)
    relations = "xl/worksheets/_rels/sheet1.xml.rels"
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    relation = f'<Relationship Id="t1" Type="{kind}" Target="../threadedComments/one.xml"/>'
    content = changed(content, relations, "</Relationships>", f"{relation}</Relationships>")
    replies = "".join(f'<threadedComment ref="A1" id="{text}"><text>{text}</text></threadedComment>' for text in "ab")
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    thread = f'<ThreadedComments xmlns="{space}">{replies}</ThreadedComments>'
    content = packed(parts(content) | {"xl/threadedComments/one.xml": thread})
    assert only_sheet(content).rows[0].comments == {0: "a\nb"}


def test_pictures_and_boxes_on_a_sheet_are_counted() -> None:
    content = sheet_of([["Nr."]])
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"
    relation = f'<Relationship Id="r1" Type="{kind}" Target="../drawings/d.xml"/>'
    relations = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relation}</Relationships>'
    shapes = (
        "<x:pic/><x:graphicFrame/><x:sp><x:txBody><a:p><a:r><a:t>Legende:</a:t></a:r></a:p>"
        "<a:p><a:r><a:t>rot = offen</a:t></a:r></a:p></x:txBody></x:sp><x:sp/>"
    )
    drawing = (
        '<x:wsDr xmlns:x="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">{shapes}</x:wsDr>'
    )
    new = {"xl/worksheets/_rels/sheet1.xml.rels": relations.encode(), "xl/drawings/d.xml": drawing.encode()}
    sheet = only_sheet(packed(parts(content) | new))
    assert (sheet.pictures, sheet.boxes) == (2, ["Legende: rot = offen"])


def test_what_is_struck_through_in_a_cell_is_left_out_and_named() -> None:
    struck, plain = InlineFont(strike=True), InlineFont(b=True)
    content = sheet_of(
        [
            ["A1", CellRichText(TextBlock(struck, "Dezember 2024 "), TextBlock(plain, "Juni 2025"))],
            ["A2", CellRichText(TextBlock(struck, "ganz "), TextBlock(struck, "gestrichen"))],
        ]
    )
    sheet = only_sheet(content)
    assert [row.cells[1] for row in sheet.rows] == ["Juni 2025", "ganz gestrichen"]
    assert [row.look(1).is_struck for row in sheet.rows] == [False, True]
    assert [(remark.row, remark.column) for remark in sheet.warnings] == [(1, 1)]
    assert "Dezember 2024" in sheet.warnings[0].message


def test_cells_merged_downwards_are_known() -> None:
    def fill(book: ExcelWorkbook) -> None:
        for row in (["Leitziel 1", "a"], [None, "b"], [None, "c"]):
            book.active.append(row)
        book.active.merge_cells("A1:A3")

    assert [row.heights for row in only_sheet(excel(fill)).rows] == [{0: 3}, {}, {}]


def test_numbers_keep_the_format_they_are_shown_in() -> None:
    def fill(book: ExcelWorkbook) -> None:
        book.active.append([0.8, 12, date(2013, 1, 1), "0.8", 5])
        for place, shown in (("A1", "0%"), ("C1", "mmm yy"), ("D1", "0%"), ("E1", "0.00")):
            book.active[place].number_format = shown

    row = only_sheet(excel(fill)).rows[0]
    assert row.cells == ["80%", "12", "01.01.2013", "0.8", "5,00"]
    assert row.formats == {0: "0%", 2: "mmm yy", 4: "0.00"}
    assert row.percents == {0}


@pytest.mark.parametrize(
    ("font", "letters", "signs"),
    [
        ("Wingdings", "l", "●"),
        ("Wingdings", "ü", "✔"),
        ("Wingdings", "\uf0fb", "✗"),
        ("Wingdings 2", "P", "✔"),
        ("Calibri", "ü", "ü"),
    ],
)
def test_letters_of_a_symbol_font_are_its_signs(font: str, letters: str, signs: str) -> None:
    def fill(book: ExcelWorkbook) -> None:
        book.active["A1"] = letters
        book.active["A1"].font = Font(name=font)

    assert only_sheet(excel(fill)).rows[0].cells == [signs]


def test_a_text_written_as_a_formula_is_its_text() -> None:
    inline = changed(
        sheet_of([[1]]),
        "xl/worksheets/sheet1.xml",
        '<c r="A1" t="n"><v>1</v></c>',
        '<c r="A1" t="inlineStr"><is><t>="0012"</t></is></c>',
    )
    assert only_sheet(inline).rows[0].cells == ["0012"]


def test_a_date_that_refers_to_an_empty_cell_is_empty() -> None:
    content = changed(sheet_of([["A1", date(2022, 1, 1)]]), "xl/worksheets/sheet1.xml", "<v>44562</v>", "<v>0</v>")
    assert only_sheet(content).rows[0].cells == ["A1"]
