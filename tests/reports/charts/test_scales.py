"""Every figure and every day has its place in the picture, in the right order, beside round ones with a name."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.charts.scales import DateScale, FigureScale, round_step

TOP, BOTTOM, LEFT, RIGHT = 20, 220, 10, 90
FIGURES = st.decimals(-(10**14), 10**14, places=4)


def labels(*figures: object) -> list[str]:
    scale = FigureScale.around([Decimal(str(number)) for number in figures], TOP, BOTTOM)
    return [tick.label for tick in scale.ticks]


@given(st.lists(FIGURES, max_size=20))
def test_every_figure_lies_inside_the_picture_and_higher_ones_higher_up(figures: list[Decimal]) -> None:
    scale = FigureScale.around(figures, TOP, BOTTOM)
    places = [scale.at(number) for number in sorted(figures)]
    assert all(TOP <= place <= BOTTOM for place in places)
    assert places == sorted(places, reverse=True)


@given(st.lists(FIGURES, max_size=20), st.integers(1, 6))
def test_round_figures_span_the_picture_from_bottom_to_top(figures: list[Decimal], parts: int) -> None:
    ticks = FigureScale.around(figures, TOP, BOTTOM, parts).ticks
    assert (ticks[0].at, ticks[-1].at) == (BOTTOM, TOP)
    assert 2 <= len(ticks) <= parts + 3
    assert len({tick.label for tick in ticks}) == len(ticks)


def test_figures_are_written_as_in_german() -> None:
    assert labels(5000, 12000) == ["0", "5.000", "10.000", "15.000"]
    assert labels("0.25", "0.75") == ["0", "0,2", "0,4", "0,6", "0,8"]


def test_what_is_counted_in_whole_numbers_has_no_fractions_beside_it() -> None:
    assert labels(0, 1) == ["0", "1"]


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ([], ["0", "1"]),
        ([0], ["0", "1"]),
        ([50], ["45", "50", "55"]),
        ([80, 80], ["70", "75", "80", "85", "90"]),
        ([-3, 4], ["-4", "-2", "0", "2", "4"]),
        ([-40], ["-44", "-42", "-40", "-38", "-36"]),
        ([-40, -2], ["-40", "-30", "-20", "-10", "0"]),
    ],
)
def test_none_one_equal_and_negative_figures_have_a_scale(figures: list[int], expected: list[str]) -> None:
    assert labels(*figures) == expected


@given(st.decimals("0.0001", 10**14, places=4))
def test_steps_are_round_and_not_smaller_than_asked(number: Decimal) -> None:
    step = round_step(number)
    assert number <= step <= number * 10
    assert str(step.normalize().as_tuple().digits[0]) in "125"


@given(st.lists(st.dates(), min_size=1, max_size=20))
def test_every_day_lies_inside_the_picture_and_later_ones_further_right(days: list[date]) -> None:
    scale = DateScale.around(days, LEFT, RIGHT)
    places = [scale.at(day) for day in sorted(days)]
    assert all(LEFT <= place <= RIGHT for place in places)
    assert places == sorted(places)


@given(st.lists(st.dates(), min_size=1, max_size=20), st.sampled_from([1, 1.5]))
def test_a_few_dates_are_named_inside_the_picture(days: list[date], crowded: float) -> None:
    ticks = DateScale.around(days, LEFT, RIGHT).ticks(crowded)
    assert 1 <= len(ticks) <= 8
    assert all(LEFT <= tick.at <= RIGHT for tick in ticks)
    assert [tick.at for tick in ticks] == sorted(tick.at for tick in ticks)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2019, 5, 1), date(2024, 3, 1), ["2020", "2021", "2022", "2023", "2024"]),
        (date(2021, 12, 31), date(2023, 12, 31), ["01/2022", "07/2022", "01/2023", "07/2023"]),
        (date(2022, 1, 1), date(2022, 12, 31), ["01/2022", "04/2022", "07/2022", "10/2022"]),
        (date(2022, 3, 5), date(2022, 3, 25), ["05.03.2022", "25.03.2022"]),
        (date(1990, 1, 1), date(2020, 1, 1), ["1990", "1995", "2000", "2005", "2010", "2015", "2020"]),
    ],
)
def test_dates_are_named_by_year_month_or_day(first: date, last: date, expected: list[str]) -> None:
    assert [tick.label for tick in DateScale.around([first, last], LEFT, RIGHT).ticks()] == expected
