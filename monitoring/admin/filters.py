"""Filters beside the list of measures; their choices depend on the chosen municipality and report."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.choices import Role
from catalog.deadlines import months_later
from catalog.models import Measure, Office, Report, Responsibility, Section
from catalog.outline import outline
from catalog.permissions.large_choices import MOST_CHOICES
from catalog.permissions.large_lists import is_longer
from catalog.permissions.list_filters import SeenRelatedFilter, seen, sees_all
from catalog.permissions.registry import ALL_ROWS
from catalog.querysets import row_id
from monitoring.choices import CLOSED, NO_REPORT, SHOWN_WORDS, UNSTATED, DeadlineState, Status
from monitoring.models import Indicator

MUNICIPALITY = "report__municipality__id__exact"
REPORT = "report__id__exact"

Choices = list[tuple[Any, Any]]


def seen_measures(request: HttpRequest) -> QuerySet[Measure]:
    return seen(request, Measure).order_by()


def chosen(request: HttpRequest, parameter: str) -> int | None:
    return row_id(request.GET.get(parameter))


class MunicipalityListFilter(SeenRelatedFilter):
    within = (REPORT, "section", "lead", "office")


class ReportListFilter(SeenRelatedFilter):
    within = ("section",)

    def has_output(self) -> bool:
        """Tells whether there is any report: even a single one is offered, as its sections need it chosen."""
        return self.is_searched or bool(self.lookup_choices)

    def offered(self, field: Any, request: HttpRequest, model_admin: Any) -> QuerySet[Any]:
        municipality = chosen(request, MUNICIPALITY)
        if municipality is None:
            return super().offered(field, request, model_admin).select_related("municipality")
        reports = Report.objects.filter(municipality=municipality)
        return reports.filter(pk__in=seen_measures(request).filter(report__municipality=municipality).values("report"))

    def name_of(self, row: Any) -> str:
        return str(row) if chosen(self.request, MUNICIPALITY) else row.full_title


class SectionListFilter(admin.SimpleListFilter):
    """A filter by sections of the chosen report; a section includes all that lie below it."""

    title = _("section")
    parameter_name = "section"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        report = seen_measures(request).filter(report=chosen(request, REPORT)).values("report")
        self.sections = list(outline(Section.objects.filter(report__in=report)))
        return [(str(section.pk), "\u2003" * depth + section.title) for depth, section in self.sections]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = row_id(self.value())
        if value is None:
            return queryset
        within = {value}
        for _depth, section in self.sections:  # superior sections come first
            if section.parent_id in within:
                within.add(section.pk)
        return queryset.filter(section__in=within)


class StatusListFilter(admin.SimpleListFilter):
    """A filter by what is kept of measures today."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("none", SHOWN_WORDS[NO_REPORT]), (UNSTATED, SHOWN_WORDS[UNSTATED]), *Status.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value == "none":
            return queryset.filter(current__reported_on=None).exclude(current__has_parts=True)
        if value == UNSTATED:
            return queryset.filter(current__status="", current__reported_on__isnull=False)
        return queryset.filter(current__status=value) if value else queryset


class DeadlineListFilter(admin.SimpleListFilter):
    """A filter by what is kept of measures today."""

    title = _("state of the deadline")
    parameter_name = "deadline"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return DeadlineState.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return queryset.filter(current__deadline_state=value) if value else queryset


class SilenceListFilter(admin.SimpleListFilter):
    """A filter by how long nobody has reported on open measures, by what is kept of them today."""

    title = _("no report since")
    parameter_name = "silence"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [
            ("interval", _("longer than its report asks for")),
            ("6", _("6 months")),
            ("12", _("12 months")),
            ("never", _("never reported")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        open_ones = queryset.filter(current__has_parts=False, report__is_closed=False).exclude(
            current__status__in=[status.value for status in CLOSED]
        )
        if value == "interval":
            return queryset.filter(current__is_silent=True)
        if value == "never":
            return open_ones.filter(current__reported_on=None)
        if value in {"6", "12"}:
            since = months_later(timezone.localdate(), -int(value))
            return open_ones.filter(Q(current__reported_on=None) | Q(current__reported_on__lt=since))
        return queryset


class ValuesDueFilter(admin.SimpleListFilter):
    title = _("values")
    parameter_name = "values"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("due", _("a value is due"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "due":
            return queryset
        return queryset.filter(pk__in=Indicator.objects.with_value_due(timezone.localdate()).values("pk"))


class PassedFilter(admin.SimpleListFilter):
    """A filter for rows that a queryset has annotated with `has_passed`."""

    title = _("open although its day has passed")
    parameter_name = "passed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return queryset.filter(has_passed=value == "yes") if value in {"yes", "no"} else queryset


class OfficeListFilter(admin.SimpleListFilter):
    """A filter by offices that are responsible for measures of the chosen municipality or report."""

    role: Role | None = None

    def _responsibilities(self, prefix: str) -> Q:
        return Q(**{f"{prefix}role": self.role}) if self.role else ALL_ROWS

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Returns the offices of what is chosen and seen; of too many places only the one that is chosen itself."""
        named = seen_measures(request)
        report, municipality = chosen(request, REPORT), chosen(request, MUNICIPALITY)
        if report:
            named = named.filter(report=report)
        if municipality:
            named = named.filter(report__municipality=municipality)
        offices = Office.objects.all()
        if not (report or municipality) and sees_all(request, Measure) and is_longer(offices, MOST_CHOICES):
            offices = offices.filter(pk=chosen(request, str(self.parameter_name)) or 0)
        responsible = Responsibility.objects.filter(self._responsibilities(""), measure__in=named.values("pk"))
        offices = offices.filter(pk__in=responsible.values("office"))
        return [(str(office.pk), str(office)) for office in offices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = row_id(self.value())
        if value is None:
            return queryset
        named = Q(responsibilities__office=value) & self._responsibilities("responsibilities__")
        return queryset.filter(named)


class LeadFilter(OfficeListFilter):
    title = _("lead office")
    parameter_name = "lead"
    role = Role.LEAD


class ResponsibleFilter(OfficeListFilter):
    title = _("responsible office")
    parameter_name = "office"
