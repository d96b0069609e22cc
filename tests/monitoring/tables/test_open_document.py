"""ODS and ODT: values, looks and the order of things as LibreOffice keeps them."""

import pytest

from monitoring.tables import CellLook, Limits, Sheet, SheetRow, UnreadableFile, read_workbook
from monitoring.tables.workbook import BOLD, PROSE
from tests.monitoring.tables.files import LIMITS, cells, packed, parts
from tests.monitoring.tables.open_files import cell, ods, odt, row, sheet

HEAD = row(cell("Nr."), cell("Titel"), cell("Stand"))
RED = (
    '<style:style style:name="red" style:family="table-cell">'
    '<style:table-cell-properties fo:background-color="#ff0000"/></style:style>'
)


def only_sheet(content: bytes) -> Sheet:
    return read_workbook(content, limits=LIMITS).likely


def only_row(*made: str, styles: str = "", named: str = "") -> SheetRow:
    return only_sheet(ods(sheet(row(*made)), styles=styles, named=named)).rows[0]


@pytest.mark.parametrize(
    ("attributes", "text", "shown"),
    [
        ('office:value-type="string"', "Größe", "Größe"),
        ('office:value-type="float" office:value="3.1"', "3,10", "3,10"),
        ('office:value-type="float" office:value="1250.5"', "1.250,50", "1250,50"),
        ('office:value-type="float" office:value="1250.5"', "1,250.50", "1250,50"),
        ('office:value-type="float" office:value="1250"', "1\u202f250", "1250"),
        ('office:value-type="float" office:value="-5"', "-5", "-5"),
        ('office:value-type="currency" office:value="12.5"', "12,50 €", "12,50 €"),
        ('office:value-type="percentage" office:value="0.8"', "80%", "80%"),
        ('office:value-type="percentage" office:value="0.8"', "", "80%"),
        ('office:value-type="date" office:date-value="2025-12-31"', "12/31/25", "31.12.2025"),
        ('office:value-type="date" office:date-value="2025-12-31T08:30:00"', "31.12.25 08:30", "31.12.2025"),
        ('office:value-type="time" office:time-value="PT14H30M00S"', "14:30:00", "14:30"),
        ('office:value-type="boolean" office:boolean-value="true"', "WAHR", "ja"),
        ('office:value-type="string" office:string-value="aus dem Wert"', "", "aus dem Wert"),
        ('office:value-type="string"', '="0012"', "0012"),
        ('office:value-type="string"', "eins\nzwei", "eins\nzwei"),
    ],
)
def test_a_cell_is_read_as_a_german_reader_sees_it(attributes: str, text: str, shown: str) -> None:
    assert only_row(cell(text, attributes)).cells == [shown]


def test_dates_numbers_and_percentages_are_known_as_such() -> None:
    styles = (
        '<number:percentage-style style:name="N1"><number:number/><number:text>%</number:text>'
        '</number:percentage-style><number:date-style style:name="N2"><number:month number:textual="true"/>'
        "<number:text> </number:text><number:year/></number:date-style>"
        '<style:style style:name="percent" style:family="table-cell" style:data-style-name="N1"/>'
        '<style:style style:name="month" style:family="table-cell" style:data-style-name="N2"/>'
    )
    found = only_row(
        cell("80%", 'office:value-type="percentage" office:value="0.8" table:style-name="percent"'),
        cell("Jan 13", 'office:value-type="date" office:date-value="2013-01-01" table:style-name="month"'),
        cell("text", 'office:value-type="string"'),
        styles=styles,
    )
    assert [set(found.numbers), set(found.dates), set(found.percents)] == [{0}, {1}, {0}]
    assert found.formats == {0: "0%", 1: "mmm yy"}


def test_repeated_cells_and_rows_stand_there_as_often() -> None:
    again = row(
        cell("x"), cell("", 'table:number-columns-repeated="2"'), cell("y"), attributes='table:number-rows-repeated="2"'
    )
    empty = row(cell("", 'table:number-columns-repeated="16384"'), attributes='table:number-rows-repeated="5"')
    last = row(cell("", 'table:number-columns-repeated="16384"'), attributes='table:number-rows-repeated="1048000"')
    found = only_sheet(ods(sheet(HEAD, again, empty, HEAD, last)))
    assert [(one.number, one.cells, one.after_gap) for one in found.rows[1:]] == [
        (2, ["x", "", "", "y"], False),
        (3, ["x", "", "", "y"], False),
        (9, ["Nr.", "Titel", "Stand"], True),
    ]


def test_merged_cells_belong_to_their_first_one() -> None:
    covered = "<table:covered-table-cell/>"
    first = row(cell("Ziel", 'table:number-columns-spanned="2" table:number-rows-spanned="2"'), covered, cell("a"))
    found = only_sheet(ods(sheet(first, row(covered, covered, cell("b")))))
    assert cells(found) == [["Ziel", "", "a"], ["", "", "b"]]
    assert (found.rows[0].spans, found.rows[0].heights) == ({0: 2}, {0: 2})


def test_hidden_rows_columns_sheets_and_groups_are_known() -> None:
    columns = (
        '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
        '<table:table-column table:number-columns-repeated="9"/>'
    )
    rows = (
        HEAD,
        row(cell("a"), attributes='table:visibility="collapse"'),
        row(cell("b"), attributes='table:visibility="filter"'),
        f'<table:table-row-group table:display="false">{row(cell("c"))}</table:table-row-group>',
        f"<table:table-row-group>{row(cell('d'))}</table:table-row-group>",
    )
    off = '<style:table-properties table:display="false"/>'
    hidden = f'<style:style style:name="off" style:family="table">{off}</style:style>'
    workbook = read_workbook(
        ods(sheet(*rows, before=columns), sheet(HEAD, name="Alt", style="off"), styles=hidden), limits=LIMITS
    )
    found = workbook.sheets[0].rows
    assert [(one.is_hidden, one.is_filtered, one.outline_level) for one in found] == [
        (False, False, 0),
        (True, False, 0),
        (True, True, 0),
        (True, False, 1),
        (False, False, 1),
    ]
    assert workbook.sheets[0].hidden_columns == {2}
    assert [(one.name, one.is_hidden) for one in workbook.sheets] == [("Plan", False), ("Alt", True)]


def test_colours_are_seen_of_cells_their_parents_and_their_columns() -> None:
    parent = (
        '<style:style style:name="Gut" style:family="table-cell"><style:table-cell-properties '
        'fo:background-color="#00b050"/><style:text-properties fo:color="#ffffff" fo:font-weight="bold"/></style:style>'
    )
    child = '<style:style style:name="ce1" style:family="table-cell" style:parent-style-name="Gut"/>'
    column = '<table:table-column table:default-cell-style-name="red"/>'
    content = ods(
        sheet(row(cell("x"), cell("", 'table:style-name="ce1"'), cell("y")), before=column),
        styles=RED + child,
        named=parent,
    )
    assert only_sheet(content).rows[0].looks == {
        0: CellLook(fill="FF0000"),
        1: CellLook(fill="00B050", ink="FFFFFF", is_bold=True),
    }


def test_what_is_struck_through_is_left_out_and_named() -> None:
    struck = '<style:text-properties style:text-line-through-style="solid"/>'
    styles = (
        f'<style:style style:name="T1" style:family="text">{struck}</style:style>'
        f'<style:style style:name="gone" style:family="table-cell">{struck}</style:style>'
    )
    part = '<text:span text:style-name="T1">Dezember 2024</text:span> Juni 2025'
    sheet_with = only_sheet(
        ods(sheet(row(cell("A1"), cell(part)), row(cell("A2", 'table:style-name="gone"'))), styles=styles)
    )
    assert cells(sheet_with) == [["A1", " Juni 2025"], ["A2"]]
    assert [one.is_struck for one in sheet_with.rows] == [False, True]
    assert [(remark.row, remark.column) for remark in sheet_with.warnings] == [(1, 1)]


def test_comments_pictures_and_boxes_are_read() -> None:
    said = "<dc:creator>Müller</dc:creator><text:p>Stimmt</text:p><text:p>das?</text:p>"
    note = f"<office:annotation>{said}</office:annotation>"
    box = "<draw:frame><draw:text-box><text:p>Legende: rot = offen</text:p></draw:text-box></draw:frame>"
    picture = '<draw:frame><draw:image xlink:href="x.png"/></draw:frame>'
    drawn = f"<table:shapes>{box}{picture}</table:shapes>"
    found = only_sheet(ods(sheet(row(cell("A1"), cell("Eins", inside=note)), before=drawn)))
    assert cells(found) == [["A1", "Eins"]]
    assert found.rows[0].comments == {1: "Stimmt\ndas?"}
    assert (found.pictures, found.boxes) == (1, ["Legende: rot = offen"])


def test_a_formula_that_fails_counts_as_empty() -> None:
    found = only_sheet(
        ods(sheet(row(cell("A1"), cell("#DIV/0!", 'office:value-type="string" calcext:value-type="error"'))))
    )
    assert cells(found) == [["A1"]]
    assert "#DIV/0!" in found.warnings[0].message


def test_blanks_and_breaks_of_the_markup_are_read() -> None:
    assert only_row(cell("a<text:s text:c='3'/>b<text:tab/>c<text:line-break/>d\n e")).cells == ["a   b\tc\nd\n e"]


TABLE = sheet(HEAD, row(cell("A1"), cell("Eins"), cell("offen")))


def test_a_document_is_paragraphs_and_tables_in_their_order() -> None:
    bold = '<style:text-properties fo:font-weight="bold"/>'
    styles = f'<style:style style:name="P1" style:family="paragraph">{bold}</style:style>'
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>weg</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        '<text:h text:outline-level="1">Aktionsplan</text:h><text:p>Stand: 30.09.2025</text:p>'
        f'<text:h text:outline-level="2">Bauen</text:h>{TABLE}'
        f'<text:section><text:p text:style-name="P1">Kultur</text:p>{TABLE}</text:section><text:p>Ende</text:p>'
    )
    workbook = read_workbook(odt(body, styles=styles, title="Inklusion"), limits=LIMITS)
    found = workbook.likely
    assert (workbook.format, found.name) == ("odt", "Inklusion")
    assert [(one.number, one.level, one.table, one.text) for one in found.rows] == [
        (0, 1, 0, "Aktionsplan"),
        (0, PROSE, 0, "Stand: 30.09.2025"),
        (0, 2, 0, "Bauen"),
        (1, None, 1, "Nr. Titel Stand"),
        (2, None, 1, "A1 Eins offen"),
        (2, BOLD, 0, "Kultur"),
        (3, None, 2, "Nr. Titel Stand"),
        (4, None, 2, "A1 Eins offen"),
        (4, PROSE, 0, "Ende"),
    ]
    assert [table.name for table in found.tables] == ["Bauen", "Kultur"]


def test_lists_in_a_document_are_items_and_numbers() -> None:
    styles = (
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1"/></text:list-style>'
        '<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1"/></text:list-style>'
    )

    def listed(name: str, *items: str, goes_on: bool = False) -> str:
        goes_on_attribute = ' text:continue-numbering="true"' if goes_on else ""
        made = "".join(f"<text:list-item><text:p>{item}</text:p></text:list-item>" for item in items)
        return f'<text:list text:style-name="{name}"{goes_on_attribute}>{made}</text:list>'

    rows = [
        row(cell(inside=listed("L1", "", goes_on=goes_on)), cell(inside=listed("L2", *items)))
        for goes_on, items in ((False, ["Eins"]), (True, ["Zwei", "Drei"]))
    ]
    found = only_sheet(odt(sheet(*rows), styles=styles))
    assert cells(found) == [["1", "Eins"], ["2", "- Zwei\n- Drei"]]


def test_files_of_other_kinds_are_refused() -> None:
    drawing = packed(parts(ods(sheet(HEAD))) | {"mimetype": b"application/vnd.oasis.opendocument.graphics"})
    locked = packed(parts(ods(sheet(HEAD))) | {"META-INF/manifest.xml": b"<m><encryption-data/></m>"})
    for content, words in ((drawing, "neither a spreadsheet nor a text"), (locked, "password")):
        with pytest.raises(UnreadableFile) as caught:
            read_workbook(content, limits=LIMITS)
        assert words in str(caught.value.text)


@pytest.mark.parametrize(
    ("content", "limits"),
    [
        (ods(sheet(row(cell("x"), attributes='table:number-rows-repeated="1000000"'))), Limits(rows=10)),
        (ods(sheet(row(cell("x", 'table:number-columns-repeated="16384"')))), Limits()),
        (ods(sheet(row(*[cell("x")] * 50))), Limits(row_cells=10, columns=10)),
        (ods(*[sheet(HEAD)] * 20), Limits(sheets=10)),
        (ods(sheet(row(cell("x" * 1000), attributes='table:number-rows-repeated="100"'))), Limits(characters=50_000)),
        (odt("<text:section>" * 200 + "</text:section>" * 200), Limits()),
        (odt(sheet(row(*[cell("x")] * 2000))), Limits()),
    ],
)
def test_more_than_a_table_has_is_refused(content: bytes, limits: Limits) -> None:
    with pytest.raises(UnreadableFile):
        read_workbook(content, limits=limits)
