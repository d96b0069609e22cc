"""A closed report is closed: nothing is reported, imported or asked for; opening it again is an act with a reason."""

from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.translation import override

from catalog.history.restore_version import RefusedRestoreError, newest_version, restore
from catalog.history.tracked_models import tracked_model_of
from catalog.models import Measure, Report, Responsibility, Section
from catalog.permissions.policy import can, permitted
from catalog.permissions.registry import Action
from monitoring.agenda import agenda
from monitoring.choices import ReviewState
from monitoring.imports.job import ImportJob
from monitoring.imports.run import RefusedImportError
from monitoring.imports.undo import UndoBlockedError, take_back
from monitoring.models import (
    Discussion,
    Indicator,
    IndicatorTarget,
    IndicatorValue,
    Milestone,
    SpreadsheetImport,
    StatusUpdate,
)
from tests import factories
from tests.admin_pages import admin_url, errors, form_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_cities")]

DAY = date(2022, 7, 1)
TABLE = b"Nr.;Titel\nA1;Neu\n"


@pytest.fixture
def measure() -> Measure:
    """With one of everything, in an open report."""
    measure = factories.make_measure(code="A1", title="Alt", due="Ende 2021")
    factories.make_responsibility(measure)
    factories.make_update(measure, publication=ReviewState.DRAFT)
    factories.make_milestone(measure)
    factories.make_discussion(measure)
    indicator = factories.make_indicator(measure)
    factories.make_target(indicator)
    factories.make_value(indicator)
    factories.make_section(measure.report)
    return measure


def close(measure: Measure) -> Report:
    report = measure.report
    report.is_closed = True
    report.save()
    return report


def rows_of(measure: Measure) -> list[Any]:
    models = (Responsibility, StatusUpdate, Milestone, Discussion, Indicator)
    found: list[Any] = [model._default_manager.get(measure=measure) for model in models]
    found += [model._default_manager.get(indicator__measure=measure) for model in (IndicatorTarget, IndicatorValue)]
    return [*found, Measure.objects.get(pk=measure.pk), Section.objects.get(report=measure.report)]


def test_nobody_changes_anything_in_it_whatever_their_role(measure: Measure) -> None:
    planner = factories.make_planner(measure.report.municipality)
    office = factories.make_contributor(measure.responsibilities.get().office)
    root = factories.make_user(is_superuser=True)
    assert all(can(planner, Action.CHANGE, row) for row in rows_of(measure))
    close(measure)
    for row in rows_of(measure):
        for person in (planner, office, root):
            for action in (Action.CHANGE, Action.DELETE, Action.PUBLISH):
                assert not can(person, action, row), (person, action, row)
                assert not type(row)._default_manager.filter(permitted(person, action, type(row)), pk=row.pk).exists()
        assert can(planner, Action.VIEW, row)
    fresh = Measure.objects.get(pk=measure.pk)
    of_measure: tuple[Any, ...] = (StatusUpdate, Milestone, Discussion, Indicator, Responsibility)
    of_report: tuple[Any, ...] = (Measure, Section, SpreadsheetImport)
    for model in of_measure:
        assert not can(planner, Action.ADD, model, at=fresh)
        assert not Measure.objects.filter(permitted(planner, Action.ADD, model, of=Measure), pk=fresh.pk).exists()
    for model in of_report:
        assert not can(planner, Action.ADD, model, at=fresh.report)
        assert not Report.objects.filter(permitted(planner, Action.ADD, model, of=Report), pk=fresh.report_id).exists()


def test_its_forms_only_show(client: Client, measure: Measure) -> None:
    report = close(measure)
    client.force_login(factories.make_planner(report.municipality))
    url = admin_url("catalog_measure_change", measure.pk)
    assert client.get(url).status_code == 200
    assert client.post(url, {"title": "Neu"}).status_code == 403
    update = measure.status_updates.get()
    assert client.post(admin_url("monitoring_statusupdate_change", update.pk), {}).status_code == 403
    measure.refresh_from_db()
    assert measure.title == "Alt"


def test_a_new_measure_may_continue_one_of_a_closed_report(client: Client, measure: Measure) -> None:
    report = close(measure)
    new = factories.make_measure(factories.make_report(report.municipality))
    client.force_login(factories.make_planner(report.municipality))
    url = admin_url("catalog_measure_change", new.pk)
    assert client.post(url, {**form_data(client, url), "predecessor": measure.pk}).status_code == 302
    new.refresh_from_db()
    assert new.predecessor == measure


def test_nobody_is_asked_for_anything_in_it(measure: Measure) -> None:
    factories.make_measure(measure.report, due="Ende 2099")
    planner = factories.make_planner(measure.report.municipality)
    office = factories.make_contributor(measure.responsibilities.get().office)
    with override("en"):
        asked = {task.title: task.number for task in [*agenda(planner), *agenda(office)] if task.items}
    assert asked == {
        "Deadline passed, no report": 1,
        "No report for too long": 1,
        "Next deadlines": 0,  # they are looked at, not counted
        "Values that are due": 1,
        "Updates that are drafts": 1,
        "Drafts not submitted yet": 1,
    }
    close(measure)
    for person in (planner, office):
        assert [task.title for task in agenda(type(person).objects.get(pk=person.pk)) if task.items] == []


def test_no_import_goes_into_it_and_none_comes_out(measure: Measure) -> None:
    report = measure.report
    done = ImportJob.upload(report, TABLE, "tabelle.csv", None)
    done.spreadsheet_import.save()
    done.run()
    waiting = ImportJob.upload(report, TABLE.replace(b"Neu", b"Neuer"), "tabelle.csv", None)
    waiting.spreadsheet_import.save()
    close(measure)
    with pytest.raises(RefusedImportError) as refused:
        waiting.run()
    assert "Der Bericht ist abgeschlossen" in str(refused.value.plan.all_problems[0])
    with pytest.raises(UndoBlockedError, match="Der Bericht ist abgeschlossen"):
        take_back(SpreadsheetImport.objects.get(pk=done.spreadsheet_import.pk))
    with pytest.raises(CommandError, match="Der Bericht ist abgeschlossen"):
        call_command("import_table", "tabelle.csv", f"--report={report.municipality.slug}/{report.slug}")
    measure.refresh_from_db()
    assert measure.title == "Neu"


def test_whoever_opens_it_again_says_why_and_the_history_shows_it(client: Client, measure: Measure) -> None:
    report = close(measure)
    client.force_login(factories.make_planner(report.municipality))
    url = admin_url("catalog_report_change", report.pk)
    sent = {name: value for name, value in form_data(client, url).items() if name != "is_closed"}
    assert errors(client.post(url, sent))["reopening_reason"] == ["Say why the report is opened again."]
    report.refresh_from_db()
    assert report.is_closed
    assert client.post(url, {**sent, "reopening_reason": "Beschluss vom 1. Juli"}).status_code == 302
    report.refresh_from_db()
    assert not report.is_closed
    assert "Beschluss vom 1. Juli" in client.get(admin_url("catalog_report_history", report.pk)).text


def test_an_earlier_version_does_not_open_it(measure: Measure) -> None:
    report = close(measure)
    kind = tracked_model_of(Report)
    assert kind
    first = kind.history.filter(id=report.pk).order_by("history_id").first()
    planner = factories.make_planner(report.municipality)
    with pytest.raises(RefusedRestoreError, match="geben Sie den Grund an"):
        restore(kind, first, newest_version(kind, report), planner)
    report.refresh_from_db()
    assert report.is_closed
