"""The schedule puts every measure on one scale of dates, with today's line where it belongs."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from reports.charts.strips import ASIDE, Schedule, Stage, StripPlan

TODAY = date(2023, 6, 30)
DAYS = st.dates(date(1990, 1, 1), date(2060, 1, 1))
STAGES = st.builds(Stage, day=DAYS, state=st.just("ahead"), title=st.just(""), original_day=st.none() | DAYS)
PLANS = st.builds(
    lambda ends, stages: StripPlan(min(ends), max(ends), stages=stages),
    st.tuples(DAYS, DAYS),
    st.lists(STAGES, max_size=5),
)


def schedule(*plans: StripPlan, period: tuple[date | None, date | None] = (None, None)) -> Schedule:
    return Schedule(plans, TODAY, period)


@given(st.lists(PLANS, min_size=1, max_size=8))
def test_everything_lies_inside_the_picture_in_the_order_of_its_dates(plans: list[StripPlan]) -> None:
    chart = schedule(*plans)
    for plan in plans:
        strip = chart.strip(plan)
        assert strip.bar
        assert 0 <= strip.bar.x < strip.bar.end <= 100
        places = [mark.x for mark in strip.marks]
        assert places == sorted(places)
        assert [mark.stage for mark in strip.marks] == sorted(plan.stages, key=lambda stage: stage.day)
        assert all(0 <= place <= 100 for place in places)
    assert chart.now is None or 0 <= chart.now <= 100


def test_a_day_that_is_not_named_is_left_open() -> None:
    start, end = date(2022, 1, 1), date(2024, 1, 1)
    chart = schedule(StripPlan(start, end))
    only_end, only_start = chart.strip(StripPlan(end=end)), chart.strip(StripPlan(start=start))
    assert (only_end.bar, only_end.rest) == (None, None)
    assert (only_start.bar, only_start.begin) == (None, None)
    assert only_end.begin
    assert only_end.begin.end == chart.scale.at(end)
    assert only_start.rest
    assert only_start.rest.x == chart.scale.at(start)


def test_an_open_end_reaches_to_the_end_of_the_period() -> None:
    plan = StripPlan(start=date(2022, 1, 1))
    chart = schedule(plan, StripPlan(end=date(2026, 1, 1)), period=(date(2022, 1, 1), date(2023, 12, 31)))
    rest = chart.strip(plan).rest
    assert rest
    assert rest.end == chart.scale.at(date(2023, 12, 31))


def test_a_moved_deadline_shows_where_it_was_first() -> None:
    stage = Stage(date(2024, 1, 1), "ahead", "Konzept", original_day=date(2022, 1, 1))
    chart = schedule(StripPlan(stages=[stage]))
    (mark,) = chart.strip(StripPlan(stages=[stage])).marks
    assert mark.moved_from == chart.scale.at(date(2022, 1, 1)) < mark.x


def test_stages_of_the_same_day_make_way_for_each_other() -> None:
    stages = [Stage(date(2022, 1, 1), state, "") for state in ("reached", "passed", "ahead")]
    marks = schedule(StripPlan(stages=stages)).strip(StripPlan(stages=stages)).marks
    assert [mark.aside for mark in marks] == [0, ASIDE, 2 * ASIDE]


def test_today_is_drawn_if_it_is_not_far_from_everything() -> None:
    assert schedule(StripPlan(date(2022, 1, 1), date(2022, 12, 31))).now is not None
    assert schedule(StripPlan(date(2022, 1, 1), date(2025, 12, 31))).now is not None
    assert schedule(StripPlan(date(2010, 1, 1), date(2011, 1, 1))).now is None
    assert schedule(StripPlan(date(2023, 8, 1), date(2024, 1, 1))).now is not None


def test_what_is_late_is_late_until_today() -> None:
    plan = StripPlan(date(2022, 1, 1), date(2022, 12, 31), passed_on=date(2022, 12, 31), is_late=True)
    chart = schedule(plan)
    late = chart.strip(plan).passed
    assert late
    assert chart.strip(plan).is_late
    assert (late.x, late.end) == (chart.scale.at(date(2022, 12, 31)), chart.now)
