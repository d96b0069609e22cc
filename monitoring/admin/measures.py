"""Measures: the list a planner works through, and the form of a single one.

Registered for `catalog.Measure` itself, so that permissions, history and links are those of the one model.
"""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import smart_split, unescape_string_literal
from django.utils.translation import gettext_lazy as _

from catalog.admin_base.versioned_admin import VersionedAdmin
from catalog.choice_fields import OfMunicipalityField, SectionChoiceField
from catalog.models import Measure, Report, Section
from catalog.permissions.admin import choosable
from catalog.permissions.policy import can, permitted
from catalog.permissions.registry import ALL_ROWS, NO_ROWS, Action
from catalog.querysets import row_id
from catalog.texts import codes
from catalog.texts.plain_text import one_line, shortened
from monitoring.admin import inlines
from monitoring.admin.activity import ActivityAdmin
from monitoring.admin.filters import (
    REPORT,
    DeadlineListFilter,
    LeadFilter,
    MunicipalityListFilter,
    ReportListFilter,
    ResponsibleFilter,
    SectionListFilter,
    SilenceListFilter,
    StatusListFilter,
    chosen,
)
from monitoring.admin.publishing import PublishingAdmin
from monitoring.admin.texts import SHORT_TEXTS
from monitoring.badges import deadline_badge, publication_badge, status_badge
from monitoring.current.judging import refresh
from monitoring.exports.admin import download_csv, download_xlsx
from monitoring.forms import PredecessorField
from monitoring.models import StatusUpdate
from monitoring.models.measure import MonitoredMeasureQuerySet, shown_word
from monitoring.querysets import told

LONGEST_TEXT = 200  # characters of the last update in the list of an office
BY_REPORT = ("report__municipality__name", "report__title", "report")
BY_NUMBER = Case(
    When(parent=None, then=F("code_sort")),
    default=Concat("parent__code_sort", Value(" "), "code_sort", output_field=CharField()),
    output_field=CharField(),
)
PARTS_BELOW_THEIR_WHOLE = (
    Coalesce("parent__order", "order"),
    Coalesce("parent__code_sort", "code_sort"),
    Coalesce("parent_id", "pk"),
    Case(When(parent=None, then=0), default=1),
    "order",
    "code_sort",
    "pk",
)


@admin.register(Measure)
class MeasureAdmin(PublishingAdmin, ActivityAdmin, VersionedAdmin):
    list_display = (
        "number",
        "title",
        "state",
        "status",
        "last_update",
        "due_as_worded",
        "deadline_state",
        "lead",
        "section",
        "report_name",
    )
    list_display_links = ("number", "title")
    list_select_related = ("report__municipality", "section", "parent")
    list_filter = (
        ("report__municipality", MunicipalityListFilter),
        ("report", ReportListFilter),
        SectionListFilter,
        StatusListFilter,
        DeadlineListFilter,
        SilenceListFilter,
        "publication",
        LeadFilter,
        ResponsibleFilter,
        "horizon",
    )
    ordering = (*BY_REPORT, *PARTS_BELOW_THEIR_WHOLE)
    search_fields = ("code", "title", "description")
    actions = (*PublishingAdmin.actions, "release", download_xlsx, download_csv)
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
        (
            None,
            {"fields": ("report", "section", "parent", "code", "title", "description")},
        ),
        (
            _("When"),
            {
                "fields": (
                    ("start", "due"),
                    ("original_due", "moved_on"),
                    "change_reason",
                    "horizon",
                    "added_on",
                    "publication",
                )
            },
        ),
        (
            _("From the report"),
            {
                "classes": ("collapse",),
                "fields": (
                    "starting_position",
                    "objective",
                    "steps",
                    "data_sources",
                    "effort",
                    ("costs_amount", "costs_kind"),
                    "costs",
                    "pages",
                    "paper_references",
                ),
            },
        ),
        (_("In plain language"), {"classes": ("collapse",), "fields": ("plain_language",)}),
        (
            _("Internal and order"),
            {"classes": ("collapse",), "fields": ("internal_note", "order", "predecessor")},
        ),
    )
    inlines = (*inlines.OF_MEASURE, inlines.SubMeasureInline)

    list_display_of_offices = (
        *("number", "title", "status", "last_update", "last_text"),
        *("due_as_worded", "deadline_state", "lead", "report_name"),
    )

    # The list, which chooses and sorts by what is kept of each measure today

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        refresh()
        return super().changelist_view(request, extra_context)

    def get_list_display(self, request: HttpRequest) -> Any:
        """Leaves out the last column, the report, once one report is chosen; shows offices what they said last."""
        columns = self.list_display if self.has_publish_permission(request) else self.list_display_of_offices
        return columns[:-1] if chosen(request, REPORT) else columns

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        measures = MonitoredMeasureQuerySet(cast("Any", Measure)).filter(permitted(request.user, Action.VIEW, Measure))
        measures = measures.with_status().with_deadlines().with_responsibilities()
        if self.has_publish_permission(request):
            return measures
        newest = StatusUpdate.objects.newest_first(timezone.localdate()).filter(measure=OuterRef("pk"))
        worded = newest.annotate(told_text=told("text")).exclude(told_text="")
        return measures.annotate(told_text=Subquery(worded.values("told_text")[:1]))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Finds measures with every word in title or description, or by number: "z6" finds "Z 6"."""
        if not search_term.strip():
            return queryset, False
        words = ALL_ROWS
        for bit in smart_split(search_term):
            word = unescape_string_literal(bit) if bit[0] in "\"'" and bit[0] == bit[-1] else bit
            words &= mentions(word)
        full_key = Concat(Coalesce("parent__code_key", Value("")), "code_key", output_field=CharField())
        by_number = Q(full_key__startswith=codes.normalise(search_term))
        return queryset.alias(full_key=full_key).filter(words | by_number), False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Refuses filters by internal notes, whose text an address could otherwise find out letter by letter."""
        return not lookup.startswith("internal_note") and super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("number"), ordering=BY_NUMBER)
    def number(self, measure: Measure) -> str:
        code = measure.full_code or "–"
        return format_html('<span class="part">{}</span>', code) if measure.parent_id else code

    @admin.display(description=_("report"), ordering="report__title")
    def report_name(self, measure: Measure) -> str:
        return measure.report.full_title

    @admin.display(description=_("lead"))
    def lead(self, measure: Measure) -> str:
        return "; ".join(named.office.abbreviation or named.office.name for named in measure.leads)

    @admin.display(description=_("status"), ordering="current__status")
    def status(self, measure: Any) -> str:
        """Returns the badge of the status; "" for a measure with parts and without an update of its own."""
        return "" if measure.has_parts and not measure.reported_on else status_badge(shown_word(measure))

    @admin.display(description=_("last update"), ordering="current__reported_on")
    def last_update(self, measure: Any) -> str:
        return date_format(measure.reported_on, "SHORT_DATE_FORMAT") if measure.reported_on else ""

    @admin.display(description=_("what it said"))
    def last_text(self, measure: Any) -> str:
        return shortened(one_line(measure.told_text or ""), LONGEST_TEXT)

    @admin.display(description=_("deadline"), ordering="due_on")
    def due_as_worded(self, measure: Measure) -> Any:
        return measure.due

    @admin.display(description=_("state of the deadline"), ordering="current__passed_on")
    def deadline_state(self, measure: Any) -> str:
        return deadline_badge(measure.deadline_state)

    @admin.display(description=_("publication"), ordering="publication")
    def state(self, measure: Measure) -> str:
        return publication_badge(measure.publication)

    # The form: first what makes a measure, then everything else

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
        """Adds links to report on a measure, for people who may do so without changing it."""
        row = context["original"]
        context["may_only_report"] = row is not None and not self.has_change_permission(request, row)
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


def without(name: str, fieldsets: Any) -> list[Any]:
    return [
        (heading, {**options, "fields": [field for field in options["fields"] if field != name]})
        for heading, options in fieldsets
    ]


def mentions(word: str) -> Q:
    """Returns a condition: title or description contain the word.

    SQLite does not find "ä" in "Ä", so both cases are searched.
    """
    found = NO_ROWS
    for spelling in {word, word.lower(), word.upper(), word.capitalize()}:
        found |= Q(title__icontains=spelling) | Q(description__icontains=spelling)
    return found


def predecessors(measure: Measure) -> QuerySet[Measure]:
    """Returns measures of the municipality's other reports, and the one already chosen."""
    others = Q(report__municipality=measure.report.municipality_id) & ~Q(report=measure.report_id)
    measures = Measure.objects.filter(others | Q(pk=measure.predecessor_id))
    return measures.select_related("parent", "report__municipality").order_by(*BY_REPORT, *PARTS_BELOW_THEIR_WHOLE)
