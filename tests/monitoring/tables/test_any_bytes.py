"""Property tests: nothing but UnreadableFile is raised, and what is written comes back."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.tables import Sheet, SheetRow, Workbook, find_table, pack, read_workbook, unpack
from monitoring.tables.problems import UnreadableFile
from monitoring.tables.text import trimmed
from monitoring.tables.workbook import BOLD, PROSE
from tests.effort import tries
from tests.monitoring.tables import open_files
from tests.monitoring.tables.binary_files import binary_workbook
from tests.monitoring.tables.files import LIMITS, is_heading, packed, parts, sheet_of, word, word_table
from tests.monitoring.tables.old_files import old_workbook

EXCEL = sheet_of([["Nr.", "Titel", "Stand"], ["A3", "x", 3.5], [None, "y", True]])
WORD = word(lambda document: word_table(document, [["Nr.", "Titel"], ["A3", "x"]]))
OPEN_ROWS = [
    open_files.row(open_files.cell("Nr."), open_files.cell("Titel")),
    open_files.row(open_files.cell("A3"), open_files.cell("3,5", 'office:value-type="float" office:value="3.5"')),
]
ODS = open_files.ods(open_files.sheet(*OPEN_ROWS))
ODT = open_files.odt(open_files.sheet(*OPEN_ROWS))
BINARY = binary_workbook([["Nr.", "Titel"], ["A3", 3.5], [(0.8, 1), True]], formats=["0%"])
OLD = old_workbook(lambda _book, page: [page.write(row, 0, text) for row, text in enumerate(["Nr.", "A3", 3.5])])
SEPARATORS = ";,\t|"
# What a cell may hold in every encoding; Windows-1252 is the poorest.
PLAIN = st.characters(codec="cp1252", categories=["L", "N", "P", "S", "Zs"])
TEXTS = st.text(st.one_of(PLAIN, st.sampled_from('\n"äöüß€„“–' + SEPARATORS)), max_size=30)
WORDS = st.sampled_from(
    ["Nr.", "Titel", "Stand", "Termin", "von", "bis", "A3", "Arbeit", "Bereich Bildung", "Seite 1", "* x", "", "", ""]
)
TABLES = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(TEXTS, min_size=width, max_size=width), min_size=1, max_size=8)
)


def read(content: bytes) -> Workbook | None:
    """Reads as far as it goes."""
    with suppress(UnreadableFile):
        workbook = read_workbook(content, limits=LIMITS)
        for sheet in workbook.sheets:
            with suppress(UnreadableFile):
                find_table(sheet, is_heading)
        stored = unpack(pack(workbook))
        assert [sheet.rows for sheet in stored.sheets] == [sheet.rows for sheet in workbook.sheets]
        return workbook
    return None


@settings(deadline=None)
@given(st.binary(max_size=2_000))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    read(content)


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from('Nr.;,\t\n\r"aä ATitelStand1=|\ufeff'), max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    for encoding in ("utf-8", "utf-16", "utf-16-le"):
        read(text.encode(encoding))


@settings(max_examples=tries(300), deadline=None)
@given(
    rows=st.lists(st.lists(WORDS, max_size=5), max_size=10),
    levels=st.dictionaries(st.integers(0, 9), st.sampled_from([PROSE, 1, 2, BOLD]), max_size=3),
    spans=st.dictionaries(st.integers(0, 9), st.tuples(st.integers(0, 4), st.integers(2, 5)), max_size=3),
    is_delimited=st.booleans(),
)
def test_any_rows_are_a_table_or_none(
    rows: list[list[str]], levels: dict[int, int], spans: dict[int, tuple[int, int]], is_delimited: bool
) -> None:
    sheet = Sheet("", is_delimited=is_delimited)
    for index, row in enumerate(rows):
        if cells := trimmed(row):
            span = dict([spans[index]]) if index in spans else {}
            sheet.rows.append(SheetRow(index + 1, cells, spans=span, level=levels.get(index), table=index // 4))
    with suppress(UnreadableFile):
        table = find_table(sheet, is_heading)
        numbers = [record.number for record in table.records]
        assert numbers == sorted(set(numbers))
        assert {len(record.cells) for record in table.records} == {len(table.headings)}


@settings(max_examples=tries(60), deadline=None)
@given(st.sampled_from([EXCEL, WORD, OLD, BINARY, ODS, ODT]), st.data())
def test_any_damage_to_an_office_file_is_read_or_refused(content: bytes, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(content) - 1))
    read(content[:position] + data.draw(st.binary(max_size=8)) + content[position + data.draw(st.integers(0, 8)) :])


@settings(max_examples=tries(100), deadline=None)
@given(st.sampled_from([EXCEL, WORD, BINARY, ODS, ODT]), st.data())
def test_any_damage_inside_an_office_file_is_read_or_refused(content: bytes, data: st.DataObject) -> None:
    inside = parts(content)
    name = data.draw(st.sampled_from([name for name in sorted(inside) if name.endswith((".xml", ".rels", ".bin"))]))
    part = inside[name]
    position = data.draw(st.integers(0, len(part) - 1))
    junk = data.draw(st.sampled_from([b"", b"9", b"-1", b"x", b"<c/>", b'"', b"999999999999", b"\xc3\xa4"]))
    end = position + data.draw(st.integers(0, 20))
    read(packed(inside | {name: part[:position] + junk + part[end:]}))


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", list(SEPARATORS))
@settings(max_examples=tries(40), deadline=None)
@given(rows=TABLES)
def test_what_is_written_as_csv_comes_back(encoding: str, delimiter: str, rows: list[list[str]]) -> None:
    head = [f"Spalte {number} – „ä“" for number in range(len(rows[0]))]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([head, *rows])
    workbook = read_workbook(buffer.getvalue().encode(encoding), limits=LIMITS)
    written = [row for row in [head, *rows] if any(cell.strip() for cell in row)]
    width = len(head)
    assert workbook.delimiter == delimiter
    assert [row.cells + [""] * (width - len(row.cells)) for row in workbook.likely.rows] == [
        blanked(row) for row in written
    ]


@pytest.mark.parametrize("delimiter", list(SEPARATORS))
@settings(max_examples=tries(40), deadline=None)
@given(rows=TABLES)
def test_a_separator_announced_by_sep_needs_no_needless_quotes(delimiter: str, rows: list[list[str]]) -> None:
    buffer = io.StringIO(newline="")
    buffer.write(f"sep={delimiter}\r\n")
    csv.writer(buffer, delimiter=delimiter).writerows([["Nr."] * len(rows[0]), *rows])
    workbook = read_workbook(buffer.getvalue().encode(), limits=LIMITS)
    written = [blanked(row) for row in rows if any(cell.strip() for cell in row)]
    width = len(rows[0])
    assert [row.cells + [""] * (width - len(row.cells)) for row in workbook.likely.rows][1:] == written


def blanked(row: list[str]) -> list[str]:
    """Blank cells at the end of a row are dropped, blanks and all."""
    end = max(index for index, cell in enumerate(row) if cell.strip()) + 1
    return row[:end] + [""] * (len(row) - end)
