"""The list of imports. The steps of an import are in `monitoring.imports.wizard`."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.admin_base.way_back import WayBackAdmin, keeps_way_back
from catalog.choice_fields import OfMunicipalityField
from catalog.models import Report
from catalog.permissions.admin import GovernedAdmin
from monitoring.imports.planning.entry import EntryKind
from monitoring.imports.wizard.urls import urlpatterns
from monitoring.imports.wizard.views import go_on, may_discard, upload
from monitoring.models import SpreadsheetImport


@admin.register(SpreadsheetImport)
class SpreadsheetImportAdmin(WayBackAdmin, GovernedAdmin):
    list_display = ("file_name", "report", "state", "numbers", "created_by", "uploaded_on", "finished_on")
    list_filter = ("state", "report__municipality")
    list_select_related = ("report__municipality", "created_by")
    search_fields = ("file_name", "report__title")
    ordering = ("-created_at",)
    actions = None

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("content", "workbook")

    @admin.display(description=gettext_lazy("result"))
    def numbers(self, spreadsheet_import: SpreadsheetImport) -> str:
        result = spreadsheet_import.result
        if "new" not in result:
            return ""
        counts = {kind: len(result[kind]) for kind in EntryKind}
        return _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged") % counts

    @admin.display(description=gettext_lazy("uploaded on"), ordering="created_at")
    def uploaded_on(self, spreadsheet_import: SpreadsheetImport) -> str:
        return date_format(timezone.localtime(spreadsheet_import.created_at), "d.m.Y")

    @admin.display(description=gettext_lazy("imported on"), ordering="finished_at")
    def finished_on(self, spreadsheet_import: SpreadsheetImport) -> str:
        finished_at = spreadsheet_import.finished_at
        return date_format(timezone.localtime(finished_at), "d.m.Y") if finished_at else ""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Names reports as the form of an upload does, which looks for them here where there are many."""
        if db_field.name == "report":
            kwargs["form_class"] = OfMunicipalityField
            kwargs["queryset"] = Report.objects.select_related("municipality")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or may_discard(request.user, obj))

    def get_urls(self) -> list[URLPattern]:
        return [*urlpatterns, *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return keeps_way_back(upload)(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return keeps_way_back(go_on)(request, object_id)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return super().changelist_view(request, {"title": _("Imports of tables"), **(extra_context or {})})
