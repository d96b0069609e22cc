from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from catalog.admin_base.audience import AudienceAdmin
from catalog.admin_base.formsets import LabelledRows
from catalog.choice_fields import OfReportField
from catalog.permissions.admin import GovernedInline, without_shortcuts
from reports.admin.agenda import AgendaAdmin
from reports.models import Committee, CommitteeSection


class CommitteeSectionInline(GovernedInline, admin.TabularInline):
    model = CommitteeSection
    formset = LabelledRows
    fields = ("section",)
    extra = 1

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Returns a formset that offers the sections of the municipality, each with its report."""
        formset: Any = super().get_formset(request, obj, **kwargs)
        if (field := formset.form.base_fields.get("section")) and obj:
            field.queryset = field.queryset.filter(report__municipality=obj.municipality_id).select_related("report")
            without_shortcuts(field.widget)
        return formset

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "section":
            kwargs["form_class"] = OfReportField
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Committee)
class CommitteeAdmin(AudienceAdmin, AgendaAdmin):
    root = "municipality"
    dependents = ()

    list_display = ("name", "abbreviation", "municipality")
    list_select_related = ("municipality",)
    list_filter = ("municipality",)
    search_fields = ("name", "abbreviation", "municipality__name")
    address_from = "name"
    fields = ("municipality", "name", "abbreviation", "slug", "oparl_url")
    inlines = (CommitteeSectionInline,)

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.inlines if obj else ()
