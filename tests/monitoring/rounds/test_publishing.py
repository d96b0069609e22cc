"""Publishing what an office has answered: all of it or nothing, with history, and never over what others wrote."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from catalog.choices import Publication
from catalog.models import Measure, Office, User
from monitoring.choices import AnswerState, Status
from monitoring.models import AnsweredMilestone, AnsweredValue, IndicatorValue, RoundAnswer, StatusUpdate
from monitoring.rounds.opening import ChangedMeanwhileError, RoundStateError
from monitoring.rounds.review.publishing import (
    Beside,
    Decision,
    ReportedAlreadyError,
    Wording,
    publish,
    reached,
    send_back,
)
from tests import factories

pytestmark = pytest.mark.django_db
DAY, TODAY = date(2026, 12, 31), date(2027, 1, 20)


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def measure() -> Measure:
    measure = factories.make_measure(code="A1", due="31.12.2026")
    factories.make_update(measure, as_of=date(2026, 7, 2), text="Der Bau stockt.", reason="Lieferzeiten")
    return measure


@pytest.fixture
def planner(measure: Measure) -> User:
    return factories.make_planner(measure.report.municipality)


def make_office(measure: Measure) -> Office:
    city = measure.report.municipality
    return city.offices.filter(name="Hochbauamt").first() or factories.make_office(city, name="Hochbauamt")


def answer_about(measure: Measure, **fields: Any) -> RoundAnswer:
    found = factories.make_round(measure.report, as_of=DAY)
    request = factories.make_request(found, make_office(measure))
    return factories.make_answer(request, measure, **{"state": AnswerState.SUBMITTED, **fields})


@pytest.mark.both
def test_everything_becomes_public_at_once(measure: Measure, planner: User) -> None:
    answer = answer_about(
        measure,
        status=Status.DONE,
        text="Fertig.",
        next_steps="Einzug",
        reason="Frost",
        due="30.06.2027",
        due_reason="Frost",
        costs="45.000 Euro jährlich (zwei Stellen)",
    )
    milestone = factories.make_milestone(measure, due="30.09.2026")
    moved = factories.make_milestone(measure, due="31.10.2026")
    indicator = factories.make_indicator(measure)
    AnsweredMilestone.objects.create(answer=answer, milestone=milestone, done_as="15.10.2026")
    AnsweredMilestone.objects.create(answer=answer, milestone=moved, due="31.03.2027", due_reason="Frost")
    AnsweredValue.objects.create(answer=answer, indicator=indicator, value=Decimal("12.5"), as_of=DAY, note="gezählt")
    update = publish(answer, planner)

    assert (update.status, update.text, update.next_steps, update.reason) == (
        Status.DONE,
        "Fertig.",
        "Einzug",
        "Frost",
    )
    assert (update.as_of, update.publication, update.confirms) == (DAY, Publication.PUBLISHED, None)
    version = update.history.get()
    assert version.history_user == planner
    assert "Hochbauamt" in version.history_change_reason
    for row in (measure, milestone, moved, answer):
        row.refresh_from_db()
    assert (measure.due, measure.original_due, measure.change_reason) == ("30.06.2027", "31.12.2026", "Frost")
    assert measure.moved_on == DAY
    assert (measure.costs_amount, measure.costs_kind) == (Decimal(45000), "per_year")
    assert (milestone.done_on, milestone.done_as) == (date(2026, 10, 15), "")
    assert (moved.due, moved.original_due, moved.moved_on) == ("31.03.2027", "31.10.2026", DAY)
    value = IndicatorValue.objects.get(indicator=indicator)
    assert (value.value, value.as_of, value.note, value.publication) == (Decimal("12.5"), DAY, "gezählt", "published")
    assert all(row.history.first().history_user == planner for row in (measure, milestone, moved, value))
    assert (answer.state, answer.update, answer.reviewed_by) == (AnswerState.PUBLISHED, update, planner)


def test_unchanged_confirms_the_last_text(measure: Measure, planner: User) -> None:
    first = measure.status_updates.get()
    update = publish(answer_about(measure, is_unchanged=True), planner)
    assert (update.confirms, update.text, update.status, update.as_of) == (first, "", Status.IN_PROGRESS, DAY)
    again = publish(answer_about(measure, is_unchanged=True), planner, Decision(beside=Beside.APPEND))
    assert again == update
    with time_machine.travel(date(2027, 8, 1), tick=False):
        later = answer_about(measure, is_unchanged=True)
        later.request.round.as_of = date(2027, 6, 30)
        later.request.round.save()
        assert publish(later, planner).confirms == first


def test_a_report_is_never_of_a_day_to_come(measure: Measure, planner: User) -> None:
    with time_machine.travel(date(2026, 12, 20), tick=False):
        assert publish(answer_about(measure, text="Es geht weiter."), planner).as_of == date(2026, 12, 20)


@pytest.mark.both
def test_nothing_is_half_written(measure: Measure, planner: User) -> None:
    answer = answer_about(measure, status=Status.DONE, text="Fertig.", due="30.06.2027", due_reason="Frost")
    indicator = factories.make_indicator(measure)
    factories.make_value(indicator, value=7, as_of=DAY)
    AnsweredValue.objects.create(answer=answer, indicator=indicator, value=8, as_of=DAY)
    with pytest.raises(RoundStateError, match="7"):
        publish(answer, planner)
    measure.refresh_from_db()
    answer.refresh_from_db()
    assert (measure.due, answer.state) == ("31.12.2026", AnswerState.SUBMITTED)
    assert measure.status_updates.count() == 1
    publish(answer, planner, Decision(beside=Beside.REPLACE))
    assert IndicatorValue.objects.get(indicator=indicator).value == 8


@pytest.mark.both
def test_another_report_of_that_day_is_not_overwritten_silently(measure: Measure, planner: User) -> None:
    other = factories.make_update(measure, as_of=DAY, text="Amt B sagt dies.", status=Status.IN_PREPARATION)
    answer = answer_about(measure, text="Amt A sagt das.", status=Status.IN_PROGRESS)
    with pytest.raises(ReportedAlreadyError) as refusal:
        publish(answer, planner)
    assert refusal.value.update == other
    assert publish(answer, planner, Decision(beside=Beside.APPEND)) == other
    other.refresh_from_db()
    assert (other.text, other.status) == ("Amt B sagt dies.\n\nAmt A sagt das.", Status.IN_PROGRESS)
    third = answer_about(measure, text="Nur dies.")
    publish(third, planner, Decision(beside=Beside.REPLACE))
    other.refresh_from_db()
    assert other.text == "Nur dies."


def test_the_planner_may_publish_other_words(measure: Measure, planner: User) -> None:
    answer = answer_about(measure, is_unchanged=True)
    update = publish(answer, planner, Decision(wording=Wording(text="Wie gehabt.", status=Status.IN_PROGRESS)))
    assert (update.text, update.confirms) == ("Wie gehabt.", None)
    answer.refresh_from_db()
    assert answer.is_unchanged


@pytest.mark.both
def test_what_the_planner_has_not_read_is_not_published(measure: Measure, planner: User) -> None:
    answer = answer_about(measure, text="Erste Fassung")
    RoundAnswer.objects.filter(pk=answer.pk).update(text="Zweite Fassung", version=1)
    for act in (
        lambda: publish(answer, planner, Decision(version=0)),
        lambda: send_back(answer, "Bitte kürzer", planner, version=0),
    ):
        with pytest.raises(ChangedMeanwhileError):
            act()
    RoundAnswer.objects.filter(pk=answer.pk).update(state=AnswerState.TYPED)
    with pytest.raises(ChangedMeanwhileError, match="Amt"):
        publish(answer, planner, Decision(version=1))
    RoundAnswer.objects.filter(pk=answer.pk).update(state=AnswerState.SUBMITTED)
    publish(answer, planner, Decision(version=1))
    with pytest.raises(ChangedMeanwhileError):
        publish(answer, planner)
    assert StatusUpdate.objects.filter(measure=measure).count() == 2


def test_closed_reports_and_rounds_say_so(measure: Measure, planner: User) -> None:
    answer = answer_about(measure, text="Neues")
    measure.report.is_closed = True
    measure.report.save()
    with pytest.raises(RoundStateError, match=str(measure.report)):
        publish(answer, planner)
    measure.report.is_closed = False
    measure.report.save()
    answer.request.round.opened_at = None
    answer.request.round.save()
    with pytest.raises(RoundStateError):
        publish(answer, planner)


@pytest.mark.both
def test_sending_back_needs_a_remark(measure: Measure, planner: User) -> None:
    answer = answer_about(measure, text="Neues")
    with pytest.raises(RoundStateError):
        send_back(answer, "  ", planner)
    send_back(answer, "Bitte mit Zahlen", planner)
    answer.refresh_from_db()
    assert (answer.state, answer.remark, answer.reviewed_by) == (AnswerState.SENT_BACK, "Bitte mit Zahlen", planner)
    assert answer.is_awaited
    assert not measure.status_updates.filter(as_of=DAY).exists()


def test_a_first_report_of_unchanged_has_nothing_to_confirm(planner: User) -> None:
    measure = factories.make_measure()
    with pytest.raises(RoundStateError):
        publish(answer_about(measure, is_unchanged=True), planner)


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        ("15.10.2026", ("", date(2026, 10, 15))),
        ("Dezember 2019", ("Dezember 2019", date(2019, 12, 31))),
    ],
)
def test_a_day_is_a_day_and_a_month_keeps_its_word(wording: str, expected: tuple[str, date]) -> None:
    assert reached(wording) == expected
