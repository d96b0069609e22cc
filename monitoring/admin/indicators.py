"""Indicators with their targets and values. Values have a list of their own, where offices draft them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.admin_base.versioned_admin import VersionedAdmin
from catalog.permissions.admin import without_shortcuts
from catalog.permissions.large_lists import number_of
from monitoring.admin.filters import ValuesDueFilter
from monitoring.admin.inlines import FIGURES, TargetInline, ValueInline
from monitoring.admin.measure_child_admin import MeasureChildAdmin
from monitoring.admin.publishing import OfMeasureAdmin
from monitoring.admin.review import OF_THE_REVIEW, ReviewedAdmin
from monitoring.admin.searching import SearchByMeasure
from monitoring.badges import publication_badge
from monitoring.exports.resources import figure
from monitoring.forms import IndicatorChoiceField
from monitoring.models import Indicator, IndicatorTarget, IndicatorValue


@admin.register(Indicator)
class IndicatorAdmin(OfMeasureAdmin, MeasureChildAdmin):
    list_display = ("name", "measure_name", "report_name", "unit", "number_of_targets", "number_of_values")
    list_filter = ("measure__report__municipality", "measure__report", ValuesDueFilter, "direction", "interval")
    search_fields = ("name", "data_source", *MeasureChildAdmin.search_fields)
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
            target_count=number_of(IndicatorTarget, "indicator"), value_count=number_of(IndicatorValue, "indicator")
        )

    @admin.display(description=_("targets"), ordering="target_count")
    def number_of_targets(self, indicator: Any) -> int:
        count: int = indicator.target_count
        return count

    @admin.display(description=_("values"), ordering="value_count")
    def number_of_values(self, indicator: Any) -> int:
        count: int = indicator.value_count
        return count


@admin.register(IndicatorValue)
class IndicatorValueAdmin(SearchByMeasure, ReviewedAdmin, VersionedAdmin):
    """An admin that lets a value move to another indicator of the same measure only."""

    list_display = ("indicator", "measure_name", "as_of", "worded", "note", "state")
    list_select_related = ("indicator__measure__parent",)
    list_filter = ("indicator__measure__report__municipality", "indicator__measure__report", "publication", "as_of")
    path_to_measure = "indicator__measure"
    search_fields = ("indicator__name", "note", "indicator__measure__code", "indicator__measure__title")
    ordering = ("-as_of", "indicator")
    fields = ("indicator", ("as_of", "value"), "note", *OF_THE_REVIEW)
    formfield_overrides = FIGURES

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "indicator":
            indicators = Indicator.objects.select_related("measure__parent", "measure__report__municipality")
            kwargs["form_class"] = IndicatorChoiceField
            kwargs["queryset"] = indicators.order_by("measure__report", "measure__code_sort", "order", "pk")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        if field := form.base_fields.get("indicator"):
            without_shortcuts(field.widget)
            if obj:
                field.queryset = field.queryset.filter(measure=obj.indicator.measure_id)
        return form

    @admin.display(description=_("measure"), ordering="indicator__measure__code_sort")
    def measure_name(self, value: IndicatorValue) -> str:
        return str(value.indicator.measure)

    @admin.display(description=_("value"), ordering="value")
    def worded(self, value: IndicatorValue) -> str:
        return f"{figure(value.value)} {value.indicator.unit}".strip()

    @admin.display(description=_("publication"), ordering="publication")
    def state(self, value: IndicatorValue) -> str:
        return publication_badge(value.publication)
