"""The list of measures that a planner works through, or an office looks at."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from catalog.choices import Publication
from catalog.models import Measure
from catalog.permissions.admin import GovernedAdmin
from catalog.permissions.change_list import ReadList
from catalog.texts.plain_text import one_line, shortened
from monitoring.admin.filters import (
    REPORT,
    DeadlineListFilter,
    MunicipalityListFilter,
    OfficeListFilter,
    ReportListFilter,
    SectionListFilter,
    SilenceListFilter,
    StatusListFilter,
    chosen,
)
from monitoring.admin.searching import FoundMeasures, searched
from monitoring.badges import deadline_badge, publication_badge, status_badge
from monitoring.bulk.acts import MOST
from monitoring.bulk.views import choose
from monitoring.current.judging import refresh
from monitoring.models import StatusUpdate
from monitoring.models.loaded_status import load_status, with_updates
from monitoring.models.measure import MonitoredMeasure, shown_word
from monitoring.querysets import told

LONGEST_REPORT = 40  # characters of its title in the list
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


class MeasureChangeList(ReadList):
    """A list whose rows know their status: that of a page is loaded, while choosing and sorting need none of it."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows: Any = self.result_list
        page: Any = self.model_admin
        self.result_list = page.loaded(request, list(rows.values_list("pk", flat=True)))


class MeasureListAdmin(GovernedAdmin):
    """The list, which chooses and sorts by what is kept of each measure today."""

    list_display = ("number", "name", "status", "last_update", "lead", "deadline", "report_name")
    list_display_links = ("number", "name")
    list_select_related = ("report__municipality", "parent")
    list_filter = (
        ("report__municipality", MunicipalityListFilter),
        ("report", ReportListFilter),
        SectionListFilter,
        StatusListFilter,
        DeadlineListFilter,
        SilenceListFilter,
        "publication",
        OfficeListFilter,
        "horizon",
    )
    ordering = (*BY_REPORT, *PARTS_BELOW_THEIR_WHOLE)
    search_fields = ("code", "title", "description")
    list_display_of_offices = (
        *("number", "name", "status", "last_update", "last_text"),
        *("lead", "deadline", "report_name"),
    )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        refresh()
        return super().changelist_view(request, extra_context)

    def get_list_display(self, request: HttpRequest) -> Any:
        """Leaves out the last column, the report, once one report is chosen; shows offices what they said last."""
        columns = self.list_display if self.has_publish_permission(request) else self.list_display_of_offices
        return columns[:-1] if chosen(request, REPORT) else columns

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ReadList]:
        return MeasureChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Returns the measures in no order: the list has its own, which a chosen column replaces."""
        return super().get_queryset(request).order_by()

    def loaded(self, request: HttpRequest, keys: list[int]) -> list[MonitoredMeasure]:
        """Returns measures by their ids, in this order, with what a row shows; in at most nine queries."""
        today = timezone.localdate()
        measures = with_updates(keys, today).with_responsibilities()
        if not self.has_publish_permission(request):
            newest = StatusUpdate.objects.newest_first(today).filter(measure=OuterRef("pk"))
            worded = newest.annotate(told_text=told("text")).exclude(told_text="")
            measures = measures.annotate(told_text=Subquery(worded.values("told_text")[:1]))
        found = {measure.pk: measure for measure in measures}
        load_status(list(found.values()), today)
        return [found[pk] for pk in keys if pk in found]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Finds measures as the search of the site does: "z6" finds "Z 6"."""
        if not search_term.strip():
            return queryset, False
        return searched(queryset, FoundMeasures.of(request, search_term)), False

    @admin.action(description=_("Change several things together, with a preview"), permissions=["change"])
    def change_together(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        keys = list(queryset.order_by().values_list("pk", flat=True)[: MOST + 1])
        if len(keys) > MOST:
            self.message_user(request, _("Choose at most %(most)s measures.") % {"most": MOST}, messages.WARNING)
            return None
        return choose(request, keys)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Refuses filters by internal notes, whose text an address could otherwise find out letter by letter."""
        return not lookup.startswith("internal_note") and super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("number"), ordering=BY_NUMBER)
    def number(self, measure: Measure) -> str:
        code = measure.full_code or "–"
        return format_html('<span class="part">{}</span>', code) if measure.parent_id else code

    @admin.display(description=_("title"), ordering="title")
    def name(self, measure: Measure) -> str:
        """Returns the title, marked where it is not public."""
        if measure.publication == Publication.PUBLISHED:
            return measure.title
        return format_html("{} {}", measure.title, publication_badge(measure.publication))

    @admin.display(description=_("report"), ordering="report__title")
    def report_name(self, measure: Measure) -> str:
        report = measure.report
        note = format_html('<span class="cell-note">{}</span>', report.municipality.name)
        return format_html('<span title="{}">{}</span>{}', report.title, shortened(report.title, LONGEST_REPORT), note)

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
    def deadline(self, measure: Any) -> str:
        """Returns the deadline as worded; below it what has become of it, where it has passed."""
        badge = deadline_badge(measure.deadline_state)
        return format_html('{}<span class="cell-note">{}</span>', measure.due, badge) if badge else measure.due
