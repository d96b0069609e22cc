"""The subject of a list of measures: a report, a city, a theme, or all cities, and its choices."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Count, IntegerField, Q, Value
from django.utils import timezone

from catalog.models import MeasureTheme, Municipality, Office, Report, Section, Theme
from catalog.outline import Outline
from catalog.permissions.policy import Sight
from catalog.permissions.registry import ALL_ROWS
from catalog.prepared_queries import Bound, Prepared
from catalog.themes import EffectiveThemes
from monitoring.current.judging import refresh, refresh_report
from monitoring.models import CurrentStatus, Discussion, MonitoredMeasure, StatusUpdate
from monitoring.models.current import current_to, in_commas
from reports.models import CouncilPaper

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from catalog.models import Measure
    from catalog.permissions.roles import Visitor
    from monitoring.models.measure import MonitoredMeasureQuerySet
    from reports.measures.frozen import FrozenReport


MOST_REPORTS = 100  # whose names, sections and offices a page offers as choices


@dataclass(frozen=True)
class Scope:
    """The measures a page is about that a visitor may see, as they stood on a day.

    Across more cities than a page can offer as choices, one that a visitor has chosen is the `narrow` scope.
    """

    user: Visitor
    as_of: date
    municipality: Municipality | None = None
    report: Report | None = None
    theme: Theme | None = None
    narrow: Municipality | None = None
    frozen: FrozenReport | None = None  # of the report, in the place of what is stored today

    @property
    def city(self) -> Municipality | None:
        """Returns the one city that all measures belong to; None across all cities."""
        return self.report.municipality if self.report else self.municipality

    def measures(self) -> MonitoredMeasureQuerySet:
        """Returns the measures with their status and whether they have an indicator."""
        return self.known(self.bare_measures())

    def bare_measures(self) -> MonitoredMeasureQuerySet:
        """Returns the measures, without what a query would have to work out."""
        measures = MonitoredMeasure.objects.visible_to(self.user).filter(self._within())
        return measures.existing(self.as_of)

    def known(self, measures: MonitoredMeasureQuerySet) -> MonitoredMeasureQuerySet:
        """Returns measures with their status and whether they have an indicator."""
        return measures.with_status(self.as_of).with_silence(self.as_of).with_inherited_flags()

    def _within(self, prefix: str = "") -> Q:
        about = self.themes.measures_about(self.theme, prefix) if self.theme else ALL_ROWS
        if self.report:
            return about & Q(**{f"{prefix}report": self.report})
        place = self.municipality or self.narrow
        return about & Q(**{f"{prefix}report__municipality": place}) if place else about

    def refresh(self, day: date | None = None) -> None:
        """Judges what has changed, for a day (default: today), before a page shows what is kept of these measures."""
        if self.report:
            refresh_report(self.report.pk, day)
        else:
            refresh(day)

    def within_kept(self, path: str = "", place: Bound | None = None) -> Q:
        """Returns a condition: current statuses of these measures; `place` stands for the report or city."""
        found = Q(**{f"{path}themes__contains": in_commas([self.theme.pk])}) if self.theme else ALL_ROWS
        if self.report:
            return found & Q(**{f"{path}report": place or self.report})
        city = self.municipality or self.narrow
        return found & Q(**{f"{path}municipality": place or city}) if city else found

    def themes_of(self, measure: Measure) -> list[Theme]:
        whole = measure.parent or measure
        found = self.themes.of_measure(whole.pk, whole.section_id)
        return self._called(found)

    def themes_of_one(self, measure: Measure) -> list[Theme]:
        """Returns the same of a measure whose page says it of no other, so that no others are loaded."""
        if self.frozen:
            return self.themes_of(measure)
        whole = measure.parent or measure
        own = MeasureTheme.objects.filter(measure=whole.pk).order_by().values_list("measure", "theme")
        found = EffectiveThemes(self._sections, own).of_measure(whole.pk, whole.section_id)
        return self._called(found)

    def themes_from(self, section: Section) -> list[Theme]:
        """Returns the themes that a section has and the one above has not."""
        gained = self.themes.of_section(section.pk) - self.themes.of_section(section.parent_id)
        return self._called(gained)

    def _called(self, ids: Collection[int]) -> list[Theme]:
        return [theme for theme in self.all_themes if theme.pk in ids]

    def sections_about(self, theme: Theme, report: Report) -> list[Section]:
        """Returns the outermost sections of a report that are about the theme."""
        about = set(self.themes.sections_about(theme))
        return [s for _depth, s in self.outlines[report.pk].entries if s.pk in about and s.parent_id not in about]

    @property
    def is_past(self) -> bool:
        return self.as_of < timezone.localdate()

    @property
    def is_everywhere(self) -> bool:
        """Tells whether no place is chosen."""
        return not (self.report or self.municipality or self.narrow)

    @cached_property
    def is_wide(self) -> bool:
        """Tells whether there are more reports than a page can offer as choices, and none of their cities is chosen."""
        return self.is_everywhere and len(self._first_reports) > MOST_REPORTS

    @cached_property
    def reports(self) -> list[Report]:
        """Returns the reports, to choose from; none of a wide scope."""
        if self.report:
            return [self.report]
        return [] if self.is_wide else self._first_reports

    @cached_property
    def _first_reports(self) -> list[Report]:
        reports = Report.objects.visible_to(self.user).select_related("municipality")
        if place := self.municipality or self.narrow:
            return list(reports.filter(municipality=place))
        return list(reports[: MOST_REPORTS + 1])

    def of_reports(self, reports: list[Report]) -> Scope:
        """Returns the scope with these reports only, for what is said about each of them."""
        scope = replace(self)
        vars(scope)["reports"] = reports
        return scope

    def with_frozen(self, frozen: Mapping[int, FrozenReport]) -> Scope:
        """Returns the scope whose reports are these, by their ids, as a round has frozen them; others as stored."""
        scope = self.of_reports([frozen[one.pk].report if one.pk in frozen else one for one in self.reports])
        stored = [one for one in self.reports if one.pk not in frozen]
        sections = list(Section.objects.filter(report__in=stored).once_for_each_theme())
        own = list(MeasureTheme.objects.filter(measure__report__in=stored).order_by().values_list("measure", "theme"))
        for one in frozen.values():
            sections += one.sections
            own += one.own_themes
        vars(scope).update(_sections=sections, themes=EffectiveThemes(sections, own), frozen_reports=dict(frozen))
        return scope

    @cached_property
    def frozen_reports(self) -> dict[int, FrozenReport]:
        """Returns the reports that are shown as a round has frozen them, by their ids; `with_frozen` knows them."""
        return {}

    def frozen_measures(self) -> list[MonitoredMeasure]:
        """Returns the measures of these reports, with all that pages ask of them."""
        found = [measure for one in self.frozen_reports.values() for measure in one.measures()]
        return [one for one in found if self.theme in self.themes_of(one)] if self.theme else found

    @cached_property
    def reports_by_id(self) -> dict[int, Report]:
        return {report.pk: report for report in self.reports}

    @cached_property
    def outlines(self) -> dict[int, Outline]:
        """Returns the sections of every report, by its id."""
        sections: dict[int, dict[int, Section]] = defaultdict(dict)
        for section in self._sections:
            sections[section.report_id][section.pk] = section
        return {report.pk: Outline(report, sections[report.pk].values()) for report in self.reports}

    @cached_property
    def all_themes(self) -> list[Theme]:
        """Returns all themes of the installation in their order."""
        return list(Theme.objects.all())

    @cached_property
    def themes(self) -> EffectiveThemes:
        """Returns the themes of every section and measure."""
        if self.frozen:
            return self.frozen.themes
        if self.report:
            return EffectiveThemes(self._sections, own_themes_in(self.report))
        own = MeasureTheme.objects.filter(measure__report__in=self.reports).order_by()
        return EffectiveThemes(self._sections, own.values_list("measure", "theme"))

    @cached_property
    def _sections(self) -> list[Section]:
        if self.frozen:
            return self.frozen.sections
        if self.report:
            return sections_of().rows(report=self.report.pk)
        return list(Section.objects.filter(report__in=self.reports).once_for_each_theme())

    def days_to_choose(self, most: int) -> dict[date, bool] | None:
        """Returns each day, the newest first, with whether a paper bears it; None where there are too many days.

        Needs one query, across reports two.
        """
        if not self.report and self._has_more_days_than(most):
            return None
        found = self.newest_days(most + 1)
        return None if len(found) > most else found

    def _has_more_days_than(self, most: int) -> bool:
        """Tells whether the last updates alone are of too many days; that is known sooner than all days are."""
        kept = CurrentStatus.objects.filter(current_to(self.user), self.within_kept())
        number: int = kept.aggregate(number=Count("reported_on", distinct=True))["number"]
        return number > most

    def newest_days(self, most: int) -> dict[date, bool]:
        """Returns the newest days of updates, discussions, publications and papers, and whether a paper bears them.

        May return some more than `most`, but never fewer while there are more.
        """
        return dict(sorted(self._days_with_papers(most).items(), reverse=True))

    def first_day(self) -> date | None:
        """Returns the first day of all."""
        found = self._all_days().order_by("as_of").values_list("as_of", flat=True)[:1]
        days = [day for day in (*found, *(report.published_on for report in self.reports)) if day]
        return min((day for day in days if day <= timezone.localdate()), default=None)

    def last_paper_day(self) -> date | None:
        """Returns the newest of the days that issued council papers bear."""
        papers = CouncilPaper.objects.visible_to(self.user).issued().filter(report__in=self.reports)
        known = papers.filter(dated_on__lte=timezone.localdate()).order_by("-dated_on")
        return known.values_list("dated_on", flat=True).first()

    def _days_with_papers(self, most: int) -> dict[date, bool]:
        if self.report and not self.theme:
            found = days_of_report(Sight.of(self.user, self.report), most).rows(report=self.report.pk)
        else:
            found = list(self._all_days()[: 2 * most])
        today = timezone.localdate()
        days = {report.published_on: False for report in self.reports}
        for day, is_of_paper in found:
            days[day] = days.get(day, False) or bool(is_of_paper)
        return {day: is_of_paper for day, is_of_paper in days.items() if day and day <= today}

    def _all_days(self) -> QuerySet[Any, Any]:
        return days_with_papers(self.user, self._within("measure__"), Q(report__in=self.reports))

    def address_of(self, report: Report, *below: str) -> str:
        """Returns how an address names something of a report, or the report; shorter in a narrower scope."""
        if self.report:
            return "/".join(below)
        return "/".join([*self._city(report.municipality), report.slug, *below])

    def address_of_office(self, office: Office) -> str:
        return "/".join([*self._city(office.municipality), office.slug])

    def _city(self, municipality: Municipality) -> list[str]:
        return [] if self.city else [municipality.slug]

    def offices_at(self, addresses: Iterable[str]) -> list[Office]:
        """Returns the offices with these addresses; needs a query for each that is not among `known_offices`."""
        found = ((self.known_offices.get(address) or self.find_office(address)) for address in addresses)
        return [office for office in found if office]

    @cached_property
    def known_offices(self) -> dict[str, Office]:
        """Returns the offices that choices were counted for, by their addresses; who counts adds them."""
        return {}

    def know_office(self, office: Office) -> str:
        """Returns the address of an office, which is known from now on."""
        address = self.address_of_office(office)
        self.known_offices[address] = office
        return address

    def find_office(self, address: str) -> Office | None:
        city, _, slug = address.rpartition("/")
        if self.frozen and (found := self.frozen.offices.get(slug)):
            return None if city else found
        offices = Office.objects.visible_to(self.user).filter(slug=slug).select_related("municipality")
        if self.city:
            return None if city else offices.filter(municipality=self.city).first()
        return offices.filter(municipality__slug=city).first()


REPORT = Bound("report", IntegerField())


@cache
def sections_of() -> Prepared[Section]:
    return Prepared(Section.objects.filter(report=REPORT).once_for_each_theme())


@cache
def own_themes() -> Prepared[tuple[int, int]]:
    own = MeasureTheme.objects.filter(measure__report=REPORT).order_by()
    return Prepared(own.values_list("measure", "theme"))


def own_themes_in(report: Report) -> Iterator[tuple[int, int]]:
    """Yields the own themes of the measures of a report; nothing is loaded before the first is asked for."""
    yield from own_themes().rows(report=report.pk)


@cache
def days_of_report(sight: Sight, most: int) -> Prepared[tuple[date, int]]:
    return Prepared(days_with_papers(sight, Q(measure__report=REPORT), Q(report=REPORT))[: 2 * most])


def days_with_papers(user: Visitor | Sight, within: Q, papers_within: Q) -> QuerySet[Any, Any]:
    """Returns the days of updates, discussions and papers, each with whether a paper bears it, the newest first.

    One that a paper bears comes twice where something else is of that day.
    """
    updates = StatusUpdate.objects.visible_to(user).published().filter(within)
    discussions = Discussion.objects.visible_to(user).filter(within)
    papers = CouncilPaper.objects.visible_to(user).issued().filter(papers_within)
    found = updates.order_by().values_list("as_of", Value(0))
    return found.union(
        discussions.order_by().values_list("held_on", Value(0)), papers.order_by().values_list("dated_on", Value(1))
    ).order_by("-as_of")
