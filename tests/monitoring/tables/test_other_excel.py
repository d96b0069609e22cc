"""Excel's other kinds of file: until 2003 (.xls), binary (.xlsb), "Strict Open XML"."""

import struct
from datetime import date, datetime
from typing import Any

import pytest
import xlwt

from monitoring.tables import CellLook, SheetRow, UnreadableFile, Workbook, read_workbook
from tests.monitoring.tables.binary_files import binary_workbook, record, relations, text
from tests.monitoring.tables.files import LIMITS, cells, packed, parts, sheet_of, word, word_table
from tests.monitoring.tables.old_files import old_workbook


def read(content: bytes) -> Workbook:
    return read_workbook(content, limits=LIMITS)


def old_cell(value: Any, style: str = "", shown: str = "General") -> SheetRow:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write(0, 0, value, xlwt.easyxf(style, num_format_str=shown))
        sheet.write(0, 1, "x")

    return read(old_workbook(fill)).likely.rows[0]


@pytest.mark.parametrize(
    ("value", "shown", "read_as"),
    [
        ("Größe", "General", "Größe"),
        ("A\u200b2", "General", "A2"),
        (3.1, "0.00", "3,10"),
        (12, "General", "12"),
        (0.8, "0%", "80%"),
        (1250.5, '#,##0.00 "€"', "1250,50 €"),
        (date(2025, 12, 31), "DD.MM.YYYY", "31.12.2025"),
        (datetime(2025, 12, 31, 8, 30), "DD.MM.YYYY HH:MM", "31.12.2025"),  # noqa: DTZ001
        (0.5, "HH:MM", "12:00"),
        (True, "General", "ja"),
        ('="0012"', "General", "0012"),
    ],
)
def test_a_cell_of_an_old_workbook_is_read_as_it_is_shown(value: Any, shown: str, read_as: str) -> None:
    assert old_cell(value, shown=shown).cells[0] == read_as


@pytest.mark.parametrize(
    ("style", "look"),
    [
        ("pattern: pattern solid, fore_colour red", CellLook(fill="FF0000")),
        ("font: bold on", CellLook(is_bold=True)),
        ("font: struck_out on", CellLook(is_struck=True)),
        ("font: colour green", CellLook(ink="008000")),
        ("align: indent 2", CellLook(indent=2)),
    ],
)
def test_an_old_workbook_has_colours(style: str, look: CellLook) -> None:
    assert old_cell("x", style).look(0) == look


def test_an_old_workbook_has_hidden_things_merged_cells_and_sheets() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write(0, 0, "Nr.")
        sheet.write_merge(1, 2, 0, 1, "Ziel")
        sheet.write(3, 0, 5, xlwt.easyxf(num_format_str="0%"))
        sheet.row(3).hidden = True
        sheet.row(1).level = 1
        sheet.col(2).hidden = True
        book.add_sheet("Alt").visibility = 1

    workbook = read(old_workbook(fill))
    rows = workbook.sheets[0].rows
    assert (workbook.format, [(one.name, one.is_hidden) for one in workbook.sheets]) == (
        "xls",
        [("Plan", False), ("Alt", True)],
    )
    assert [(row.number, row.is_hidden, row.outline_level) for row in rows] == [
        (1, False, 0),
        (2, False, 1),
        (4, True, 0),
    ]
    assert (rows[1].spans, rows[1].heights) == ({0: 2}, {0: 2})
    assert workbook.sheets[0].hidden_columns == {2}
    assert rows[2].percents == {0}
    assert rows[2].after_gap


def test_parts_of_a_text_are_struck_through_in_an_old_workbook() -> None:
    def fill(_book: Any, sheet: Any) -> None:
        struck = xlwt.easyfont("struck_out on")
        sheet.write_rich_text(0, 0, [("Dezember 2024 ", struck), ("Juni 2025", xlwt.easyfont(""))])
        sheet.write_rich_text(1, 0, [("ganz ", struck), ("weg", struck)])

    sheet = read(old_workbook(fill)).likely
    assert cells(sheet) == [["Juni 2025"], ["ganz weg"]]
    assert [row.is_struck for row in sheet.rows] == [False, True]
    assert "Dezember 2024" in sheet.warnings[0].message


BINARY = binary_workbook(
    [
        ["Nr.", "Größe", ("80", 0), ("Frist", 0)],
        ["A1", ("x", 3), (0.8, 1), (46022.35, 2)],
        ["A2", ("weg", 4), 1250.5, True],
        [],
        ["A3", "A\u00ad3", -5, 12.25],
    ],
    formats=["0%", "dd.mm.yyyy"],
    hidden=[2],
)


def test_a_binary_workbook_is_read() -> None:
    workbook = read(BINARY)
    assert (workbook.format, workbook.likely.name) == ("xlsb", "Plan")
    assert cells(workbook.likely) == [
        ["Nr.", "Größe", "80", "Frist"],
        ["A1", "x", "80%", "31.12.2025"],
        ["A2", "weg", "1250,5", "ja"],
        ["A3", "A3", "-5", "12,25"],
    ]
    rows = workbook.likely.rows
    assert [(row.number, row.is_hidden, row.after_gap) for row in rows] == [
        (1, False, False),
        (2, False, False),
        (3, True, False),
        (5, False, True),
    ]
    assert [set(rows[1].percents), set(rows[1].dates)] == [{2}, {3}]
    assert (rows[1].looks, rows[2].looks) == ({1: CellLook(fill="FF0000")}, {1: CellLook(is_struck=True)})


def test_a_binary_workbook_may_leave_columns_out_and_has_results_errors_and_comments() -> None:
    short = record(18, struct.pack("<II", 0, 0)) + record(13, struct.pack("<Ii", 0, 7 << 2 | 2))
    formula = record(8, struct.pack("<II", 3, 0) + text("gerechnet")) + record(11, struct.pack("<II", 4, 0) + b"\x07")
    rich = record(62, struct.pack("<II", 5, 0) + b"\0" + text("teils fett"))
    comment = record(635, struct.pack("<IIIII", 0, 0, 0, 1, 1) + bytes(16)) + record(637, b"\0" + text("Stimmt das?"))
    merged = record(176, struct.pack("<IIII", 0, 1, 0, 0)) + record(176, struct.pack("<IIII", 0, 0, 1, 2))
    content = binary_workbook(
        [["A1"]],
        extra=short + formula + rich,
        after=merged,
        more={
            "xl/comments1.bin": comment,
            "xl/worksheets/_rels/sheet1.bin.rels": relations(("comments", "../comments1.bin")),
        },
    )
    row = read(content).likely.rows[0]
    assert row.cells == ["A1", "A1", "7", "gerechnet", "", "teils fett"]
    assert (row.comments, row.heights, row.spans) == ({1: "Stimmt das?"}, {0: 2}, {1: 2})
    assert "#DIV/0!" in read(content).likely.warnings[0].message


@pytest.mark.parametrize(
    "damage", [b"\x00\xff\xff\xff\xff", b"\x00\x04\x00\x00\x00\x00", b"\x07\x0c" + bytes(8) + b"\xff" * 4]
)
def test_a_broken_binary_workbook_is_damaged(damage: bytes) -> None:
    inside = parts(BINARY)
    sheet = "xl/worksheets/sheet1.bin"
    with pytest.raises(UnreadableFile):
        read(packed(inside | {sheet: inside[sheet] + damage}))


def strict(content: bytes) -> bytes:
    """The same file under the names of the strict form."""
    return packed(
        {
            name: part.replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/", b"http://purl.oclc.org/ooxml/spreadsheetml/"
            )
            .replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/",
                b"http://purl.oclc.org/ooxml/wordprocessingml/",
            )
            .replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"
            )
            for name, part in parts(content).items()
        }
    )


def test_strict_files_are_read_like_all_others() -> None:
    many = [[f"A{n}", "x" * 200] for n in range(2, 6000)]
    usual = sheet_of([["Nr.", "Titel"], ["A1", date(2025, 12, 31)], *many])
    assert cells(read(strict(usual)).likely) == cells(read(usual).likely)
    document = word(lambda made: word_table(made, [["Nr.", "Titel"], ["A1", "x"]]))
    assert cells(read(strict(document)).likely) == [["Nr.", "Titel"], ["A1", "x"]]


@pytest.mark.parametrize(
    "content",
    [b'[{"id": "1", "title": "A, B"}]', b'{"a": 1}', b"\xef\xbb\xbf [\n1, 2]", b'{"id": 1}\n{"id": 2}\n'],
)
def test_json_is_refused_as_json(content: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(content)
    assert "JSON" in str(caught.value.text)


@pytest.mark.parametrize("content", [b"[Nr.];Titel\nA1;x", b"{Nr.},Titel\nA1,x", b"[1];[2]\n3;4"])
def test_a_table_may_begin_with_a_bracket(content: bytes) -> None:
    assert len(read(content).likely.rows) == 2
