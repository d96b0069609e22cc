"""Milestones and values of indicators in the file of an office: tables of their own, filled in without a network."""

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import docx
import pytest
import time_machine
from django.test import Client
from openpyxl import load_workbook

from monitoring.choices import AnswerState
from monitoring.models import RoundRequest
from monitoring.tables import read_workbook
from tests import factories
from tests.monitoring.rounds.office import TODAY, Desk, answer_about, make_office_round, measure
from tests.monitoring.rounds.test_office_files import download, take_over, text_of, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_cities")]
MILESTONES = ["Nr.", "Maßnahme", "Etappe", "Bisherige Frist", "Erreicht am", "Neue Frist", "Grund für die neue Frist"]
VALUES = ["Nr.", "Maßnahme", "Indikator", "Letzter Wert", "Neuer Wert", "Stand des Werts", "Bemerkung"]


@pytest.fixture(autouse=True)
def frozen_day() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def request_of_office() -> RoundRequest:
    """Returns a request with two milestones of A1, and an indicator of A2 that counts 40 places."""
    request = make_office_round(as_of=date(2026, 6, 30))
    factories.make_milestone(measure("A1"), title="Baubeginn", due="31.05.2026")
    factories.make_milestone(measure("A1"), title="Richtfest", due="30.11.2026")
    indicator = factories.make_indicator(measure("A2"), name="Plätze", unit="Plätze")
    factories.make_value(indicator, value=Decimal(40), as_of=date(2025, 12, 31))
    return request


def filled_in(content: bytes, sheet: str, **cells: Any) -> bytes:
    """Returns the workbook with other cells on a sheet, each by its name as Excel has it."""
    book = load_workbook(io.BytesIO(content))
    for name, entry in cells.items():
        book[sheet][name] = entry
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_milestones_and_values_are_tables_of_their_own(request_of_office: RoundRequest, client: Client) -> None:
    for ending in ("xlsx", "ods"):
        sheets = read_workbook(download(request_of_office, ending, client)).sheets
        assert [sheet.name for sheet in sheets] == ["Tabelle", "Etappen", "Werte"]
        milestones, values = ([row.cells for row in sheet.rows] for sheet in sheets[1:])
        assert milestones[0] == MILESTONES
        assert [row[:4] for row in milestones[1:]] == [
            ["A1", "Vorhaben 1", "Baubeginn", "31.05.2026"],
            ["A1", "Vorhaben 1", "Richtfest", "30.11.2026"],
        ]
        assert values == [VALUES, ["A2", "Vorhaben 2", "Plätze", "40 Plätze (31.12.2025)", "", "30.06.2026"]]


def test_a_round_that_does_not_ask_for_them_has_neither(client: Client) -> None:
    request = make_office_round(questions=["status", "text"])
    factories.make_milestone(measure("A1"), title="Baubeginn", due="31.05.2026")
    assert len(read_workbook(download(request, "xlsx", client)).sheets) == 1


def test_what_is_filled_in_is_shown_taken_over_and_submitted(request_of_office: RoundRequest, client: Client) -> None:
    table = filled_in(
        download(request_of_office, "xlsx", client),
        "Etappen",
        E2=date(2026, 6, 1),
        F3="30.06.2027",
        G3="Baufirma fehlt",
    )
    table = filled_in(table, "Werte", E2=52.5, G2="mit Außenstelle")
    desk = Desk(request_of_office)
    response = upload(desk, table)
    shown = text_of(response)
    for text in ("Baubeginn: Erreicht 01.06.2026", "Richtfest: Neue Frist", "Baufirma fehlt", "Plätze: Wert", "52,5"):
        assert text in shown
    assert not answer_about("A1").milestones.exists()
    take_over(desk, response)
    told = answer_about("A1").milestones.values_list("milestone__title", "done_as", "due", "due_reason")
    assert set(told) == {("Baubeginn", "01.06.2026", "", ""), ("Richtfest", "", "30.06.2027", "Baufirma fehlt")}
    value = answer_about("A2").values.get()
    assert (value.value, value.as_of, value.note) == (Decimal("52.5"), date(2026, 6, 30), "mit Außenstelle")
    desk.press("submit", "A2")
    assert answer_about("A2").state == AnswerState.SUBMITTED


def test_an_untouched_file_says_nothing(request_of_office: RoundRequest, client: Client) -> None:
    Desk(request_of_office).type("A2", **{f"v{measure('A2').indicators.get().pk}__value": "51"}).press("save", "A2")
    assert answer_about("A2").values.get().value == Decimal(51)
    for ending in ("xlsx", "ods", "docx"):
        read = upload(Desk(request_of_office), download(request_of_office, ending, client), f"x.{ending}").context[
            "read"
        ]
        assert (read.understood, read.problems, read.left_out) == ([], [], []), ending


def test_tables_of_a_word_file_are_read(request_of_office: RoundRequest, client: Client) -> None:
    file = docx.Document(io.BytesIO(download(request_of_office, "docx", client)))
    by_head = {table.rows[0].cells[2].text: table for table in file.tables if len(table.columns) == len(MILESTONES)}
    by_head["Etappe"].rows[1].cells[4].text = "Juni 2026"
    by_head["Indikator"].rows[1].cells[4].text = "viele"
    content = io.BytesIO()
    file.save(content)
    desk = Desk(request_of_office)
    response = upload(desk, content.getvalue(), "x.docx")
    assert "Tabelle „Werte“, Zeile 2, Spalte E Neuer Wert:" in text_of(response)
    take_over(desk, response)
    assert answer_about("A1").milestones.get().done_as == "Juni 2026"
    assert desk.value("A2", f"v{measure('A2').indicators.get().pk}-value") == "viele"


def test_what_cannot_be_understood_is_named_by_sheet_row_and_column(
    request_of_office: RoundRequest, client: Client
) -> None:
    table = download(request_of_office, "xlsx", client)
    table = filled_in(table, "Tabelle", D3="Quatschwort")
    table = filled_in(table, "Etappen", C2="Erfundene Etappe", E2="Juni 2026", E3="31.02.2026")
    table = filled_in(table, "Werte", F2="31.12.2025", E2=44)
    shown = text_of(upload(Desk(request_of_office), table))
    assert "Blatt „Tabelle“, Zeile 3, Spalte D Stand: „Quatschwort“ ist kein Stand." in shown
    assert "Blatt „Etappen“, Zeile 2, Spalte C Etappe: A1 hat keine offene Etappe" in shown
    assert "Blatt „Etappen“, Zeile 3, Spalte E Erreicht am: „31.02.2026“ lässt sich nicht als Datum lesen." in shown
    assert (
        "Blatt „Werte“, Zeile 2, Spalte F Stand des Werts: Der Indikator hat für diesen Tag schon einen Wert." in shown
    )


def test_rows_of_others_are_left_out(request_of_office: RoundRequest, client: Client) -> None:
    other = factories.make_office(request_of_office.round.municipality, name="Sozialamt", slug="sozialamt")
    theirs = factories.make_measure(measure("A1").report, lead=other, code="B1", title="Fremdes")
    milestone = factories.make_milestone(theirs, title="Ihre Etappe", due="31.05.2026")
    factories.make_request(request_of_office.round, other, theirs)
    table = filled_in(
        download(request_of_office, "xlsx", client), "Etappen", A2="B1", B2="Fremdes", C2="Ihre Etappe", E2="Mai 2026"
    )
    desk = Desk(request_of_office)
    response = upload(desk, table)
    assert "Blatt „Etappen“, Zeile 2: B1 Fremdes Ihre Etappe" in text_of(response)
    take_over(desk, response)
    assert not milestone.round_answers.exists()


def test_measures_of_two_reports_with_the_same_number_are_told_apart(client: Client) -> None:
    request = make_office_round()
    second = factories.make_report(request.round.municipality, published_on=date(2024, 1, 1))
    twin = factories.make_measure(second, lead=request.office, code="A1", title="Zwilling")
    request.round.reports.add(second)
    request.answers.create(measure=twin)
    content = download(request, "xlsx", client)
    rows = [row.cells[2] for row in read_workbook(content).sheets[0].rows]
    desk = Desk(request)
    take_over(desk, upload(desk, filled_in(content, "Tabelle", **{f"E{rows.index('Zwilling') + 1}": "Nur hier."})))
    assert twin.round_answers.get().text == "Nur hier."
    assert not request.answers.exclude(measure=twin).exclude(text="").exists()
    response = upload(desk, b"Nr.;Was geschehen ist\nA1;Wessen?\n", "x.csv")
    assert "Mehrere Ihrer Maßnahmen haben die Nummer A1." in text_of(response)


def test_something_new_beside_a_cross_is_not_thrown_away(request_of_office: RoundRequest, client: Client) -> None:
    table = filled_in(download(request_of_office, "xlsx", client), "Tabelle", K2="x", E2="Doch etwas.")
    desk = Desk(request_of_office)
    response = upload(desk, table)
    assert "Neben dem Kreuz steht etwas Neues." in text_of(response)
    take_over(desk, response)
    answer = answer_about("A1")
    assert (answer.state, answer.text, answer.is_unchanged) == (AnswerState.TYPED, "Doch etwas.", False)
