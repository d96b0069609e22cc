"""Choices among rows: a plain list while there are few, else a field that looks for what is typed."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms.models import ModelChoiceIterator
from django.http import HttpRequest

from catalog.permissions.large_lists import in_order, is_longer
from catalog.querysets import row_id

MOST_CHOICES = 100  # more are searched for
ROW = "row"  # parameter: the row whose form asks


def label_of_row(row: Any) -> str:
    """Returns the name with the municipality, as rows of several may be called the same."""
    return f"{row.municipality}: {row}" if "municipality" in columns_of(type(row)) else str(row)


def with_municipality(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Loads what `label_of_row` needs."""
    return rows.select_related("municipality") if "municipality" in columns_of(rows.model) else rows


def columns_of(model: type[Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


class RelatedSelect(AutocompleteSelect):
    """A list of choices; a field that looks for what is typed where these are too many.

    `place` are the parameters of the page that limit the choices, such as its row.
    """

    def __init__(self, field: Any, admin_site: Any, place: dict[str, Any], **options: Any) -> None:
        super().__init__(field, admin_site, **options)
        self.place = place

    @property
    def is_long(self) -> bool:
        choices: Any = self.choices
        return isinstance(choices, ModelChoiceIterator) and is_longer(choices.queryset, MOST_CHOICES)

    def get_url(self) -> str:
        return f"{super().get_url()}?{urlencode(self.place)}" if self.place else super().get_url()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        if self.is_long:
            return super().get_context(name, value, attrs)
        plain = forms.Select(self.attrs, self.choices)
        plain.is_required = self.is_required
        return plain.get_context(name, value, attrs)


class ChoicesOfFormView(AutocompleteJsonView):
    """Finds what a form accepts: the same rows, the same names, for people who may use the form.

    Forms that are no page of their own, the rows on the page of another, offer what the visitor finds in the list.
    """

    def process_request(self, request: HttpRequest) -> Any:
        found = super().process_request(request)
        self.form_field = self._field_of_form(request, found[2])
        return found

    def _field_of_form(self, request: HttpRequest, source_field: Any) -> Any:
        site: Any = self.admin_site
        if not site.is_registered(source_field.model):
            return None
        page = site.get_model_admin(source_field.model)
        row = page.get_object(request, str(key)) if (key := row_id(request.GET.get(ROW))) else None
        may_use = page.has_change_permission(request, row) if row else page.has_add_permission(request)
        if not may_use:
            raise PermissionDenied
        return page.get_form(request, row, change=row is not None).base_fields.get(source_field.name)

    def has_perm(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.form_field is not None or bool(super().has_perm(request, obj))

    def get_queryset(self) -> QuerySet[Any]:
        field = self.form_field
        offered = self.model_admin.get_queryset(self.request) if field is None else field.queryset
        found, _may_repeat = self.model_admin.get_search_results(self.request, offered, self.term)
        return in_order(found)

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        if self.form_field is None:
            return {"id": str(getattr(obj, to_field_name)), "text": label_of_row(obj)}
        return {"id": str(getattr(obj, to_field_name)), "text": self.form_field.label_from_instance(obj)}
