"""A large file is read and imported beside the request: a page says how far it is and looks again by itself."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from catalog.models import Measure, Report
from catalog.tasks.worker import requeue_lost
from monitoring.choices import ImportState
from monitoring.models import SpreadsheetImport
from monitoring.tables import Workbook, pack
from tests import factories
from tests.monitoring.imports.clerk import workbook
from tests.monitoring.tables.files import packed, parts
from tests.queued import a_worker, begun_by, do_queued
from tests.reports.pages import get, one, text

pytestmark = pytest.mark.django_db

ADD = "/admin/monitoring/spreadsheetimport/add/"
ROWS = 2_500
TABLE = "Nr.;Titel;Was zu tun ist\n" + "".join(f"A{n};Maßnahme {n};{'Viel Text. ' * 25}\n" for n in range(ROWS))


@pytest.fixture
def report() -> Report:
    return factories.make_report(factories.make_municipality(slug="stadt"), slug="bericht")


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(factories.make_planner(username="planerin"))
    return client


def upload(client: Client, report: Report, content: bytes) -> str:
    """The page one is led to."""
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
    do_queued()
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
    do_queued()
    assert "2.000 Zeilen sind gelesen." in seen[0]


def test_then_the_columns_come_and_the_file_itself_is_gone(planner: Client, uploaded: str) -> None:
    do_queued()
    assert planner.get(uploaded)["Location"].endswith("/columns/")
    assert (stored().state, stored().rows, bytes(stored().content)) == (ImportState.OPEN, ROWS, b"")
    assert get(planner, uploaded.replace("result", "columns")).select("table.import-columns")


@pytest.mark.both
def test_a_large_file_that_cannot_be_read_says_so(planner: Client, report: Report) -> None:
    page = upload(planner, report, b"<!doctype html><title>Anmelden</title>" + b" " * 600_000)
    do_queued()
    result = get(planner, page)
    assert "Das ist eine Webseite, keine Tabelle." in text(result, ".errornote")
    assert one(result, ".errornote + p a")["href"] == f"{ADD}?report={report.pk}"
    assert planner.get(page.replace("result", "columns"))["Location"] == page
    assert (stored().state, bytes(stored().content)) == (ImportState.FAILED, b"")


@pytest.mark.both
def test_a_reading_that_was_interrupted_is_done_by_the_next_worker(planner: Client, uploaded: str) -> None:
    with begun_by("first"):
        SpreadsheetImport.objects.filter(pk=stored().pk).update(rows=1_000)
    requeue_lost()
    do_queued()
    assert (stored().state, stored().rows) == (ImportState.OPEN, ROWS)


@pytest.mark.both
def test_a_reading_over_which_three_workers_have_died_is_given_up(planner: Client, uploaded: str) -> None:
    for name in ("first", "second", "third"):
        with begun_by(name):
            requeue_lost()
        requeue_lost()
    do_queued()
    assert "Laden Sie die Tabelle in mehreren Teilen hoch" in text(get(planner, uploaded), ".errornote")
    assert (stored().state, bytes(stored().content)) == (ImportState.FAILED, b"")


def test_where_no_worker_runs_the_page_says_so(planner: Client, uploaded: str) -> None:
    with a_worker():
        assert not get(planner, uploaded).select("[role=alert]")
    alert = text(get(planner, uploaded), "#waiting [role=alert]")
    assert alert.startswith("Der Hintergrunddienst antwortet zurzeit nicht.")


@pytest.mark.both
def test_a_large_import_runs_beside_the_request(planner: Client, uploaded: str, report: Report) -> None:
    do_queued()
    columns = uploaded.replace("result", "columns")
    chosen = {
        str(select["name"]): str(select.select("option[selected]")[0]["value"])
        for select in get(planner, columns).select("table select")
    }
    planner.post(columns, chosen)
    planner.post(uploaded.replace("result", "decisions"), {"as_of": "01.01.2021"})
    assert planner.post(uploaded.replace("result", "run"))["Location"] == uploaded
    assert "Der Import von 2.500 Zeilen läuft" in text(get(planner, uploaded), "[role=status]")
    do_queued()
    assert "neu (2.500)" in text(get(planner, uploaded), ".import-result")
    assert Measure.objects.filter(report=report).count() == ROWS
