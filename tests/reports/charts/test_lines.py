"""The chart of an indicator keeps inside its frame, breaks at gaps and names the figures that matter."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.charts.lines import LARGE, SMALL, LineChart, Measured, Size

DAYS = st.dates(date(1990, 1, 1), date(2060, 1, 1))
FIGURES = st.decimals(-(10**6), 10**6, places=2)
POINTS = st.lists(st.tuples(DAYS, FIGURES), max_size=12, unique_by=lambda point: point[0]).map(sorted)


def years(*figures: int) -> list[tuple[date, Decimal]]:
    return [(date(2020 + number, 12, 31), Decimal(figure)) for number, figure in enumerate(figures)]


@given(values=POINTS, targets=POINTS, levels=st.lists(FIGURES, max_size=2), size=st.sampled_from([LARGE, SMALL]))
def test_everything_lies_inside_the_frame(
    values: list[tuple[date, Decimal]], targets: list[tuple[date, Decimal]], levels: list[Decimal], size: Size
) -> None:
    measured = Measured(values, targets=targets, open_targets=levels)
    if not measured.days:
        return
    chart = LineChart.of(measured, size)
    marks = [*chart.values, *chart.targets]
    assert len(chart.values) == len(values)
    assert all(0 <= mark.x <= 100 and size.top <= mark.y <= size.bottom for mark in marks)
    assert all(size.top <= level.at <= size.bottom for level in chart.levels)
    assert all(0 <= label.y <= size.height for label in chart.labels)


@given(values=POINTS, data=st.data())
def test_values_are_joined_one_after_the_other_except_across_a_gap(
    values: list[tuple[date, Decimal]], data: st.DataObject
) -> None:
    if not values:
        return
    later = [day for day, _number in values[1:]]
    breaks = data.draw(st.sets(st.sampled_from(later))) if later else set()
    chart = LineChart.of(Measured(values, breaks=frozenset(breaks)))
    assert len(chart.strokes) == len(later) - len(breaks)
    ends = {(stroke.x2, stroke.y2) for stroke in chart.strokes}
    assert ends <= {(mark.x, mark.y) for mark in chart.values if mark.day not in breaks}


def test_a_gap_is_not_drawn_as_zero() -> None:
    chart = LineChart.of(Measured(years(50, 60, 70), breaks=frozenset([date(2022, 12, 31)])))
    assert [mark.number for mark in chart.values] == [50, 60, 70]
    assert [(stroke.x1, stroke.x2) for stroke in chart.strokes] == [(chart.values[0].x, chart.values[1].x)]


def test_the_same_value_twice_is_a_level_line() -> None:
    chart = LineChart.of(Measured(years(0, 0)))
    assert {mark.y for mark in chart.values} == {LARGE.bottom}


@pytest.mark.parametrize(
    ("values", "target", "is_target_above"), [(years(10, 20), 100, True), (years(10, 120), 100, False)]
)
def test_the_higher_of_value_and_target_is_named_above_its_mark(
    values: list[tuple[date, Decimal]], target: int, *, is_target_above: bool
) -> None:
    chart = LineChart.of(Measured(values, targets=[(date(2022, 12, 31), Decimal(target))]))
    above = {label.text: label.y < mark.y for label, mark in zip(chart.labels, [*chart.targets, chart.values[-1]])}  # noqa: B905
    assert above == {str(target): is_target_above, str(values[-1][1]): not is_target_above}


def test_figures_at_the_right_edge_do_not_run_out_of_the_picture() -> None:
    chart = LineChart.of(Measured(years(1, 2)))
    assert chart.labels[-1].anchor == "end"


def test_a_chart_of_several_shares_their_dates() -> None:
    days = [date(2010, 1, 1), date(2030, 1, 1)]
    one, other = (LineChart.of(Measured(years(*figures)), SMALL, days) for figures in [(1, 2), (300, 400, 500)])
    assert one.dates == other.dates
    assert one.values[0].x == other.values[0].x


def test_a_single_dot_is_no_course() -> None:
    baseline = (date(2020, 1, 1), Decimal(1))
    target = (date(2023, 1, 1), Decimal(5))
    assert not Measured([]).has_course
    assert not Measured(years(5)).has_course
    assert not Measured([], targets=[target]).has_course
    assert Measured(years(5, 5)).has_course
    assert Measured([], baseline=baseline, targets=[target]).has_course
    assert Measured(years(5), open_targets=[Decimal(9)]).has_course
