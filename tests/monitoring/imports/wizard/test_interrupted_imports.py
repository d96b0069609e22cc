"""What a clerk sees of an import whose process died, or that somebody else carries out."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from catalog.models import Measure
from catalog.tasks.worker import requeue_lost
from monitoring.choices import ImportState
from monitoring.imports import tasks
from monitoring.imports.job import ImportJob
from monitoring.imports.job_state import TakenImportError, claim
from monitoring.imports.undo import take_back
from monitoring.models import ImportedChange, SpreadsheetImport
from tests import factories
from tests.queued import begun_by, do_queued, number_queued
from tests.reports.pages import get, one, text

pytestmark = [pytest.mark.both, pytest.mark.django_db]

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


def mark_as_running(spreadsheet_import: SpreadsheetImport) -> str:
    """Long ago; the address of its pages."""
    spreadsheet_import.state = ImportState.RUNNING
    spreadsheet_import.started_at = timezone.now() - timedelta(hours=1)
    spreadsheet_import.save()
    return f"{LIST}{spreadsheet_import.pk}/"


def found(spreadsheet_import: SpreadsheetImport) -> ImportJob:
    """As another host sees it now."""
    return ImportJob(SpreadsheetImport.objects.get(pk=spreadsheet_import.pk))


def start_in_the_background(uploaded: SpreadsheetImport) -> None:
    tasks.start(found(uploaded), factories.make_user())


def test_an_import_whose_worker_has_died_is_done_by_the_next_one(planner: Client, uploaded: SpreadsheetImport) -> None:
    start_in_the_background(uploaded)
    with begun_by("first"):
        requeue_lost()
        assert number_queued() == 0
    requeue_lost()
    do_queued()
    assert Measure.objects.filter(report=uploaded.report).count() == 2
    assert "neu (2)" in text(get(planner, f"{LIST}{uploaded.pk}/result/"), "dl.import-result")


def test_a_worker_that_died_after_the_import_was_written_leaves_nothing_to_do(uploaded: SpreadsheetImport) -> None:
    start_in_the_background(uploaded)
    do_queued()
    before = list(ImportedChange.objects.values())
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    requeue_lost()
    assert number_queued() == 1
    do_queued()
    assert list(ImportedChange.objects.values()) == before
    assert SpreadsheetImport.objects.get().state == ImportState.DONE


def test_an_import_over_which_three_workers_have_died_says_so_and_can_be_started_again(
    planner: Client, uploaded: SpreadsheetImport
) -> None:
    start_in_the_background(uploaded)
    for name in ("first", "second", "third"):
        with begun_by(name):
            pass
        requeue_lost()
    do_queued()
    pages = f"{LIST}{uploaded.pk}/"
    result = get(planner, f"{pages}result/")
    alert = "Der Import wurde mehrmals unterbrochen, es wurde nichts geschrieben. Teilen Sie die Tabelle."
    assert text(result, "[role=alert]") == alert
    assert not result.select("script[src$='waiting.js']")
    again = one(result, "form[action$='/run/']")
    assert text(again, "button") == "Import noch einmal starten"
    planner.post(str(again["action"]))
    assert Measure.objects.filter(report=uploaded.report).count() == 2
    assert "neu (2)" in text(get(planner, f"{pages}result/"), "dl.import-result")


def test_an_import_that_somebody_has_opened_again_is_not_carried_out_unasked(uploaded: SpreadsheetImport) -> None:
    start_in_the_background(uploaded)
    SpreadsheetImport.objects.update(state=ImportState.OPEN)
    do_queued()
    assert not Measure.objects.filter(report=uploaded.report).exists()


def test_an_import_from_a_backup_which_holds_no_tasks_can_be_started_again(
    planner: Client, uploaded: SpreadsheetImport
) -> None:
    start_in_the_background(uploaded)
    tasks.fail_forgotten()
    assert SpreadsheetImport.objects.get().state == ImportState.RUNNING
    DBTaskResult.objects.all().delete()
    tasks.fail_forgotten()
    result = get(planner, f"{LIST}{uploaded.pk}/result/")
    assert text(result, "[role=alert]") == "Der Import wurde unterbrochen, es wurde nichts geschrieben."
    assert one(result, "form[action$='/run/']")


def test_a_running_import_is_left_alone_however_slow_it_is(planner: Client, uploaded: SpreadsheetImport) -> None:
    pages = mark_as_running(uploaded)
    assert planner.post(f"{pages}run/")["Location"] == f"{pages}result/"
    assert "läuft" in text(get(planner, f"{pages}result/"), "[role=status]")
    assert not Measure.objects.filter(report=uploaded.report).exists()


def test_the_second_of_two_clicks_leads_to_the_result(
    planner: Client, uploaded: SpreadsheetImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = found(uploaded)
    found(uploaded).run()
    monkeypatch.setattr("monitoring.imports.wizard.views.get_object_or_404", lambda *_, **__: second.spreadsheet_import)
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
    tasks.fail(late, "Zu spät.")
    assert SpreadsheetImport.objects.get().state == ImportState.DONE


def test_going_on_after_a_failure_does_not_open_what_is_done(
    planner: Client, uploaded: SpreadsheetImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    found(uploaded).run()
    uploaded.state = ImportState.FAILED  # as it was when this host looked
    monkeypatch.setattr("monitoring.imports.wizard.views.get_object_or_404", lambda *_, **__: uploaded)
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
