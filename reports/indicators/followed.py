"""The indicators of a report: which are met, on course or not, and how they developed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Count, IntegerField, Prefetch

from catalog.outline import Outline
from catalog.permissions.policy import Sight
from catalog.prepared_queries import Bound, Prepared
from monitoring.choices import Course
from monitoring.models import Indicator, IndicatorValue
from monitoring.models.progress import Gap, Progress
from monitoring.querysets import existing
from reports.addresses.paging import NumberedPages
from reports.charts.lines import SMALL, LineChart, Measured

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from catalog.models import Report, Section
    from catalog.permissions.roles import Visitor
    from reports.addresses.query_string import Address
    from reports.measures.frozen import FrozenReport


ON_A_PAGE = 30


class Followed:
    """An indicator with its progress, ready to be drawn."""

    def __init__(self, indicator: Indicator, day: date | None = None) -> None:
        self.indicator = indicator
        self.progress = Progress(indicator, day)

    @property
    def id(self) -> str:
        return f"i{self.indicator.pk}"

    @cached_property
    def measured(self) -> Measured:
        progress, baseline = self.progress, self.indicator.baseline
        baseline_on = progress.start.day if progress.start else None
        targets = [(progress.deadline(target), target.value) for target in progress.targets]
        return Measured(
            values=[(value.as_of, value.value) for value in progress.values],
            breaks=frozenset(gap.before for gap in progress.gaps),
            baseline=(baseline_on, baseline) if baseline is not None and baseline_on else None,
            targets=[(day, number) for day, number in targets if day and number is not None],
            open_targets=[number for day, number in targets if day is None and number is not None],
            line=((line[0].day, line[0].value), (line[1].day, line[1].value)) if (line := progress.line) else None,
        )

    @property
    def readings(self) -> list[tuple[Gap | None, IndicatorValue]]:
        """Returns the values, each with the gap before it."""
        gaps = {gap.before: gap for gap in self.progress.gaps}
        return [(gaps.get(value.as_of), value) for value in self.progress.values]

    @cached_property
    def chart(self) -> LineChart | None:
        """Returns the chart; None where it would be a single dot."""
        return LineChart.of(self.measured) if self.measured.has_course else None


@dataclass(frozen=True, slots=True)
class Multiple:
    """One of several indicators beside each other; `chart` is None where it would be a single dot."""

    followed: Followed
    chart: LineChart | None


@dataclass(frozen=True)
class IndicatorChapter:
    """The indicators of a top section; `section` is None for measures without one."""

    section: Section | None
    followed: list[Followed]

    @property
    def anchor(self) -> str:
        return self.section.slug if self.section else "ohne-abschnitt"

    @cached_property
    def multiples(self) -> list[Multiple]:
        """Returns the indicators that have values; their small charts share their dates."""
        told = [entry for entry in self.followed if entry.progress.values]
        days = [day for entry in told if entry.chart for day in entry.measured.days]
        return [Multiple(one, LineChart.of(one.measured, SMALL, days) if one.chart else None) for one in told]

    @cached_property
    def without_values(self) -> list[Followed]:
        return [entry for entry in self.followed if not entry.progress.values]


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A chapter on whatever page: how many indicators it has, and where it begins."""

    section: Section | None
    number: int
    address: str


@dataclass(frozen=True, slots=True)
class CourseChoice:
    """A filter of indicators by their course; `word` is its value in the address."""

    course: Course
    word: str
    number: int
    is_chosen: bool


class ReportIndicators:
    """All indicators a visitor may see, or those of the course that a word names, as they stood on a day, page by page.

    `page` is the number of a page as an address names it. Needs four queries, and none of its own of what a round has
    `frozen`.
    """

    def __init__(
        self,
        report: Report,
        user: Visitor,
        word: str,
        day: date,
        frozen: FrozenReport | None = None,
        *,
        page: str,
        address: Address,
    ) -> None:
        if frozen:
            self.outline = Outline(frozen.report, {section.pk: section for section in frozen.sections}.values())
            known = [one for measure in frozen.measures() for one in measure.known_indicators]
        else:
            self.outline = Outline(report)
            known = _stored(report, user, day)
        everything = [Followed(indicator, day) for indicator in known]
        courses = Counter(followed.progress.course for followed in everything)
        self.total = len(everything)
        self.chosen = next((course for course, name in WORDS.items() if name == word), None)
        self.choices = [CourseChoice(course, WORDS[course], courses[course], course is self.chosen) for course in WORDS]
        shown = sorted((one for one in everything if self.chosen in {None, one.progress.course}), key=self._place)
        self.pages = NumberedPages.of(shown, ON_A_PAGE, page, address)
        self.chapters = self._by_section(self.pages.shown)
        self.contents = [self._entry(chapter, shown) for chapter in self._by_section(shown)]

    def _entry(self, chapter: IndicatorChapter, shown: list[Followed]) -> ContentsEntry:
        page, _is_continued = self.pages.begins(shown.index(chapter.followed[0]) + 1)
        return ContentsEntry(chapter.section, len(chapter.followed), f"{page}#{chapter.anchor}")

    @property
    def has_pictures(self) -> bool:
        return any(multiple.chart for chapter in self.chapters for multiple in chapter.multiples)

    def _by_section(self, in_order: Iterable[Followed]) -> list[IndicatorChapter]:
        groups = groupby(in_order, key=lambda entry: self._top(entry.indicator))
        return [IndicatorChapter(top, list(entries)) for top, entries in groups]

    def _place(self, followed: Followed) -> tuple[object, ...]:
        """Returns a key that sorts by section, measure, part and indicator, as the report does."""
        indicator, measure = followed.indicator, followed.indicator.measure
        whole = measure.parent or measure
        part = (measure.order, measure.code_sort, measure.pk) if measure.parent else ()
        section = self.outline.position(measure.section_id or whole.section_id)
        return section, whole.order, whole.code_sort, whole.pk, part, indicator.order, indicator.pk

    def _top(self, indicator: Indicator) -> Section | None:
        measure = indicator.measure
        path = self.outline.path_to(measure.section_id or (measure.parent or measure).section_id)
        return path[0] if path else None


def _stored(report: Report, user: Visitor, day: date) -> list[Indicator]:
    indicators = Indicator.objects.visible_to(user).filter(existing(day, "measure__"), measure__report=report)
    known = list(
        indicators.select_related("measure__parent").prefetch_related(
            "targets", Prefetch("values", IndicatorValue.objects.published())
        )
    )
    for indicator in known:
        indicator.measure.report = report
        if indicator.measure.parent:
            indicator.measure.parent.report = report
    return known


# The values of `?ziel=` in addresses.
WORDS = {
    Course.MET: "erreicht",
    Course.ON_COURSE: "auf-kurs",
    Course.OFF_COURSE: "nicht-auf-kurs",
    Course.UNCLEAR: "nicht-bewertbar",
    Course.NO_VALUE: "kein-wert",
}


def number_of_indicators(report: Report, user: Visitor) -> int:
    return sum(indicators_of(Sight.of(user, report)).rows(report=report.pk))


@cache
def indicators_of(sight: Sight) -> Prepared[int]:
    """Returns the query for the number of indicators of a report; no row where it has none."""
    found = Indicator.objects.visible_to(sight).filter(measure__report=Bound("report", IntegerField())).order_by()
    numbers = found.values("measure__report").annotate(number=Count("pk"))
    return Prepared(numbers.values_list("number", flat=True))
