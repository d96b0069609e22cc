"""The pages of the table of a long report: how long they are, and which one an address asks for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Count, IntegerField

from catalog.choices import TableView
from catalog.models import Measure
from catalog.prepared_queries import Bound, Prepared
from reports.addresses.paging import PAGE
from reports.addresses.query_string import word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

    from catalog.models import Report
    from reports.addresses.query_string import Address
    from reports.measures.table.chosen_view import ChosenView

MOST_ON_ONE_PAGE = 100  # measures and parts, whoever may see them
ON_A_PAGE = {TableView.OVERVIEW: 60, TableView.FULL: 40}
NEAR = "bei"  # names a section, or the path of a measure, whose page is asked for


@dataclass(frozen=True, slots=True)
class PageAsked:
    """The page of a table that a visitor asks for, by its number or what it holds; `address` is that of the table."""

    address: Address
    view: ChosenView
    number: str = ""
    near: str = ""

    @classmethod
    def read(cls, data: QueryDict, address: Address, view: ChosenView) -> PageAsked:
        return cls(address, view, word(data.getlist(PAGE)), word(data.getlist(NEAR)))

    def length(self, report: Report, units: int) -> int:
        """Returns how many measures a page shows, each with its parts."""
        return ON_A_PAGE[self.view.of(report, units)]


@cache
def number_of_measures() -> Prepared[tuple[int]]:
    rows = Measure.objects.filter(report=Bound("report", IntegerField())).order_by().values("report")
    return Prepared(rows.annotate(number=Count("pk")).values_list("number"))


def holds_several_pages(number: int) -> bool:
    """Tells whether so many measures and parts are too many for one page."""
    return number > MOST_ON_ONE_PAGE


def is_long(report: Report) -> bool:
    """Tells whether the table of a report has several pages; it may be a single one for whoever sees few measures."""
    return any(holds_several_pages(number) for (number,) in number_of_measures().rows(report=report.pk))


def long_among(reports: Iterable[int]) -> set[int]:
    """Returns the ids of the reports that are long; needs one query."""
    numbers = Measure.objects.filter(report__in=list(reports)).order_by().values_list("report").annotate(Count("pk"))
    return {report for report, number in numbers if holds_several_pages(number)}


def near(path: str) -> str:
    """Returns the query string, without the question mark, of the page that has a section or measure."""
    return urlencode({NEAR: path}, safe="/")
