"""A version is restored as one more version, or refused with the reason."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalog.choices import AuditKind
from catalog.models import AuditEntry, Measure, Section
from monitoring.choices import ReviewState
from monitoring.models import Milestone, StatusUpdate
from tests import factories
from tests.admin_pages import admin_url

pytestmark = pytest.mark.usefixtures("without_cities")


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(factories.make_planner(username="planerin"))
    return client


def way_back(row: Any, version: Any, page_of: Any = None) -> str:
    owner = page_of or row
    name = f"{owner._meta.app_label}_{owner._meta.model_name}_restore"
    return admin_url(name, owner.pk, row._meta.label_lower, version.history_id)


def first(row: Any) -> Any:
    return type(row).history.filter(id=row.pk).earliest()


def newest(row: Any) -> Any:
    return type(row).history.filter(id=row.pk).latest()


def confirm(client: Client, url: str) -> Any:
    return client.post(url, {"seen": client.get(url).context["seen"]}, follow=True)


def change(row: Any, **fields: Any) -> Any:
    row.refresh_from_db()
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


@pytest.mark.both
def test_a_version_comes_back_and_says_why(planner: Client) -> None:
    measure = factories.make_measure(code="A 2", title="Erste Fassung")
    change(measure, code="B 10", title="Zweite Fassung")
    url = way_back(measure, first(measure))
    asked = planner.get(url).text
    assert "<del>Zweite Fassung</del>" in asked
    assert Measure.objects.get().title == "Zweite Fassung"
    assert "The version has been restored." in confirm(planner, url).text
    restored = Measure.objects.get()
    assert (restored.title, restored.code_key, restored.address) == ("Erste Fassung", "a2", "A-2")
    assert Measure.objects.filter(code_key="a2", address="A-2").exists()
    newest = Measure.history.latest()
    assert newest.history_user.username == "planerin"
    assert newest.history_change_reason.startswith("wiederhergestellt: Stand vom ")
    assert Measure.history.filter(title="Zweite Fassung").exists()
    entry = AuditEntry.objects.get(kind=AuditKind.RESTORED)
    assert (entry.person.username, entry.municipality_name) == ("planerin", restored.report.municipality.name)  # type: ignore[union-attr]


@pytest.mark.both
def test_a_row_of_a_measure_is_restored_from_its_timeline(planner: Client) -> None:
    update = factories.make_update(text="Begonnen")
    change(update, text="Überschrieben")
    page = planner.get(admin_url("catalog_measure_history", update.measure.pk)).text
    url = way_back(update, first(update), update.measure)
    assert f'href="{url}"' in page
    confirm(planner, url)
    assert StatusUpdate.objects.get().text == "Begonnen"


def test_a_deadline_comes_back_without_having_been_moved(planner: Client) -> None:
    milestone = factories.make_milestone(due="31.12.2022")
    change(milestone, due="30.06.2023", change_reason="Personal fehlt")
    confirm(planner, way_back(milestone, first(milestone)))
    milestone = Milestone.objects.get()
    assert (milestone.due, milestone.due_on) == ("31.12.2022", date(2022, 12, 31))
    assert (milestone.original_due, milestone.moved_on) == ("", None)


@pytest.mark.both
def test_a_moved_deadline_comes_back_with_its_first(planner: Client) -> None:
    milestone = factories.make_milestone(due="31.12.2022")
    change(milestone, due="30.06.2023", change_reason="Personal fehlt")
    moved = Milestone.history.latest()
    change(milestone, due="31.12.2024")
    confirm(planner, way_back(milestone, moved))
    milestone = Milestone.objects.get()
    assert (milestone.due, milestone.original_due) == ("30.06.2023", "31.12.2022")
    assert milestone.moved_on == timezone.localdate()


@pytest.mark.both
def test_a_number_that_is_taken_meanwhile_is_refused(planner: Client) -> None:
    measure = factories.make_measure(code="A 2")
    change(measure, code="A 3")
    factories.make_measure(measure.report, code="a2")
    response = confirm(planner, way_back(measure, first(measure)))
    assert "This report already has a measure with this number." in response.text
    assert Measure.objects.get(pk=measure.pk).code == "A 3"


@pytest.mark.both
def test_a_version_that_names_what_is_gone_is_refused(planner: Client) -> None:
    report = factories.make_report()
    measure = factories.make_measure(report, section=factories.make_section(report))
    change(measure, section=None)
    Section.objects.all().delete()
    assert "Section: what was chosen here no longer exists." in confirm(planner, way_back(measure, first(measure))).text
    assert Measure.objects.get().section is None


@pytest.mark.both
def test_what_was_changed_while_somebody_read_the_question_is_not_overwritten(planner: Client) -> None:
    measure = factories.make_measure(title="Erste")
    change(measure, title="Zweite")
    url = way_back(measure, first(measure))
    seen = planner.get(url).context["seen"]
    change(measure, title="Dritte")
    response = planner.post(url, {"seen": seen})
    assert "It has been changed meanwhile." in response.text
    assert "<del>Dritte</del>" in response.text
    assert Measure.objects.get().title == "Dritte"


def test_what_stands_now_and_deletions_offer_no_way_back(planner: Client) -> None:
    measure = factories.make_measure()
    update = factories.make_update(measure)
    update.delete()
    page = planner.get(admin_url("catalog_measure_history", measure.pk)).text
    assert way_back(measure, first(measure)) not in page
    deletion = StatusUpdate.history.latest()
    assert planner.get(way_back(update, deletion, measure)).status_code == 404


def test_versions_of_other_rows_are_not_found_here(planner: Client) -> None:
    measure, other = factories.make_measure(), factories.make_measure()
    change(other, title="Anders")
    assert planner.get(way_back(other, first(other), measure)).status_code == 404


def test_who_may_only_look_restores_nothing(client: Client) -> None:
    measure = factories.make_measure(title="Erste")
    change(measure, title="Zweite")
    client.force_login(factories.make_contributor(factories.make_responsibility(measure).office))
    assert "Restore this version" not in client.get(admin_url("catalog_measure_history", measure.pk)).text
    assert client.post(way_back(measure, first(measure)), {"seen": "1"}).status_code == 403
    assert Measure.objects.get().title == "Zweite"


def test_an_office_brings_back_its_drafts_and_nothing_that_was_public(client: Client) -> None:
    update = factories.make_update(text="Erste", publication=ReviewState.PUBLISHED)
    public = first(update)
    change(update, text="Zweite", publication=ReviewState.DRAFT)
    draft = newest(update)
    change(update, text="Dritte")
    client.force_login(factories.make_contributor(factories.make_responsibility(update.measure).office))
    assert client.post(way_back(update, public), {"seen": newest(update).history_id}).status_code == 403
    assert StatusUpdate.objects.get().text == "Dritte"
    assert client.post(way_back(update, draft), {"seen": newest(update).history_id}).status_code == 302
    assert StatusUpdate.objects.get().text == "Zweite"
