"""Measures: the form of a single one, in folds; the list is in `measure_list`.

Registered for `catalog.Measure` itself, so that permissions, history and links are those of the one model.
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.admin_base.versioned_admin import VersionedAdmin
from catalog.choice_fields import OfMunicipalityField, SectionChoiceField
from catalog.models import Measure, Report, Section
from catalog.permissions.admin import choosable
from catalog.permissions.policy import can
from catalog.permissions.registry import Action
from catalog.querysets import row_id
from monitoring.admin import inlines
from monitoring.admin.activity import ActivityAdmin
from monitoring.admin.folds import folded
from monitoring.admin.measure_list import BY_REPORT, PARTS_BELOW_THEIR_WHOLE, MeasureListAdmin
from monitoring.admin.publishing import PublishingAdmin
from monitoring.admin.texts import SHORT_TEXTS
from monitoring.comments.threads import threads_on
from monitoring.exports.admin import download_csv, download_xlsx
from monitoring.forms import PredecessorField
from monitoring.models import Attachment, StatusUpdate

RESOLUTION: Any = (
    _("Motion and resolution"),
    {"classes": ("fold-report",), "fields": ("moved_by", ("resolved_by", "resolved"))},
)


@admin.register(Measure)
class MeasureAdmin(MeasureListAdmin, PublishingAdmin, ActivityAdmin, VersionedAdmin):
    actions = ("change_together", *PublishingAdmin.actions, "release", download_xlsx, download_csv)
    save_on_top = True
    formfield_overrides = SHORT_TEXTS

    add_fieldsets = (
        (
            None,
            {
                "fields": ("report", "parent", "code", "title"),
                "description": _("Everything else can be filled in after the first saving."),
            },
        ),
    )
    fieldsets = (
        (None, {"fields": ("report", ("code", "publication"), "title")}),
        (None, {"classes": ("fold-report",), "fields": ("section", "parent", "description")}),
        (
            _("More from the report"),
            {
                "classes": ("fold-report", "collapse"),
                "fields": (
                    "starting_position",
                    "objective",
                    "steps",
                    "data_sources",
                    "effort",
                    "costs_amount",
                    "costs_kind",
                    "costs",
                    "pages",
                    "paper_references",
                    "added_on",
                    "predecessor",
                    "order",
                ),
            },
        ),
        RESOLUTION,
        (_("In plain language"), {"classes": ("fold-report", "collapse"), "fields": ("plain_language",)}),
        (None, {"classes": ("fold-plan",), "fields": (("start", "due", "horizon"),)}),
        (
            _("Deadline moved"),
            {"classes": ("fold-plan", "collapse"), "fields": ("original_due", "moved_on", "change_reason")},
        ),
        (_("Internal note"), {"classes": ("fold-follow-up", "collapse"), "fields": ("internal_note",)}),
    )
    inlines = (*inlines.OF_MEASURE, inlines.SubMeasureInline)

    def place_of_choices(self, request: HttpRequest) -> dict[str, Any]:
        place = super().place_of_choices(request)
        report = None if place else self.report_of(request)
        return {"report": report} if report else place

    def report_of(self, request: HttpRequest) -> int | None:
        """Returns the report of a measure to be added: as sent, from the address, or the one of the list.

        A report where the visitor may add nothing counts as none.
        """
        left_list = QueryDict(request.GET.get("_changelist_filters", ""))
        named = (request.POST.get("report"), request.GET.get("report"), left_list.get("report__id__exact"))
        found = next((key for value in named if (key := row_id(value))), 0)
        allowed = Report.objects.filter(choosable(request, Measure, Report), pk=found)
        return found if allowed.exists() else None

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        return {**initial, "report": self.report_of(request)}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("report",) if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj:
            fieldsets = super().get_fieldsets(request, obj)
            if not (obj.report.is_of_resolutions or obj.moved_by or obj.resolution_words):
                fieldsets = [one for one in fieldsets if one is not RESOLUTION]
            return fieldsets if can(request.user, Action.READ_NOTES, obj) else without("internal_note", fieldsets)
        if self.report_of(request):
            return self.add_fieldsets
        name, options = self.add_fieldsets[0]
        return [(name, {**options, "fields": ("report", "code", "title")})]

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ()
        if obj.parent_id:
            return tuple(inline for inline in inlines.inlines_of_measure() if inline is not inlines.ThemeInline)
        return (*inlines.inlines_of_measure(), inlines.SubMeasureInline)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "report":
            kwargs["form_class"] = OfMunicipalityField
            kwargs["queryset"] = Report.objects.select_related("municipality")
        if db_field.name == "section":
            kwargs["form_class"] = SectionChoiceField
        if db_field.name == "predecessor":
            kwargs["form_class"] = PredecessorField
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Offers only rows in the same report or in the same municipality."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        report = obj.report_id if obj else self.report_of(request)
        wholes = Measure.objects.filter(report=report, parent=None).order_by("order", "code_sort", "pk")
        choices: dict[str, Any] = {"parent": wholes}
        if obj:
            choices["parent"] = wholes.none() if obj.parts.exists() else wholes.exclude(pk=obj.pk)
            choices["section"] = Section.objects.filter(report=report)
            choices["predecessor"] = predecessors(obj)
        for name, offered in choices.items():
            if field := form.base_fields.get(name):
                field.queryset = offered
                field.widget.can_add_related = field.widget.can_change_related = False
                field.widget.can_delete_related = field.widget.can_view_related = False
        return form

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """Puts the form into folds; adds links to report on a measure for people who may do so without changing it."""
        row = context["original"]
        context["may_attach"] = row is not None and can(request.user, Action.ADD, Attachment, at=row)
        if row is not None:
            context["threads"] = threads_on([row.pk])[row.pk]
        context["may_only_report"] = row is not None and not self.has_change_permission(request, row)
        context["above"], context["folds"] = folded(context["adminform"], context["inline_admin_formsets"])
        return super().render_change_form(request, context, *args, **kwargs)

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """Leads on to the page where the rest can be filled in."""
        if not self.has_change_permission(request, obj):
            return super().response_post_save_add(request, obj)
        place: dict[str, Any] = {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}
        change_page = reverse("admin:catalog_measure_change", args=[obj.pk])
        return HttpResponseRedirect(add_preserved_filters(place, change_page))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if formset.model is StatusUpdate:
            for row in formset.extra_forms:
                row.instance.author = request.user
        super().save_formset(request, form, formset, change)
        if formset.model is StatusUpdate:
            self.say_same_day(request, [*formset.new_objects, *(row for row, _fields in formset.changed_objects)])


def without(name: str, fieldsets: Any) -> list[Any]:
    """Returns the sets of fields without one field; without a set that would be empty."""
    left = [
        (heading, {**options, "fields": [field for field in options["fields"] if field != name]})
        for heading, options in fieldsets
    ]
    return [(heading, options) for heading, options in left if options["fields"]]


def predecessors(measure: Measure) -> QuerySet[Measure]:
    """Returns measures of the municipality's other reports, and the one already chosen.

    The reports are looked up first: by an index of its own each, a database finds both kinds of measures.
    """
    others = Report.objects.filter(municipality=measure.report.municipality_id).exclude(pk=measure.report_id)
    offered = Q(report__in=list(others.order_by().values_list("pk", flat=True)))
    if measure.predecessor_id is not None:
        offered |= Q(pk=measure.predecessor_id)
    measures = Measure.objects.filter(offered)
    return measures.select_related("parent", "report__municipality").order_by(*BY_REPORT, *PARTS_BELOW_THEIR_WHOLE)
