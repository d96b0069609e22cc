"""Somebody else writes into the report for a long time: who imports is told so, and nothing is lost."""

from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from catalog.locking.row_locks import BusyError
from catalog.models import Measure
from monitoring.choices import ImportState
from monitoring.imports import tasks
from monitoring.imports.job import ImportJob
from monitoring.models import SpreadsheetImport
from tests import factories
from tests.monitoring.imports.clerk import Clerk
from tests.queued import do_queued
from tests.reports.pages import get, text

pytestmark = [pytest.mark.both, pytest.mark.django_db]

BUSY = BusyError(is_deadlock=False)
SENTENCE = "Gerade speichert jemand anderes. Es ist nichts geschehen: Versuchen Sie es gleich noch einmal."
TABLE = b"Nr.;Titel\nA1;Eins\n"


@pytest.fixture
def uploaded(client: Client) -> str:
    """The address of the pages of an import that has not been carried out."""
    client.force_login(factories.make_planner())
    job = ImportJob.upload(factories.make_report(), TABLE, "tabelle.csv")
    job.choose_columns(dict(job.proposed_columns()))
    job.spreadsheet_import.save()
    return f"/admin/monitoring/spreadsheetimport/{job.spreadsheet_import.pk}/"


def only() -> Any:
    return SpreadsheetImport.objects.get()


def test_who_imports_is_told_to_try_again(client: Client, uploaded: str) -> None:
    with patch("monitoring.imports.run.lock_report", side_effect=BUSY):
        response = client.post(f"{uploaded}run/")
    assert text(get(client, response["Location"]), "ul.messagelist") == SENTENCE
    assert only().state == ImportState.OPEN
    client.post(f"{uploaded}run/")
    assert Measure.objects.filter(report=only().report).count() == 1


def test_who_takes_back_is_told_to_try_again(client: Client, uploaded: str) -> None:
    client.post(f"{uploaded}run/")
    with patch("monitoring.imports.undo.lock_report", side_effect=BUSY):
        assert SENTENCE in client.post(f"{uploaded}undo/").text
    assert only().state == ImportState.DONE
    client.post(f"{uploaded}undo/")
    assert only().state == ImportState.TAKEN_BACK


def test_a_large_import_says_so_on_its_page(client: Client, uploaded: str) -> None:
    SpreadsheetImport.objects.update(state=ImportState.RUNNING)
    with patch("monitoring.imports.run.lock_report", side_effect=BUSY):
        tasks.import_rows.enqueue(only().pk, factories.make_user().pk, "de")
        do_queued()
    result = get(client, f"{uploaded}result/")
    assert text(result, "[role=alert]") == SENTENCE
    assert result.select("form[action$='/run/']")


def test_the_command_says_so(clerk: Clerk) -> None:
    with patch("monitoring.imports.run.lock_report", side_effect=BUSY):
        answer = clerk.imports(TABLE.decode())
    assert answer["exit"] == 1
    assert answer["errors"][0]["message"] == SENTENCE
    assert not SpreadsheetImport.objects.exists()
