"""Publishing and taking back several rows at once."""

from datetime import date
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db.models.signals import post_save
from django.test import Client

from catalog.choices import Publication
from catalog.models import Measure
from monitoring.models import StatusUpdate
from tests import factories
from tests.admin_pages import admin_url

pytestmark = pytest.mark.usefixtures("without_cities")
MEASURES = admin_url("catalog_measure_changelist")
UPDATES = admin_url("monitoring_statusupdate_changelist")
DRAFT, PUBLISHED = Publication.DRAFT, Publication.PUBLISHED


def act(client: Client, url: str, action: str, *rows: Any) -> str:
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(url, data, follow=True).text


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(factories.make_planner())
    return client


def test_drafts_are_published_and_counted(planner: Client) -> None:
    drafts = [factories.make_measure(publication=DRAFT) for _number in range(2)]
    published = factories.make_measure()
    left = factories.make_measure(publication=DRAFT)
    assert "2 published." in act(planner, MEASURES, "publish", *drafts, published)
    assert set(Measure.objects.filter(publication=DRAFT)) == {left}


def test_measures_are_taken_back(planner: Client) -> None:
    measure = factories.make_measure()
    assert "1 turned into a draft." in act(planner, MEASURES, "unpublish", measure)
    measure.refresh_from_db()
    assert measure.is_draft


def test_each_change_has_its_line_in_the_history(planner: Client) -> None:
    drafts = [factories.make_measure(publication=DRAFT) for _number in range(2)]
    act(planner, MEASURES, "publish", *drafts)
    assert {entry.object_id for entry in LogEntry.objects.all()} == {str(row.pk) for row in drafts}
    history = planner.get(admin_url("catalog_measure_history", drafts[0].pk)).text
    assert "<del>draft</del>" in history
    assert "<ins>published</ins>" in history


def test_each_row_is_saved_by_itself(planner: Client) -> None:
    saved: list[Any] = []

    def remember(instance: Any, **_kwargs: Any) -> None:
        saved.append(instance.pk)

    drafts = [factories.make_measure(publication=DRAFT) for _number in range(2)]
    post_save.connect(remember, sender=Measure)
    try:
        act(planner, MEASURES, "publish", *drafts)
    finally:
        post_save.disconnect(remember, sender=Measure)
    assert sorted(saved) == sorted(row.pk for row in drafts)


def test_updates_are_published_and_taken_back(planner: Client) -> None:
    update = factories.make_update(publication=DRAFT)
    assert "1 published." in act(planner, UPDATES, "publish", update)
    assert not StatusUpdate.objects.get().is_draft
    act(planner, UPDATES, "unpublish", update)
    assert StatusUpdate.objects.get().is_draft


def test_a_second_update_of_the_same_day_stays_a_draft(planner: Client) -> None:
    first = factories.make_update(as_of=date(2021, 1, 19))
    second = factories.make_update(first.measure, as_of=date(2021, 1, 19), publication=DRAFT)
    page = act(planner, UPDATES, "publish", second)
    assert "An update as of this day is already published." in page
    assert "0 published." in page
    second.refresh_from_db()
    assert second.is_draft


@pytest.mark.parametrize(("url", "make"), [(MEASURES, factories.make_measure), (UPDATES, factories.make_update)])
def test_an_office_cannot_publish(client: Client, url: str, make: Any) -> None:
    row = make(publication=DRAFT)
    office = factories.make_responsibility(getattr(row, "measure", row)).office
    client.force_login(factories.make_contributor(office))
    assert "Publish selected" not in client.get(url).text
    act(client, url, "publish", row)
    row.refresh_from_db()
    assert row.is_draft


def test_strangers_are_sent_to_the_login(client: Client) -> None:
    row = factories.make_measure(publication=DRAFT)
    response = client.post(MEASURES, {"action": "publish", "_selected_action": [row.pk]})
    assert response.status_code == 302
    row.refresh_from_db()
    assert row.is_draft


def test_looking_publishes_nothing(planner: Client) -> None:
    row = factories.make_measure(publication=DRAFT)
    planner.get(f"{MEASURES}?action=publish&_selected_action={row.pk}")
    row.refresh_from_db()
    assert row.is_draft
