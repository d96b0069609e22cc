"""Filters by the place of a measure: its city, report, section, theme and offices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from catalog.choices import Role
from catalog.models import Municipality, Office, Report, Responsibility, Section
from catalog.permissions.registry import ALL_ROWS
from catalog.themes import theme_at
from monitoring.models.current import between_commas, in_commas
from reports.measures.filters.base import MeasureFilter, Option
from reports.measures.filters.words import YES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db.models import QuerySet

    from catalog.models import Theme
    from monitoring.current.columns import Columns
    from monitoring.models import MonitoredMeasure


def municipality_called(text: str, municipalities: QuerySet[Municipality]) -> Municipality | None:
    """Returns the municipality with this address or, if it is the only one, of this name."""
    found = list(municipalities.filter(Q(slug=text) | Q(name__iexact=text))[:3])
    exact = [one for one in found if one.slug == text] or found
    return exact[0] if len(exact) == 1 else None


class MunicipalityFilter(MeasureFilter):
    """A filter by city; where there are too many to choose from, its name is typed."""

    name = "kommune"
    title = gettext_lazy("Municipality")

    @property
    def kind(self) -> str:  # type: ignore[override]  # a constant in other filters
        return "name" if self.scope.is_wide or self.scope.narrow else "select"

    def options(self, words: Collection[str]) -> list[Option]:
        cities = {report.municipality.slug: report.municipality.name for report in self.scope.reports}
        return [Option(slug, name) for slug, name in cities.items()]

    def read(self, word: str) -> Municipality:
        if self.scope.narrow and word in {self.scope.narrow.slug, self.scope.narrow.name}:
            return self.scope.narrow
        for report in self.scope.reports:
            if report.municipality.slug == word:
                return report.municipality
        raise self.unknown(word)

    def condition(self, values: list[Municipality], at: Columns) -> Q:
        return Q(**{f"{at.known}report__municipality": values[0]})

    def keys(self, at: Columns) -> tuple[str, ...]:
        return (f"{at.known}report__municipality__slug",)

    def words_of(self, *values: str) -> Iterable[str]:
        return values

    def words_for(self, measure: MonitoredMeasure) -> Iterable[str]:
        return [measure.report.municipality.slug]


class ReportFilter(MeasureFilter):
    name = "bericht"
    title = gettext_lazy("Report")

    def options(self, words: Collection[str]) -> list[Option]:
        return [
            Option(
                self.scope.address_of(report),
                report.title,
                heading="" if self.scope.city else report.municipality.name,
            )
            for report in self.scope.reports
        ]

    def read(self, word: str) -> Report:
        for report in self.scope.reports:
            if self.scope.address_of(report) == word:
                return report
        raise self.unknown(word)

    def condition(self, values: list[Report], at: Columns) -> Q:
        return Q(**{f"{at.known}report": values[0]})

    def keys(self, at: Columns) -> tuple[str, ...]:
        return (f"{at.known}report",)

    def words_of(self, *values: str) -> Iterable[str]:
        report = self.scope.reports_by_id.get(int(values[0]))
        return [self.scope.address_of(report)] if report else []

    def words_for(self, measure: MonitoredMeasure) -> Iterable[str]:
        return [self.scope.address_of(measure.report)]


class SectionFilter(MeasureFilter):
    """A filter by section, which includes all sections below it."""

    name = "abschnitt"
    title = gettext_lazy("Section")

    def options(self, words: Collection[str]) -> list[Option]:
        return [
            Option(
                self.scope.address_of(report, section.slug),
                section.title,
                depth,
                "" if self.scope.report else report.title,
            )
            for report in self.scope.reports
            for depth, section in self.scope.outlines[report.pk].entries
        ]

    def read(self, word: str) -> Section:
        for report in self.scope.reports:
            for _depth, section in self.scope.outlines[report.pk].entries:
                if self.scope.address_of(report, section.slug) == word:
                    return section
        raise self.unknown(word)

    def condition(self, values: list[Section], at: Columns) -> Q:
        within = self.scope.outlines[values[0].report_id].below(values[0])
        own, whole = self.keys(at)[1:]
        return Q(**{f"{own}__in": within}) | Q(**{f"{whole}__in": within})

    def keys(self, at: Columns) -> tuple[str, ...]:
        return f"{at.known}report", f"{at.measure}section", f"{at.measure}parent__section"

    def words_of(self, *values: str) -> Iterable[str]:
        key, *sections = (int(value) if value else None for value in values)
        report = self.scope.reports_by_id.get(key or 0)
        if report is None:
            return ()
        paths = [self.scope.outlines[report.pk].path_to(section) for section in sections]
        return {self.scope.address_of(report, section.slug) for path in paths for section in path}

    def words_for(self, measure: MonitoredMeasure) -> Iterable[str]:
        outline, whole = self.scope.outlines[measure.report_id], measure.parent
        above = [*outline.path_to(measure.section_id), *outline.path_to(whole.section_id if whole else None)]
        return {self.scope.address_of(measure.report, section.slug) for section in above}


class ThemeFilter(MeasureFilter):
    name = "thema"
    title = pgettext_lazy("of measures", "Theme")

    def options(self, words: Collection[str]) -> list[Option]:
        return [Option(theme.slug, theme.name) for theme in self.scope.all_themes]

    def read(self, word: str) -> Theme:
        if theme := theme_at(word):
            return theme
        raise self.unknown(word)

    def condition(self, values: list[Theme], at: Columns) -> Q:
        if at.is_kept:
            return Q(**{f"{at.known}themes__contains": in_commas([values[0].pk])})
        return self.scope.themes.measures_about(values[0])

    def keys(self, at: Columns) -> tuple[str, ...]:
        return (f"{at.known}themes",)

    def words_of(self, *values: str) -> Iterable[str]:
        about = between_commas(values[0])
        return [theme.slug for theme in self.scope.all_themes if theme.pk in about]

    def words_for(self, measure: MonitoredMeasure) -> Iterable[str]:
        return [theme.slug for theme in self.scope.themes_of(measure)]


class OfficeFilter(MeasureFilter):
    """A filter by the office in the lead; with the parameter “beteiligt”, offices that take part count as well."""

    name = "amt"
    title = gettext_lazy("Lead")

    @property
    def counts_participating(self) -> bool:
        return ParticipatingFilter.name in self.parent.values

    def read(self, word: str) -> Office:
        if office := self.scope.find_office(word):
            return office
        raise self.unknown(word)

    def condition(self, values: list[Office], at: Columns) -> Q:
        named = Responsibility.objects.filter(measure=OuterRef(f"{at.measure}pk"), office=values[0])
        return Q(Exists(named.filter(self.counted_roles)))

    @property
    def counted_roles(self) -> Q:
        return ALL_ROWS if self.counts_participating else Q(role=Role.LEAD)

    def describe(self, value: Office) -> str:
        return _("%(office)s (leads or takes part)") % {"office": value} if self.counts_participating else str(value)

    def options(self, words: Collection[str]) -> list[Option]:
        offices = self.scope.offices_at(words)
        options = [
            Option(
                self.scope.address_of_office(office),
                str(office),
                heading="" if self.scope.city else office.municipality.name,
            )
            for office in offices
        ]
        return sorted(options, key=lambda option: (option.heading, str(option.label).casefold()))

    def words_for(self, measure: MonitoredMeasure) -> Iterable[str]:
        return [self.scope.know_office(office) for office in self._offices_of(measure)]

    def _offices_of(self, measure: MonitoredMeasure) -> list[Office]:
        named = measure.responsible if self.counts_participating else measure.leads
        return [responsibility.office for responsibility in named]


class ParticipatingFilter(MeasureFilter):
    """A parameter that changes the meaning of the office and filters nothing itself."""

    name = "beteiligt"
    title = gettext_lazy("also where the office only takes part")
    kind = "box"
    needed_by = OfficeFilter.name

    def read(self, word: str) -> bool:
        if word != YES:
            raise self.unknown(word)
        return True

    def condition(self, values: list[bool], at: Columns) -> Q:
        return ALL_ROWS
