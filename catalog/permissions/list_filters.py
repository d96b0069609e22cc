"""Filters beside lists that offer what occurs in them: as links while these are few, else by a typed part of a name."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.filters import AllValuesFieldListFilter, FieldListFilter, RelatedFieldListFilter
from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict

from catalog.permissions.large_choices import MOST_CHOICES, label_of_row, with_municipality
from catalog.permissions.large_lists import is_longer
from catalog.permissions.policy import permitted
from catalog.permissions.registry import ALL_ROWS, Action
from catalog.querysets import row_id

LONGEST_TERM = 100


def seen(request: HttpRequest, model: type[Model]) -> QuerySet[Any]:
    """Returns the rows of a model that this person finds in the admin."""
    return model._default_manager.filter(permitted(request.user, Action.VIEW, model))


def sees_all(request: HttpRequest, model: type[Model]) -> bool:
    return permitted(request.user, Action.VIEW, model) == ALL_ROWS


class SearchedFilter(FieldListFilter):
    """A filter that may have many choices: then a field takes a part of a name, and what fits is offered.

    `term` is what was typed, `find` the parameter it comes in; `within` are parameters that depend on this filter.
    """

    template = "admin/searched_filter.html"
    within: tuple[str, ...] = ()
    is_searched = False

    def __init__(self, field: Any, request: HttpRequest, params: Any, *models: Any, field_path: str) -> None:
        self.find = f"find-{field_path.replace('__', '-')}"
        self.term = params.pop(self.find, [""])[-1].strip()[:LONGEST_TERM]
        self.request = request
        super().__init__(field, request, params, *models, field_path)  # type: ignore[call-arg]  # of the other base

    def has_output(self) -> bool:
        return self.is_searched or super().has_output()

    def choices(self, changelist: Any) -> Any:
        """Yields the choices with links that drop what was typed here, and the filters that depend on this one."""
        self.hidden = [(name, value) for name, value in changelist.params.items() if name != self.find]
        for choice in super().choices(changelist):
            query = QueryDict(choice["query_string"].removeprefix("?"), mutable=True)
            for parameter in (*self.within, self.find):
                query.pop(parameter, None)
            yield {**choice, "query_string": f"?{query.urlencode()}"}


class SeenRelatedFilter(SearchedFilter, RelatedFieldListFilter):
    """A filter by foreign key that offers only what occurs among the visible rows.

    Where there is too much to list, people who see everything may choose whatever fits what they type.
    """

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        rows = self.offered(field, request, model_admin)
        self.is_searched = is_longer(rows, MOST_CHOICES)
        if not self.is_searched:
            return [(row.pk, self.name_of(row)) for row in rows]
        rows = with_municipality(rows)
        chosen = rows.filter(pk=row_id(self.lookup_val[-1] if self.lookup_val else None) or 0)
        fitting = matching(rows, self.term, request, model_admin.admin_site) if self.term else ()
        return list({row.pk: (row.pk, label_of_row(row)) for row in chain(chosen, fitting)}.values())

    def name_of(self, row: Any) -> str:
        """Returns the name among few others."""
        return str(row)

    def offered(self, field: Any, request: HttpRequest, model_admin: Any) -> QuerySet[Any]:
        """Returns what may be chosen, in the order of its own list."""
        rows: QuerySet[Any] = field.related_model._default_manager.order_by(
            *self.field_admin_ordering(field, request, model_admin)
        )
        if sees_all(request, model_admin.model) and is_longer(rows, MOST_CHOICES):
            return rows
        return rows.filter(pk__in=seen(request, model_admin.model).order_by().values(self.field_path))


def matching(rows: QuerySet[Any], term: str, request: HttpRequest, admin_site: Any) -> Iterable[Any]:
    """Returns the first rows that the search of their own list finds."""
    try:
        page = admin_site.get_model_admin(rows.model)
    except NotRegistered:
        return ()
    found: QuerySet[Any] = page.get_search_results(request, rows, term)[0]
    return found[:MOST_CHOICES]


class SeenNamesFilter(SearchedFilter, AllValuesFieldListFilter):
    """A filter by the values of a column."""

    lookup_choices: Any

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        values: Any = self.lookup_choices
        self.is_searched = len(values[: MOST_CHOICES + 1]) > MOST_CHOICES
        if self.is_searched:
            fitting = values.filter(**{f"{self.field_path}__icontains": self.term}) if self.term else values.none()
            self.lookup_choices = list(dict.fromkeys([*(self.lookup_val or []), *fitting[:MOST_CHOICES]]))


FieldListFilter.register(lambda field: bool(field.remote_field), SeenRelatedFilter, take_priority=True)
