"""Answering by file: taken along, filled in, and read back on the same page."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import docx
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from monitoring.choices import AnswerState, Status
from monitoring.models import RoundAnswer, RoundRequest
from monitoring.tables import read_workbook
from tests import factories
from tests.monitoring.rounds.office import TODAY, Desk, answer_about, make_office_round, measure, page_of, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_cities")]
HEADINGS = [
    "Nr.", "Teil", "Titel", "Stand", "Was geschehen ist", "Nächste Schritte", "Grund", "Frist", "Kosten",
    "Grund für die neue Frist", "Unverändert (x)",
]  # fmt: skip
STATUS, TEXT, UNCHANGED = HEADINGS.index("Stand"), HEADINGS.index("Was geschehen ist"), len(HEADINGS) - 1


@pytest.fixture(autouse=True)
def frozen_day() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def request_of_office() -> RoundRequest:
    return make_office_round()


def download(request: RoundRequest, ending: str, client: Client) -> bytes:
    response = client.get(f"{page_of(request)}massnahmen.{ending}")
    assert response.status_code == 200
    assert response["Content-Disposition"] == f'attachment; filename="massnahmen-jugendamt.{ending}"'
    assert response["Referrer-Policy"] == "no-referrer"
    return response.content


def filled_in(content: bytes, **cells: str) -> bytes:
    """Returns the table with other cells, each by its name as Excel has it."""
    book = load_workbook(io.BytesIO(content))
    for name, text in cells.items():
        book.worksheets[0][name] = text
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def upload(desk: Desk, content: bytes, name: str = "massnahmen.xlsx") -> Any:
    return desk.client.post(desk.address, {**desk.fields, "act": "upload", "file": SimpleUploadedFile(name, content)})


def take_over(desk: Desk, response: Any) -> None:
    fields = {str(one["name"]): str(one["value"]) for one in soup_of(response).select("form input")}
    desk.client.post(desk.address, {**fields, "act": "adopt"})
    desk.reload()


def text_of(response: Any) -> str:
    return " ".join(soup_of(response).get_text(" ").split())


def test_the_file_has_the_columns_of_the_round(request_of_office: RoundRequest, client: Client) -> None:
    Desk(request_of_office).type("A2", text="Schon getippt.").press("save", "A2")
    for ending in ("xlsx", "ods"):
        (sheet,) = read_workbook(download(request_of_office, ending, client)).sheets
        heading, first, second = ([cell.strip() for cell in row.cells] for row in sheet.rows)
        assert heading == HEADINGS
        assert first[:5] == ["A1", "", "Vorhaben 1", "in Umsetzung", "Eine Stelle ist besetzt."]
        assert second[:5] == ["A2", "", "Vorhaben 2", "", "Schon getippt."]


def test_an_unchanged_file_says_nothing(request_of_office: RoundRequest, client: Client) -> None:
    for ending in ("xlsx", "ods", "docx"):
        response = upload(Desk(request_of_office), download(request_of_office, ending, client), f"x.{ending}")
        assert "sagt nichts Neues zu Ihren Maßnahmen" in text_of(response), ending
        assert "Nichts Neues: A1, A2" in text_of(response), ending


def test_answers_of_a_file_are_shown_then_taken_over_then_submitted(
    request_of_office: RoundRequest, client: Client
) -> None:
    table = download(request_of_office, "xlsx", client)
    table = filled_in(table, D3="erledigt", E3="Alles fertig.", K2="x", H3="Ende 2026", J3="Bauverzug")
    desk = Desk(request_of_office)
    response = upload(desk, table)
    shown = text_of(response)
    assert "Alles fertig." in shown
    assert "umgesetzt" in shown  # how the import understands the word
    assert "Unverändert: Es wird bestätigt" in shown
    assert set(RoundAnswer.objects.values_list("state", flat=True)) == {AnswerState.OPEN}
    take_over(desk, response)
    assert (answer_about("A1").state, answer_about("A1").is_unchanged) == (AnswerState.SUBMITTED, True)
    answer = answer_about("A2")
    assert (answer.state, answer.status, answer.text) == (AnswerState.TYPED, Status.DONE, "Alles fertig.")
    assert (answer.due, answer.due_reason) == ("Ende 2026", "Bauverzug")
    desk.press("submit-all")
    assert answer_about("A2").state == AnswerState.SUBMITTED


def test_a_word_file_is_filled_in_as_a_form(request_of_office: RoundRequest, client: Client) -> None:
    file = docx.Document(io.BytesIO(download(request_of_office, "docx", client)))
    for row in file.tables[1].rows:
        if row.cells[0].text == "Was geschehen ist":
            row.cells[1].text = "In Word geschrieben."
    content = io.BytesIO()
    file.save(content)
    desk = Desk(request_of_office)
    take_over(desk, upload(desk, content.getvalue(), "massnahmen.docx"))
    assert answer_about("A2").text == "In Word geschrieben."
    assert answer_about("A1").state == AnswerState.OPEN


def test_only_its_own_rows_are_read(request_of_office: RoundRequest) -> None:
    other = factories.make_office(request_of_office.round.municipality, name="Sozialamt", slug="sozialamt")
    theirs = factories.make_measure(measure("A1").report, lead=other, code="B1", title="Fremdes")
    factories.make_request(request_of_office.round, other, theirs)
    table = "Nr.;Titel;Stand;Was geschehen ist\nB1;Fremdes;umgesetzt;Erfunden\nA2;Vorhaben 2;umgesetzt;Echt\n"
    desk = Desk(request_of_office)
    response = upload(desk, table.encode(), "x.csv")
    assert "Zeile 2: B1 Fremdes" in text_of(response)
    take_over(desk, response)
    assert (answer_about("A2").text, answer_about("B1").text) == ("Echt", "")


def test_what_cannot_be_understood_is_named_by_row_and_column(request_of_office: RoundRequest, client: Client) -> None:
    table = download(request_of_office, "xlsx", client)
    table = filled_in(table, D3="Quatschwort", E3="Trotzdem.", H3="31.02.2027", J3="Bau")
    desk = Desk(request_of_office)
    response = upload(desk, table)
    shown = text_of(response)
    assert "Zeile 3, Spalte D Stand: „Quatschwort“ ist kein Stand." in shown
    assert "Zeile 3, Spalte H Frist: Einen Tag „31.02.2027“ gibt es nicht." in shown
    take_over(desk, response)
    assert desk.value("A2", "due") == "31.02.2027"  # to be corrected on the page
    assert desk.value("A2", "text") == "Trotzdem."


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "x.xlsx", "Die Datei"),
        (b"PK\x03\x04 kaputt", "x.xlsx", "beschädigt"),
        (b"%PDF-1.7", "x.pdf", "Die Datei ist nicht lesbar"),
        (b"Farbe;Form\nrot;rund\n", "x.csv", "Die Datei ist nicht lesbar"),
    ],
)
def test_bad_files_are_refused_in_words(
    request_of_office: RoundRequest, content: bytes, name: str, message: str
) -> None:
    desk = Desk(request_of_office).type("A2", text="Nebenbei getippt")
    response = upload(desk, content, name)
    assert message in text_of(response)
    assert answer_about("A2").text == "Nebenbei getippt"


def test_a_payload_of_another_request_is_not_taken_over(request_of_office: RoundRequest, client: Client) -> None:
    table = filled_in(download(request_of_office, "xlsx", client), E3="Neu.")
    desk = Desk(request_of_office)
    response = upload(desk, table)
    office = factories.make_office(request_of_office.round.municipality)
    other = factories.make_request(request_of_office.round, office, measure("A1"))
    payload = str(soup_of(response).select_one("input[name=payload]")["value"])  # type: ignore[index]
    client.post(page_of(other), {"act": "adopt", "payload": payload, "answered_by": "Kim"})
    client.post(page_of(other), {"act": "adopt", "payload": f"{payload}x", "answered_by": "Kim"})
    assert not RoundAnswer.objects.exclude(text="").exists()


def test_a_file_does_not_overwrite_what_a_colleague_saves_after_the_preview(
    request_of_office: RoundRequest, client: Client
) -> None:
    desk = Desk(request_of_office)
    response = upload(desk, filled_in(download(request_of_office, "xlsx", client), E3="Aus der Datei."))
    Desk(request_of_office).type("A2", text="Vom Kollegen.").press("save", "A2")
    take_over(desk, response)
    assert answer_about("A2").text == "Vom Kollegen."


def test_the_text_that_a_confirmation_holds_is_not_taken_for_a_new_one(
    request_of_office: RoundRequest, client: Client
) -> None:
    told = measure("A1").status_updates.get()
    factories.make_update(measure("A1"), text="", next_steps="", as_of=date(2026, 5, 1), confirms=told)
    response = upload(Desk(request_of_office), download(request_of_office, "xlsx", client))
    assert response.context["read"].understood == []
