"""Reports side by side: what each of them does about the same subject.

The subject is a theme of several reports, or a heading that several reports have: the same words, whatever the
capitals, for the same kind of section. A measure appears once under each of its themes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from catalog.choices import SectionKind
from catalog.texts.normalising import fold
from monitoring.current.judging import refresh_report
from monitoring.current.past import one_session
from monitoring.models import MonitoredMeasure
from reports.comparison.portions import kept_portions, loaded_portions
from reports.measures.counts import UnitCounts
from reports.measures.lists.measure_list import LEFT_OUT
from reports.measures.status_bar import passed_states
from reports.measures.table.pages import long_among

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from django.utils.functional import Promise

    from catalog.models import Report, Section, Theme
    from reports.comparison.portions import Portion, Portions, Unit
    from reports.measures.counting import Tally
    from reports.measures.scope import Scope
    from reports.measures.status_bar import StatusBar

LISTED_AT_ONCE = 12  # measures of a subject; the page folds others, or leaves them to the table of a long report

Heading = tuple[str, str]  # kind of section and folded title


@dataclass(slots=True)
class ComparedMeasure:
    """A measure with what is shown of its units."""

    measure: MonitoredMeasure
    units: list[Unit]

    @property
    def passed_states(self) -> list[str]:
        """What became of deadlines that have passed, each once."""
        return [state for state, _number in passed_states(Counter(unit.deadline_state for unit in self.units))]


@dataclass(frozen=True)
class ComparisonCell:
    """The measures of one report about a subject.

    `named` are the ids of those that are named here, and `known` has them. There are `others`, which are found in the
    table of the report by `query`. `unassigned` is the number of measures of the report that have no theme at all.
    """

    report: Report
    title: str
    anchor: str
    counts: UnitCounts
    known: Mapping[int, ComparedMeasure]
    named: list[int] = field(default_factory=list)
    others: int = 0
    sections: list[Section] = field(default_factory=list)
    query: str = ""
    unassigned: int = 0

    @property
    def tally(self) -> Tally:
        return self.counts.tally

    @property
    def bar(self) -> StatusBar:
        return self.counts.bar

    @property
    def passed(self) -> list[tuple[str, int]]:
        return self.counts.passed

    @property
    def listed(self) -> list[ComparedMeasure]:
        return [self.known[key] for key in self.named[:LISTED_AT_ONCE] if key in self.known]

    @property
    def folded(self) -> list[ComparedMeasure]:
        """Returns the end of a long list, which the page folds."""
        return [self.known[key] for key in self.named[LISTED_AT_ONCE:] if key in self.known]


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
    """A comparison of two or more reports, by all themes or by one.

    Needs three queries for each report that is not frozen, and one for all measures that it names. Where a report is
    long, these are few of each subject.
    """

    def __init__(self, reports: list[Report], scope: Scope, theme: Theme | None = None) -> None:
        frozen = scope.frozen_reports
        self.reports = [frozen[one.pk].report if one.pk in frozen else one for one in reports]
        self.scope = scope
        self.theme = theme
        self._names_few = bool(long_among(report.pk for report in reports))
        self._known: dict[int, ComparedMeasure] = {}
        self._frozen = {measure.pk: measure for measure in scope.frozen_measures()}
        self.portions = self._count()
        self.rows = list(self._rows())
        self._name()

    def _count(self) -> dict[int, Portions]:
        """Returns the measures by the id of the report."""
        frozen: dict[int, list[MonitoredMeasure]] = {pk: [] for pk in self.scope.frozen_reports}
        for measure in self._frozen.values():
            frozen[measure.report_id].append(measure)
        found = {}
        for report in self.reports:
            if report.pk not in frozen:
                refresh_report(report.pk)
        with one_session() if self.scope.is_past else nullcontext():
            for report in self.reports:
                if report.pk in frozen:
                    found[report.pk] = loaded_portions(report, self.scope, frozen[report.pk])
                else:
                    found[report.pk] = kept_portions(report, self.scope, LISTED_AT_ONCE if self._names_few else None)
        return found

    def _name(self) -> None:
        """Loads the measures that the rows name."""
        ids = {key for row in self.rows for cell in row.cells for key in cell.named}
        reports = {report.pk: report for report in self.reports}
        stored = MonitoredMeasure.objects.visible_to(self.scope.user).filter(pk__in=ids - self._frozen.keys())
        for measure in (*stored.defer(*LEFT_OUT), *(self._frozen[key] for key in ids & self._frozen.keys())):
            measure.report = reports[measure.report_id]
            self._known[measure.pk] = ComparedMeasure(measure, self.portions[measure.report_id].units[measure.pk])

    @property
    def overview(self) -> list[ComparisonCell]:
        """Returns all measures of each report."""
        return [
            ComparisonCell(report, report.full_title, f"-{report.pk}", counts_of(self.portions[report.pk]), self._known)
            for report in self.reports
        ]

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
            headings = self._headings_about(theme)
            below = [(heading, row) for heading in headings if (row := self._heading_row(heading, theme))]
            yield self._theme_row(theme, below)
            yield from (row for _heading, row in below)
            left = [heading for heading in left if heading not in headings]
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

    def _theme_row(self, theme: Theme, below: list[tuple[Heading, ComparisonRow]]) -> ComparisonRow:
        cells = []
        for report in self.reports:
            about = [one for one in self.portions[report.pk] if theme.pk in one.themes]
            rest = [one for one in about if any(self._is_below(one, heading, theme) for heading, _row in below)]
            sections = self._about(theme, report)
            cells.append(self._cell(report, about, theme.slug, sections, rest=rest, query=f"?thema={theme.slug}"))
        return ComparisonRow(theme.name, cells, theme=theme)

    def _heading_row(self, heading: Heading, theme: Theme | None = None) -> ComparisonRow | None:
        """Returns the row of a heading; None where nothing stands directly below it in any report."""
        kind, _title = heading
        found = self.shared_headings[heading]
        anchor = f"{theme.slug if theme else ''}-{list(self.shared_headings).index(heading)}"
        cells = []
        for report in self.reports:
            below = [one for one in self.portions[report.pk] if self._is_below(one, heading, theme)]
            sections = found.get(report.pk, [])
            query = f"?abschnitt={sections[0].slug}" if len(sections) == 1 else ""
            cells.append(self._cell(report, below, anchor, sections, query=query))
        title = next(iter(found.values()))[0].title
        row = ComparisonRow(title, cells, kind=SectionKind(kind).label, is_below=theme is not None)
        return row if any(cell.tally for cell in cells) else None

    def _is_below(self, portion: Portion, heading: Heading, theme: Theme | None) -> bool:
        """Tells whether this is the innermost shared heading above measures about the theme."""
        path = self.scope.outlines[portion.report.pk].path_to(portion.section_id)
        above = [one for section in path if (one := heading_of(section)) in self.shared_headings]
        return above[-1:] == [heading] and (theme is None or theme.pk in portion.themes or not portion.themes)

    def _deals_with(self, theme: Theme, report: Report) -> bool:
        return bool(self._about(theme, report)) or any(theme.pk in one.themes for one in self.portions[report.pk])

    def _about(self, theme: Theme, report: Report) -> list[Section]:
        return self.scope.sections_about(theme, report)

    def _cell(
        self,
        report: Report,
        portions: list[Portion],
        anchor: str,
        sections: list[Section],
        *,
        rest: Collection[Portion] = (),
        query: str,
    ) -> ComparisonCell:
        """Returns what portions of a report hold; the `rest` of them is named in a row of its own below."""
        own = [one for one in portions if one not in rest]
        places = sorted(place for one in own for place in one.places)
        named = [place.measure for place in (places[:LISTED_AT_ONCE] if self._names_few else places)]
        return ComparisonCell(
            report,
            report.full_title,
            f"{anchor}-{report.pk}",
            counts_of(portions),
            self._known,
            named,
            sum(one.counts.measures for one in own) - len(named),
            sections,
            query,
            self._unassigned[report.pk],
        )

    @cached_property
    def _unassigned(self) -> dict[int, int]:
        """Returns how many measures of each report have no theme, by the report's id."""
        return {
            pk: sum(one.counts.measures for one in portions if not one.themes) for pk, portions in self.portions.items()
        }

    @property
    def own_subjects(self) -> list[tuple[Report, list[OwnSubject]]]:
        """Returns the subjects of a single report; nothing where a theme is chosen."""
        if self.theme:
            return []
        found = [(report, list(self._own_subjects(report))) for report in self.reports]
        return [(report, subjects) for report, subjects in found if subjects]

    def _own_subjects(self, report: Report) -> Iterator[OwnSubject]:
        outline = self.scope.outlines[report.pk]
        portions = sorted(self.portions[report.pk], key=lambda one: outline.position(one.section_id))
        for theme in self.scope.all_themes:
            about = [one for one in portions if theme.pk in one.themes]
            if about and theme not in self.themes:
                yield OwnSubject(theme.name, f"?thema={theme.slug}", counts_of(about).tally, is_theme=True)
        of_top: dict[Section | None, list[Portion]] = defaultdict(list)
        for one in portions:
            path = outline.path_to(one.section_id)
            if not one.themes and not any(heading_of(section) in self.shared_headings for section in path):
                of_top[next(iter(path), None)].append(one)
        for section, below in of_top.items():
            tally = counts_of(below).tally
            if section:
                yield OwnSubject(section.title, f"?abschnitt={section.slug}", tally)
            else:
                yield OwnSubject(_("without a section"), "", tally)


def counts_of(portions: Iterable[Portion]) -> UnitCounts:
    found = UnitCounts()
    for one in portions:
        found.measures += one.counts.measures
        found.words.update(one.counts.words)
        found.states.update(one.counts.states)
    return found


def heading_of(section: Section) -> Heading:
    return section.kind, fold(section.title)
