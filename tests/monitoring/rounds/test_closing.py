"""Closing a round: it asks first, freezes what was reported for good, and ends the links of the offices."""

from datetime import date

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from catalog.models import User
from monitoring.choices import AnswerState
from monitoring.models import ReportingRound, RoundRequest, Snapshot
from monitoring.models.snapshots import FrozenSnapshotError
from monitoring.rounds.opening import RoundStateError
from monitoring.rounds.review.closing import RoundNumbers, close_round
from tests import factories
from tests.reports.pages import get, text

pytestmark = [pytest.mark.both, pytest.mark.django_db]
DAY, TODAY = date(2026, 12, 31), date(2027, 1, 20)


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def round_() -> ReportingRound:
    city = factories.make_municipality()
    return factories.make_round(factories.make_report(city), factories.make_report(city), as_of=DAY)


@pytest.fixture
def planner(round_: ReportingRound) -> User:
    return factories.make_planner(round_.municipality)


def answered(round_: ReportingRound, *states: AnswerState) -> RoundRequest:
    report = round_.reports.first()
    assert report
    request = factories.make_request(round_, factories.make_office(round_.municipality))
    for state in states:
        factories.make_answer(request, factories.make_measure(report, title="Kita"), state=state, text="Neues")
    return request


def test_each_report_is_frozen_and_links_end(round_: ReportingRound, planner: User) -> None:
    request = answered(round_, AnswerState.PUBLISHED, AnswerState.OPEN)
    assert RoundRequest.objects.with_token(request.token).exists()
    closed = close_round(round_, planner)
    assert closed.is_closed
    assert closed.history.first().history_user == planner
    assert {one.report_id for one in closed.snapshots.all()} == set(round_.reports.values_list("pk", flat=True))
    assert all(one.is_intact and one.as_of == DAY for one in closed.snapshots.all())
    assert not RoundRequest.objects.with_token(request.token).exists()
    with pytest.raises(RoundStateError):
        close_round(round_, planner)


def test_before_its_day_what_is_known_today_is_frozen(round_: ReportingRound, planner: User) -> None:
    with time_machine.travel(date(2026, 12, 20), tick=False):
        assert {one.as_of for one in close_round(round_, planner).snapshots.all()} == {date(2026, 12, 20)}


def test_answers_to_review_block_it_unless_they_are_left(round_: ReportingRound, planner: User) -> None:
    answered(round_, AnswerState.SUBMITTED, AnswerState.TYPED, AnswerState.PUBLISHED)
    assert RoundNumbers.of(round_) == RoundNumbers(asked=3, published=1, to_review=1, missing=1)
    with pytest.raises(RoundStateError):
        close_round(round_, planner)
    assert not Snapshot.objects.exists()
    assert close_round(round_, planner, leaves_unreviewed=True).is_closed


def test_the_page_asks_with_numbers_first(client: Client, round_: ReportingRound, planner: User) -> None:
    answered(round_, AnswerState.SUBMITTED, AnswerState.OPEN)
    client.force_login(planner)
    address = reverse("admin:round_close", args=[round_.pk])
    shown = text(get(client, address), "#content")
    assert "Eine Antwort ist noch nicht geprüft." in shown
    assert "Eine Antwort ist nicht gekommen" in shown
    assert client.post(address).status_code == 200
    round_.refresh_from_db()
    assert round_.is_running
    response = client.post(address, {"leaves_unreviewed": "on"}, follow=True)
    assert response.redirect_chain
    page = response.content.decode()
    assert all(one.digest in page for one in round_.snapshots.all())
    assert client.post(address).status_code == 200


def test_nobody_changes_what_is_frozen(round_: ReportingRound, planner: User) -> None:
    snapshot = close_round(round_, planner).snapshots.first()
    assert snapshot
    table = Snapshot._meta.db_table
    for act in (
        snapshot.save,
        snapshot.delete,
        lambda: Snapshot.objects.update(text=""),
        lambda: Snapshot.objects.all().delete(),
        lambda: Snapshot.objects.bulk_update([snapshot], ["text"]),
    ):
        with pytest.raises(FrozenSnapshotError):
            act()
    for statement in (f"UPDATE {table} SET text = ''", f"DELETE FROM {table}"):  # noqa: S608 - the name of a table
        refused = pytest.raises(DatabaseError, match="neither changed nor deleted")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Snapshot.objects.count() == 2


def test_a_report_or_round_with_frozen_states_stays(client: Client, round_: ReportingRound, planner: User) -> None:
    close_round(round_, planner)
    client.force_login(planner)
    report = round_.reports.first()
    assert report
    for address in (
        reverse("admin:catalog_report_delete", args=[report.pk]),
        reverse("admin:monitoring_reportinground_delete", args=[round_.pk]),
    ):
        assert client.post(address, {"post": "yes"}, follow=True).status_code in {200, 403}
    assert report.snapshots.exists()
    assert ReportingRound.objects.filter(pk=round_.pk).exists()
