"""Where the measures of each report stand in a list that goes from report to report, by counting them.

A page far into such a list reads no measures of the reports before it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.db import connections
from django.db.models import Count, F, Q, Sum, Window

from catalog.permissions.registry import NO_ROWS
from monitoring.current.named_queries import sql_reading
from monitoring.models import CountedAlike
from monitoring.models.counted import Counted
from reports.measures.sorting import REPORT_BY_REPORT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

ROWS_OF_A_REPORT = 3  # at most: one for each kind of visibility

Row = tuple[int, int, int]  # a report, a number of its measures, and that of all measures until its last


def reports_at(counted: QuerySet[Any], places: slice) -> QuerySet[Any, Row]:
    """Returns the reports whose measures stand at some places; `counted` has a `report` and a `number` of measures.

    A report that is counted in several rows comes several times.
    """
    order = [F(name[1:]).desc() if name.startswith("-") else F(name).asc() for name in REPORT_BY_REPORT]
    # Rows of one report are alike in this order, so each of them says how many there are until the last of them.
    in_order = counted.annotate(through=Window(Sum("number"), order_by=order)).filter(through__gt=places.start)
    rows: QuerySet[Any, Row] = in_order.order_by("through").values_list("report", "number", "through")
    return rows[: ROWS_OF_A_REPORT * (places.stop - places.start)]


def ids_of_reports(ordered: QuerySet[Any], rows: Iterable[Row], places: slice) -> list[int]:
    """Returns the ids of the measures at some places of a list, where these reports stand."""
    first = first_places(rows, places)
    if not first:
        return []
    before = min(first.values())
    ids = ordered.filter(report__in=list(first)).values_list("pk", flat=True)
    return list(ids[places.start - before : places.stop - before])


def first_places(rows: Iterable[Row], places: slice) -> dict[int, int]:
    """Returns the reports whose measures stand at these places, each with the place of its first measure."""
    numbers: Counter[int] = Counter()
    through: dict[int, int] = {}
    for report, number, until in rows:
        numbers[report] += number
        through[report] = int(until)
    first = {report: through[report] - number for report, number in numbers.items()}
    return {report: place for report, place in first.items() if place < places.stop}


def by_report(rows: QuerySet[Any]) -> QuerySet[Any, tuple[int, int]]:
    """Returns how many of these rows each report has, of what is kept or of what is counted already."""
    number = Sum("number") if issubclass(rows.model, Counted) else Count("*")
    found: QuerySet[Any, tuple[int, int]] = rows.order_by().values_list("report").annotate(many=number)
    return found


def ids_alike(
    ordered: QuerySet[Any], places: slice, rows: list[QuerySet[Any]], counted_in: list[QuerySet[Any]] | None = None
) -> list[int]:
    """Returns the ids of the measures at some places of a list that goes from report to report; counts all of them.

    `ordered` has the order, and `rows` are the measures of the list, none of them twice. They are counted elsewhere
    where somebody has counted most of them already.
    """
    first, *others = map(by_report, counted_in or rows)
    alike = first.union(*others, all=True) if others else first
    found = reports_at(CountedAlike.objects.all(), places)
    sql, parameters = sql_reading(found, CountedAlike, ("report", "number"), alike, ordered.db)
    with connections[ordered.db].cursor() as cursor:
        cursor.execute(sql, parameters)
        counted = cursor.fetchall()
    reports = list(first_places(counted, places))
    among = NO_ROWS
    for some in rows:
        among |= Q(pk__in=some.order_by().filter(report__in=reports).values("pk"))
    return ids_of_reports(ordered.filter(among), counted, places)
