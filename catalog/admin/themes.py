"""The themes of the installation in the admin; sections and measures name them in their own forms."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.admin_base.versioned_admin import VersionedAdmin
from catalog.models import MeasureTheme, SectionTheme, Theme
from catalog.permissions.large_lists import number_of


@admin.register(Theme)
class ThemeAdmin(VersionedAdmin):
    list_display = ("name", "slug", "description", "order", "number_of_sections", "number_of_measures")
    address_from = "name"
    fields = ("name", "slug", "description", "order")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Theme]:
        themes: QuerySet[Theme] = super().get_queryset(request)
        return themes.annotate(
            number_of_sections=number_of(SectionTheme, "theme"), number_of_measures=number_of(MeasureTheme, "theme")
        )

    @admin.display(description=_("sections"), ordering="number_of_sections")
    def number_of_sections(self, theme: Any) -> int:
        return int(theme.number_of_sections)

    @admin.display(description=_("measures with themes of their own"), ordering="number_of_measures")
    def number_of_measures(self, theme: Any) -> int:
        return int(theme.number_of_measures)
