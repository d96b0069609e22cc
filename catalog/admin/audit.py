"""The audit log in the admin: everybody with access reads and filters it, nobody changes it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from catalog.choices import AuditKind
from catalog.models import AuditEntry
from catalog.permissions.admin import LogAdmin
from catalog.permissions.list_filters import SeenNamesFilter

NAMELESS = {AuditKind.LOGIN_FAILED, AuditKind.LOCKED_OUT}


@admin.register(AuditEntry)
class AuditEntryAdmin(LogAdmin):
    list_display = ("moment", "kind", "who", "whom", "subject", "municipality_name")
    list_select_related = ("person", "concerned")
    list_filter = (
        "kind",
        "at",
        ("municipality_name", SeenNamesFilter),
        "person",
    )
    search_fields = ("subject", "person__username", "concerned__username")
    date_hierarchy = "at"
    fields = ("moment", "kind", "who", "whom", "subject", "municipality_name", "ags")
    readonly_fields = ("moment", "who", "whom")

    @admin.display(description=_("when"), ordering="at")
    def moment(self, entry: AuditEntry) -> str:
        return date_format(localtime(entry.at), "d.m.Y H:i:s")

    @admin.display(description=_("who"), ordering="person__username")
    def who(self, entry: AuditEntry) -> str:
        return str(entry.person) if entry.person else "–"

    @admin.display(description=_("whom it concerns"), ordering="concerned__username")
    def whom(self, entry: AuditEntry) -> Any:
        if entry.concerned:
            return str(entry.concerned)
        return _("unknown user name") if entry.kind in NAMELESS else "–"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return super().changelist_view(request, {"title": _("Audit log"), **(extra_context or {})})
