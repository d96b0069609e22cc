"""Filters beside the list of measures; their choices depend on the chosen municipality and report."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.choices import Role
from catalog.deadlines import months_later
from catalog.models import Measure, Office, Report, Responsibility, Section
from catalog.outline import outline
from catalog.permissions.large_choices import MOST_CHOICES, with_municipality
from catalog.permissions.large_lists import is_longer
from catalog.permissions.list_filters import LONGEST_TERM, SeenRelatedFilter, matching, seen, sees_all
from catalog.querysets import row_id
from catalog.texts.normalising import fold
from monitoring.choices import CLOSED, NO_REPORT, SHOWN_WORDS, UNSTATED, DeadlineState, Status
from monitoring.models import Indicator

MUNICIPALITY = "report__municipality__id__exact"
REPORT = "report__id__exact"
MOST_MONTHS = 240
MOST_LISTED = 12  # offices that are listed before one is looked for

Choices = list[tuple[Any, Any]]


def seen_measures(request: HttpRequest) -> QuerySet[Measure]:
    return seen(request, Measure).order_by()


def chosen(request: HttpRequest, parameter: str) -> int | None:
    return row_id(request.GET.get(parameter))


class MunicipalityListFilter(SeenRelatedFilter):
    within = (REPORT, "section", "lead", "office", "find-office")


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


class FieldFilter(admin.SimpleListFilter):
    """A filter with a field of its own: `hidden` are the parameters of the list that the field's form takes along."""

    hidden: list[tuple[str, str]]
    own: tuple[str, ...] = ()  # parameters that the field replaces

    def choices(self, changelist: Any) -> Any:
        left_out = {str(self.parameter_name), *self.own}
        self.hidden = [(name, value) for name, value in changelist.params.items() if name not in left_out]
        return super().choices(changelist)


class SilenceListFilter(FieldFilter):
    """A filter by how long nobody has reported on open measures, by what is kept of them today."""

    title = _("no report since")
    parameter_name = "silence"
    template = "admin/silence_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        months = sorted({6, 12, self.months or 6})
        return [
            ("interval", _("longer than its report asks for")),
            *((str(number), ngettext("%d month", "%d months", number) % number) for number in months),
            ("never", _("never reported")),
        ]

    @property
    def months(self) -> int | None:
        """Returns the number of months that was chosen or typed."""
        number = row_id(self.value())
        return number if number and number <= MOST_MONTHS else None

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        open_ones = queryset.filter(current__has_parts=False, report__is_closed=False).exclude(
            current__status__in=[status.value for status in CLOSED]
        )
        if self.value() == "interval":
            return queryset.filter(current__is_silent=True)
        if self.value() == "never":
            return open_ones.filter(current__reported_on=None)
        if self.months:
            since = months_later(timezone.localdate(), -self.months)
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


class OfficeListFilter(FieldFilter):
    """A filter by one office, in any role or as lead; a field finds it by a part of its name.

    It offers offices that are responsible for measures of the chosen municipality or report.
    """

    title = _("office")
    parameter_name = "office"
    template = "admin/office_filter.html"
    lead, find = "lead", "find-office"
    own = (lead, find)

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self.term = params.pop(self.find, [""])[-1].strip()[:LONGEST_TERM]
        self.lead_office = row_id(params.pop(self.lead, [None])[-1])
        super().__init__(request, params, model, model_admin)
        self.only_lead = self.lead_office is not None
        self.chosen_office = self.lead_office or row_id(self.value())
        self.offered: Choices = self.lookup_choices
        if self.term and self.chosen_office is None:
            self._find(request, model_admin)

    def _find(self, request: HttpRequest, model_admin: Any) -> None:
        """Narrows down what is offered to what fits; a single one, or one that is called so, is chosen."""
        if self.is_long:
            rows = with_municipality(Office.objects.all())
            fitting = [(str(row.pk), str(row)) for row in matching(rows, self.term, request, model_admin.admin_site)]
        else:
            fitting = [(key, name) for key, name in self.offered if fold(self.term) in fold(name)]
        called_so = [(key, name) for key, name in fitting if fold(name) == fold(self.term)]
        self.offered = called_so if len(called_so) == 1 else fitting
        if len(self.offered) == 1:
            self.chosen_office = int(self.offered[0][0])

    def expected_parameters(self) -> list[str | None]:
        return [self.parameter_name, *self.own]

    def has_output(self) -> bool:
        return self.is_long or bool(self.lookup_choices)

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Returns the offices of what is chosen and seen; of too many places only the one that is chosen itself."""
        named = seen_measures(request)
        report, municipality = chosen(request, REPORT), chosen(request, MUNICIPALITY)
        if report:
            named = named.filter(report=report)
        if municipality:
            named = named.filter(report__municipality=municipality)
        offices = Office.objects.all()
        self.is_long = not (report or municipality) and sees_all(request, Measure) and is_longer(offices, MOST_CHOICES)
        if self.is_long:
            offices = offices.filter(pk=self.lead_office or chosen(request, str(self.parameter_name)) or 0)
        responsible = Responsibility.objects.filter(measure__in=named.values("pk"))
        offices = offices.filter(pk__in=responsible.values("office"))
        return [(str(office.pk), str(office)) for office in offices]

    def choices(self, changelist: Any) -> Any:
        """Yields all, then the office that is chosen with its roles, or those that fit, or a few."""
        super().choices(changelist)
        key = str(self.chosen_office or "")
        yield self._choice(changelist, {}, _("All"), is_selected=not key)
        listed = [one for one in self.offered if not key or one[0] == key]
        if not (key or self.term) and len(listed) > MOST_LISTED:
            listed = []
        for pk, name in listed:
            yield self._choice(changelist, {"office": pk}, name, is_selected=pk == key and not self.only_lead)
        if key:
            yield self._choice(changelist, {"lead": key}, _("only as lead"), is_selected=self.only_lead)

    def _choice(self, changelist: Any, parameters: dict[str, str], name: Any, *, is_selected: bool) -> dict[str, Any]:
        query = changelist.get_query_string(parameters, [str(self.parameter_name), *self.own])
        return {"selected": is_selected, "query_string": query, "display": name}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.chosen_office is None:
            return queryset
        named = Q(responsibilities__office=self.chosen_office)
        return queryset.filter(named & Q(responsibilities__role=Role.LEAD) if self.only_lead else named)
