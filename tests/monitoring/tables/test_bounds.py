"""Small files that would cost minutes to read: they are refused with a reason before the work is done."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from defusedxml.ElementTree import fromstring, iterparse

from monitoring.tables import Limits, UnreadableFile, archive, read_workbook, unpacked_size
from monitoring.tables.excel import sheet as excel_sheet
from monitoring.tables.limits import LAST_COLUMN
from tests.monitoring.tables.files import packed, parts, sheet_of, word, word_table

WORD = word(lambda document: word_table(document, [["Nr.", "Titel"], ["A1", "Eins"]]))
EXCEL = sheet_of([["Nr.", "Titel"], ["A1", "Eins"]])
BODY, SHEET = "word/document.xml", "xl/worksheets/sheet1.xml"
CELL = "<w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc>"
ROW = f"<w:tr>{CELL}</w:tr>"
MANY = 20_000
AHEAD = 5_000  # events of a piece of the file that are read together


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many beginnings and ends of elements have been read."""
    read = [0]

    def counted(*arguments: Any, **options: Any) -> Iterator[Any]:
        for event in iterparse(*arguments, **options):
            read[0] += 1
            yield event

    monkeypatch.setattr(archive, "iterparse", counted)
    return read


def document(body: str) -> bytes:
    """A Word file with this in its body instead of a table."""
    markup = parts(WORD)[BODY].decode()
    start, end = markup.index("<w:body>") + len("<w:body>"), markup.index("</w:body>")
    return packed(parts(WORD) | {BODY: markup[:start] + body + markup[end:]})


def workbook(rows: str) -> bytes:
    """An Excel file with these rows in its sheet."""
    markup = parts(EXCEL)[SHEET].decode()
    start, end = markup.index("<sheetData>") + len("<sheetData>"), markup.index("</sheetData>")
    return packed(parts(EXCEL) | {SHEET: markup[:start] + rows + markup[end:]})


def refusal(content: bytes, limits: Limits | None = None) -> str:
    assert len(content) < 100_000
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(content, limits=limits or Limits())
    return caught.value.message


def nested(name: str, depth: int, inside: str) -> str:
    return f"<w:{name}>" * depth + inside + f"</w:{name}>" * depth


@pytest.mark.parametrize(
    ("body", "message", "most"),
    [
        (nested("sdt", 200, f"<w:tbl><w:tr>{CELL * MANY}</w:tr></w:tbl>"), "nested too deeply", 100),
        (f"<w:tbl><w:tr>{nested('sdt', 200, CELL * MANY)}</w:tr></w:tbl>", "nested too deeply", 100),
        (f"<w:tbl><w:tr>{nested('tc', 200, CELL * MANY)}</w:tr></w:tbl>", "nested too deeply", 100),
        (f"<w:p>{nested('ins', 200, '<w:r><w:t>x</w:t></w:r>' * MANY)}</w:p>", "nested too deeply", 100),
        (
            f"<w:tbl>{ROW}<w:tr>{CELL * MANY}</w:tr></w:tbl>",
            "Row 2 of the document's tables has more than 1000",
            10_000,
        ),
        (f"<w:tbl><w:tr>{'<w:tc/>' * MANY}</w:tr></w:tbl>", "Row 1 of the document's tables has more than 1000", 2_500),
        (
            f"<w:tbl><w:tr><w:tc><w:tbl>{f'<w:tr>{CELL}</w:tr>' * MANY}</w:tbl></w:tc></w:tr></w:tbl>",
            "Row 1 of the document's tables has more than 1000",
            12_500,
        ),
    ],
)
def test_a_word_file_is_refused_before_it_is_built(events: list[int], body: str, message: str, most: int) -> None:
    inside = len(parts(WORD))
    assert message in refusal(document(body))
    assert events[0] < most + inside + AHEAD


def test_a_word_file_that_holds_too_much_in_all_is_refused_before_it_is_built(events: list[int]) -> None:
    rows, paragraphs = ROW * MANY, "<w:p><w:r><w:t>x</w:t></w:r></w:p>" * MANY
    assert "more than 100 cells" in refusal(document(f"<w:tbl>{rows}</w:tbl>"), Limits(cells=100))
    assert "more than 100 paragraphs" in refusal(document(paragraphs), Limits(paragraphs=100))
    assert "more than 100 paragraphs" in refusal(document(f"<w:tbl>{rows}</w:tbl>"), Limits(paragraphs=100))
    assert "too much text" in refusal(document(paragraphs), Limits(characters=100))
    assert events[0] < 4 * (1_000 + AHEAD)


def test_a_part_that_is_kept_as_a_whole_has_few_elements(events: list[int]) -> None:
    styles = parts(WORD)["word/styles.xml"].decode().replace("</w:styles>", "<w:style/>" * MANY + "</w:styles>")
    with patch.object(archive, "fromstring", wraps=fromstring) as built:
        assert "far too large" in refusal(packed(parts(WORD) | {"word/styles.xml": styles}), Limits(kept_elements=MANY))
    assert all(len(call.args[0]) < 20_000 for call in built.call_args_list)


def test_blank_cells_at_the_right_edge_of_excel_cost_no_more_than_is_allowed() -> None:
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(1, 500))
    with patch.object(excel_sheet.SheetRows, "_cell", return_value=None) as looked_at:
        assert "too many cells" in refusal(workbook(rows), Limits(places=100_000))
    assert looked_at.call_count * LAST_COLUMN < 100_000 + LAST_COLUMN
    assert "is empty" in refusal(workbook('<row r="1048576"/>'), Limits(places=100_000))


def test_a_file_of_very_many_sheets_or_texts_is_refused() -> None:
    sheets = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId1"/>' for n in range(2, 300))
    book = parts(EXCEL)["xl/workbook.xml"].decode()
    markup = book.replace("</sheets>", f"{sheets}</sheets>").replace(
        "<workbook ", '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ', 1
    )
    assert "more than 200 sheets" in refusal(packed(parts(EXCEL) | {"xl/workbook.xml": markup}))
    texts = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + "<si/>" * MANY + "</sst>"
    content = packed(parts(EXCEL) | {"xl/sharedStrings.xml": texts})
    assert "too much text" in refusal(content, Limits(cells=MANY - 1))


def test_what_people_really_send_is_still_read() -> None:
    wide = document(f"<w:tbl>{f'<w:tr>{CELL * 150}</w:tr>' * 20}</w:tbl>")
    assert len(read_workbook(wide).likely.rows[-1].cells) == 150
    inside = document(f"<w:tbl><w:tr>{nested('sdt', 20, CELL)}</w:tr></w:tbl>")
    assert read_workbook(inside).likely.rows[0].cells == ["x"]
    low = workbook('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"/></row>')
    assert len(read_workbook(low).likely.rows) == 1


def test_the_unpacked_size_is_told_without_unpacking() -> None:
    assert unpacked_size(packed({"x": b"0" * 5_000_000}), Limits()) == 5_000_000
    assert unpacked_size(packed({"x": b"0" * 30_000_000}), Limits()) == 0  # refused unread
    for content in (b"", b"Nr.;Titel", b"PK\x03\x04", b"PK\x05\x06" + bytes(18)):
        assert unpacked_size(content, Limits()) == 0
