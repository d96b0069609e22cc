"""Columns that pile up the measures of a date: none is lost, none is drawn twice."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.charts.stacks import BOTTOM, TOP, Stack

ORDER = ["done", "started", ""]
COUNTS = st.dictionaries(st.sampled_from(ORDER), st.integers(0, 400))
COLUMNS = st.lists(st.tuples(st.dates(), COUNTS), max_size=30)


@given(COLUMNS)
def test_blocks_stand_on_one_another_inside_the_picture(columns: list[tuple[date, Mapping[str, int]]]) -> None:
    stack = Stack.of(columns, ORDER)
    for column, (day, counts) in zip(stack.columns, columns, strict=True):
        assert column.day == day
        assert [(block.status, block.count) for block in column.blocks] == [
            (s, counts[s]) for s in ORDER if counts.get(s)
        ]
        foot: float = BOTTOM
        for block in column.blocks:
            assert block.y + block.height == pytest.approx(foot, abs=0.2)
            foot = block.y
        assert foot >= TOP
        assert 0 <= column.x <= column.x + column.width <= 100.1


@given(COLUMNS)
def test_columns_keep_the_order_of_the_dates(columns: list[tuple[date, Mapping[str, int]]]) -> None:
    stack = Stack.of(columns, ORDER)
    lefts = [column.x for column in stack.columns]
    assert lefts == sorted(lefts)
    assert all(one.x + one.width <= other.x + 0.05 for one, other in zip(stack.columns, stack.columns[1:]))  # noqa: B905


def test_heights_are_in_proportion() -> None:
    (column,) = Stack.of([(date(2021, 1, 1), {"done": 1, "started": 3})], ORDER).columns
    done, started = column.blocks
    assert started.height == pytest.approx(3 * done.height, abs=0.2)
    assert done.height + started.height == pytest.approx(BOTTOM - TOP, abs=0.2)


def test_a_status_grows_out_of_its_place_in_the_column_before() -> None:
    before, after = {"done": 1, "": 3}, {"done": 1, "started": 2, "": 1}
    stack = Stack.of([(date(2021, 1, 1), before), (date(2022, 1, 1), after)], ORDER)
    ribbons = {ribbon.status: [point.split(",") for point in ribbon.points.split()] for ribbon in stack.ribbons}
    assert list(ribbons) == ORDER
    upper_left, upper_right, lower_right, lower_left = ribbons["started"]
    assert upper_left == lower_left == ribbons["done"][0] == ribbons[""][3]
    done, started, _none = stack.columns[1].blocks
    assert [float(upper_right[1]), float(lower_right[1])] == [started.y, done.y]


def test_no_dates_make_an_empty_picture() -> None:
    assert Stack.of([], ORDER).columns == []
