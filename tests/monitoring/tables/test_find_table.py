"""Where the table is: headings, records, sections, titles and footnotes."""

from datetime import date

import pytest
from openpyxl import Workbook as ExcelWorkbook

from monitoring.tables import Table, UnreadableFile, find_table, find_tables, read_workbook
from tests.monitoring.tables.files import LIMITS, csv, excel, is_heading, table


def codes(found: Table) -> list[str]:
    return [record.cells[0] for record in found.records]


def sections(text: str) -> list[tuple[str, ...]]:
    return [record.section for record in table(text).records]


def test_titles_above_and_footnotes_below_are_told_apart_from_the_records() -> None:
    found = table(
        "Umsetzung der Maßnahmen;;;\nStand:;19.01.2021;;\n\nNr.;Maßnahme;Federführung;Stand\n"
        "A3;x;Jugendamt;offen\nA4;y;Sozialamt;läuft\n\n* vorbehaltlich der Mittel;;;\nQuelle:;Amt für Statistik;;\n"
    )
    assert found.titles == ["Umsetzung der Maßnahmen", "Stand: 19.01.2021"]
    assert [(heading.index, heading.letter, heading.text) for heading in found.headings] == [
        (0, "A", "Nr."),
        (1, "B", "Maßnahme"),
        (2, "C", "Federführung"),
        (3, "D", "Stand"),
    ]
    assert found.header_row == 4
    assert [(record.number, record.cells) for record in found.records] == [
        (5, ["A3", "x", "Jugendamt", "offen"]),
        (6, ["A4", "y", "Sozialamt", "läuft"]),
    ]
    assert found.footnotes == ["* vorbehaltlich der Mittel", "Quelle: Amt für Statistik"]
    assert found.as_of == date(2021, 1, 19)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Stand: 19.01.2021", date(2021, 1, 19)),
        ("Maßnahmen (Stand: 21. September 2018)", date(2018, 9, 21)),
        ("Sachstand vom 1.3.23", date(2023, 3, 1)),
        ("Stand der Umsetzung: 04.08.2022", date(2022, 8, 4)),
        ("As of: 2021-01-19", date(2021, 1, 19)),
        ("Arbeitsstand: 30.06.2025", date(2025, 6, 30)),
        ("Berichtsstichtag 31.12.2024", date(2024, 12, 31)),
        ("Position at 31 March 2025", date(2025, 3, 31)),
        ("Vorstand 30.06.2025", None),
        ("Stand: November 2022", date(2022, 11, 30)),
        ("Rückmeldungen der Ämter zum 30.06.2022", date(2022, 6, 30)),
        ("Berichtszeitraum: 01.01.2022 – 30.06.2022", date(2022, 6, 30)),
        ("Bericht zum Haushalt 2022", None),
        ("Stand: 31.02.2023", None),
        ("Stand: Januar", None),
    ],
)
def test_the_day_a_table_describes_is_read_from_what_stands_around_it(text: str, day: date | None) -> None:
    assert table(f"{text}\nNr.;Titel\nA3;x\n").as_of == day
    assert table(f"Nr.;Titel\nA3;x\n\n{text}\n").as_of == day


def test_short_rows_are_filled_up_and_texts_trimmed() -> None:
    found = table("Nr.;Titel;Stand\nA3; x \nA4;y;offen;;\n")
    assert [record.cells for record in found.records] == [["A3", "x", ""], ["A4", "y", "offen"]]


def test_a_row_longer_than_the_headings_is_refused_with_its_line() -> None:
    with pytest.raises(UnreadableFile) as caught:
        table("Nr.;Titel;Stand\nA3;x;offen\nA4;y;offen;und mehr\n")
    assert caught.value.values == {"line": 3, "cells": 4, "headings": 3}


def test_notes_in_the_margin_of_a_sheet_are_a_column_without_heading() -> None:
    def fill(book: ExcelWorkbook) -> None:
        for row in (["Nr.", "Titel"], ["A3", "x", None, "erledigt?"]):
            book.active.append(row)

    found = find_table(read_workbook(excel(fill), limits=LIMITS).likely, is_heading)
    assert [heading.text for heading in found.headings] == ["Nr.", "Titel", "", ""]
    assert found.records[0].cells == ["A3", "x", "", "erledigt?"]


def test_two_columns_of_the_same_name_stay_two() -> None:
    found = table("Nr.;Stand;Stand\nA3;alt;neu\n")
    assert [(heading.letter, heading.text) for heading in found.headings[1:]] == [("B", "Stand"), ("C", "Stand")]


def test_headings_are_read_in_one_line_without_hyphenation() -> None:
    found = table('Nr.;"Feder-\nführung";"Stand\n"\nA3;x;y\n')
    assert [heading.text for heading in found.headings] == ["Nr.", "Federführung", "Stand"]


@pytest.mark.parametrize(
    "text",
    [
        "Nr.;Titel;Termin;;Stand\n;;von;bis;\nA3;x;2021;2022;offen\n",
        ";;Termin;;\nNr.;Titel;von;bis;Stand\nA3;x;2021;2022;offen\n",
    ],
)
def test_two_rows_of_headings_are_joined(text: str) -> None:
    found = table(text)
    assert [heading.text for heading in found.headings] == ["Nr.", "Titel", "Termin – von", "Termin – bis", "Stand"]
    assert found.records[0].cells == ["A3", "x", "2021", "2022", "offen"]
    assert found.header_row == 1


def test_a_merged_group_reaches_as_far_as_it_is_merged() -> None:
    def fill(book: ExcelWorkbook) -> None:
        sheet = book.active
        sheet.append(["Maßnahmen der Stadt"])
        sheet.append([None, None, "Zeitraum", None, None])
        sheet.append(["Nr.", "Titel", "von", "bis", "Stand"])
        sheet.append(["A3", "x", "2021", "2022", "offen"])
        sheet.merge_cells("A1:E1")
        sheet.merge_cells("C2:D2")

    found = find_table(read_workbook(excel(fill), limits=LIMITS).likely, is_heading)
    assert [h.text for h in found.headings] == ["Nr.", "Titel", "Zeitraum – von", "Zeitraum – bis", "Stand"]
    assert (found.titles, codes(found)) == (["Maßnahmen der Stadt"], ["A3"])


def test_a_merged_title_is_not_a_group_of_headings() -> None:
    def fill(book: ExcelWorkbook) -> None:
        book.active.append(["Maßnahmen"])
        book.active.append(["Nr.", "Titel", "Stand"])
        book.active.append(["A3", "x", "offen"])
        book.active.merge_cells("A1:C1")

    found = find_table(read_workbook(excel(fill), limits=LIMITS).likely, is_heading)
    assert [heading.text for heading in found.headings] == ["Nr.", "Titel", "Stand"]
    assert found.titles == ["Maßnahmen"]


def test_continuation_rows_stay_records_with_an_empty_code() -> None:
    found = table("Nr.;Titel;Stand\nA3;x;offen\n;noch ein Satz;\n;;läuft\nA4;y;offen\n")
    assert [record.cells for record in found.records][1:3] == [["", "noch ein Satz", ""], ["", "", "läuft"]]


def test_repeated_headings_are_left_out() -> None:
    found = table("Nr.;Titel;Stand\nA3;x;offen\nNr.;Titel;Stand\nA4;y;offen\n")
    assert codes(found) == ["A3", "A4"]
    assert sections("Nr.;Titel;Stand\nA3;x;offen\nNr.;Titel;Stand\nA4;y;offen\n") == [(), ()]


def test_two_repeated_rows_of_headings_are_left_out() -> None:
    head = "Nr.;Titel;Termin;;Stand\n;;von;bis;\n"
    assert codes(table(f"{head}A3;x;1;2;offen\n{head}A4;y;1;2;offen\n")) == ["A3", "A4"]


def test_headings_repeated_with_another_word_name_the_section() -> None:
    text = (
        "Handlungsempfehlungen;;;\nNr.;Bereich Arbeit;Maßnahmen;Stand\nA3;x;y;offen\n"
        "Nr.;Bereich Bildung;Maßnahmen;Stand\nB1;x;y;offen\nNr.;Bereich Bildung;Maßnahmen;Stand\nB2;x;y;offen\n"
        "Nr.;Bereich Arbeit;Maßnahmen;Stand\nA4;x;y;offen\n"
    )
    assert [path[-1] for path in sections(text)] == [
        "Bereich Arbeit",
        "Bereich Bildung",
        "Bereich Bildung",
        "Bereich Arbeit",
    ]
    assert table(text).headings[1].text == "Bereich Arbeit"


def test_a_real_heading_among_the_repeated_ones_names_the_column_and_no_section() -> None:
    text = "Nr.;Bereich Arbeit;Maßnahmen;Stand\nA3;x;y;offen\nÜbergreifend\nNr.;Thema;Maßnahmen;Stand\nZ3;x;y;offen\n"
    assert table(text).headings[1].text == "Thema"
    assert sections(text) == [("Bereich Arbeit",), ("Übergreifend",)]


def test_a_heading_that_only_the_repetition_has_is_a_column_too() -> None:
    found = table("Nr.;Titel\nA3;x\nNr.;Titel;Stand\nA4;y\n")
    assert [heading.text for heading in found.headings] == ["Nr.", "Titel", "Stand"]
    assert [record.cells for record in found.records] == [["A3", "x", ""], ["A4", "y", ""]]


def test_section_rows_hold_until_the_next_one() -> None:
    text = "Nr.;Titel;Stand\nArbeit;;\nA3;x;offen\nA4;y;offen\nBildung;;\nB1;z;offen\n"
    assert sections(text) == [("Arbeit",), ("Arbeit",), ("Bildung",)]


def test_two_section_rows_in_a_row_are_outer_and_inner() -> None:
    text = (
        "Nr.;Titel;Stand\nBereiche\nArbeit\nA3;x;offen\nBildung\nB1;y;offen\nZielgruppen\nÄltere\nS1;z;offen\n"
        "Kinder\nK1;z;offen\n"
    )
    assert sections(text) == [
        ("Bereiche", "Arbeit"),
        ("Bereiche", "Bildung"),
        ("Zielgruppen", "Ältere"),
        ("Zielgruppen", "Kinder"),
    ]


def test_a_section_repeated_after_a_page_break_changes_nothing() -> None:
    text = "Nr.;Titel;Stand\nBereiche\nArbeit\nA3;x;offen\nBereiche\nArbeit\nA4;y;offen\n"
    assert sections(text) == [("Bereiche", "Arbeit")] * 2


def test_a_section_directly_above_each_header_counts_from_the_first_one() -> None:
    text = "Übersicht\n\nArbeit\nNr.;Titel;Stand\nA3;x;offen\n\nBildung\nNr.;Titel;Stand\nB1;y;offen\n"
    assert sections(text) == [("Arbeit",), ("Bildung",)]
    assert table(text).titles == ["Übersicht"]


def test_a_code_alone_is_a_measure_and_a_page_mark_is_nothing() -> None:
    text = "Nr.;Titel;Stand\nA3;x;offen\nA4;;\nSeite 1 von 2;;\nZ 6;y;offen\n"
    assert codes(table(text)) == ["A3", "A4", "Z 6"]
    assert sections(text) == [(), (), ()]


def test_titles_of_which_nothing_else_is_known_yet_are_measures() -> None:
    text = "Titel;Federführung;Stand\nBeratung ausbauen;;\nTreffpunkt öffnen;;\n"
    assert codes(table(text)) == ["Beratung ausbauen", "Treffpunkt öffnen"]
    more = text + "Sprechstunde einrichten;;\nWohnraum schaffen;;\nVerein gründen;Sozialamt;offen\n"
    assert len(table(more).records) == 5


def test_the_last_single_text_is_a_footnote_below_a_gap_and_a_measure_without_one() -> None:
    text = "Titel;Federführung;Stand\nBeratung ausbauen;Sozialamt;offen\n"
    below_gap = table(text + "\nAlle Angaben ohne Gewähr;;\n")
    assert (codes(below_gap), below_gap.footnotes) == (["Beratung ausbauen"], ["Alle Angaben ohne Gewähr"])
    directly = table(text + "Treffpunkt öffnen;;\nVerein gründen;;\n")
    assert codes(directly) == ["Beratung ausbauen", "Treffpunkt öffnen", "Verein gründen"]
    assert directly.footnotes == []


def test_a_list_of_one_column_has_no_sections() -> None:
    assert codes(table("Maßnahme\nBeratung ausbauen\nTreffpunkt öffnen\n")) == [
        "Beratung ausbauen",
        "Treffpunkt öffnen",
    ]


def test_a_second_table_below_is_a_table_of_its_own() -> None:
    text = "Nr.;Titel;Stand\nA3;x;offen\n\nTeil B;;\nThema;Frist;Status\nDruck;2021;offen\nVersand;2022;offen\n"
    first, second = find_tables(csv(text).likely, is_heading)
    assert (codes(first), codes(second)) == (["A3"], ["Druck", "Versand"])
    assert [heading.text for heading in second.headings] == ["Thema", "Frist", "Status"]
    assert {record.section for record in second.records} == {("Teil B",)}


def test_the_table_may_begin_in_another_column() -> None:
    found = table(";Nr.;Titel;Stand\n;A3;x;offen\n;Bildung;;\n;B1;y;offen\n")
    assert [heading.letter for heading in found.headings] == ["A", "B", "C", "D"]
    assert [record.section for record in found.records] == [(), ("Bildung",)]


def test_dates_and_numbers_of_the_file_stay_known() -> None:
    def fill(book: ExcelWorkbook) -> None:
        for row in (["Nr.", "Titel", "Frist"], [3.1, "x", date(2022, 12, 31)]):
            book.active.append(row)

    record = find_table(read_workbook(excel(fill), limits=LIMITS).likely, is_heading).records[0]
    assert (record.cells, record.dates, record.numbers) == (
        ["3,1", "x", "31.12.2022"],
        frozenset({2}),
        frozenset({0}),
    )


@pytest.mark.parametrize("text", ["Nr.;Titel;Stand\n", "Überschrift\nNr.;Titel\n\n", "Nr.;Titel\n\nStand: 1.1.2021"])
def test_headings_without_records_are_refused(text: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        table(text)
    assert "row" in caught.value.values


def test_headings_that_nobody_knows_are_taken_from_the_first_full_row() -> None:
    found = table("Liste der Stadt;;\nLevel;Node;State\n1;x;offen\n2;y;offen\n")
    assert (found.header_row, found.is_guessed, len(found.records)) == (2, True, 2)


@pytest.mark.parametrize("text", ["Das ist ein Brief.\nMit zwei Zeilen.\n", "Titel: Brief\nText\n"])
def test_a_file_without_headings_is_refused(text: str) -> None:
    with pytest.raises(UnreadableFile):
        find_table(csv(text).likely, is_heading)
