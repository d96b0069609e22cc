"""Rows that belong to one municipality or report for good, and may only refer to others of the same."""

from typing import Any, ClassVar

from django.http import HttpRequest, QueryDict

from catalog.admin_base.versioned_admin import VersionedAdmin
from catalog.permissions.admin import choosable, without_shortcuts
from catalog.querysets import row_id


class ScopedAdmin(VersionedAdmin):
    """An admin that fixes the municipality or report of a row when it is added, and limits choices to it.

    It is known from the row, from the form that was sent, from the address (`?report=3`) or from the filter of the list
    that one came from. One where the visitor may add nothing counts as unknown.
    """

    root: ClassVar[str]
    dependents: ClassVar[tuple[str, ...]]

    def root_of(self, request: HttpRequest, obj: Any = None) -> int | None:
        if obj is not None:
            root: int = getattr(obj, f"{self.root}_id")
            return root
        left_list = QueryDict(request.GET.get("_changelist_filters", ""))
        named = (
            request.POST.get(self.root),
            request.GET.get(self.root),
            left_list.get(f"{self.root}__id__exact"),
        )
        chosen = next((key for value in named if (key := row_id(value))), 0)
        roots: Any = self.model._meta.get_field(self.root).related_model
        allowed = roots._default_manager.filter(choosable(request, self.model, roots), pk=chosen)
        return chosen if allowed.exists() else None

    def place_of_choices(self, request: HttpRequest) -> dict[str, Any]:
        place = super().place_of_choices(request)
        root = None if place else self.root_of(request)
        return {self.root: root} if root else place

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        return {**initial, self.root: self.root_of(request)}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = tuple(super().get_readonly_fields(request, obj))
        return (*fields, self.root) if obj else fields

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets: Any = super().get_fieldsets(request, obj)
        if self.root_of(request, obj):
            return fieldsets
        return [
            (
                name,
                {**options, "fields": [field for field in options["fields"] if field not in self.dependents]},
            )
            for name, options in fieldsets
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        for name in self.dependents:
            if field := form.base_fields.get(name):
                same_root = field.queryset.filter(**{self.root: self.root_of(request, obj)})
                field.queryset = same_root.exclude(pk=obj.pk) if obj else same_root
                without_shortcuts(field.widget)
        return form
