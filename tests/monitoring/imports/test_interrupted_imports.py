"""What a clerk sees of an import whose process died, or that somebody else carries out."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from catalog.models import Measure
from monitoring.imports import background
from monitoring.imports.claims import PATIENCE, TakenImportError, claim
from monitoring.imports.job import ImportJob
from monitoring.imports.undo import take_back
from monitoring.models import ImportedChange, ImportState, SpreadsheetImport
from tests import factories
from tests.reports.pages import get, text

pytestmark = pytest.mark.django_db

LIST = "/admin/monitoring/spreadsheetimport/"


@pytest.fixture
def uploaded() -> SpreadsheetImport:
    job = ImportJob.upload(factories.make_report(), b"Nr.;Titel\nA1;Eins\nA2;Zwei\n", "tabelle.csv")
    job.spreadsheet_import.save()
    return job.spreadsheet_import


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(factories.make_planner())
    return client


def run_for(spreadsheet_import: SpreadsheetImport, time: timedelta) -> str:
    """It has been marked as running for that long; the address of its pages."""
    spreadsheet_import.state = ImportState.RUNNING
    spreadsheet_import.started_at = timezone.now() - time
    spreadsheet_import.save()
    return f"{LIST}{spreadsheet_import.pk}/"


def found(spreadsheet_import: SpreadsheetImport) -> ImportJob:
    """As another host sees it now."""
    return ImportJob(SpreadsheetImport.objects.get(pk=spreadsheet_import.pk))


def test_an_interrupted_import_can_be_started_again(planner: Client, uploaded: SpreadsheetImport) -> None:
    pages = run_for(uploaded, PATIENCE + timedelta(seconds=1))
    assert planner.get(f"{pages}result/")["Location"] == f"{pages}columns/"
    preview = get(planner, f"{pages}preview/")
    assert "unterbrochen" in text(preview, "ul.messagelist")
    assert "neu (2)" in text(preview, "ul.import-kinds")
    planner.post(f"{pages}run/")
    assert Measure.objects.filter(report=uploaded.report).count() == 2
    assert "neu (2)" in text(get(planner, f"{pages}result/"), "dl.import-result")


def test_a_running_import_is_left_alone(planner: Client, uploaded: SpreadsheetImport) -> None:
    pages = run_for(uploaded, PATIENCE - timedelta(minutes=1))
    assert planner.post(f"{pages}run/")["Location"] == f"{pages}result/"
    assert "läuft" in text(get(planner, f"{pages}result/"), "[role=status]")
    assert not Measure.objects.filter(report=uploaded.report).exists()


def test_the_list_does_not_call_an_interrupted_import_running(planner: Client, uploaded: SpreadsheetImport) -> None:
    run_for(uploaded, timedelta(minutes=1))
    assert "läuft" in text(get(planner, LIST), "#result_list .field-state")
    run_for(uploaded, timedelta(hours=1))
    assert "nicht abgeschlossen" in text(get(planner, LIST), "#result_list .field-state")


def test_the_second_of_two_clicks_leads_to_the_result(
    planner: Client, uploaded: SpreadsheetImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = found(uploaded)
    found(uploaded).run()
    monkeypatch.setattr("monitoring.admin.imports.get_object_or_404", lambda *_, **__: second.spreadsheet_import)
    response = planner.post(f"{LIST}{uploaded.pk}/run/")
    monkeypatch.undo()
    result = get(planner, response["Location"])
    assert "bereits gestartet" in text(result, "ul.messagelist")
    assert "neu (2)" in text(result, "dl.import-result")
    assert ImportedChange.objects.count() == 2


def test_only_one_host_may_begin(uploaded: SpreadsheetImport) -> None:
    second = found(uploaded)
    claim(uploaded)
    with pytest.raises(TakenImportError):
        claim(second.spreadsheet_import)
    with pytest.raises(TakenImportError):
        second.run()


@pytest.mark.parametrize("state", [ImportState.DONE, ImportState.TAKEN_BACK, ImportState.FAILED])
def test_only_an_open_import_is_carried_out(uploaded: SpreadsheetImport, state: ImportState) -> None:
    SpreadsheetImport.objects.update(state=state)
    with pytest.raises(TakenImportError):
        found(uploaded).run()
    assert not Measure.objects.filter(report=uploaded.report).exists()


def test_an_import_that_was_removed_meanwhile_is_not_carried_out(uploaded: SpreadsheetImport) -> None:
    job = found(uploaded)
    SpreadsheetImport.objects.all().delete()
    with pytest.raises(TakenImportError):
        job.run()
    assert not Measure.objects.filter(report=uploaded.report).exists()


def test_a_failure_does_not_undo_what_another_host_has_done(uploaded: SpreadsheetImport) -> None:
    late = found(uploaded).spreadsheet_import
    found(uploaded).run()
    background.fail(late, "Zu spät.")
    assert SpreadsheetImport.objects.get().state == ImportState.DONE


def test_going_on_after_a_failure_does_not_open_what_is_done(
    planner: Client, uploaded: SpreadsheetImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    found(uploaded).run()
    uploaded.state = ImportState.FAILED  # as it was when this host looked
    monkeypatch.setattr("monitoring.admin.imports.get_object_or_404", lambda *_, **__: uploaded)
    pages = f"{LIST}{uploaded.pk}/"
    assert planner.get(f"{pages}preview/")["Location"] == f"{pages}result/"
    assert SpreadsheetImport.objects.get().state == ImportState.DONE


def test_taking_back_twice_is_taking_back_once(uploaded: SpreadsheetImport) -> None:
    found(uploaded).run()
    first, second = found(uploaded).spreadsheet_import, found(uploaded).spreadsheet_import
    take_back(first)
    take_back(second)
    assert second.state == ImportState.TAKEN_BACK
    assert not Measure.objects.filter(report=uploaded.report).exists()
