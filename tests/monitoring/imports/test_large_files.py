"""A large file is read and imported beside the request: a page says how far it is and looks again by itself."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from catalog.models import Measure, Report
from monitoring.imports import background
from monitoring.imports.claims import give_up_interrupted
from monitoring.models import ImportState, SpreadsheetImport
from monitoring.tables import Workbook, pack
from tests import factories
from tests.monitoring.imports.clerk import workbook
from tests.monitoring.tables.files import packed, parts
from tests.reports.pages import get, one, text
from tests.threads import beginning_in

pytestmark = [pytest.mark.both, pytest.mark.django_db]

ADD = "/admin/monitoring/spreadsheetimport/add/"
ROWS = 2_500
TABLE = "Nr.;Titel;Was zu tun ist\n" + "".join(f"A{n};Maßnahme {n};{'Viel Text. ' * 25}\n" for n in range(ROWS))


@pytest.fixture(autouse=True)
def at_work(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[ExitStack]:
    """Whatever was begun is at work until this is closed, although its thread waits for a commit."""
    with ExitStack() as held:
        monkeypatch.setattr(background, "beginning", beginning_in(held))
        yield held


@pytest.fixture
def report() -> Report:
    return factories.make_report(factories.make_municipality(slug="stadt"), slug="bericht")


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(factories.make_planner(username="planerin"))
    return client


def upload(client: Client, report: Report, content: bytes) -> str:
    """The page one is led to; the thread begins with the commit, which no test reaches."""
    data: dict[str, Any] = {"report": report.pk, "kind": "measures", "file": SimpleUploadedFile("gross.csv", content)}
    response = client.post(ADD, data)
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


@pytest.fixture
def uploaded(planner: Client, report: Report) -> str:
    return upload(planner, report, TABLE.encode())


def stored() -> SpreadsheetImport:
    return SpreadsheetImport.objects.latest("pk")


def test_the_upload_answers_at_once_with_a_page_that_looks_again(planner: Client, uploaded: str) -> None:
    assert uploaded.endswith("/result/")
    page = get(planner, uploaded)
    assert text(page, "[role=status]").startswith("Die Datei wird gelesen")
    assert one(page, "script[src$='waiting.js']")
    assert page.select("progress")
    assert stored().state == ImportState.READING


def test_a_small_file_that_is_large_when_unpacked_is_read_beside_the_request_too(
    planner: Client, report: Report
) -> None:
    content = packed(parts(workbook(a=[["Nr.", "Titel"], ["A1", "Eins"]])) | {"xl/media/a.bin": bytes(3_000_000)})
    assert len(content) < 20_000
    assert upload(planner, report, content).endswith("/result/")
    background.read_now(stored().pk)
    assert (stored().state, stored().rows) == (ImportState.OPEN, 1)


def test_every_other_step_waits_for_the_reading(planner: Client, uploaded: str) -> None:
    for step in ("columns", "decisions", "preview", "errors", "undo"):
        assert planner.get(uploaded.replace("result", step))["Location"] == uploaded
    assert planner.post(uploaded.replace("result", "run"))["Location"] == uploaded


def test_the_page_says_how_many_rows_have_been_read(
    planner: Client, uploaded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def look_at_the_page(workbook: Workbook) -> bytes:
        seen.append(text(get(planner, uploaded), "[role=status]"))
        return pack(workbook)

    monkeypatch.setattr("monitoring.imports.job.pack", look_at_the_page)
    background.read_now(stored().pk)
    assert "2.000 Zeilen sind gelesen." in seen[0]


def test_then_the_columns_come_and_the_file_itself_is_gone(planner: Client, uploaded: str) -> None:
    background.read_now(stored().pk)
    assert planner.get(uploaded)["Location"].endswith("/columns/")
    assert (stored().state, stored().rows, bytes(stored().content)) == (ImportState.OPEN, ROWS, b"")
    assert get(planner, uploaded.replace("result", "columns")).select("table.import-columns")


def test_a_large_file_that_cannot_be_read_says_so(planner: Client, report: Report) -> None:
    page = upload(planner, report, b"<!doctype html><title>Anmelden</title>" + b" " * 600_000)
    background.read_now(stored().pk)
    result = get(planner, page)
    assert "Das ist eine Webseite, keine Tabelle." in text(result, ".errornote")
    assert one(result, ".errornote + p a")["href"] == f"{ADD}?report={report.pk}"
    assert planner.get(page.replace("result", "columns"))["Location"] == page
    assert (stored().state, bytes(stored().content)) == (ImportState.FAILED, b"")


def test_a_reading_that_was_interrupted_asks_for_the_file_again(
    planner: Client, uploaded: str, at_work: ExitStack
) -> None:
    at_work.close()
    give_up_interrupted()
    assert "Laden Sie die Datei noch einmal hoch" in text(get(planner, uploaded), ".errornote")
    background.read_now(stored().pk)  # a process that was only slow changes nothing any more
    assert stored().state == ImportState.FAILED


def test_a_large_import_runs_beside_the_request(planner: Client, uploaded: str, report: Report) -> None:
    background.read_now(stored().pk)
    columns = uploaded.replace("result", "columns")
    chosen = {
        str(select["name"]): str(select.select("option[selected]")[0]["value"])
        for select in get(planner, columns).select("table select")
    }
    planner.post(columns, chosen)
    planner.post(uploaded.replace("result", "decisions"), {"as_of": "01.01.2021"})
    assert planner.post(uploaded.replace("result", "run"))["Location"] == uploaded
    assert "Der Import von 2.500 Zeilen läuft" in text(get(planner, uploaded), "[role=status]")
    background.carry_out_now(stored().pk, stored().created_by_id or 0)
    assert "neu (2.500)" in text(get(planner, uploaded), ".import-result")
    assert Measure.objects.filter(report=report).count() == ROWS
