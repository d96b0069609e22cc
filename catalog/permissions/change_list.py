"""The list of a model in the admin as an address asks for it.

The query string is checked here, before the database is asked: a word where a number belongs, a day outside the
calendar, a number that no column could hold. Django then redirects to the whole list, on every database alike. Any
later error is a mistake of ours and surfaces as one.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.admin.filters import FieldListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import build_q_object_from_lookup_parameters
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList, ChangeListSearchForm
from django.core.exceptions import EmptyResultSet, FieldDoesNotExist, FieldError, ValidationError
from django.core.paginator import InvalidPage
from django.db.models import BinaryField, Model, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest

from catalog.permissions.large_lists import NEWEST_FIRST

# The comparisons an address may ask for: those of the admin's filters and links, and no patterns.
COMPARISONS = {"pk", "exact", "in", "isnull", "isempty", "gt", "gte", "lt", "lte", "year", "month", "day"}
LONGEST_SEARCH = 200
LARGEST_INTEGER = 2**63 - 1
MOST_DIGITS = 12  # before the point; no column has more
UNREADABLE = (ValueError, TypeError, ArithmeticError, FieldError, ValidationError)


def comparison(model: type[Model], lookup: str) -> list[str]:
    """Returns the words of a lookup after the names of columns; its first word always counts as a name.

    The content of a file is no column to be compared.
    """
    words = lookup.split(LOOKUP_SEP)
    place: Any = model
    for number, name in enumerate(words):
        try:
            column = place._meta.get_field(name)
        except FieldDoesNotExist:
            return words[max(number, 1) :]
        if isinstance(column, BinaryField):
            return words[number:]
        place = column.related_model
        if place is None:
            return words[number + 1 :]
    return []


def is_held(value: Any) -> bool:
    """Tells whether every kind of database has room for a value."""
    match value:
        case int():
            return -LARGEST_INTEGER <= value <= LARGEST_INTEGER
        case Decimal():
            return value.adjusted() < MOST_DIGITS
        case datetime():
            value.astimezone(UTC)  # raises OverflowError at both ends of the calendar
    return True


def read(rows: QuerySet[Any]) -> None:
    """Raises IncorrectLookupParameters for a filter that cannot be put to a database."""
    try:
        _sql, values = rows.query.sql_with_params()
        is_readable = all(map(is_held, values))
    except EmptyResultSet:
        return
    except UNREADABLE as error:
        raise IncorrectLookupParameters(error) from error
    if not is_readable:
        raise IncorrectLookupParameters


class SearchForm(ChangeListSearchForm):
    """A search form that refuses more words than a database takes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[SEARCH_VAR] = forms.CharField(required=False, strip=False, max_length=LONGEST_SEARCH)


class ReadList(ChangeList):
    """A list of any length: what is too long to be sorted stands in the order in which it was entered, newest first."""

    search_form_class = SearchForm
    per_page_of_many = 0  # rows on a page of a list that does not fit on one, if fewer than of others
    is_capped = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Django would look up the address of each row once more to add them.
        self.filters_of_links, self.preserved_filters = self.preserved_filters, ""

    def url_for_result(self, result: Any) -> str:
        """Returns the address of a row, with the filters that lead back to this list."""
        url = super().url_for_result(result)
        return f"{url}?{self.filters_of_links}" if self.filters_of_links else url

    def get_results(self, request: HttpRequest) -> None:
        """Finds the page; counts once, and only as far as MOST_ROWS."""
        paginator: Any = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
        self.is_capped = paginator.is_capped
        if self.is_capped:
            self.queryset = paginator.object_list = self.queryset.order_by(*NEWEST_FIRST)
            self.sortable_by = ()
        if self.is_capped or paginator.count > self.list_per_page:
            self.list_per_page = paginator.per_page = self.per_page_of_many or self.list_per_page
        self.paginator, self.result_count = paginator, paginator.count
        self.full_result_count, self.show_full_result_count, self.show_admin_actions = None, False, True
        self.can_show_all = self.result_count <= self.list_max_show_all
        self.multi_page = self.result_count > self.list_per_page
        if not self.multi_page or (self.show_all and self.can_show_all):
            self.result_list = self.queryset._clone()
            return
        try:
            self.result_list = paginator.page(self.page_num).object_list
        except InvalidPage as error:
            raise IncorrectLookupParameters from error

    def get_filters(self, request: HttpRequest) -> Any:
        if self.date_hierarchy:
            self._read_day(self.date_hierarchy)
        found: Any = super().get_filters(request)
        filters, _has_filters, others, *_rest = found
        rows = self.model._base_manager.order_by()
        try:
            asked: list[Any] = [rows.filter(build_q_object_from_lookup_parameters(others))]
            asked += [one.queryset(request, rows) for one in filters if isinstance(one, FieldListFilter)]
        except UNREADABLE as error:
            raise IncorrectLookupParameters(error) from error
        for one in asked:
            read(one)
        return found

    def _read_day(self, column: str) -> None:
        """Checks the period that a list is narrowed down to; Django adds one to it."""
        year, month, day = (self.params.get(f"{column}__{part}") for part in ("year", "month", "day"))
        if year is None:
            return
        try:
            first = date(int(year), int(month or 1), int(day or 1))
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters(error) from error
        if first.year == date.max.year:
            raise IncorrectLookupParameters
