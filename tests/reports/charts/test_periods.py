"""The columns of a schedule: few enough to be read, and today among them where it is near."""

from datetime import date

import pytest

from reports.charts.periods import MOST_COLUMNS, Periods

TODAY = date(2023, 6, 15)


@pytest.mark.parametrize(
    ("days", "months", "number", "years"),
    [
        (["2023-06-15"], 3, 1, [(2023, 1)]),
        (["2022-01-01", "2023-12-31"], 3, 8, [(2022, 4), (2023, 4)]),
        (["2022-12-31", "2024-01-01"], 3, 6, [(2022, 1), (2023, 4), (2024, 1)]),
        (["2021-01-01", "2021-03-31"], 3, 10, [(2021, 4), (2022, 4), (2023, 2)]),  # until today
        (["2024-07-01", "2024-12-31"], 3, 7, [(2023, 3), (2024, 4)]),
        (["2015-01-01", "2023-12-31"], 6, 18, [(year, 2) for year in range(2015, 2024)]),
        (["2010-05-05", "2023-05-05"], 12, 14, [(year, 1) for year in range(2010, 2024)]),
        (["1990-01-01", "1990-02-01"], 3, 1, [(1990, 1)]),  # today is too far
        (["0001-01-01", "9999-12-31"], 1200, 100, None),
    ],
)
def test_columns_span_the_days(days: list[str], months: int, number: int, years: list[tuple[int, int]] | None) -> None:
    periods = Periods([date.fromisoformat(day) for day in days], TODAY)
    assert periods.months == months
    assert periods.number == len(periods.columns)
    assert years is None or (periods.number, periods.years) == (number, years)
    assert all(periods.place(date.fromisoformat(day)) is not None for day in days)
    assert [column.is_now for column in periods.columns].count(True) == (periods.now is not None)


def test_a_year_begins_at_its_first_column() -> None:
    columns = Periods([date(2022, 8, 1), date(2023, 2, 1)], TODAY).columns
    assert [(c.year, c.number, c.starts_year, c.is_now) for c in columns] == [
        (2022, 3, True, False),
        (2022, 4, False, False),
        (2023, 1, True, False),
        (2023, 2, False, True),
    ]


def test_there_are_never_too_many() -> None:
    for years in range(1, 200):
        assert Periods([date(1900, 1, 1), date(1900 + years, 1, 1)], TODAY).number <= MOST_COLUMNS
