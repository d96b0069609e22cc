"""Filters beside the list of measures; their choices depend on the chosen municipality and report."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from catalog.choices import Role
from catalog.models import Measure, Office, Report, Section
from catalog.outline import outline
from catalog.permissions.admin import SeenRelatedFilter, seen
from catalog.permissions.registry import ALL_ROWS
from catalog.querysets import row_id
from monitoring.choices import NO_REPORT, SHOWN_WORDS, UNSTATED, DeadlineState, Status

MUNICIPALITY = "report__municipality__id__exact"
REPORT = "report__id__exact"

Choices = list[tuple[Any, Any]]


def seen_measures(request: HttpRequest) -> QuerySet[Measure]:
    return seen(request, Measure).order_by()


def chosen(request: HttpRequest, parameter: str) -> int | None:
    return row_id(request.GET.get(parameter))


class NarrowingFilter(SeenRelatedFilter):
    """A filter whose choices drop the filters in `within`, which depend on it."""

    within: tuple[str, ...]

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            query = QueryDict(choice["query_string"].removeprefix("?"), mutable=True)
            for parameter in self.within:
                query.pop(parameter, None)
            yield {**choice, "query_string": f"?{query.urlencode()}"}


class MunicipalityListFilter(NarrowingFilter):
    within = (REPORT, "section", "lead", "office")


class ReportListFilter(NarrowingFilter):
    within = ("section",)

    def has_output(self) -> bool:
        """Tells whether there is any report: even a single one is offered, as its sections need it chosen."""
        return bool(self.lookup_choices)

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        reports = Report.objects.filter(pk__in=seen_measures(request).values("report"))
        reports = reports.select_related("municipality")
        if municipality := chosen(request, MUNICIPALITY):
            return [(report.pk, str(report)) for report in reports.filter(municipality=municipality)]
        return [(report.pk, report.full_title) for report in reports]


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
    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("none", SHOWN_WORDS[NO_REPORT]), (UNSTATED, SHOWN_WORDS[UNSTATED]), *Status.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value == "none":
            return queryset.filter(reported_on=None, has_parts=False)
        if value == UNSTATED:
            return queryset.filter(status="", reported_on__isnull=False)
        return queryset.filter(status=value) if value else queryset


class DeadlineListFilter(admin.SimpleListFilter):
    """A filter for measures with their `deadline_state`."""

    title = _("state of the deadline")
    parameter_name = "deadline"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return DeadlineState.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return queryset.filter(deadline_state=value) if value else queryset


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
        named = Q(responsibilities__measure__in=seen_measures(request).values("pk")) & self._responsibilities(
            "responsibilities__"
        )
        if report := chosen(request, REPORT):
            named &= Q(responsibilities__measure__report=report)
        if municipality := chosen(request, MUNICIPALITY):
            named &= Q(municipality=municipality)
        return [(str(office.pk), str(office)) for office in Office.objects.filter(named).distinct()]

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
