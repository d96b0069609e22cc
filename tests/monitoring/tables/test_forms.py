"""Forms: labels in a column, one measure each, on sheets of their own, below each other or as tables of a document."""

from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook as ExcelWorkbook

from monitoring.tables import Sheet, read_workbook
from monitoring.tables.layout.forms import Form, as_table, is_form, read
from tests.monitoring.tables.files import LIMITS, csv, excel, is_heading, word, word_table

LABELS = ["Nr.", "Titel", "Federführung", "Stand", "Frist"]


def blocks(*measures: Sequence[str]) -> list[list[str]]:
    return [[label, text] for measure in measures for label, text in zip(LABELS, measure, strict=True)]


def sheet(rows: list[list[str]]) -> Sheet:
    return csv("\n".join(";".join(row) for row in rows) + "\n").likely


def told(forms: list[Form]) -> list[dict[str, str]]:
    return [{key: "\n".join(texts) for key, texts in form.values.items()} for form in forms]


def is_number(label: str) -> bool:
    return label in {"Nr.", "Nr"}


def test_a_label_that_comes_again_begins_the_next_form() -> None:
    rows = sheet(
        [["Maßnahmenblatt", ""], *blocks(["M1", "Eins", "Bauamt", "läuft", "2026"], ["M2", "Zwei", "", "", ""])]
    )
    assert is_form(rows.rows, is_heading)
    assert [one["titel"] for one in told(read(rows, is_heading))] == ["Eins", "Zwei"]


def test_two_labels_may_stand_beside_each_other_and_texts_go_on_below() -> None:
    rows = sheet(
        [
            ["Nr.", "M1", "Stand", "läuft"],
            ["Titel:", "Eins"],
            ["Federführung", "Bauamt"],
            ["Frist", "2026"],
            ["", "oder 2027"],
        ]
    )
    (form,) = told(read(rows, is_heading))
    assert (form["nr."], form["stand"], form["titel"], form["frist"]) == ("M1", "läuft", "Eins", "2026\noder 2027")


def test_a_table_with_headings_side_by_side_is_no_form() -> None:
    assert not is_form(sheet([LABELS, ["M1", "Eins", "Bauamt", "läuft", "2026"]]).rows, is_heading)
    assert not is_form(sheet([["Titel", "Stand"], ["Nr. eins", "läuft"], ["Frist", "offen"]]).rows, is_heading)


def test_number_and_title_above_a_form_of_a_document_are_its_own() -> None:
    def fill(document: Any) -> None:
        for number, title in ((1, "Lotsen"), (2, "Bänke")):
            document.add_heading(f"Maßnahme {number}: {title}", level=2)
            word_table(document, [["Federführung", "Bauamt"], ["Stand", "läuft"], ["Frist", "2026"]])

    found = read_workbook(word(fill), limits=LIMITS).likely
    table = as_table(read(found, is_heading), found, is_number)
    columns = {heading.text: heading.index for heading in table.headings}
    named = [(record.cells[columns["Nr."]], record.cells[columns["Titel"]]) for record in table.records]
    assert named == [("1", "Lotsen"), ("2", "Bänke")]


def test_the_name_of_a_sheet_may_be_the_number() -> None:
    def fill(book: ExcelWorkbook) -> None:
        book.active.title = "M 7 Lotsen"
        for row in (["Titel", "Lotsen"], ["Federführung", "Bauamt"], ["Stand", "läuft"]):
            book.active.append(row)

    found = read_workbook(excel(fill), limits=LIMITS).likely
    table = as_table(read(found, is_heading), found, is_number)
    assert [(h.text, cell) for h, cell in zip(table.headings, table.records[0].cells, strict=True)][-1] == (
        "Nr.",
        "M 7",
    )


def test_a_label_broken_over_several_rows_is_one() -> None:
    rows = sheet(
        [
            ["Nr.", "M1"],
            ["Titel", "Eins"],
            ["Federfüh-", "Bauamt"],
            ["rung", "und Schulamt"],
            ["Informationen zu", "Das Land fördert."],
            ["Dritt-/", "Der Bund nicht."],
            ["Fördermitteln", ""],
            ["Stand", "läuft"],
        ]
    )
    (form,) = told(read(rows, is_heading))
    assert form == {
        "nr.": "M1",
        "titel": "Eins",
        "federführung": "Bauamt\nund Schulamt",
        "informationen zu dritt-/ fördermitteln": "Das Land fördert.\nDer Bund nicht.",
        "stand": "läuft",
    }


def test_the_headings_of_a_small_table_in_a_form_are_no_labels() -> None:
    rows = sheet(
        [["Titel", "Eins"], ["Nr.", "M1"], ["Federführung", "Bauamt"], ["Frist", "Summe", "Titel", "2025", "Stand"]]
    )
    (form,) = told(read(rows, is_heading))
    assert form["frist"] == "Summe Titel 2025 Stand"


def test_labels_above_a_table_are_a_preface_and_no_form() -> None:
    preface = [["Titel:", "Bericht"], ["Frist:", "31.08.2025"], ["Stand:", "31.08.2025"], []]
    rows = sheet([*preface, LABELS, ["M1", "Eins", "Bauamt", "läuft", "2026"], ["M2", "Zwei", "", "", ""]])
    assert not is_form(rows.rows, is_heading)
