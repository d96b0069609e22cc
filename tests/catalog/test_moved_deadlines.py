"""A deadline that is moved leaves its first wording behind, and the day it was moved."""

from datetime import date

import pytest
import time_machine

from catalog.models import Measure
from monitoring.choices import DeadlineState
from monitoring.models import Milestone, MonitoredMeasure
from tests.factories import make_measure, make_milestone

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def measure() -> Measure:
    """Due at the end of 2020; moved to the end of 2022 on 1 March 2021."""
    measure = make_measure(due="Ende 2020")
    with time_machine.travel(date(2021, 3, 1), tick=False):
        measure.due, measure.change_reason = "Ende 2022", "Stelle unbesetzt"
        measure.save(update_fields=["due", "change_reason"])
    return Measure.objects.get(pk=measure.pk)


def judged(measure: Measure, day: date) -> tuple[str, date | None]:
    found = MonitoredMeasure.objects.with_status(day).get(pk=measure.pk)
    return found.deadline_state, found.passed_on


def test_the_first_deadline_and_the_day_are_kept(measure: Measure) -> None:
    assert (measure.due, measure.original_due, measure.moved_on) == ("Ende 2022", "Ende 2020", date(2021, 3, 1))


def test_moving_again_keeps_the_very_first(measure: Measure) -> None:
    measure.due = "Ende 2024"
    with time_machine.travel(date(2022, 5, 1), tick=False):
        measure.save()
    assert (measure.original_due, measure.moved_on) == ("Ende 2020", date(2022, 5, 1))


def test_a_day_given_by_hand_stays(measure: Measure) -> None:
    measure.due, measure.moved_on = "Ende 2024", date(2022, 1, 15)
    measure.save()
    assert measure.moved_on == date(2022, 1, 15)


def test_moving_back_forgets_the_move(measure: Measure) -> None:
    measure.due = "31.12.2020"
    measure.save()
    assert (measure.original_due, measure.moved_on, measure.is_moved) == ("", None, False)


def test_other_words_for_the_same_day_move_nothing() -> None:
    measure = make_measure(due="Ende 2020")
    measure.due = "31.12.2020"
    measure.save()
    assert not measure.is_moved


@pytest.mark.parametrize(
    ("day", "state", "passed_on"),
    [
        (date(2020, 12, 31), DeadlineState.AHEAD, None),
        (date(2021, 2, 28), DeadlineState.GAP, date(2020, 12, 31)),  # before it was moved, the first deadline counted
        (date(2021, 3, 1), DeadlineState.LATE, None),  # whoever moves it and says why says that it is late
        (date(2023, 1, 1), DeadlineState.LATE, date(2022, 12, 31)),
    ],
)
def test_what_became_of_it_is_reckoned_with_the_deadline_of_that_day(
    measure: Measure, day: date, state: DeadlineState, passed_on: date | None
) -> None:
    assert judged(measure, day) == (state, passed_on)


def test_a_moved_milestone_counts_the_same_way() -> None:
    milestone = make_milestone(due="Ende 2020")
    with time_machine.travel(date(2021, 3, 1), tick=False):
        milestone.due, milestone.change_reason = "Ende 2022", "Stelle unbesetzt"
        milestone.save()
    assert milestone.is_passed(date(2021, 2, 1))
    assert not milestone.is_passed(date(2021, 4, 1))
    assert list(Milestone.objects.filter(pk=milestone.pk).passed(date(2021, 2, 1))) == [milestone]
