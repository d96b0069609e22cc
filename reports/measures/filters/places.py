"""Filters by the place of a measure: its city, report, section, theme and offices."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from catalog.choices import Role
from catalog.models import Municipality, Office, Report, Responsibility, Section
from catalog.permissions.registry import ALL_ROWS
from catalog.themes import theme_at
from reports.measures.filters.base import MeasureFilter, Option
from reports.measures.filters.words import YES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from catalog.models import Theme
    from monitoring.models import MonitoredMeasure


class MunicipalityFilter(MeasureFilter):
    name = "kommune"
    title = gettext_lazy("Municipality")

    def options(self, measures: Iterable[MonitoredMeasure]) -> list[Option]:
        cities = {report.municipality.slug: report.municipality.name for report in self.scope.reports}
        return [Option(slug, name) for slug, name in cities.items()]

    def read(self, word: str) -> Municipality:
        for report in self.scope.reports:
            if report.municipality.slug == word:
                return report.municipality
        raise self.unknown(word)

    def condition(self, values: list[Municipality]) -> Q:
        return Q(report__municipality=values[0])

    def words_for(self, measure: MonitoredMeasure) -> Iterable[str]:
        return [measure.report.municipality.slug]


class ReportFilter(MeasureFilter):
    name = "bericht"
    title = gettext_lazy("Report")

    def options(self, measures: Iterable[MonitoredMeasure]) -> list[Option]:
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

    def condition(self, values: list[Report]) -> Q:
        return Q(report=values[0])

    def words_for(self, measure: MonitoredMeasure) -> Iterable[str]:
        return [self.scope.address_of(measure.report)]


class SectionFilter(MeasureFilter):
    """A filter by section, which includes all sections below it."""

    name = "abschnitt"
    title = gettext_lazy("Section")

    def options(self, measures: Iterable[MonitoredMeasure]) -> list[Option]:
        """Returns all sections; one below another that holds a single measure is minor."""
        held = Counter(word for measure in measures if not measure.parent_id for word in self.words_for(measure))
        return [
            Option(
                word := self.scope.address_of(report, section.slug),
                section.title,
                depth,
                "" if self.scope.report else report.title,
                is_minor=bool(depth) and held[word] == 1,
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

    def condition(self, values: list[Section]) -> Q:
        within = self.scope.outlines[values[0].report_id].below(values[0])
        return Q(section__in=within) | Q(parent__section__in=within)

    def words_for(self, measure: MonitoredMeasure) -> Iterable[str]:
        outline, whole = self.scope.outlines[measure.report_id], measure.parent
        above = [*outline.path_to(measure.section_id), *outline.path_to(whole.section_id if whole else None)]
        return {self.scope.address_of(measure.report, section.slug) for section in above}


class ThemeFilter(MeasureFilter):
    name = "thema"
    title = pgettext_lazy("of measures", "Theme")

    def options(self, measures: Iterable[MonitoredMeasure]) -> list[Option]:
        return [Option(theme.slug, theme.name) for theme in self.scope.all_themes]

    def read(self, word: str) -> Theme:
        if theme := theme_at(word):
            return theme
        raise self.unknown(word)

    def condition(self, values: list[Theme]) -> Q:
        return self.scope.themes.measures_about(values[0])

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

    def condition(self, values: list[Office]) -> Q:
        named = Responsibility.objects.filter(measure=OuterRef("pk"), office=values[0])
        return Q(Exists(named if self.counts_participating else named.filter(role=Role.LEAD)))

    def describe(self, value: Office) -> str:
        return _("%(office)s (leads or takes part)") % {"office": value} if self.counts_participating else str(value)

    def options(self, measures: Iterable[MonitoredMeasure]) -> list[Option]:
        offices = {office.pk: office for measure in measures for office in self._offices_of(measure)}
        options = [
            Option(
                self.scope.address_of_office(office),
                str(office),
                heading="" if self.scope.city else office.municipality.name,
            )
            for office in offices.values()
        ]
        return sorted(options, key=lambda option: (option.heading, str(option.label).casefold()))

    def words_for(self, measure: MonitoredMeasure) -> Iterable[str]:
        return [self.scope.address_of_office(office) for office in self._offices_of(measure)]

    def _offices_of(self, measure: MonitoredMeasure) -> list[Office]:
        named = measure.responsibilities.all() if self.counts_participating else measure.leads
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

    def condition(self, values: list[bool]) -> Q:
        return ALL_ROWS
