"""CSV in every shape offices produce."""

from contextlib import suppress
from csv import field_size_limit

import pytest

from monitoring.tables import Limits, UnreadableFile, read_workbook
from tests.monitoring.tables.files import LIMITS, cells, csv


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_separator_is_the_one_that_cuts_alike(delimiter: str) -> None:
    rows = [["Nr.", "Maßnahme", "Stand"], ["A3", "Amt für Stadt- und Landpflege", "läuft"], ["A4", "x", "y"]]
    workbook = csv("\n".join(delimiter.join(row) for row in rows))
    assert workbook.delimiter == delimiter
    assert cells(workbook.likely) == rows


def test_commas_in_the_texts_do_not_win_against_semicolons() -> None:
    lines = [f"A{n};Amt für Stadtentwicklung und Statistik, Abteilung {n};1.250,5" for n in range(20)]
    workbook = csv("Übersicht, Stand 2021\nNr.;Federführung;Wert\n" + "\n".join(lines))
    assert workbook.delimiter == ";"
    assert workbook.likely.rows[2].cells == ["A0", "Amt für Stadtentwicklung und Statistik, Abteilung 0", "1.250,5"]


def test_lists_with_semicolons_do_not_win_against_commas() -> None:
    workbook = csv('Nr,Beteiligte,Stand\nA3,"KBB; REGE; VHS; ASB",offen\nA4,KBB; REGE; VHS; ASB,offen')
    assert workbook.delimiter == ","
    assert [len(row) for row in cells(workbook.likely)] == [3, 3, 3]


def test_the_line_sep_is_believed_and_left_out() -> None:
    workbook = csv("sep=,\r\nNr.,Titel\r\nA3,a;b\r\n")
    assert workbook.delimiter == ","
    assert [(row.number, row.cells) for row in workbook.likely.rows] == [(2, ["Nr.", "Titel"]), (3, ["A3", "a;b"])]


def test_one_column_needs_no_separator() -> None:
    workbook = csv("Maßnahme\nBeratung\nBegegnung")
    assert workbook.delimiter is None
    assert cells(workbook.likely) == [["Maßnahme"], ["Beratung"], ["Begegnung"]]


def test_cells_may_have_several_lines_and_rows_are_named_by_their_first_one() -> None:
    workbook = csv('Nr.;Stand\r\nA3;"erste\r\nzweite ""Zeile"""\r\nA4;kurz\r\n')
    assert [(row.number, row.cells) for row in workbook.likely.rows] == [
        (1, ["Nr.", "Stand"]),
        (2, ["A3", 'erste\nzweite "Zeile"']),
        (4, ["A4", "kurz"]),
    ]


def test_blank_lines_and_trailing_separators_are_dropped_and_the_gap_remembered() -> None:
    rows = csv("Nr.;Titel;;\n;;;\n\nA3;x;;\n;;;\n").likely.rows
    assert [(row.number, row.cells, row.after_gap) for row in rows] == [
        (1, ["Nr.", "Titel"], False),
        (4, ["A3", "x"], True),
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_line_end_is_known(newline: str) -> None:
    assert cells(csv(newline.join(["a;b", "c;d"])).likely) == [["a", "b"], ["c", "d"]]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('Nr.;Titel\nA3;"offen\nA4;x\nA5;y\n', 2),
        ('Nr.;Titel\nA3;"zu"\nA4;x\n"A5\n;y\n', 4),
        ('Nr.;Titel;Stand\nA3;"zwei\nZeilen";"offen\nA4;x;y\n', 3),
        ('Nr.;Titel\nA3;"offen\nA4;"x"\nA5;y\n', 2),
    ],
)
def test_an_unclosed_quote_is_named_with_the_line_it_opened_in(text: str, line: int) -> None:
    with pytest.raises(UnreadableFile) as caught:
        csv(text)
    assert caught.value.values == {"line": line}


def test_quotes_inside_a_text_are_borne_with_a_remark() -> None:
    sheet = csv('Nr.;Titel\nA3;"Stärkung" der Eltern\nA4;Das "Büro"\n').likely
    assert cells(sheet)[1:] == [["A3", "Stärkung der Eltern"], ["A4", 'Das "Büro"']]
    assert [(remark.row, remark.column) for remark in sheet.warnings] == [(2, None)]


def test_a_record_without_end_is_refused_where_it_begins() -> None:
    with pytest.raises(UnreadableFile) as caught:
        csv("Nr.;Titel\n" + '"a"b;"\n' * 30_000)
    assert caught.value.values == {"line": 2}


def test_remarks_that_repeat_themselves_come_to_an_end() -> None:
    assert len(csv("Nr.;Titel\n" + 'A3;"x"y\n' * 500).likely.warnings) == 100


@pytest.mark.parametrize("length", [100_001, 200_000])
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_cell_that_is_too_long_is_refused(length: int, quote: str) -> None:
    with pytest.raises(UnreadableFile, match=r"100.?000"):
        csv(f"Nr.;Titel\nA3;{quote}{'x' * length}{quote}\n")


LONG = "x" * 140_000  # longer than the csv module's own limit for a cell


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (f"A3;{LONG}", "B"),
        (f'A3;"Titel";{LONG}', "C"),
        (f'A3;say "hello;{LONG}', "C"),
        (f'A3;"Titel" und mehr;{LONG}', "C"),
        (f'A3;"{LONG}" und mehr', "B"),
        (f'"A\n3";{LONG}', "B"),
        (f'A3;Titel;"{LONG}"', "C"),
    ],
)
def test_a_cell_beyond_what_the_csv_module_reads_is_named_by_row_and_column(line: str, column: str) -> None:
    before = field_size_limit()
    with pytest.raises(UnreadableFile) as caught:
        csv(f"Nr.;Titel;Stand\nA1;Eins;\n{line}\n")
    assert (caught.value.values["row"], caught.value.values["column"]) == (3, column)
    assert caught.value.values["length"] >= 140_000
    assert field_size_limit() == before


def test_a_separator_is_found_although_a_cell_is_too_long() -> None:
    with pytest.raises(UnreadableFile) as caught:
        csv(f'Nr.,Titel,Stand\nA1,Eins,\nA3,"Titel" und mehr,{LONG}\n')
    assert caught.value.values["column"] == "C"


@pytest.mark.parametrize("bytes_", [b"a;b\n" + b'"' * 300_000, b"\r" * 300_000 + b"a", b'"a"b\r' + b"c" * 300_000])
def test_whatever_the_csv_module_says_is_said_of_the_file(bytes_: bytes) -> None:
    with suppress(UnreadableFile):
        read_workbook(bytes_, limits=LIMITS)


def test_the_limits_are_the_settings_of_the_installation(settings: object) -> None:
    settings.IMPORT_MAX_ROWS = 2  # type: ignore[attr-defined]
    assert len(read_workbook(b"Nr.;T\n1;a\n2;b\n").likely.rows) == 3
    with pytest.raises(UnreadableFile, match="2"):
        read_workbook(b"Nr.;T\n1;a\n2;b\n3;c\n")
    settings.IMPORT_MAX_BYTES = 10  # type: ignore[attr-defined]
    with pytest.raises(UnreadableFile, match="MB"):
        read_workbook(b"Nr.;T\n1;a\n2;b\n")


def test_too_many_columns_are_refused_with_the_column() -> None:
    with pytest.raises(UnreadableFile, match="GS"):
        csv("a;" * 200 + "b\n")
    assert len(csv("a;" * 199 + "b\n").likely.rows[0].cells) == 200


def test_too_much_text_is_refused() -> None:
    with pytest.raises(UnreadableFile):
        read_workbook(b"a;b\n" + b"x;y\n" * 10, limits=Limits(cells=10))
    with pytest.raises(UnreadableFile):
        read_workbook(b"a;b\n" + b"xxxxxxxx;y\n" * 10, limits=Limits(characters=50))


def test_the_sheet_of_a_csv_file_has_the_name_of_the_file() -> None:
    workbook = read_workbook(b"Nr.;Titel", "liste.csv", LIMITS)
    assert (workbook.likely.name, workbook.likely.is_delimited) == ("liste.csv", True)


def test_a_blank_before_a_quotation_mark_belongs_to_no_cell() -> None:
    workbook = csv('Nr., Titel, Stand\nE1, "Eins, zwei", "in\nArbeit"\nE2, "Vier ""5"", fünf", "offen"\n')
    assert workbook.delimiter == ","
    assert cells(workbook.likely) == [
        ["Nr.", "Titel", "Stand"],
        ["E1", "Eins, zwei", "in\nArbeit"],
        ["E2", 'Vier "5", fünf', "offen"],
    ]
    assert workbook.likely.warnings == []
    named = csv('sep=;\nNr.; Titel\nE1; "Eins; zwei"\nE2; "drei"\n')
    assert cells(named.likely)[1:] == [["E1", "Eins; zwei"], ["E2", "drei"]]


def test_a_blank_after_a_separator_stays_where_nothing_is_quoted() -> None:
    assert cells(csv("Nr.;Titel\nA1; eingerückt\nA2;  tiefer\n").likely)[1:] == [
        ["A1", " eingerückt"],
        ["A2", "  tiefer"],
    ]


def test_an_unclosed_quotation_mark_after_a_blank_is_named() -> None:
    with pytest.raises(UnreadableFile, match="3"):
        csv('Nr., Titel\nE1, "Eins"\nE2, "zwei\nE3, "drei"\n')


def test_a_text_written_as_a_formula_is_its_text() -> None:
    workbook = csv('Nr.;Titel\n="0012";Führende Nullen\n"=""3.10""";Kein Datum\n=A1;bleibt\n')
    assert [row[0] for row in cells(workbook.likely)[1:]] == ["0012", "3.10", "=A1"]


def test_what_cannot_be_seen_is_left_out() -> None:
    workbook = csv("Nr.;Titel\nA\u200b2;So\u00adzial\u00adraum\nB\u20601;Bu\u0308rgeramt\n")
    assert cells(workbook.likely)[1:] == [["A2", "Sozialraum"], ["B1", "Bürgeramt"]]
