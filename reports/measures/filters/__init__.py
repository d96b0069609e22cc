"""Which measures are shown: one filter for each parameter of an address.

A filter reads what its parameter says, has a condition that picks measures in the database, and knows which of
its words apply to a measure that is loaded, so that each choice can be offered with a number. Whatever cannot be
read is an error with a message and filters nothing.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import django_filters

from monitoring.models import MonitoredMeasure
from reports.addresses.query_string import word
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
from reports.measures.filters.words import DeadlineFilter, HorizonFilter, IndicatorFilter, SearchFilter, StatusFilter

if TYPE_CHECKING:
    from django.http import QueryDict

    from monitoring.models.measure import MonitoredMeasureQuerySet
    from reports.measures.scope import Scope
    from reports.measures.search import Search

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
        data = DeadlineFilter.renew(data)
        measures = scope.measures()
        if word(data.getlist(SearchFilter.name)):
            measures = measures.with_told(scope.as_of)
        super().__init__(data, measures)
        self.scope = scope
        if scope.city:
            del self.filters[MunicipalityFilter.name]
        if scope.report:
            del self.filters[ReportFilter.name]
        if scope.theme:
            del self.filters[ThemeFilter.name]

    @cached_property
    def values(self) -> dict[str, list[Any]]:
        """What was chosen and could be read, by parameter."""
        self.form.full_clean()
        return {name: values for name, values in self.form.cleaned_data.items() if values}

    def typed(self, name: str) -> list[str]:
        """What the address says for a parameter, whether it could be read or not."""
        one: MeasureFilter = self.filters[name]
        return one.typed(self.data.getlist(name))

    def words(self, name: str) -> list[str]:
        """What the address says for a parameter that could be read; one word for each of its `values`."""
        return self.typed(name) if name in self.values else []

    @property
    def active(self) -> list[MeasureFilter]:
        """Those that pick measures."""
        return [f for name, f in self.filters.items() if name in self.values and name != ParticipatingFilter.name]

    @property
    def search(self) -> Search | None:
        """What was searched for, to mark where it stands."""
        return next(iter(self.values.get(SearchFilter.name, ())), None)

    def problems(self) -> list[str]:
        """What could not be read, a sentence each."""
        return [
            f"{self.filters[name].title}: {message}"
            for name, messages in self.form.errors.items()
            for message in messages
        ]

    def measures(self) -> MonitoredMeasureQuerySet:
        """All measures of the page, each annotated with what it fits: see `fits()`."""
        measures: MonitoredMeasureQuerySet = self.queryset
        flags = {flag(f): f.condition(self.values[f.name]) for f in self.active}
        return measures.annotate(**flags)

    def fits(self, measure: MonitoredMeasure, *, besides: MeasureFilter | None = None) -> bool:
        """Whether a measure of `measures()` fits all filters, or all but one."""
        return all(getattr(measure, flag(f)) for f in self.active if f is not besides)


def flag(measure_filter: MeasureFilter) -> str:
    return f"fits_{measure_filter.name}"
