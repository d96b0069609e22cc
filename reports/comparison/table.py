"""Reports side by side: what each of them does about the same subject.

The subject is a theme of several reports, or a heading that several reports have: the same words, whatever the
capitals, for the same kind of section. A measure appears once under each of its themes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.choices import SectionKind
from catalog.texts.normalising import fold
from reports.measures.as_of import look_back
from reports.measures.counting import Tally, units
from reports.measures.lists.measure_list import LEFT_OUT
from reports.measures.status_bar import StatusBar, count_passed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.utils.functional import Promise

    from catalog.models import Report, Section, Theme
    from monitoring.models import MonitoredMeasure
    from reports.measures.scope import Scope

LISTED_AT_ONCE = 12

Heading = tuple[str, str]  # kind of section and folded title


@dataclass(slots=True)
class ComparedMeasure:
    """A measure with those of its parts that are visible."""

    measure: MonitoredMeasure
    parts: list[MonitoredMeasure] = field(default_factory=list)

    @property
    def units(self) -> list[MonitoredMeasure]:
        return units((self.measure, *self.parts))

    @property
    def tally(self) -> Tally:
        return Tally(1, len(self.units))

    @property
    def passed_states(self) -> list[str]:
        """What became of deadlines that have passed, each once."""
        return [state for state, _number in count_passed(self.units)]


@dataclass(frozen=True)
class ComparisonCell:
    """The measures of one report about a subject; `rest` are those in a row of their own below.

    `unassigned` is the number of measures of the report that have no theme at all.
    """

    report: Report
    title: str
    anchor: str
    measures: list[ComparedMeasure]
    sections: list[Section] = field(default_factory=list)
    rest: frozenset[int] = frozenset()
    unassigned: int = 0

    @cached_property
    def units(self) -> list[MonitoredMeasure]:
        return [unit for compared in self.measures for unit in compared.units]

    @property
    def tally(self) -> Tally:
        return Tally(len(self.measures), len(self.units))

    @property
    def bar(self) -> StatusBar:
        return StatusBar.of_words(unit.shown_status for unit in self.units)

    @property
    def passed(self) -> list[tuple[str, int]]:
        return count_passed(self.units)

    @property
    def listed(self) -> list[ComparedMeasure]:
        return self._to_list[:LISTED_AT_ONCE]

    @property
    def folded(self) -> list[ComparedMeasure]:
        """Returns the end of a long list, which the page folds."""
        return self._to_list[LISTED_AT_ONCE:]

    @cached_property
    def _to_list(self) -> list[ComparedMeasure]:
        return [compared for compared in self.measures if compared.measure.pk not in self.rest]


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """A row for a theme, or for a heading that several reports have; such a heading may stand below a theme."""

    title: str | Promise
    cells: list[ComparisonCell]
    theme: Theme | None = None
    kind: str | Promise = ""
    is_below: bool = False


@dataclass(frozen=True, slots=True)
class OwnSubject:
    """A subject of one report only; `query` filters the report's table by it."""

    title: str | Promise
    query: str
    tally: Tally
    is_theme: bool = False


class Comparison:
    """A comparison of two or more reports, by all themes or by one. Needs two queries."""

    def __init__(self, reports: list[Report], scope: Scope, theme: Theme | None = None) -> None:
        frozen = scope.frozen_reports
        self.reports = [frozen[one.pk].report if one.pk in frozen else one for one in reports]
        self.scope = scope
        self.theme = theme
        self.measures = self._load()
        self.rows = list(self._rows())

    def _load(self) -> dict[int, list[ComparedMeasure]]:
        """Returns the measures by the id of the report, in its order."""
        reports = {report.pk: report for report in self.reports}
        loaded = self._loaded()
        wholes = {measure.pk: ComparedMeasure(measure) for measure in loaded if measure.parent_id is None}
        for measure in loaded:
            measure.report = reports[measure.report_id]
            if measure.parent_id in wholes:
                measure.parent = wholes[measure.parent_id].measure
                wholes[measure.parent_id].parts.append(measure)
        ordered: dict[int, list[ComparedMeasure]] = {pk: [] for pk in reports}
        for compared in wholes.values():
            ordered[compared.measure.report_id].append(compared)
        for pk, found in ordered.items():
            position = self.scope.outlines[pk].position
            found.sort(key=lambda compared: position(compared.measure.section_id))
        return ordered

    def _loaded(self) -> list[MonitoredMeasure]:
        frozen = self.scope.frozen_reports
        stored = [report for report in self.reports if report.pk not in frozen]
        found = self.scope.measures().filter(report__in=stored).defer(*LEFT_OUT)
        if self.scope.as_of == timezone.localdate():
            return list(found)
        return [*look_back(found, self.scope.as_of), *self.scope.frozen_measures()]

    @property
    def overview(self) -> list[ComparisonCell]:
        """Returns all measures of each report."""
        return [self._cell(report, self.measures[report.pk], "") for report in self.reports]

    @cached_property
    def themes(self) -> list[Theme]:
        """Returns the themes that at least two of the reports share; only the chosen one where there is one."""
        if self.theme:
            return [self.theme]
        return [theme for theme in self.scope.all_themes if sum(self._deals_with(theme, r) for r in self.reports) > 1]

    @cached_property
    def shared_headings(self) -> dict[Heading, dict[int, list[Section]]]:
        """Returns the headings of at least two reports, with their sections by the id of the report."""
        found: dict[Heading, dict[int, list[Section]]] = defaultdict(lambda: defaultdict(list))
        for report in self.reports:
            for _depth, section in self.scope.outlines[report.pk].entries:
                found[heading_of(section)][report.pk].append(section)
        return {heading: sections for heading, sections in found.items() if len(sections) > 1}

    def _rows(self) -> Iterator[ComparisonRow]:
        left = list(self.shared_headings)
        for theme in self.themes:
            below = [row for heading in self._headings_about(theme) if (row := self._heading_row(heading, theme))]
            yield self._theme_row(theme, below)
            yield from below
            left = [heading for heading in left if heading not in self._headings_about(theme)]
        if self.theme is None:
            yield from filter(None, map(self._heading_row, left))

    def _headings_about(self, theme: Theme) -> list[Heading]:
        """Returns the shared headings under which at least two of the reports have this theme."""
        themes = self.scope.themes
        return [
            heading
            for heading, found in self.shared_headings.items()
            if sum(any(theme.pk in themes.of_section(s.pk) for s in sections) for sections in found.values()) > 1
        ]

    def _theme_row(self, theme: Theme, below: list[ComparisonRow]) -> ComparisonRow:
        rest = frozenset(c.measure.pk for row in below for cell in row.cells for c in cell.measures)
        cells = [
            self._cell(
                report,
                [c for c in self.measures[report.pk] if theme in self.scope.themes_of(c.measure)],
                theme.slug,
                self._about(theme, report),
                rest,
            )
            for report in self.reports
        ]
        return ComparisonRow(theme.name, cells, theme=theme)

    def _heading_row(self, heading: Heading, theme: Theme | None = None) -> ComparisonRow | None:
        """Returns the row of a heading; None where nothing stands directly below it in any report."""
        kind, _title = heading
        found = self.shared_headings[heading]
        anchor = f"{theme.slug if theme else ''}-{list(self.shared_headings).index(heading)}"
        cells = [
            self._cell(
                report,
                [c for c in self.measures[report.pk] if self._is_below(c.measure, heading, theme)],
                anchor,
                found.get(report.pk, []),
            )
            for report in self.reports
        ]
        title = next(iter(found.values()))[0].title
        row = ComparisonRow(title, cells, kind=SectionKind(kind).label, is_below=theme is not None)
        return row if any(cell.measures for cell in cells) else None

    def _is_below(self, measure: MonitoredMeasure, heading: Heading, theme: Theme | None) -> bool:
        """Tells whether this is the innermost shared heading above a measure about the theme."""
        path = self.scope.outlines[measure.report_id].path_to(measure.section_id)
        above = [one for section in path if (one := heading_of(section)) in self.shared_headings]
        themes = self.scope.themes_of(measure)
        return above[-1:] == [heading] and (theme is None or theme in themes or not themes)

    def _deals_with(self, theme: Theme, report: Report) -> bool:
        measures = (compared.measure for compared in self.measures[report.pk])
        return bool(self._about(theme, report)) or any(theme in self.scope.themes_of(one) for one in measures)

    def _about(self, theme: Theme, report: Report) -> list[Section]:
        return self.scope.sections_about(theme, report)

    def _cell(
        self,
        report: Report,
        measures: list[ComparedMeasure],
        anchor: str,
        sections: Iterable[Section] = (),
        rest: frozenset[int] = frozenset(),
    ) -> ComparisonCell:
        place = f"{anchor}-{report.pk}"
        unassigned = self._unassigned[report.pk]
        return ComparisonCell(report, report.full_title, place, measures, list(sections), rest, unassigned)

    @cached_property
    def _unassigned(self) -> dict[int, int]:
        """Returns how many measures of each report have no theme, by the report's id."""
        return {
            pk: sum(not self.scope.themes_of(compared.measure) for compared in measures)
            for pk, measures in self.measures.items()
        }

    @property
    def own_subjects(self) -> list[tuple[Report, list[OwnSubject]]]:
        """Returns the subjects of a single report; nothing where a theme is chosen."""
        if self.theme:
            return []
        found = [(report, list(self._own_subjects(report))) for report in self.reports]
        return [(report, subjects) for report, subjects in found if subjects]

    def _own_subjects(self, report: Report) -> Iterator[OwnSubject]:
        for theme in self.scope.all_themes:
            about = [c.tally for c in self.measures[report.pk] if theme in self.scope.themes_of(c.measure)]
            if about and theme not in self.themes:
                yield OwnSubject(theme.name, f"?thema={theme.slug}", sum(about, Tally()), is_theme=True)
        compared_already = {c.measure.pk for row in self.rows for cell in row.cells for c in cell.measures}
        outline = self.scope.outlines[report.pk]
        tallies: dict[Section | None, Tally] = defaultdict(Tally)
        for compared in self.measures[report.pk]:
            if compared.measure.pk not in compared_already and not self.scope.themes_of(compared.measure):
                tallies[next(iter(outline.path_to(compared.measure.section_id)), None)] += compared.tally
        for section, tally in tallies.items():
            if section:
                yield OwnSubject(section.title, f"?abschnitt={section.slug}", tally)
            else:
                yield OwnSubject(_("without a section"), "", tally)


def heading_of(section: Section) -> Heading:
    return section.kind, fold(section.title)
