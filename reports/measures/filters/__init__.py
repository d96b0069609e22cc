"""The filters of a list: one for each parameter of an address.

A filter reads its parameter, has a condition that finds measures in the database, and knows which of its words apply to
a loaded measure, so that each choice can be offered with a number. Unreadable values are an error with a message and
filter nothing.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import django_filters

from monitoring.current.columns import LOADED
from monitoring.models import MonitoredMeasure
from reports.measures.filters.base import MeasureFilter, Option
from reports.measures.filters.days import DueYearFilter, SilentFilter
from reports.measures.filters.places import (
    MunicipalityFilter,
    OfficeFilter,
    ParticipatingFilter,
    ReportFilter,
    SectionFilter,
    ThemeFilter,
)
from reports.measures.filters.words import (
    CostsFilter,
    DeadlineFilter,
    HorizonFilter,
    IndicatorFilter,
    SearchFilter,
    StatusFilter,
)

if TYPE_CHECKING:
    from django.http import QueryDict

    from monitoring.models.measure import MonitoredMeasureQuerySet
    from monitoring.search.search import Search
    from reports.measures.scope import Scope

__all__ = ["MeasureFilter", "MeasureFilters", "Option", "ParticipatingFilter", "SearchFilter", "ThemeFilter"]

# In the order of the form.
FILTERS: tuple[type[MeasureFilter], ...] = (
    SearchFilter,
    MunicipalityFilter,
    ReportFilter,
    StatusFilter,
    DeadlineFilter,
    ThemeFilter,
    SectionFilter,
    OfficeFilter,
    ParticipatingFilter,
    HorizonFilter,
    CostsFilter,
    DueYearFilter,
    IndicatorFilter,
    SilentFilter,
)


class MeasureFilters(django_filters.FilterSet):
    """The filters of a page, with what a visitor has chosen."""

    class Meta:
        model = MonitoredMeasure

    @classmethod
    def get_filters(cls) -> dict[str, MeasureFilter]:
        return {kind.name: kind() for kind in FILTERS}

    def __init__(self, data: QueryDict, scope: Scope) -> None:
        super().__init__(DeadlineFilter.renew(data), MonitoredMeasure.objects.none())
        self.scope = scope
        if scope.city:
            del self.filters[MunicipalityFilter.name]
        if scope.report:
            del self.filters[ReportFilter.name]
        if scope.theme:
            del self.filters[ThemeFilter.name]

    @cached_property
    def values(self) -> dict[str, list[Any]]:
        """Returns the chosen and readable values, by parameter."""
        self.form.full_clean()
        return {name: values for name, values in self.form.cleaned_data.items() if values}

    def typed(self, name: str) -> list[str]:
        """Returns the words in the address for a parameter, readable or not."""
        one: MeasureFilter = self.filters[name]
        return one.typed(self.data.getlist(name))

    def words(self, name: str) -> list[str]:
        """Returns the words in the address for a parameter, if readable: one for each of its `values`."""
        return self.typed(name) if name in self.values else []

    @property
    def active(self) -> list[MeasureFilter]:
        """Returns the filters that reduce the list."""
        return [f for name, f in self.filters.items() if name in self.values and name != ParticipatingFilter.name]

    @property
    def searching(self) -> MeasureFilter | None:
        """Returns the filter by words, if it reduces the list."""
        return next((one for one in self.active if one.name == SearchFilter.name), None)

    @property
    def search(self) -> Search | None:
        """Returns the search, to mark its hits."""
        return next(iter(self.values.get(SearchFilter.name, ())), None)

    def problems(self) -> list[str]:
        """Returns a sentence for each unreadable parameter."""
        return [
            f"{self.filters[name].title}: {message}"
            for name, messages in self.form.errors.items()
            for message in messages
        ]

    def measures(self) -> MonitoredMeasureQuerySet:
        """Returns all measures of the page, each annotated with the filters it fits: see `fitting()`."""
        flags = {flag(f): f.condition(self.values[f.name], LOADED) for f in self.active}
        return self._measures.annotate(**flags)

    def of_loaded(self, measures: list[MonitoredMeasure]) -> list[MonitoredMeasure]:
        """Returns measures that no query has found, each with the filters it fits: see `fits()`."""
        for measure in measures:
            for one in self.active:
                setattr(measure, flag(one), one.fits_loaded(measure, self.values[one.name], self.words(one.name)))
        return measures

    @cached_property
    def _measures(self) -> MonitoredMeasureQuerySet:
        """Returns all measures of the page with what filters ask for; lists of today never need them."""
        measures = self.scope.measures()
        return measures.with_deadlines() if self.data.getlist(DeadlineFilter.name) else measures

    def shown(self) -> set[int]:
        """Returns the ids of the rows to show, found by the database; the same as `Selection.shown`."""
        if not self.active:
            return set(self.scope.bare_measures().order_by().values_list("pk", flat=True))
        fitting = set(self.filter_queryset(self._measures).order_by().values_list("pk", "parent", "has_parts"))
        through_parts = [pk for pk, _whole, has_parts in fitting if has_parts]
        parts = self._measures.order_by().filter(parent__in=through_parts).values_list("pk", flat=True)
        return {pk for pk, _, _ in fitting} | {whole for _, whole, _ in fitting if whole} | set(parts)

    def fitting(self, measures: list[MonitoredMeasure], besides: MeasureFilter | None = None) -> list[MonitoredMeasure]:
        """Returns those of `measures()` that fit all filters, or all but one."""
        flags = [flag(f) for f in self.active if f is not besides]
        return [one for one in measures if all(getattr(one, name) for name in flags)] if flags else measures


def flag(measure_filter: MeasureFilter) -> str:
    return f"fits_{measure_filter.name}"
