"""Indicators with their targets and values."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from monitoring.admin.belonging import BelongingAdmin
from monitoring.admin.inlines import FIGURES, TargetInline, ValueInline
from monitoring.models import Indicator


@admin.register(Indicator)
class IndicatorAdmin(BelongingAdmin):
    list_display = ("name", "measure_name", "report_name", "unit", "number_of_targets", "number_of_values")
    list_filter = ("measure__report__municipality", "measure__report", "direction", "interval")
    search_fields = ("name", "data_source", *BelongingAdmin.search_fields)
    fields = (
        "measure",
        "name",
        ("unit", "direction"),
        ("baseline", "baseline_on"),
        ("data_source", "interval"),
        "order",
    )
    formfield_overrides = FIGURES
    inlines = (TargetInline, ValueInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Indicator]:
        indicators: QuerySet[Indicator] = super().get_queryset(request)
        return indicators.annotate(
            target_count=Count("targets", distinct=True), value_count=Count("values", distinct=True)
        )

    @admin.display(description=_("targets"), ordering="target_count")
    def number_of_targets(self, indicator: Any) -> int:
        count: int = indicator.target_count
        return count

    @admin.display(description=_("values"), ordering="value_count")
    def number_of_values(self, indicator: Any) -> int:
        count: int = indicator.value_count
        return count
