"""DOCX: all tables in document order, the headings between them, and text as it is shown."""

from typing import Any

import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls

from monitoring.tables import Limits, SheetRow, UnreadableFile, find_table, read_workbook
from tests.monitoring.tables.files import LIMITS, cells, is_heading, word, word_table

HEADINGS = ["Nr.", "Maßnahme", "Stand"]
TEXT = "word/document.xml"


def rows(content: bytes) -> list[SheetRow]:
    return read_workbook(content, limits=LIMITS).likely.rows


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def shown(markup: str) -> str:
    """The text of a cell with this markup in its paragraph."""

    def fill(document: Any) -> None:
        made = word_table(document, [["Nr.", ""]])
        made.cell(0, 1)._tc.clear_content()
        made.cell(0, 1)._tc.append(parse_xml(f"<w:p {nsdecls('w')}>{markup}</w:p>"))

    return [*rows(word(fill))[0].cells, ""][1]


def test_tables_come_in_their_order_as_one_sheet_named_by_the_document() -> None:
    def fill(document: Any) -> None:
        document.core_properties.title = "Sachstand 2021"
        word_table(document, [HEADINGS, ["A3", "x", "offen"]])
        document.add_paragraph("Dazwischen steht etwas.")
        word_table(document, [HEADINGS, ["A4", "y", "läuft"]])

    workbook = read_workbook(word(fill), limits=LIMITS)
    assert (workbook.format, workbook.likely.name) == ("docx", "Sachstand 2021")
    assert [(row.number, row.cells) for row in workbook.likely.rows if not row.is_paragraph] == [
        (1, HEADINGS),
        (2, ["A3", "x", "offen"]),
        (3, HEADINGS),
        (4, ["A4", "y", "läuft"]),
    ]
    assert [record.number for record in find_table(workbook.likely, is_heading).records] == [2, 4]


def test_without_a_title_the_sheet_is_called_dokument() -> None:
    def fill(document: Any) -> None:
        document.core_properties.title = ""
        document.add_paragraph("Text")

    assert read_workbook(word(fill), limits=LIMITS).likely.name == "Dokument"


def test_headings_between_the_tables_are_sections_with_their_level() -> None:
    def fill(document: Any) -> None:
        document.add_heading("Umsetzung der Maßnahmen", 1)
        document.add_paragraph("Stand: 19. Januar 2021")
        for area, fields in (("Bereiche", ["Arbeit", "Bildung"]), ("Zielgruppen", ["Ältere"])):
            document.add_heading(area, 2)
            for name in fields:
                document.add_heading(name, 3)
                word_table(document, [HEADINGS, [f"{name[0]}1", name, "offen"]])
        document.add_paragraph("Zusammengestellt vom Amt für Statistik")

    table = find_table(read_workbook(word(fill), limits=LIMITS).likely, is_heading)
    assert [record.section for record in table.records] == [
        ("Bereiche", "Arbeit"),
        ("Bereiche", "Bildung"),
        ("Zielgruppen", "Ältere"),
    ]
    assert table.titles == ["Umsetzung der Maßnahmen", "Stand: 19. Januar 2021"]
    assert str(table.as_of) == "2021-01-19"
    assert table.footnotes == ["Zusammengestellt vom Amt für Statistik"]


def test_bold_lines_directly_above_a_table_are_sections_too() -> None:
    def fill(document: Any) -> None:
        document.add_paragraph().add_run("Sachstand").bold = True
        document.add_paragraph("Fett ist hier nur die Überschrift.")
        for name in ("Arbeit", "Bildung"):
            document.add_paragraph().add_run(name).bold = True
            document.add_paragraph("")
            word_table(document, [HEADINGS, [f"{name[0]}1", name, "offen"]])

    table = find_table(read_workbook(word(fill), limits=LIMITS).likely, is_heading)
    assert [record.section for record in table.records] == [("Arbeit",), ("Bildung",)]
    assert table.titles[0] == "Sachstand"


def test_merged_section_rows_and_rows_merged_downwards() -> None:
    def fill(document: Any) -> None:
        made = word_table(
            document, [HEADINGS, ["Arbeit", "", ""], ["A3", "x", "offen"], ["", "y", "läuft"], ["A4", "z", "offen"]]
        )
        made.cell(1, 0).merge(made.cell(1, 2))
        made.cell(2, 0).merge(made.cell(3, 0))

    sheet = read_workbook(word(fill), limits=LIMITS).likely
    assert sheet.rows[1].spans == {0: 3}
    assert cells(sheet)[2:] == [["A3", "x", "offen"], ["", "y", "läuft"], ["A4", "z", "offen"]]
    assert {record.section for record in find_table(sheet, is_heading).records} == {("Arbeit",)}


def test_two_rows_of_headings_are_joined() -> None:
    def fill(document: Any) -> None:
        made = word_table(
            document,
            [
                ["Nr.", "Titel", "Termin", ""],
                ["", "", "von", "bis"],
                ["A3", "x", "2021", "2022"],
                ["A4", "y", "", ""],
            ],
        )
        made.cell(0, 2).merge(made.cell(0, 3))

    table = find_table(read_workbook(word(fill), limits=LIMITS).likely, is_heading)
    assert [heading.text for heading in table.headings] == ["Nr.", "Titel", "Termin – von", "Termin – bis"]
    assert [record.cells for record in table.records] == [["A3", "x", "2021", "2022"], ["A4", "y", "", ""]]


def test_borders_moved_by_a_hair_do_not_shift_the_cells() -> None:
    def fill(document: Any) -> None:
        made = word_table(document, [["Nr.", "", "Maßnahme", "Stand"], ["A3", "x", "", "offen"]])
        made.cell(0, 0).merge(made.cell(0, 1))
        made.cell(1, 1).merge(made.cell(1, 2))

    assert [row.cells for row in rows(word(fill))] == [["Nr.", "Maßnahme", "Stand"], ["A3", "x", "offen"]]


def test_paragraphs_and_list_items_of_a_cell_stand_below_each_other() -> None:
    def fill(document: Any) -> None:
        cell = word_table(document, [["Nr.", "erstens"]]).cell(0, 1)
        cell.add_paragraph("zweitens", style="List Bullet")
        cell.add_paragraph("")
        cell.add_paragraph("drittens", style="List Number")
        nested = cell.add_table(1, 2)
        nested.cell(0, 0).text, nested.cell(0, 1).text = "2021", "5"

    assert rows(word(fill))[0].cells == ["Nr.", "erstens\n- zweitens\n- drittens\n2021 | 5"]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (f"{run('gilt')}<w:del><w:r><w:delText>alt</w:delText></w:r></w:del>", "gilt"),
        (f"<w:moveFrom>{run('weg')}</w:moveFrom><w:ins>{run('neu')}</w:ins>", "neu"),
        (f"<w:hyperlink>{run('Seite')}</w:hyperlink>", "Seite"),
        (f"<w:sdt><w:sdtContent>{run('gewählt')}</w:sdtContent></w:sdt>", "gewählt"),
        (f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Klicken')}</w:sdtContent></w:sdt>", ""),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>versteckt</w:t></w:r>", ""),
        ("<w:r><w:instrText>DATE</w:instrText></w:r>", ""),
        (
            "<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r>",
            "a\nb c-d",
        ),
        (f"<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>{run('Punkt')}", "Punkt"),
        (f"<w:pPr><w:numPr><w:numId w:val='0'/></w:numPr></w:pPr>{run('Text')}", "Text"),
    ],
)
def test_text_is_read_as_it_is_shown(markup: str, text: str) -> None:
    assert shown(markup) == text


def test_a_row_deleted_with_tracking_is_gone() -> None:
    def fill(document: Any) -> None:
        made = word_table(document, [HEADINGS, ["A3", "x", "offen"], ["A4", "y", "läuft"]])
        made.rows[1]._tr.get_or_add_trPr().append(OxmlElement("w:del"))

    assert [row.cells[0] for row in rows(word(fill))] == ["Nr.", "A4"]


def test_tables_about_something_else_are_left_out_with_a_remark() -> None:
    def fill(document: Any) -> None:
        word_table(document, [["Gremium", "Datum"], ["Sozialausschuss", "1.3.2021"]])
        word_table(document, [HEADINGS, ["A3", "x", "offen"]])
        document.add_paragraph("Abstimmung")
        word_table(document, [["Ja", "Nein", "Enthaltung", "Einstimmig", "Mehrheit"], ["1", "2", "3", "4", "5"]])

    table = find_table(read_workbook(word(fill), limits=LIMITS).likely, is_heading)
    assert [record.cells for record in table.records] == [["A3", "x", "offen"]]
    assert [remark.row for remark in table.warnings] == [5]


def test_a_table_that_goes_on_after_a_break_needs_no_headings() -> None:
    def fill(document: Any) -> None:
        word_table(document, [HEADINGS, ["A3", "x", "offen"]])
        document.add_paragraph("")
        word_table(document, [["A4", "y", "läuft"]])

    table = find_table(read_workbook(word(fill), limits=LIMITS).likely, is_heading)
    assert [record.cells[0] for record in table.records] == ["A3", "A4"]


def test_a_table_wider_than_allowed_is_refused() -> None:
    content = word(lambda document: word_table(document, [["a", "b", "c"]]))
    with pytest.raises(UnreadableFile):
        read_workbook(content, limits=Limits(columns=2))


def test_a_document_without_a_table_has_no_headings() -> None:
    sheet = read_workbook(word(lambda document: document.add_paragraph("Nur Text")), limits=LIMITS).likely
    with pytest.raises(UnreadableFile):
        find_table(sheet, is_heading)
