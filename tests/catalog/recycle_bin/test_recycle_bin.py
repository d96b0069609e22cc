"""Deleting asks, says what goes with it, and can be undone for 90 days."""

from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from catalog.models import DeletedThing, Measure, Municipality, Office, Report, Responsibility, Section
from catalog.recycle_bin.cascade import remove
from monitoring.choices import ReviewState
from monitoring.imports.job import ImportJob
from monitoring.imports.undo import take_back
from monitoring.models import Indicator, IndicatorValue, Milestone, StatusUpdate
from reports.models import Subscriber, Subscription
from tests import factories
from tests.admin_pages import admin_url, form_data

pytestmark = pytest.mark.usefixtures("without_cities")
BIN = admin_url("catalog_deletedthing_changelist")


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(factories.make_planner(username="planerin"))
    return client


def delete_page(row: Any) -> str:
    return admin_url(f"{row._meta.app_label}_{row._meta.model_name}_delete", row.pk)


def delete(client: Client, row: Any) -> Any:
    url = delete_page(row)
    seen = client.get(url).context["deleted_objects"][0].digest
    return client.post(url, {"post": "yes", "seen": seen}, follow=True)


def restore(client: Client, thing: DeletedThing | None = None) -> Any:
    thing = thing or DeletedThing.objects.get()
    return client.post(admin_url("catalog_deletedthing_change", thing.pk), follow=True)


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables that keep what people have entered."""
    tables: list[Any] = [Report, Section, Measure, Responsibility, StatusUpdate, Milestone, Indicator]
    tables += [IndicatorValue, Subscription]
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in tables}


@pytest.fixture
def measure() -> Measure:
    """With something of every kind below it."""
    report = factories.make_report()
    measure = factories.make_measure(
        report, code="A 2", title="Wohnraum", section=factories.make_section(report), due="Ende 2022"
    )
    factories.make_responsibility(factories.make_measure(parent=measure, code="M1", title="Ein Teil"))
    factories.make_update(measure, text="Begonnen", author=factories.make_user())
    factories.make_milestone(measure, title="Richtfest", due="2021")
    factories.make_value(factories.make_target(factories.make_indicator(measure)).indicator, value="12.5")
    factories.make_discussion(measure)
    factories.make_measure(report, code="B 1", predecessor=measure)
    subscriber = Subscriber.objects.create(email="a@example.org")
    Subscription.objects.create(subscriber=subscriber, measure=measure, asked_at=timezone.now())
    return measure


def test_the_question_says_what_goes_with_it_and_deletes_nothing(planner: Client, measure: Measure) -> None:
    page = planner.get(delete_page(measure)).text
    for words in ("1 status update", "1 milestone", "Richtfest", "1 value", "M1 Ein Teil", "for 90 days"):
        assert words in page
    assert Measure.objects.filter(pk=measure.pk).exists()


@pytest.mark.both
def test_everything_goes_and_comes_back_as_it_was(planner: Client, measure: Measure) -> None:
    before = everything()
    page = delete(planner, measure).text
    assert "can be restored for 90 days" in page
    assert not Measure.objects.exclude(code="B 1").exists()
    assert not StatusUpdate.objects.exists()
    assert not Subscription.objects.exists()
    assert Measure.objects.get().predecessor is None
    assert "“A 2 Wohnraum” has been restored." in restore(planner).text
    assert everything() == before
    assert not DeletedThing.objects.exists()


def test_history_names_the_way_to_the_bin_and_back(planner: Client, measure: Measure) -> None:
    delete(planner, measure)
    restore(planner)
    back, gone = Measure.history.filter(id=measure.pk)[:2]
    assert (gone.history_type, gone.history_change_reason) == ("-", "in den Papierkorb gelegt")
    assert (back.history_type, back.history_change_reason) == ("+", "aus dem Papierkorb zurückgeholt")
    assert back.history_user.username == "planerin"
    assert "Begonnen" in planner.get(admin_url("catalog_measure_history", measure.pk)).text


@pytest.mark.both
@pytest.mark.parametrize(
    "root",
    [
        pytest.param(lambda measure: measure.report, id="report"),
        pytest.param(lambda measure: measure.section, id="section"),
        pytest.param(lambda measure: measure.status_updates.get(), id="update"),
        pytest.param(lambda measure: measure.milestones.get(), id="milestone"),
        pytest.param(lambda measure: measure.indicators.get(), id="indicator"),
        pytest.param(lambda measure: measure.discussions.get(), id="discussion"),
    ],
)
def test_every_kind_goes_with_what_lies_below_it_and_comes_back(
    planner: Client, measure: Measure, root: Callable[[Measure], Any]
) -> None:
    before = everything()
    row = root(measure)
    delete(planner, row)
    assert not type(row).objects.filter(pk=row.pk).exists()
    thing = DeletedThing.objects.get()
    assert thing.municipality == measure.report.municipality
    listed = planner.get(BIN).text
    assert "planerin" in listed
    restore(planner)
    assert everything() == before


@pytest.mark.both
def test_rows_ticked_in_the_form_of_a_measure_go_to_the_bin(planner: Client, measure: Measure) -> None:
    url = admin_url("catalog_measure_change", measure.pk)
    gone = Milestone.history.filter(id=measure.milestones.get().pk, history_type="-")
    response = planner.post(url, {**form_data(planner, url), "milestones-0-DELETE": "on"}, follow=True)
    assert "recycle bin" in response.text
    assert not Milestone.objects.exists()
    assert gone.count() == 1
    restore(planner)
    assert Milestone.objects.get().title == "Richtfest"


def test_several_are_deleted_at_once_and_restored_one_by_one(planner: Client) -> None:
    whole = factories.make_measure(title="Ganzes")
    part, other = factories.make_measure(parent=whole), factories.make_measure(title="Anderes")
    data = {"action": "delete_selected", "_selected_action": [whole.pk, part.pk, other.pk]}
    url = admin_url("catalog_measure_changelist")
    assert "one by one" in planner.post(url, data).text
    assert Measure.objects.count() == 3
    planner.post(url, {**data, "post": "yes"})
    assert not Measure.objects.exists()
    restore(planner, DeletedThing.objects.get(object_id=whole.pk))
    assert set(Measure.objects.all()) == {whole, part}


@pytest.mark.both
def test_what_changed_since_the_question_is_asked_about_again(planner: Client, measure: Measure) -> None:
    url = delete_page(measure)
    seen = planner.get(url).context["deleted_objects"][0].digest
    factories.make_milestone(measure, title="Eben dazugekommen")
    page = planner.post(url, {"post": "yes", "seen": seen}, follow=True).text
    assert "It has been changed meanwhile." in page
    assert "Eben dazugekommen" in page
    assert Measure.objects.filter(pk=measure.pk).exists()


@pytest.mark.both
def test_a_number_that_is_taken_meanwhile_is_said(planner: Client, measure: Measure) -> None:
    delete(planner, measure)
    factories.make_measure(measure.report, code="a2")
    page = restore(planner).text
    assert "This report already has a measure with this number." in page
    assert "Wohnraum" in page
    assert DeletedThing.objects.exists()
    assert not StatusUpdate.objects.exists()


def test_what_it_belonged_to_has_to_be_restored_first(planner: Client, measure: Measure) -> None:
    update = measure.status_updates.get()
    delete(planner, update)
    delete(planner, measure)
    first = DeletedThing.objects.get(label="monitoring.statusupdate")
    assert "Restore that first." in restore(planner, first).text
    restore(planner, DeletedThing.objects.get(label="catalog.measure"))
    restore(planner, first)
    assert StatusUpdate.objects.get() == update


@pytest.mark.both
def test_whoever_has_unsubscribed_meanwhile_stays_away(planner: Client, measure: Measure) -> None:
    delete(planner, measure)
    Subscriber.objects.all().delete()
    restore(planner)
    assert Measure.objects.filter(pk=measure.pk).exists()
    assert not Subscription.objects.exists()


@pytest.mark.both
def test_an_import_can_be_taken_back_once_all_it_wrote_is_there_again(planner: Client) -> None:
    report = factories.make_report()
    job = ImportJob.upload(report, b"Nr.;Titel;Status\r\nA 1;Neu;umgesetzt\r\n", "liste.csv")
    job.choose_columns(dict(job.proposed_columns()))
    job.spreadsheet_import.save()
    job.run()
    delete(planner, report)
    restore(planner)
    again = report.spreadsheet_imports.get()
    take_back(again)
    assert not Measure.objects.exists()


def test_a_report_that_others_continue_stays(planner: Client) -> None:
    report = factories.make_report()
    successor = factories.make_report(report.municipality, title="Fortschreibung", predecessor=report)
    page = planner.get(delete_page(report)).text
    assert "Fortschreibung" in page
    planner.post(delete_page(report), {"post": "yes", "seen": "x"})
    assert set(Report.objects.all()) == {report, successor}


@pytest.mark.both
def test_offices_with_a_history_are_dissolved(planner: Client) -> None:
    named = factories.make_responsibility().office
    Responsibility.objects.all().delete()
    page = planner.get(delete_page(named)).text
    assert "Dissolve the office" in page
    assert "Move to the recycle bin" not in page
    planner.post(delete_page(named), {"post": "yes", "seen": ""})
    assert Office.objects.filter(pk=named.pk).exists()
    planner.post(delete_page(named), {"_dissolve": "1", "dissolved_on": "2024-12-31"})
    named.refresh_from_db()
    assert named.dissolved_on == date(2024, 12, 31)
    assert Office.history.latest().history_user.username == "planerin"


@pytest.mark.both
def test_offices_with_a_history_stay_when_several_are_deleted(planner: Client) -> None:
    named = factories.make_responsibility().office
    fresh = factories.make_office(named.municipality)
    data = {"action": "delete_selected", "_selected_action": [named.pk, fresh.pk], "post": "yes"}
    page = planner.post(admin_url("catalog_office_changelist"), data).text
    assert "open it and dissolve it instead" in page
    assert Office.objects.count() == 2


@pytest.mark.both
def test_the_bin_shows_only_ones_own_cities(client: Client, measure: Measure) -> None:
    remove([measure], factories.make_planner())
    thing = DeletedThing.objects.get()
    client.force_login(factories.make_planner(factories.make_municipality()))
    assert "Wohnraum" not in client.get(BIN).text
    assert restore(client, thing).status_code == 404
    assert not Measure.objects.filter(pk=measure.pk).exists()


@pytest.mark.both
def test_an_office_deletes_drafts_only_and_brings_nothing_back(client: Client, measure: Measure) -> None:
    office = factories.make_responsibility(measure).office
    draft = factories.make_update(measure, publication=ReviewState.DRAFT)
    client.force_login(factories.make_contributor(office))
    assert client.post(delete_page(measure), {"post": "yes", "seen": "x"}).status_code == 403
    delete(client, draft)
    thing = DeletedThing.objects.get()
    assert client.get(BIN).status_code == 403
    assert restore(client, thing).status_code == 403


@pytest.mark.both
def test_whoever_makes_municipalities_brings_them_back_and_sees_nothing_else(client: Client, measure: Measure) -> None:
    city = factories.make_municipality(name="Neustadt am Rand")
    client.force_login(factories.make_administrator())
    delete(client, city)
    planner = factories.make_planner(measure.report.municipality)
    remove([measure], planner)
    page = client.get(BIN).text
    assert "Neustadt am Rand" in page
    assert "Wohnraum" not in page
    assert restore(client, DeletedThing.objects.get(object_id=measure.pk)).status_code == 404
    restore(client, DeletedThing.objects.get(object_id=city.pk))
    assert Municipality.objects.filter(name="Neustadt am Rand").exists()


def empty(*options: str) -> str:
    output = StringIO()
    call_command("empty_recycle_bin", *options, stdout=output)
    return output.getvalue()


@pytest.mark.both
def test_the_bin_is_emptied_after_ninety_days(planner: Client, measure: Measure) -> None:
    delete(planner, measure.milestones.get())
    delete(planner, measure)
    old = DeletedThing.objects.get(label="monitoring.milestone")
    DeletedThing.objects.filter(pk=old.pk).update(deleted_at=timezone.now() - timedelta(days=90))
    assert "1 " in empty("--dry-run")
    assert DeletedThing.objects.count() == 2
    empty()
    assert DeletedThing.objects.get().label == "catalog.measure"
    assert DeletedThing.objects.get().days_left == 90
    empty("--days", "0")
    assert not DeletedThing.objects.exists()
    assert Measure.history.filter(history_type="-").exists()
    with pytest.raises(CommandError):
        empty("--days", "-1")


@pytest.mark.both
def test_no_constraint_is_left_open(planner: Client, measure: Measure) -> None:
    delete(planner, measure.report)
    restore(planner)
    connection.check_constraints()


@pytest.mark.both
def test_what_stands_in_the_way_is_not_named_to_who_may_not_see_it(client: Client) -> None:
    """Whoever makes municipalities is told that there are reports, not what they are called."""
    report = factories.make_report(title="Noch geheim", is_public=False)
    factories.make_office(report.municipality, name="Jugendamt")
    client.force_login(factories.make_administrator())
    asked = client.get(delete_page(report.municipality))
    chosen = {"action": "delete_selected", "_selected_action": report.municipality.pk}
    pages = [asked.text, client.post(admin_url("catalog_municipality_changelist"), chosen).text]
    for found in pages:
        assert "Jugendamt" in found
        assert "geheim" not in found
    assert set(asked.context["protected"]) == {"Report", "Jugendamt"}
