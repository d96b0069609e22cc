"""Reports and their sections in the admin."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from catalog.admin.forms import ReportForm, SectionForm
from catalog.admin.links import measures_link
from catalog.admin_base.audience import AudienceAdmin
from catalog.admin_base.scoped_admin import ScopedAdmin
from catalog.choice_fields import OfMunicipalityField, SectionChoiceField
from catalog.models import Measure, Report, Section
from catalog.outline import outline
from catalog.permissions.change_list import ReadList
from catalog.permissions.large_lists import number_of


@admin.register(Report)
class ReportAdmin(AudienceAdmin, ScopedAdmin):
    root = "municipality"
    dependents = ("predecessor",)

    form = ReportForm
    list_display = (
        "title",
        "municipality",
        "kind",
        "published_on",
        "number_of_measures",
        "is_public",
        "is_closed",
    )
    list_select_related = ("municipality",)
    list_filter = ("municipality", "kind", "is_public", "is_closed")
    search_fields = ("title", "municipality__name")
    address_from = "title"
    fieldsets = (
        (None, {"fields": ("municipality", "title", "slug", "kind", "predecessor")}),
        (_("State"), {"fields": ("is_public", ("is_closed", "closes_on"), "reporting_interval")}),
        (_("Dates"), {"fields": (("published_on", "published_as"), ("period_start", "period_end"))}),
        (_("Origin"), {"fields": ("introduction", "compiled_by", "source_title", "source_url", "status_note")}),
        (_("Status table"), {"fields": ("columns", "row_order", "table_view")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only a closed report asks why it is opened again."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not obj.is_closed:
            return fieldsets
        more = {"fields": ("is_public", "is_closed", "reopening_reason", "reporting_interval")}
        return [(name, more if "is_closed" in options["fields"] else options) for name, options in fieldsets]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        reports: QuerySet[Report] = super().get_queryset(request)
        return reports.annotate(measure_count=number_of(Measure, "report"))

    def say_who_sees(self, request: HttpRequest, report: Report) -> None:
        """Says what the report still lacks, if the public does not see it."""
        if not report.is_public:
            words = _("Not public yet: tick “public” in the report when everybody is to see it.")
        elif not report.municipality.is_public:
            words = _("The report is public, but its municipality is not: nobody outside sees it.")
        else:
            words = _("The public sees the report now.")
        self.message_user(request, str(words), messages.INFO)

    @admin.display(description=_("measures"), ordering="measure_count")
    def number_of_measures(self, report: Any) -> str:
        return measures_link(report.measure_count, report__id__exact=report.pk)


class SectionChangeList(ReadList):
    """A list of sections in the order of their reports, unless there are too many or the reader sorts by a column."""

    per_page_of_many = 100  # the sections on a page are of as many reports

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        found: list[Any] = list(self.result_list)
        reports = {section.report_id for section in found}
        depths = {}
        for depth, section in outline(Section.objects.filter(report__in=reports).order_by(*SectionAdmin.ordering)):
            depths[section.pk] = depth
        places = {pk: place for place, pk in enumerate(depths)}
        for section in found:
            section.depth = depths.get(section.pk, 0)
        if not (request.GET.get("o") or self.is_capped):
            found.sort(key=lambda section: places.get(section.pk, len(places)))
        self.result_list = found


@admin.register(Section)
class SectionAdmin(AudienceAdmin, ScopedAdmin):
    root = "report"
    dependents = ("parent",)

    form = SectionForm
    list_display = ("outlined_title", "kind", "own_themes", "pages", "report", "municipality", "order")
    list_select_related = ("report__municipality",)
    list_filter = ("report__municipality", "report", "kind", "themes__theme")
    list_per_page = 500
    search_fields = ("title", "pages")
    ordering = ("report__municipality__name", "report__title", "report", "order", "title", "pk")
    address_from = "title"
    fieldsets = ((None, {"fields": ("report", "parent", "kind", "title", "slug", "own_themes", "pages", "order")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Section]:
        sections: QuerySet[Section] = super().get_queryset(request)
        return sections.prefetch_related("themes__theme")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ReadList]:
        return SectionChangeList

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        form.save_themes()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "report":
            kwargs["form_class"] = OfMunicipalityField
            kwargs["queryset"] = Report.objects.select_related("municipality")
        if db_field.name == "parent":
            kwargs["form_class"] = SectionChoiceField
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("title"), ordering="title")
    def outlined_title(self, section: Any) -> str:
        return format_html('<span class="outline-{}">{}</span>', min(section.depth, 5), section.title)

    @admin.display(description=_("themes"))
    def own_themes(self, section: Section) -> str:
        return ", ".join(str(row) for row in section.themes.all())

    @admin.display(description=_("municipality"), ordering="report__municipality__name")
    def municipality(self, section: Section) -> str:
        return section.report.municipality.name
