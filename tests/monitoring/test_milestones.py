"""A deadline may move, but the first one stays on the record, with a reason."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import modelform_factory

from monitoring.choices import ReviewState
from monitoring.models import Milestone
from tests.factories import make_measure, make_milestone, make_report

REASON_MISSING = "Geben Sie an, warum die Frist verschoben wurde."

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def moved(milestone: Milestone, due: str, reason: str = "Die Stelle war nicht besetzt.") -> Milestone:
    """The same row, fetched anew, after somebody has saved another deadline."""
    row = Milestone.objects.get(pk=milestone.pk)
    row.due, row.change_reason = due, reason
    row.save()
    return Milestone.objects.get(pk=milestone.pk)


def test_a_new_milestone_has_not_moved() -> None:
    milestone = make_milestone(due="4. Quartal 2022")
    assert not milestone.is_moved
    assert milestone.original_due == ""


def test_a_moved_deadline_leaves_the_first_one_behind() -> None:
    milestone = moved(make_milestone(due="4. Quartal 2022"), "Ende 2023")
    assert milestone.is_moved
    assert (milestone.due, milestone.due_on) == ("Ende 2023", date(2023, 12, 31))
    assert (milestone.original_due, milestone.original_due_on) == ("4. Quartal 2022", date(2022, 12, 31))


def test_a_deadline_moved_twice_keeps_the_very_first() -> None:
    milestone = moved(moved(make_milestone(due="2022"), "2023"), "2024")
    assert (milestone.due, milestone.original_due) == ("2024", "2022")


def test_moving_back_forgets_the_move() -> None:
    milestone = moved(moved(make_milestone(due="2022"), "2023"), "2022")
    assert not milestone.is_moved
    assert milestone.original_due_on is None


@pytest.mark.parametrize("same_day", ["31.12.2022", "bis Ende 2022", "bis zum 31.12.22"])
def test_other_words_for_the_same_day_move_nothing(same_day: str) -> None:
    milestone = moved(make_milestone(due="Ende 2022"), same_day, reason="")
    milestone.full_clean()
    assert (milestone.due, milestone.original_due) == (same_day, "")


def test_moving_back_in_other_words_forgets_the_move() -> None:
    milestone = moved(moved(make_milestone(due="31.12.2022"), "2023"), "Ende 2022")
    assert not milestone.is_moved


def test_a_deadline_that_is_given_up_stays_on_the_record() -> None:
    milestone = moved(make_milestone(due="2022"), "")
    assert (milestone.due_on, milestone.original_due) == (None, "2022")


def test_a_first_deadline_moves_nothing() -> None:
    milestone = moved(make_milestone(due=""), "2023", reason="")
    assert not milestone.is_moved


def test_saving_only_the_deadline_keeps_the_first_one() -> None:
    milestone = make_milestone(due="2022", change_reason="Die Stelle war nicht besetzt.")
    milestone.due = "2023"
    milestone.save(update_fields=["due"])
    stored = Milestone.objects.values_list("due", "original_due", "original_due_on").get(pk=milestone.pk)
    assert stored == ("2023", "2022", date(2022, 12, 31))


def test_saving_only_the_title_does_not_move_the_deadline() -> None:
    milestone = make_milestone(due="2022")
    milestone.due, milestone.title = "2023", "Neuer Titel"
    milestone.save(update_fields=["title"])
    stored = Milestone.objects.values_list("title", "due", "original_due").get(pk=milestone.pk)
    assert stored == ("Neuer Titel", "2022", "")


def test_update_or_create_keeps_the_first_deadline() -> None:
    milestone = make_milestone(due="2022")
    Milestone.objects.update_or_create(
        measure=milestone.measure, title=milestone.title, defaults={"due": "2023", "change_reason": "Personal"}
    )
    milestone.refresh_from_db()
    assert (milestone.due, milestone.original_due) == ("2023", "2022")


def test_a_form_keeps_the_first_deadline() -> None:
    form_class = modelform_factory(Milestone, fields=["title", "due", "change_reason"])
    milestone = make_milestone(due="2022")
    without_reason = form_class({"title": "Etappe", "due": "2023"}, instance=Milestone.objects.get(pk=milestone.pk))
    assert without_reason.errors == {"change_reason": [REASON_MISSING]}
    form = form_class(
        {"title": "Etappe", "due": "2023", "change_reason": "Personal"},
        instance=Milestone.objects.get(pk=milestone.pk),
    )
    assert form.is_valid()
    form.save()
    milestone.refresh_from_db()
    assert (milestone.due, milestone.original_due, milestone.change_reason) == ("2023", "2022", "Personal")


def test_a_moved_deadline_without_a_reason_is_refused_once() -> None:
    milestone = make_milestone(due="2022")
    milestone.due = "2023"
    with pytest.raises(ValidationError) as refused:
        milestone.full_clean()
    assert refused.value.message_dict == {"change_reason": [REASON_MISSING]}


def test_the_database_wants_the_reason_too() -> None:
    with (
        pytest.raises(IntegrityError, match="milestone_moved_deadline_has_a_reason"),
        transaction.atomic(),
    ):
        moved(make_milestone(due="2022"), "2023", reason="")


@pytest.mark.parametrize(
    ("due", "done_on", "passed"),
    [
        ("30.06.2023", None, True),
        ("1. Halbjahr 2023", None, True),
        ("01.07.2023", None, False),  # the last day still counts
        ("2023", None, False),
        ("", None, False),
        ("30.06.2023", date(2023, 6, 1), False),
        ("30.06.2023", date(2023, 7, 1), False),
        ("30.06.2023", date(2023, 7, 2), True),  # done, but not yet on that day
    ],
)
def test_whether_its_day_has_passed_is_computed(due: str, done_on: date | None, *, passed: bool) -> None:
    day = date(2023, 7, 1)
    milestone = make_milestone(due=due, done_on=done_on)
    assert milestone.is_passed(day) is passed
    assert Milestone.objects.passed(day).filter(pk=milestone.pk).exists() is passed
    assert Milestone.objects.with_passed(day).get(pk=milestone.pk).has_passed is passed
    assert milestone.is_done(day) is (done_on is not None and done_on <= day)
    assert Milestone.objects.open(day).filter(pk=milestone.pk).exists() is not milestone.is_done(day)


def test_a_list_marks_those_that_have_passed() -> None:
    """Neither drafts nor what was planned before the report, nor what is closed."""
    day = date(2023, 7, 1)
    passed = [
        make_milestone(due="30.06.2023"),
        make_milestone(make_measure(make_report(published_on=None)), due="30.06.2019"),
    ]
    others = [
        make_milestone(due="30.06.2023", publication=ReviewState.DRAFT),
        make_milestone(due="30.06.2019"),  # before the report
        make_milestone(make_measure(make_report(is_closed=True)), due="30.06.2023"),
    ]
    made = Milestone.objects.filter(pk__in=[one.pk for one in passed + others])
    assert set(made.with_passed(day).filter(has_passed=True)) == set(made.passed(day)) == set(passed)
    assert set(made.with_passed(day).filter(has_passed=False)) == set(others)


def test_passed_means_passed_today_unless_a_day_is_named() -> None:
    milestone = make_milestone(due="30.06.2023")
    with time_machine.travel("2023-06-30 21:00+00:00", tick=False):  # 23:00 in Germany
        assert not milestone.is_passed()
    with time_machine.travel("2023-06-30 22:30+00:00", tick=False):  # 00:30 of the next day in Germany
        assert milestone.is_passed()


def test_upcoming_are_the_open_ones_whose_day_lies_ahead() -> None:
    measure = make_measure()
    late = make_milestone(measure, due="30.06.2023")
    last_day = make_milestone(measure, due="01.07.2023")
    later = make_milestone(measure, due="2023")
    make_milestone(measure, due="2023", done_on=date(2023, 5, 1))
    undated = make_milestone(measure, due="")
    day = date(2023, 7, 1)
    assert list(measure.milestones.passed(day)) == [late]
    assert list(measure.milestones.upcoming(day)) == [last_day, later]
    assert set(measure.milestones.open(day)) == {late, last_day, later, undated}
