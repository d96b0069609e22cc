"""The policy in the admin: what is listed, what may be opened, changed, published or chosen.

What is not in the list of somebody does not exist for them; what is there but not theirs to change is refused.
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin.filters import FieldListFilter, RelatedFieldListFilter
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from catalog.formsets import CountedRows
from catalog.permissions.change_list import COMPARISONS, ReadList, comparison
from catalog.permissions.policy import can, permitted
from catalog.permissions.registry import Action
from catalog.querysets import row_id


def seen(request: HttpRequest, model: type[Model]) -> QuerySet[Any]:
    """The rows of a model that this person finds in the admin."""
    return model._default_manager.filter(permitted(request.user, Action.VIEW, model))


def choosable(request: HttpRequest, model: type[Model], related: type[Model]) -> Any:
    """A condition: the rows to which somebody may attach what they add to a model or, at least, change in it."""
    act = Action.ADD if can(request.user, Action.ADD, model) else Action.CHANGE
    return permitted(request.user, act, model, of=related)


def visible_to(request: HttpRequest, _model: type[Model], related: type[Model]) -> Any:
    """A condition: the rows that somebody may name without adding anything to them."""
    return permitted(request.user, Action.VIEW, related)


class Governed:
    """What pages and inlines have in common: choices and rows end at the border of one's municipality."""

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
        return field


class GovernedAdmin(Governed, admin.ModelAdmin):
    """Asks the policy about the row, or about any row of the model where no row is meant."""

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Django would lead to the start page; what may not be seen is 404, here as everywhere."""
        raise Http404

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ReadList]:
        return ReadList

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        is_plain = COMPARISONS.issuperset(comparison(self.model, lookup))
        return is_plain and super().lookup_allowed(lookup, value, request)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What an address says of a new row, as far as its columns could hold it."""
        named = super().get_changeform_initial_data(request)
        return {name: value for name, text in named.items() if (value := self._read(name, text)) is not None}

    def _read(self, name: str, text: Any) -> Any:
        """What a text means in a column; as it is where there is no such column."""
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
        """What may not be seen is 404 for a form that is sent, too; Django 5.2 would say 403."""
        may_see_others = request.method == "POST" and self.has_view_or_change_permission(request)
        if may_see_others and self.get_object(request, unquote(object_id)) is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return super().change_view(request, object_id, form_url, extra_context)

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any) -> Any:
        """What is no id at all has been chosen by nobody; no database would know what to do with it.

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
    """Rows on the page of another row, `obj`; to be mixed into an inline of Django."""

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
    """Take away the icons beside a choice: they would lead out of the municipality or report."""
    widget.can_add_related = widget.can_change_related = widget.can_delete_related = False
    widget.can_view_related = False


class SeenRelatedFilter(RelatedFieldListFilter):
    """Offers what occurs among the rows that somebody sees; registered for every filter by a foreign key."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        occurring = seen(request, model_admin.model).order_by().values(self.field_path)
        ordering = self.field_admin_ordering(field, request, model_admin)
        return field.get_choices(include_blank=False, ordering=ordering, limit_choices_to={"pk__in": occurring})


FieldListFilter.register(lambda field: bool(field.remote_field), SeenRelatedFilter, take_priority=True)
