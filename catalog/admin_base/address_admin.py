"""Forms that make the web address of a row out of its name where none is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from catalog.texts.web_names import free_web_name

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

SLUG = "slug"


class AddressForm:
    """A part of a model form: `slug` may stay empty, and is then made of the field `address_from`."""

    address_from = ""
    fields: dict[str, Any]
    cleaned_data: dict[str, Any]
    instance: Any
    add_error: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields[SLUG]
        field.required = False
        field.help_text = format_lazy("{} {}", field.help_text, _("If left empty, it is made of the name."))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data  # type: ignore[misc]  # of the form it is part of
        if cleaned.get(SLUG) == "":
            if name := cleaned.get(self.address_from):
                cleaned[SLUG] = free_web_name(name, self._taken(), self.fields[SLUG].max_length)
            else:
                self.add_error(SLUG, self.fields[SLUG].error_messages["required"])
        return cleaned

    def _taken(self) -> QuerySet[Any]:
        """Returns the addresses of the rows beside this one."""
        model: Any = type(self.instance)
        rows: QuerySet[Any] = model._default_manager.exclude(pk=self.instance.pk)
        if within := getattr(model, "within", ""):
            rows = rows.filter(**{within: self.cleaned_data.get(within) or getattr(self.instance, f"{within}_id")})
        return rows.values_list(SLUG, flat=True)


class AddressAdmin(admin.ModelAdmin):
    """An admin whose form may leave the address empty; `address_from` names the field it is then made of."""

    address_from = ""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        if not self.address_from or SLUG not in form.base_fields:
            return form
        return type(form)(form.__name__, (AddressForm, form), {"address_from": self.address_from})
