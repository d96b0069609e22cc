"""Whether an indicator has met its target, is on course or not, and when its next value is due."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from monitoring.choices import Course, Direction, Interval
from monitoring.models import Indicator
from monitoring.models.progress import Gap, Progress
from tests.factories import make_indicator, make_measure, make_report, make_target, make_value

pytestmark = pytest.mark.django_db

TODAY = date(2023, 6, 30)
START, HALFWAY, DEADLINE = date(2021, 12, 31), date(2022, 12, 31), date(2023, 12, 31)


def make(direction: Direction = Direction.RISE, **fields: Any) -> Indicator:
    """Counted from 0 at the end of 2021, in a report without a period."""
    defaults: dict[str, Any] = {"direction": direction, "baseline": 0, "baseline_on": START}
    return make_indicator(**{**defaults, **fields})


def progress(indicator: Indicator, day: date = TODAY) -> Progress:
    return Progress(Indicator.objects.get(pk=indicator.pk), day)


def course(indicator: Indicator, day: date = TODAY) -> Course:
    return progress(indicator, day).course


def test_without_a_value_there_is_no_course() -> None:
    indicator = make()
    make_target(indicator)
    assert course(indicator) == Course.NO_VALUE


def test_a_value_of_zero_is_a_value() -> None:
    indicator = make(Direction.FALL, baseline=10)
    make_target(indicator, value=0)
    make_value(indicator, value=0)
    assert course(indicator) == Course.MET


def test_a_value_of_a_day_to_come_does_not_count_yet() -> None:
    indicator = make()
    make_target(indicator, value=100)
    make_value(indicator, value=100, as_of=date(2023, 7, 1))
    assert course(indicator) == Course.NO_VALUE
    assert course(indicator, date(2023, 7, 1)) == Course.MET


@pytest.mark.parametrize(
    ("direction", "baseline", "target", "met", "missed"),
    [
        (Direction.RISE, 0, 100, 100, 99),
        (Direction.FALL, 200, 100, 100, 101),
        (Direction.REACH, 0, 100, 100, 99),
        (Direction.REACH, 200, 100, 100, 101),
        (Direction.REACH, None, 100, 100, 99),
        (Direction.KEEP, 100, 100, 100, 99),
    ],
)
def test_a_target_is_met_in_its_direction(
    direction: Direction, baseline: int | None, target: int, met: int, missed: int
) -> None:
    indicator = make(direction, baseline=baseline)
    make_target(indicator, value=target, due="Ende 2023")
    value = make_value(indicator, value=missed)
    after = date(2024, 1, 1)
    assert course(indicator, after) == Course.OFF_COURSE
    value.value = Decimal(met)
    value.save()
    assert course(indicator, after) == Course.MET


@pytest.mark.parametrize(("value", "expected"), [(50, Course.ON_COURSE), (Decimal("49.9"), Course.OFF_COURSE)])
def test_halfway_in_time_it_is_on_course_from_halfway_in_value(value: Decimal, expected: Course) -> None:
    indicator = make()
    make_target(indicator, value=100, due="31.12.2023")
    make_value(indicator, value=value, as_of=HALFWAY)
    assert progress(indicator).expected(HALFWAY) == 50
    assert course(indicator) == expected


@pytest.mark.parametrize(("value", "expected"), [(150, Course.ON_COURSE), (151, Course.OFF_COURSE)])
def test_what_shall_fall_may_not_lie_above_the_line(value: int, expected: Course) -> None:
    indicator = make(Direction.FALL, baseline=200)
    make_target(indicator, value=100, due="31.12.2023")
    make_value(indicator, value=value, as_of=HALFWAY)
    assert course(indicator) == expected


def test_without_a_baseline_the_line_begins_at_the_first_value() -> None:
    indicator = make(baseline=None, baseline_on=None)
    make_target(indicator, value=100, due="31.12.2023")
    make_value(indicator, value=20, as_of=START)
    make_value(indicator, value=60, as_of=HALFWAY)
    assert progress(indicator).expected(HALFWAY) == 60
    assert course(indicator) == Course.ON_COURSE


def test_a_single_value_without_a_baseline_cannot_be_judged_before_the_deadline() -> None:
    indicator = make(baseline=None, baseline_on=None)
    make_target(indicator, value=100, due="31.12.2023")
    make_value(indicator, value=60)
    assert course(indicator, DEADLINE) == Course.UNCLEAR
    assert course(indicator, date(2024, 1, 1)) == Course.OFF_COURSE


def test_the_next_target_counts_and_after_all_of_them_the_last() -> None:
    indicator = make()
    make_target(indicator, value=10, due="Ende 2022")
    make_target(indicator, value=100, due="Ende 2023")
    make_target(indicator, value=1000, due="Ende 2024")
    found = [progress(indicator, day).target for day in (date(2022, 12, 31), date(2023, 1, 1), date(2030, 1, 1))]
    assert [target.value for target in found if target] == [10, 100, 1000]


def test_without_a_deadline_the_end_of_the_period_counts() -> None:
    report = make_report(period_start=START, period_end=DEADLINE)
    indicator = make_indicator(make_measure(report), direction=Direction.RISE, baseline=0)
    make_target(indicator, value=100, due="")
    make_value(indicator, value=50, as_of=HALFWAY)
    assert course(indicator) == Course.ON_COURSE
    assert course(indicator, date(2024, 1, 1)) == Course.OFF_COURSE


def test_without_deadline_and_period_only_a_met_target_is_certain() -> None:
    indicator = make()
    make_target(indicator, value=100, due="")
    value = make_value(indicator, value=50)
    assert course(indicator) == Course.UNCLEAR
    value.value = 100
    value.save()
    assert course(indicator) == Course.MET


@pytest.mark.parametrize(
    ("direction", "value", "expected"),
    [
        (Direction.RISE, 11, Course.ON_COURSE),
        (Direction.RISE, 10, Course.OFF_COURSE),
        (Direction.FALL, 9, Course.ON_COURSE),
        (Direction.FALL, 10, Course.OFF_COURSE),
        (Direction.REACH, 11, Course.UNCLEAR),
        (Direction.KEEP, 10, Course.MET),
        (Direction.KEEP, 9, Course.OFF_COURSE),
    ],
)
def test_without_a_figure_to_reach_the_direction_counts(direction: Direction, value: int, expected: Course) -> None:
    indicator = make(direction, baseline=10)
    make_target(indicator, value=None, statement="wird berichtet")
    make_value(indicator, value=value)
    assert course(indicator) == expected


def test_the_distance_is_below_zero_under_the_target() -> None:
    indicator = make()
    make_target(indicator, value=100)
    assert progress(indicator).distance is None
    make_value(indicator, value=40)
    assert progress(indicator).distance == -60


@pytest.mark.parametrize(
    ("interval", "due"),
    [
        (Interval.MONTHLY, date(2023, 1, 31)),
        (Interval.QUARTERLY, date(2023, 3, 31)),
        (Interval.HALF_YEARLY, date(2023, 6, 30)),
        (Interval.YEARLY, date(2023, 12, 31)),
        (Interval.BIENNIAL, date(2024, 12, 31)),
        (Interval.ONCE, None),
        ("", None),
    ],
)
def test_the_next_value_is_due_one_interval_after_the_last(interval: str, due: date | None) -> None:
    indicator = make(interval=interval)
    make_value(indicator, as_of=HALFWAY)
    assert progress(indicator).next_value_due == due
    assert progress(indicator).is_value_overdue is (due is not None and due < TODAY)


def test_a_skipped_value_is_a_gap_and_a_late_one_is_not() -> None:
    indicator = make(interval=Interval.QUARTERLY)
    for day in (date(2022, 3, 31), date(2022, 8, 10), date(2023, 1, 1), date(2023, 4, 1)):
        make_value(indicator, as_of=day)
    assert progress(indicator).gaps == [Gap(date(2022, 8, 10), date(2023, 1, 1))]


def test_without_an_interval_nothing_is_missing() -> None:
    indicator = make()
    make_value(indicator, as_of=date(2001, 1, 1))
    make_value(indicator, as_of=date(2022, 1, 1))
    assert progress(indicator).gaps == []
