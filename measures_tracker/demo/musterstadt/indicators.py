"""Thirty indicators with a value at the end of each year."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from measures_tracker.demo.musterstadt.reports import SECOND
from measures_tracker.demo.musterstadt.storing import replace
from measures_tracker.demo.musterstadt.tables import listed
from monitoring.choices import ReviewState
from monitoring.models import Indicator, IndicatorTarget, IndicatorValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from measures_tracker.demo.musterstadt.reports import InventedReport
    from measures_tracker.demo.musterstadt.tables import Row, TextTables
    from measures_tracker.demo.musterstadt.timetable import Timetable

BASELINE = -4  # years before the last year that is over
YEARS = (-3, -2, -1, 0)
WAITING = ("C5", Decimal(10))  # the newest value of this measure waits for its review


def make_indicators(tables: TextTables, reports: dict[int, InventedReport], times: Timetable) -> None:
    report = reports[SECOND]
    rows = tables.rows("indikatoren")
    indicators = [indicator_of(row, order, report, times) for order, row in enumerate(rows, 1)]
    inside = Indicator.objects.filter(measure__report=report.report)
    replace(indicators, ["measure_id", "name"], inside)
    told = list(zip(rows, indicators, strict=True))
    targets = [target_of(row, indicator, times) for row, indicator in told if row["Ziel"]]
    replace(targets, ["indicator_id", "due"], IndicatorTarget.objects.filter(indicator__in=inside))
    values = [value for row, indicator in told for value in values_of(row, indicator, times)]
    waiting = next(indicator for row, indicator in told if row["Nr"] == WAITING[0])
    values.append(
        IndicatorValue(indicator=waiting, value=WAITING[1], as_of=times.reported(6), publication=ReviewState.SUBMITTED)
    )
    replace(values, ["indicator_id", "as_of"], IndicatorValue.objects.filter(indicator__in=inside))


def indicator_of(row: Row, order: int, report: InventedReport, times: Timetable) -> Indicator:
    return Indicator(
        measure=report.measures[row["Nr"]],
        name=row["Name"],
        unit=row["Einheit"],
        direction=row["Richtung"],
        data_source=row["Quelle"],
        interval=row["Takt"],
        order=order,
        baseline=Decimal(baseline) if (baseline := row["Ausgangswert"]) else None,
        baseline_on=times.year_end(BASELINE) if baseline else None,
    )


def target_of(row: Row, indicator: Indicator, times: Timetable) -> IndicatorTarget:
    due = times.year_end(int(row["Ziel in Jahren"]))
    return IndicatorTarget(indicator=indicator, value=Decimal(row["Ziel"]), due=f"{due:%d.%m.%Y}")


def values_of(row: Row, indicator: Indicator, times: Timetable) -> Iterator[IndicatorValue]:
    """Yields a value for each year, the last one for the last year that is over."""
    for years, value in zip(YEARS, listed(row["Werte"]), strict=False):
        yield IndicatorValue(indicator=indicator, value=Decimal(value), as_of=times.year_end(years))
