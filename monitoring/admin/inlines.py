"""Inlines of a measure's page."""

from functools import cache
from typing import Any

from django.contrib import admin
from django.db.models import DecimalField, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.admin_base.formsets import LabelledRows
from catalog.history.tracked_models import tracked_models
from catalog.models import Measure, MeasureTheme, Office, Responsibility, Theme
from catalog.permissions.admin import GovernedInline, without_shortcuts
from monitoring.admin.texts import CELL_TEXTS, SHORT_TEXTS
from monitoring.badges import open_badge
from monitoring.forms import (
    DiscussionRows,
    FigureField,
    StatusUpdateRows,
    SubMeasureRows,
)
from monitoring.models import Discussion, Indicator, IndicatorTarget, IndicatorValue, Milestone, StatusUpdate

FIGURES: dict[Any, dict[str, Any]] = {DecimalField: {"form_class": FigureField, "localize": True}}


class TableInline(GovernedInline, admin.TabularInline):
    formset = LabelledRows
    formfield_overrides = CELL_TEXTS
    extra = 0


class ResponsibilityInline(TableInline):
    model = Responsibility
    fields = ("office", "role", "note", "order")
    extra = 1
    after_first_fieldset = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Responsibility]:
        return super().get_queryset(request).select_related("office")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Returns a formset that offers existing offices of the municipality and those already named.

        The choices are loaded once for all rows.
        """
        formset = super().get_formset(request, obj, **kwargs)
        field: Any = formset.form.base_fields.get("office")
        if field and obj:
            named = Office.objects.filter(responsibilities__measure=obj).values("pk")
            offices = Office.objects.filter(Q(dissolved_on__isnull=True) | Q(pk__in=named))
            field.queryset = offices.filter(municipality=obj.report.municipality_id)
            field.choices = list(field.choices)
            field.widget.can_change_related = field.widget.can_delete_related = False
            field.widget.can_view_related = False
        return formset


class ThemeInline(TableInline):
    """An inline that offers the themes of the installation, which planners choose but do not change."""

    model = MeasureTheme
    fields = ("theme",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "theme":
            field.queryset = Theme.objects.all()
            without_shortcuts(field.widget)
        return field


class StatusUpdateInline(GovernedInline, admin.StackedInline):
    model = StatusUpdate
    formset = StatusUpdateRows
    fields = (("status", "as_of", "publication"), "text", "next_steps", "reason", "remark", "author")
    readonly_fields = ("author",)
    formfield_overrides = SHORT_TEXTS
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[StatusUpdate]:
        return super().get_queryset(request).select_related("author")


class MilestoneInline(GovernedInline, admin.StackedInline):
    """An inline with a card for each milestone: a row of a table would be wider than a screen."""

    model = Milestone
    formset = LabelledRows
    formfield_overrides = CELL_TEXTS
    extra = 0
    fields = (
        "title",
        ("due", "done_on", "done_as"),
        ("original_due", "moved_on", "change_reason"),
        ("open_for", "publication"),
    )
    readonly_fields = ("original_due", "open_for")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Milestone]:
        return super().get_queryset(request).select_related("measure__report")

    @admin.display(description=_("open"))
    def open_for(self, milestone: Milestone) -> str:
        return open_badge(milestone)


class IndicatorInline(TableInline):
    """An inline without targets and values, which are on the indicator's own page."""

    model = Indicator
    fields = ("name", "unit", "direction", "data_source")
    show_change_link = True


class DiscussionInline(TableInline):
    model = Discussion
    formset = DiscussionRows
    fields = ("phase", "held_on", "approach", "minutes_signed")


class SubMeasureInline(TableInline):
    model = Measure
    fk_name = "parent"
    formset = SubMeasureRows
    fields = ("code", "title", "publication")
    verbose_name = _("sub-measure")
    verbose_name_plural = _("sub-measures")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Measure]:
        return super().get_queryset(request).select_related("parent")


class TargetInline(TableInline):
    model = IndicatorTarget
    fields = ("value", "statement", "due")
    formfield_overrides = FIGURES


class ValueInline(TableInline):
    model = IndicatorValue
    fields = ("as_of", "value", "note", "publication")
    formfield_overrides = FIGURES


OF_MEASURE: tuple[type[Any], ...] = (
    ResponsibilityInline,
    StatusUpdateInline,
    MilestoneInline,
    IndicatorInline,
    DiscussionInline,
    ThemeInline,
)


@cache
def inlines_of_measure() -> tuple[type[Any], ...]:
    """Returns the tables for all that is registered as belonging to a measure, plain ones where none is written."""
    written = {inline.model for inline in OF_MEASURE}
    others = (kind.model for kind in tracked_models().values() if kind.upper and kind.upper.model is Measure)
    return (*OF_MEASURE, *(plain_inline(model) for model in others if model not in written))


def plain_inline(model: type[Model]) -> type[TableInline]:
    """Returns a table with a column for every field that can be edited."""
    return type(f"{model.__name__}Inline", (TableInline,), {"model": model})
