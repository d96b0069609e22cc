"""DOCX: numbers that Word counts by itself, and what the eye sees of a table."""

from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from monitoring.tables import CellLook, Sheet, read_workbook
from monitoring.tables.word.numbering import counted
from tests.monitoring.tables.files import LIMITS, cells, changed, packed, parts, word, word_table

NUMBERING = "word/numbering.xml"


def only_sheet(content: bytes) -> Sheet:
    return read_workbook(content, limits=LIMITS).likely


def listed(cell: Any, text: str, number: int, depth: int = 0) -> None:
    """Makes the first paragraph of a cell an item of a list."""
    inside = f"<w:pPr><w:numPr><w:ilvl w:val='{depth}'/><w:numId w:val='{number}'/></w:numPr></w:pPr>"
    run = f"<w:r><w:t>{text}</w:t></w:r>" if text else ""
    cell._tc.clear_content()
    cell._tc.append(parse_xml(f"<w:p {nsdecls('w')}>{inside}{run}</w:p>"))


def with_list(content: bytes, *levels: tuple[str, str]) -> bytes:
    """The same document with the list 77, whose levels have a form and a text."""
    made = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(levels)
    )
    shape = f'<w:abstractNum w:abstractNumId="77">{made}</w:abstractNum>'
    lists = '<w:num w:numId="77"><w:abstractNumId w:val="77"/></w:num>'
    return changed(content, NUMBERING, "</w:numbering>", f"{shape}{lists}</w:numbering>")


def numbered(texts: list[tuple[str, int]], *levels: tuple[str, str]) -> list[list[str]]:
    def fill(document: Any) -> None:
        made = word_table(document, [["", f"Maßnahme {index}"] for index in range(len(texts))])
        for index, (text, depth) in enumerate(texts):
            listed(made.cell(index, 0), text, 77, depth)

    return cells(only_sheet(with_list(word(fill), *levels)))


@pytest.mark.parametrize(
    ("levels", "depths", "numbers"),
    [
        ([("decimal", "%1.")], [0, 0, 0], ["1", "2", "3"]),
        ([("decimal", "%1."), ("decimal", "%1.%2.")], [0, 1, 1, 0, 1], ["1", "1.1", "1.2", "2", "2.1"]),
        ([("decimal", "M%1")], [0, 0], ["M1", "M2"]),
        ([("upperLetter", "%1)")], [0, 0], ["A", "B"]),
        ([("upperRoman", "%1."), ("lowerLetter", "%1%2)")], [0, 0, 1], ["I", "II", "IIa"]),
        ([("bullet", "·")], [0, 0], ["", ""]),
    ],
)
def test_a_cell_with_nothing_but_its_number_says_that_number(
    levels: list[tuple[str, str]], depths: list[int], numbers: list[str]
) -> None:
    read = numbered([("", depth) for depth in depths], *levels)
    assert [row[0] for row in read] == numbers


def test_a_number_before_a_text_is_no_part_of_it() -> None:
    assert [row[0] for row in numbered([("A1", 0), ("A2", 0)], ("decimal", "%1."))] == ["A1", "A2"]


def test_an_item_alone_in_its_cell_is_no_list() -> None:
    def fill(document: Any) -> None:
        made = word_table(document, [["Nr.", "Titel", "Stand"], ["", "", ""]])
        for column, (text, style) in enumerate([("A2", "List Number"), ("Lotsen", "List Bullet")]):
            paragraph = made.cell(1, column).paragraphs[0]
            paragraph.text, paragraph.style = text, style
        first = made.cell(1, 2).paragraphs[0]
        first.text, first.style = "Eins", "List Bullet"
        made.cell(1, 2).add_paragraph("Zwei", style="List Bullet")

    assert cells(only_sheet(word(fill)))[1] == ["A2", "Lotsen", "- Eins\n- Zwei"]


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [(4, "upperRoman", "IV"), (1999, "lowerRoman", "mcmxcix"), (28, "lowerLetter", "bb"), (3, "decimalZero", "03")],
)
def test_numbers_are_written_in_the_form_of_their_list(number: int, form: str, text: str) -> None:
    assert counted(number, form) == text


def look(cell_properties: str = "", run_properties: str = "") -> CellLook:
    def fill(document: Any) -> None:
        cell = word_table(document, [["Nr.", ""]]).cell(0, 1)._tc
        cell.clear_content()
        cell.get_or_add_tcPr().append(parse_xml(f"<w:shd {nsdecls('w')} {cell_properties}/>"))
        run = f"<w:r><w:rPr>{run_properties}</w:rPr><w:t>●</w:t></w:r>"
        cell.append(parse_xml(f"<w:p {nsdecls('w')}>{run}</w:p>"))

    return only_sheet(word(fill)).rows[0].look(1)


@pytest.mark.parametrize(
    ("cell_properties", "run_properties", "seen"),
    [
        ("w:fill='FF0000'", "", CellLook(fill="FF0000")),
        ("w:fill='auto'", "", CellLook()),
        ("", "<w:color w:val='00b050'/>", CellLook(ink="00B050")),
        ("", "<w:highlight w:val='yellow'/>", CellLook(fill="FFFF00")),
        ("", "<w:b/>", CellLook(is_bold=True)),
        ("", "<w:strike/>", CellLook(is_struck=True)),
        ("", "<w:dstrike/>", CellLook(is_struck=True)),
    ],
)
def test_colours_and_letters_are_seen(cell_properties: str, run_properties: str, seen: CellLook) -> None:
    assert look(cell_properties, run_properties) == seen


def test_what_is_struck_through_is_left_out_and_named() -> None:
    def fill(document: Any) -> None:
        document.add_paragraph().add_run("Alte Überschrift").font.strike = True
        made = word_table(document, [["Nr.", "Frist"], ["A1", ""]])
        paragraph = made.cell(1, 1).paragraphs[0]
        paragraph.add_run("Dezember 2024 ").font.strike = True
        paragraph.add_run("Juni 2025")

    sheet = only_sheet(word(fill))
    assert cells(sheet) == [["Nr.", "Frist"], ["A1", "Juni 2025"]]
    assert [(remark.row, remark.column) for remark in sheet.warnings] == [(0, None), (2, 1)]
    assert "Alte Überschrift" in sheet.warnings[0].message
    assert "Dezember 2024" in sheet.warnings[1].message


def test_a_row_that_is_struck_through_is_known_as_such() -> None:
    def fill(document: Any) -> None:
        made = word_table(document, [["Nr.", "Titel"], ["", ""]])
        for cell in made.rows[1].cells:
            cell.paragraphs[0].add_run("weg").font.strike = True

    assert [row.is_struck for row in only_sheet(word(fill)).rows] == [False, True]


def test_comments_belong_to_their_cell() -> None:
    def fill(document: Any) -> None:
        made = word_table(document, [["Nr.", "Titel"], ["A1", ""]])
        run = made.cell(1, 1).paragraphs[0].add_run("Lotsen")
        document.add_comment([run], text="Stimmt das?", author="Müller", initials="M")

    assert [row.comments for row in only_sheet(word(fill)).rows] == [{}, {1: "Stimmt das?"}]


def test_cells_merged_downwards_and_hidden_rows_are_known() -> None:
    def fill(document: Any) -> None:
        made = word_table(document, [["Ziel", "Maßnahme"], ["Z1", "a"], ["", "b"], ["", "c"]])
        made.cell(1, 0).merge(made.cell(3, 0))
        made.rows[2]._tr.get_or_add_trPr().append(parse_xml(f"<w:hidden {nsdecls('w')}/>"))

    rows = only_sheet(word(fill)).rows
    assert [row.heights for row in rows] == [{}, {0: 3}, {}, {}]
    assert [row.is_hidden for row in rows] == [False, False, True, False]


def test_pictures_are_counted_and_boxes_are_read_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>Legende: rot = offen</w:t></w:r></w:p></w:txbxContent>"
    picture = '<p:pic xmlns:p="http://schemas.openxmlformats.org/drawingml/2006/picture"/>'
    drawn = f"<w:p><w:r><w:drawing>{box}</w:drawing><w:pict>{box}</w:pict><w:drawing>{picture}</w:drawing></w:r></w:p>"
    content = word(lambda document: word_table(document, [["Nr.", "Titel"]]))
    text = parts(content)["word/document.xml"].decode().replace("<w:sectPr", f"{drawn}<w:sectPr", 1)
    sheet = only_sheet(packed(parts(content) | {"word/document.xml": text.encode()}))
    assert (sheet.pictures, sheet.boxes) == (1, ["Legende: rot = offen"])


def test_signs_of_a_symbol_font_are_read() -> None:
    def fill(document: Any) -> None:
        made = word_table(document, [["Nr.", "", ""]])
        made.cell(0, 1).paragraphs[0].add_run("ü").font.name = "Wingdings"
        sign = "<w:r><w:sym w:font='Wingdings' w:char='F06C'/></w:r>"
        made.cell(0, 2)._tc.clear_content()
        made.cell(0, 2)._tc.append(parse_xml(f"<w:p {nsdecls('w')}>{sign}</w:p>"))

    assert cells(only_sheet(word(fill))) == [["Nr.", "✔", "●"]]
