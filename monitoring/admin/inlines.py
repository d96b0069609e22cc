"""Inlines of a measure's page: tables, and rows that fold where they are too long for one."""

from functools import cache
from typing import Any

from django.contrib import admin
from django.db.models import DecimalField, Model, Q, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from catalog.admin_base.formsets import LabelledRows
from catalog.history.tracked_models import tracked_models
from catalog.models import Measure, MeasureTheme, Office, Responsibility, Theme
from catalog.permissions.admin import GovernedInline, without_shortcuts
from monitoring.admin import folds
from monitoring.admin.file_columns import FileColumns
from monitoring.admin.texts import CELL_TEXTS, SHORT_TEXTS, name_of
from monitoring.forms import (
    DiscussionRows,
    FigureField,
    NewUpdateForm,
    StatusUpdateRows,
    SubMeasureForm,
    SubMeasureRows,
)
from monitoring.models import (
    Attachment,
    Comment,
    Discussion,
    Indicator,
    IndicatorTarget,
    IndicatorValue,
    Milestone,
    StatusUpdate,
)

FIGURES: dict[Any, dict[str, Any]] = {DecimalField: {"form_class": FigureField, "localize": True}}


class TableInline(GovernedInline, admin.TabularInline):
    """A table whose rows become cards on narrow screens; it ends with an empty row, as not every browser adds one."""

    template = "admin/monitoring/table_rows.html"
    formset: Any = LabelledRows
    formfield_overrides = CELL_TEXTS
    extra = 1
    fold = folds.FOLLOW_UP


class FoldedInline(GovernedInline, admin.StackedInline):
    """Rows that say in one line what they are, and unfold to be changed; the empty one stands open.

    Where the newest is first, so is the empty row, and a page takes one of them.
    """

    template = "admin/monitoring/folded_rows.html"
    summary_template: str  # of the line, with the row as `row`
    newest_first = False
    extra = 1
    fold = folds.FOLLOW_UP


class ResponsibilityInline(TableInline):
    model = Responsibility
    fields = ("office", "role", "note", "order")
    fold = folds.RESPONSIBLE

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
    fold = folds.REPORT

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "theme":
            field.queryset = Theme.objects.all()
            without_shortcuts(field.widget)
        return field


class StatusUpdateInline(FoldedInline):
    model = StatusUpdate
    form = NewUpdateForm
    formset = StatusUpdateRows
    summary_template = "admin/catalog/measure/_update.html"
    newest_first = True
    fieldsets = (
        (None, {"fields": (("status", "as_of", "publication"), "text", "next_steps", "reason")}),
        (_("Review"), {"classes": ("collapse",), "fields": ("remark", "written_by")}),
    )
    readonly_fields = ("written_by",)
    formfield_overrides = SHORT_TEXTS

    def get_queryset(self, request: HttpRequest) -> QuerySet[StatusUpdate]:
        return super().get_queryset(request).select_related("author", "confirms")

    @admin.display(description=_("author"))
    def written_by(self, update: StatusUpdate) -> str:
        return name_of(update.author)


class MilestoneInline(FoldedInline):
    model = Milestone
    formset = LabelledRows
    formfield_overrides = CELL_TEXTS
    summary_template = "admin/catalog/measure/_milestone.html"
    fold = folds.PLAN
    fieldsets = (
        (None, {"fields": ("title", ("due", "done_on", "publication"))}),
        (
            _("Moved, or reached in words"),
            {"classes": ("collapse",), "fields": ("original_due", "moved_on", "change_reason", "done_as")},
        ),
    )
    readonly_fields = ("original_due",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Milestone]:
        return super().get_queryset(request).select_related("measure__report")


class IndicatorInline(TableInline):
    """An inline without targets and values, which are on the indicator's own page."""

    model = Indicator
    fields = ("name", "unit", "direction", "data_source")
    show_change_link = True
    fold = folds.PLAN


class DiscussionInline(TableInline):
    model = Discussion
    formset = DiscussionRows
    fields = ("phase", "held_on", "approach", "minutes_signed")


class AttachmentInline(FileColumns, TableInline):
    """A list of the files of a measure; each has a page of its own, where it is replaced and reviewed."""

    model = Attachment
    template = "admin/monitoring/attachments.html"
    fields = ("page", "look", "what", "alternative", "state")
    readonly_fields = fields
    view_on_site = False  # the picture or the name of the file leads there

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attachment]:
        return super().get_queryset(request).select_related("measure__report__municipality")

    @admin.display(description=_("title"))
    def page(self, attachment: Attachment) -> str:
        url = reverse("admin:monitoring_attachment_change", args=[attachment.pk])
        return format_html('<a href="{}">{}</a>', url, attachment.title)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SubMeasureInline(TableInline):
    """Parts, made with their lead and deadline; what is stored of both is changed on the page of the part."""

    model = Measure
    fk_name = "parent"
    form = SubMeasureForm
    formset = SubMeasureRows
    fields = ("code", "title", "lead", "due", "publication")
    verbose_name = _("sub-measure")
    verbose_name_plural = _("sub-measures")
    show_change_link = True
    fold = folds.PLAN

    def get_queryset(self, request: HttpRequest) -> QuerySet[Measure]:
        return super().get_queryset(request).select_related("parent").prefetch_related("responsibilities__office")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Returns a formset that offers the offices of the municipality, loaded once for all rows."""
        formset = super().get_formset(request, obj, **kwargs)
        fields: Any = formset.form.base_fields
        if "lead" in fields and obj:
            offices = Office.objects.filter(dissolved_on=None, municipality=obj.report.municipality_id)
            # A field of its own: the one that the form declares belongs to the forms of all municipalities.
            fields["lead"] = ModelChoiceField(offices, label=fields["lead"].label, required=False)
            fields["lead"].choices = list(fields["lead"].choices)
        return formset


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
    AttachmentInline,
    ThemeInline,
)


@cache
def inlines_of_measure() -> tuple[type[Any], ...]:
    """Returns the tables for all that is registered as belonging to a measure, plain ones where none is written."""
    written = {Comment, *(inline.model for inline in OF_MEASURE)}  # comments have a page of their own
    others = (kind.model for kind in tracked_models().values() if kind.upper and kind.upper.model is Measure)
    return (*OF_MEASURE, *(plain_inline(model) for model in others if model not in written))


def plain_inline(model: type[Model]) -> type[TableInline]:
    """Returns a table with a column for every field that can be edited."""
    return type(f"{model.__name__}Inline", (TableInline,), {"model": model})
