"""The policy in the admin: which rows are listed, opened, changed, published or chosen.

A row that a person may not see is 404; a row they may see but not change is 403.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from catalog.admin_base.formsets import CountedRows
from catalog.permissions.change_list import COMPARISONS, ReadList, comparison
from catalog.permissions.large_choices import MOST_CHOICES, ROW, RelatedSelect
from catalog.permissions.large_lists import CappedPaginator, is_longer
from catalog.permissions.policy import can, permitted
from catalog.permissions.registry import Action
from catalog.permissions.todo_lists import TodoFilter, lists_of
from catalog.querysets import row_id


def choosable(request: HttpRequest, model: type[Model], related: type[Model]) -> Any:
    """Returns a condition: the rows to which this person may attach a row of a model, new or changed."""
    act = Action.ADD if can(request.user, Action.ADD, model) else Action.CHANGE
    return permitted(request.user, act, model, of=related)


def visible_to(request: HttpRequest, _model: type[Model], related: type[Model]) -> Any:
    """Returns a condition: the rows that somebody may name without adding anything to them."""
    return permitted(request.user, Action.VIEW, related)


class Governed:
    """A mixin for pages and inlines that limits rows and choices to what the policy permits."""

    model: type[Model]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        queryset: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        return queryset.filter(permitted(request.user, Action.VIEW, self.model))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]
        if field is not None:
            belongs = db_field.name != "predecessor"  # which may lie in a report that is closed
            theirs = choosable if belongs else visible_to
            field.queryset = field.queryset.filter(theirs(request, self.model, field.queryset.model))
            self.search_if_long(field, db_field, request)
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]
        if field is not None:
            field.queryset = field.queryset.filter(choosable(request, self.model, field.queryset.model))
        return field

    def search_if_long(self, field: Any, db_field: Any, request: HttpRequest) -> None:
        """Has a choice looked for where there may be too many; pages may still narrow them down to a list."""
        site: Any = self.admin_site  # type: ignore[attr-defined]  # of the admin
        target = field.queryset.model
        is_plain = isinstance(field.widget, forms.Select) and not isinstance(field.widget, forms.RadioSelect)
        if not is_plain or not site.is_registered(target) or not site.get_model_admin(target).search_fields:
            return
        if is_longer(field.queryset, MOST_CHOICES):
            field.widget = RelatedSelect(db_field, site, self.place_of_choices(request), choices=field.choices)
            field.widget.is_required = field.required

    def place_of_choices(self, request: HttpRequest) -> dict[str, Any]:
        """Returns the parameters that say which form asks for choices."""
        key = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
        return {ROW: key} if key else {}


class GovernedAdmin(Governed, admin.ModelAdmin):
    """An admin that asks the policy about the row, or about the model where no row is meant."""

    paginator = CappedPaginator
    show_full_result_count = False

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Raises 404 for rows that may not be seen, where Django would lead to the start page."""
        raise Http404

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ReadList]:
        return ReadList

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Adds the filter by open tasks to kinds that have any; the start page leads to it."""
        filters: Any = super().get_list_filter(request)
        return [TodoFilter, *filters] if lists_of(self.model) else filters

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        is_plain = COMPARISONS.issuperset(comparison(self.model, lookup))
        return is_plain and super().lookup_allowed(lookup, value, request)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Returns initial values from the address, as far as their columns can hold them."""
        named = super().get_changeform_initial_data(request)
        return {name: value for name, text in named.items() if (value := self._read(name, text)) is not None}

    def _read(self, name: str, text: Any) -> Any:
        """Returns the value of a text for a column; the text itself where there is no such column."""
        try:
            field: Any = self.opts.get_field(name)
            if field.many_to_one:
                return row_id(text)
            return text if field.is_relation else field.to_python(text)
        except FieldDoesNotExist:
            return text
        except (ValidationError, ValueError, TypeError, ArithmeticError):
            return None

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Raises 404 for a form sent to a row that may not be seen, where Django 5.2 would say 403."""
        may_see_others = request.method == "POST" and self.has_view_or_change_permission(request)
        if may_see_others and self.get_object(request, unquote(object_id)) is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return super().change_view(request, object_id, form_url, extra_context)

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any) -> Any:
        """Drops chosen keys that are no ids before a database sees them.

        Django 6.1 says in `kwargs` where the action stood.
        """
        sent = request.POST.copy()
        chosen = [key for key in sent.getlist(ACTION_CHECKBOX_NAME) if row_id(key) is not None]
        sent.setlist(ACTION_CHECKBOX_NAME, chosen)
        request.POST = sent  # type: ignore[assignment]
        return super().response_action(request, queryset, *args, **kwargs)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) or self.has_add_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, Action.VIEW, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request, Action.ADD)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, Action.CHANGE, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, Action.DELETE, obj)

    def has_publish_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, Action.PUBLISH, obj)

    def _may(self, request: HttpRequest, act: Action, obj: Any = None) -> bool:
        return can(request.user, act, self.model if obj is None else obj)


class GovernedInline(Governed):
    """A mixin for inlines of Django: rows on the page of another row, `obj`."""

    formset: Any = CountedRows

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can(request.user, Action.VIEW, self.model, at=obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can(request.user, Action.ADD, self.model, at=obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can(request.user, Action.CHANGE, self.model, at=obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can(request.user, Action.DELETE, self.model, at=obj)


def without_shortcuts(widget: Any) -> None:
    """Removes the icons beside a choice, which would lead out of the municipality or report."""
    widget.can_add_related = widget.can_change_related = widget.can_delete_related = False
    widget.can_view_related = False


class LogAdmin(GovernedAdmin):
    """An admin of rows that the program writes: everybody with access reads them, nobody changes them."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
