"""Lists of open tasks: one definition says which rows the start page counts and which the list behind it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest
    from django.utils.functional import Promise

PARAMETER = "todo"


@dataclass(frozen=True, slots=True)
class TodoList:
    """Rows of one kind that wait for somebody; `rows` returns those of a person, in their order."""

    key: str
    model: type[Model]
    title: str | Promise
    rows: Callable[[Any], QuerySet[Any]]
    concerns: Callable[[Any], bool]

    @property
    def url(self) -> str:
        """Returns the list of the administration that shows these rows and no others."""
        list_of_all = reverse(f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_changelist")
        return f"{list_of_all}?{urlencode({PARAMETER: self.key})}"


_LISTS: dict[type[Model], dict[str, TodoList]] = {}


def register_lists(*lists: TodoList) -> None:
    for one in lists:
        _LISTS.setdefault(one.model, {})[one.key] = one


def lists_of(model: type[Model]) -> dict[str, TodoList]:
    """Returns the lists of a kind by their keys."""
    return _LISTS.get(model._meta.concrete_model or model, {})


class TodoFilter(admin.SimpleListFilter):
    """A filter by what waits for the person who looks."""

    title = _("to do")
    parameter_name = PARAMETER

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        self.lists = {key: one for key, one in lists_of(model_admin.model).items() if one.concerns(request.user)}
        self.person = request.user
        return [(key, one.title) for key, one in self.lists.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.lists.get(self.value() or "")
        return queryset.filter(pk__in=chosen.rows(self.person).order_by().values("pk")) if chosen else queryset
