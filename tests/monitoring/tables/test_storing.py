"""A workbook is kept between two pages as it was read, whatever the eye saw on it."""

import json
import zlib

from monitoring.tables import CellLook, Sheet, SheetRow, Workbook, pack, unpack
from monitoring.tables.workbook import BOLD, PROSE


def seen() -> SheetRow:
    return SheetRow(
        7,
        ["A1", "", "0,8"],
        numbers=frozenset({2}),
        spans={0: 2},
        heights={0: 3},
        looks={1: CellLook(fill="FF0000"), 5: CellLook(ink="00B050", is_bold=True, is_struck=True, indent=2)},
        comments={2: "Müller: stimmt das?"},
        formats={2: "0%"},
        is_hidden=True,
        is_filtered=True,
        outline_level=2,
    )


def test_all_that_the_eye_saw_is_kept() -> None:
    sheet = Sheet("Plan", [seen()], hidden_columns=frozenset({3}), pictures=2, boxes=["Legende: rot = offen"])
    kept = unpack(pack(Workbook("ods", [sheet]))).sheets[0]
    assert (kept.rows, kept.hidden_columns, kept.pictures, kept.boxes) == (
        [seen()],
        frozenset({3}),
        2,
        ["Legende: rot = offen"],
    )
    assert kept.rows[0].percents == {2}
    assert kept.rows[0].look(0).is_plain


def test_what_an_earlier_version_has_stored_is_still_read() -> None:
    content = json.loads(zlib.decompress(pack(Workbook("xlsx", [Sheet("Plan", [seen()])]))))
    sheet = content["sheets"][0]
    sheet["rows"] = [row[:8] for row in sheet["rows"]]
    for name in ("hidden_columns", "pictures", "boxes"):
        del sheet[name]
    kept = unpack(zlib.compress(json.dumps(content).encode())).sheets[0].rows
    assert kept == [SheetRow(7, ["A1", "", "0,8"], numbers=frozenset({2}), spans={0: 2})]


def test_the_tables_of_a_document_are_called_by_the_heading_above() -> None:
    rows = [
        SheetRow(0, ["Aktionsplan"], level=1),
        SheetRow(0, ["Stand Juni"], level=PROSE),
        SheetRow(1, ["Nr."], table=1),
        SheetRow(2, ["A1"], table=1),
        SheetRow(2, ["Kein Titel, nur ein Satz."], level=PROSE),
        SheetRow(3, ["Nr."], table=2),
        SheetRow(4, ["Nr."], table=3),
        SheetRow(4, ["Bauen"], level=BOLD),
        SheetRow(4, ["Dazu gehören"], level=PROSE),
        SheetRow(5, ["Nr."], table=4),
    ]
    tables = Sheet("Plan", rows).tables
    names = ["Aktionsplan", "Kein Titel, nur ein Satz.", "", "Bauen"]
    assert [(table.number, table.name, len(table.rows)) for table in tables] == [
        (number, name, 2 if number == 1 else 1) for number, name in enumerate(names, start=1)
    ]


def test_a_row_is_struck_when_all_that_stands_in_it_is() -> None:
    struck = CellLook(is_struck=True)
    assert SheetRow(1, ["A1", "", "x"], looks={0: struck, 2: struck}).is_struck
    assert not SheetRow(1, ["A1", "", "x"], looks={0: struck}).is_struck
