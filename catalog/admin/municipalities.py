"""Municipalities and their offices."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.access import GovernedAdmin
from catalog.admin.links import HTTPS, measures_link
from catalog.admin.rooted import RootedAdmin
from catalog.models import Municipality, Office


@admin.register(Municipality)
class MunicipalityAdmin(GovernedAdmin):
    list_display = ("name", "state", "ags", "is_public")
    list_filter = ("state", "is_public")
    search_fields = ("name", "ags")
    prepopulated_fields = {"slug": ("name",)}
    formfield_overrides = HTTPS
    fieldsets = (
        (None, {"fields": ("name", "slug", "ags", "state", "is_public")}),
        (_("Contact"), {"fields": ("website", "contact_name", "contact_email")}),
        (_("Start page"), {"fields": ("introduction", "plain_language", "accent")}),
    )


@admin.register(Office)
class OfficeAdmin(RootedAdmin):
    root = "municipality"
    dependents = ("parent",)

    list_display = ("name", "abbreviation", "kind", "municipality", "number_of_measures", "dissolved_on")
    list_select_related = ("municipality",)
    list_filter = ("municipality", "kind", ("dissolved_on", admin.EmptyFieldListFilter))
    search_fields = ("name", "abbreviation")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("municipality", "name", "abbreviation", "slug", "kind")}),
        (_("Place and end"), {"fields": ("parent", "dissolved_on")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Office]:
        offices: QuerySet[Office] = super().get_queryset(request)
        return offices.annotate(measure_count=Count("responsibilities"))

    @admin.display(description=_("measures"), ordering="measure_count")
    def number_of_measures(self, office: Any) -> str:
        return measures_link(office.measure_count, office=office.pk)
