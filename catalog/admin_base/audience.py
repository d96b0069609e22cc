"""Says after saving whether the public sees what was saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.utils.translation import gettext as _

from catalog.permissions.scope import STRANGER

if TYPE_CHECKING:
    from django.http import HttpRequest


class AudienceAdmin(admin.ModelAdmin):
    """An admin of rows that the site may show; their queryset knows whom it shows them to."""

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **kwargs: Any) -> Any:
        self.say_who_sees(request, obj)
        return super().response_add(request, obj, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        self.say_who_sees(request, obj)
        return super().response_change(request, obj)

    def say_who_sees(self, request: HttpRequest, row: Any) -> None:
        rows: Any = type(row)._default_manager
        is_public = rows.visible_to(STRANGER).filter(pk=row.pk).exists()
        words = _("The public sees it now.") if is_public else _("The public does not see it yet.")
        self.message_user(request, words, messages.INFO)
