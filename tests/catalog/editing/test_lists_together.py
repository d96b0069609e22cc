"""Actions on a list: what somebody has changed since it was shown is left as it is, and named."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from catalog.models import DeletedThing, Measure, Publication
from tests import factories
from tests.admin_pages import admin_url

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("without_cities")]
URL = admin_url("catalog_measure_changelist")


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(factories.make_planner(username="planerin"))
    return client


def listed(client: Client) -> str:
    token: str = client.get(URL).context["listed"]
    return token


def somebody_changes(measure: Measure, **fields: Any) -> None:
    changed: Any = Measure.objects.get(pk=measure.pk)
    changed._history_user = factories.make_user(first_name="Karl", last_name="Kollege")
    for name, value in fields.items():
        setattr(changed, name, value)
    changed.save()


def test_what_was_changed_since_is_not_published(planner: Client) -> None:
    measures = [factories.make_measure(title=title, publication=Publication.DRAFT) for title in ("Eins", "Zwei")]
    token = listed(planner)
    somebody_changes(measures[0], title="Noch nicht fertig")
    data = {"action": "publish", "_selected_action": [row.pk for row in measures], "_listed": token}
    page = planner.post(URL, data, follow=True).text
    assert "Noch nicht fertig” has been changed since the list was shown (Karl Kollege" in page
    assert "1 published." in page
    assert Measure.objects.get(publication=Publication.DRAFT) == measures[0]


def test_looking_again_is_enough(planner: Client) -> None:
    measure = factories.make_measure(publication=Publication.DRAFT)
    somebody_changes(measure, title="Fertig")
    data = {"action": "publish", "_selected_action": [measure.pk], "_listed": listed(planner)}
    assert "1 published." in planner.post(URL, data, follow=True).text


def test_the_list_counts_until_the_question_is_answered(planner: Client) -> None:
    measure = factories.make_measure()
    data = {"action": "delete_selected", "_selected_action": [measure.pk], "_listed": listed(planner)}
    asked = planner.post(URL, data).context
    assert asked["listed"] == data["_listed"]
    somebody_changes(measure, title="Doch noch gebraucht")
    planner.post(URL, {**data, "post": "yes"})
    assert Measure.objects.get() == measure
    assert not DeletedThing.objects.exists()


def test_what_lies_below_counts_until_the_question_is_answered(planner: Client) -> None:
    measure = factories.make_measure()
    data = {"action": "delete_selected", "_selected_action": [measure.pk], "_listed": listed(planner)}
    answer = {**data, "post": "yes", "_asked": planner.post(URL, data).context["asked"]}
    factories.make_update(measure, text="Das ist noch zu retten")
    asked = planner.post(URL, answer)
    assert "It has been changed meanwhile." in asked.text
    assert Measure.objects.exists()
    planner.post(URL, {**answer, "_asked": asked.context["asked"]})
    assert not Measure.objects.exists()


def test_downloads_are_not_held_up(planner: Client) -> None:
    measure = factories.make_measure()
    token = listed(planner)
    somebody_changes(measure, title="Anders")
    data = {"action": "download_csv", "_selected_action": [measure.pk], "_listed": token}
    assert "Anders" in planner.post(URL, data).content.decode("utf-8-sig")


def test_the_token_stands_in_the_form_of_the_list(planner: Client) -> None:
    factories.make_measure()
    assert f'<input type="hidden" name="_listed" value="{listed(planner)[:20]}' in planner.get(URL).text


def test_no_list_is_edited_in_place() -> None:
    """Such a list would need tokens of its own."""
    assert [str(one) for one in admin.site._registry.values() if one.list_editable] == []
