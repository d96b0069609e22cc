"""The database gives up waiting for somebody else: a deadlock is tried again, anything longer is told."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import Mock, patch

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.test import Client

from catalog.choices import Publication
from catalog.locking.row_locks import BusyError, writing
from catalog.models import Measure
from monitoring.admin.measures import MeasureAdmin
from tests import factories
from tests.admin_pages import admin_url, form_data

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("without_cities")]
LIST = admin_url("catalog_measure_changelist")
BUSY, DEADLOCK = BusyError(is_deadlock=False), BusyError(is_deadlock=True)


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(factories.make_planner())
    return client


@pytest.fixture
def hold() -> Iterator[Mock]:
    with patch("catalog.locking.admin.lock_rows") as forms, patch("catalog.locking.selections.lock_rows", forms):
        yield forms


def save(planner: Client, measure: Measure) -> Any:
    url = admin_url("catalog_measure_change", measure.pk)
    return planner.post(url, {**form_data(planner, url), "title": "Neu"}, follow=True)


def test_a_deadlock_is_not_noticed(planner: Client, hold: Mock) -> None:
    hold.side_effect = [DEADLOCK, DEADLOCK, None]
    assert "was changed successfully" in save(planner, factories.make_measure()).text
    assert Measure.objects.get().title == "Neu"


@pytest.mark.parametrize("error", [BUSY, DEADLOCK])
def test_who_waits_too_long_keeps_what_was_typed(planner: Client, hold: Mock, error: BusyError) -> None:
    hold.side_effect = error
    page = save(planner, factories.make_measure(title="Alt"))
    assert page.status_code == 200
    assert "Somebody else is writing just now." in page.text
    assert 'value="Neu"' in page.text
    assert Measure.objects.get().title == "Alt"
    hold.side_effect = None
    token = page.context["seen"]
    url = admin_url("catalog_measure_change", Measure.objects.get().pk)
    assert planner.post(url, {**form_data(planner, url), "title": "Neu", "_seen": token}).status_code == 302


def test_what_the_database_refused_is_not_called_saved(planner: Client, hold: Mock) -> None:
    """Everything went well until the end of the transaction; the second attempt goes through."""
    respond = MeasureAdmin.response_change
    ends = [IntegrityError("a row it names has gone"), None]

    def respond_and_end(*args: Any) -> Any:
        response = respond(*args)
        if error := ends.pop(0):
            raise error
        return response

    with patch.object(MeasureAdmin, "response_change", respond_and_end):
        page = save(planner, factories.make_measure(title="Alt")).text
    assert page.count("was changed successfully") == 1


def test_actions_on_a_list_are_told_to_wait(planner: Client, hold: Mock) -> None:
    measure = factories.make_measure(publication=Publication.DRAFT)
    hold.side_effect = BUSY
    page = planner.post(LIST, {"action": "publish", "_selected_action": [measure.pk]}, follow=True)
    assert "Somebody else is writing just now. Nothing has been done" in page.text
    assert Measure.objects.get().publication == Publication.DRAFT


def give_up(state: str) -> None:
    """As the database itself does it."""
    if connection.vendor == "sqlite":
        raise OperationalError("database is locked")
    with connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}'; END $$")


@pytest.mark.parametrize(("state", "is_deadlock"), [("40P01", True), ("55P03", False)])
def test_what_the_database_says_is_understood(state: str, is_deadlock: bool) -> None:
    with pytest.raises(BusyError) as caught, writing():
        give_up(state)
    assert caught.value.is_deadlock == (is_deadlock and connection.vendor == "postgresql")


def test_other_errors_stay_what_they_are() -> None:
    with pytest.raises(OperationalError, match="disk"), writing():
        raise OperationalError("disk full")
