"""Counts units and their status today, by city, report and theme, in the database."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Aggregate, Count, Max, Model, Q, QuerySet, Sum

from monitoring.choices import CLOSED
from monitoring.models import CountedReport, CountedWord, CurrentStatus
from monitoring.models.counted import ANY_THEME, Counted, seen_besides, seen_everywhere
from monitoring.models.current import between_commas, current_to
from reports.measures.counting import Tally
from reports.measures.status_bar import StatusBar, passed_states

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

    from catalog.models import Report, Theme
    from reports.measures.scope import Scope


Row = dict[str, Any]
IS_UNIT = Q(has_parts=False)
COUNT_CITIES = Count("municipality", distinct=True)


@dataclass(slots=True)
class UnitCounts:
    """How many measures without parts there are, the shown word of each unit, and the state of its deadline."""

    measures: int = 0
    words: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)

    def add(self, row: Row) -> None:
        """Adds a row of numbers of measures and units; it says a word, a state of deadlines, or both."""
        self.measures += row["measures"]
        if units := row["units"]:
            for name, numbers in (("word", self.words), ("deadline_state", self.states)):
                if name in row:
                    numbers[row[name]] += units

    @property
    def tally(self) -> Tally:
        return Tally(self.measures, self.words.total())

    @property
    def number_of_open(self) -> int:
        """Returns how many units are not finished, so that they are still to be reported on."""
        return sum(number for word, number in self.words.items() if word not in CLOSED)

    @property
    def bar(self) -> StatusBar:
        return StatusBar.of_counts(self.words)

    @property
    def passed(self) -> list[tuple[str, int]]:
        """Returns the states of passed deadlines that occur, with the number of units each."""
        return passed_states(self.states)


@dataclass(slots=True)
class MeasureCounts(UnitCounts):
    """What there is of a report or a city besides.

    `number_of_silent` is how many units have not been reported on for too long, `reported_on` the day of the newest
    update.
    """

    number_of_silent: int = 0
    reported_on: date | None = None

    def add(self, row: Row) -> None:
        UnitCounts.add(self, row)
        self.number_of_silent += row["silent"]
        self.reported_on = max(filter(None, (self.reported_on, row["newest"])), default=None)


class ScopeCounts:
    """The counts of a scope today; one query comes before those of its properties and methods."""

    def __init__(self, scope: Scope) -> None:
        scope.refresh(scope.as_of)
        self.scope = scope
        self.kept = CurrentStatus.objects.filter(current_to(scope.user), scope.within_kept())

    @cached_property
    def everywhere(self) -> UnitCounts:
        counts = UnitCounts()
        for row in self._numbers(of_theme(self.scope), "word", "deadline_state"):
            counts.add(row)
        return counts

    @cached_property
    def by_theme(self) -> dict[Theme, UnitCounts]:
        """Returns the counts of all themes in their order, without deadlines."""
        found = {theme: UnitCounts() for theme in self.scope.all_themes}
        by_id = {theme.pk: counts for theme, counts in found.items()}
        for row in self._numbers(Q(theme__gt=ANY_THEME), "word", by_theme=True):
            for theme in [row["theme"]] if "theme" in row else between_commas(row["themes"]):
                by_id[theme].add(row)
        return found

    @property
    def themes(self) -> list[tuple[Theme, UnitCounts]]:
        """Returns the themes that have measures, with their counts."""
        return [(theme, counts) for theme, counts in self.by_theme.items() if counts.measures]

    def _numbers(self, of_themes: Q, *said: str, by_theme: bool = False) -> Iterator[Row]:
        """Yields the numbers of measures and units by what is said of them, of the country from what is counted."""
        rest = self.kept
        if self.scope.is_everywhere:
            counted = CountedWord.objects.filter(of_themes, seen_everywhere(self.scope.user))
            yield from numbers_by(counted, *said, *(["theme"] if by_theme else []))
            rest = rest.filter(seen_besides(self.scope.user))
        yield from numbers_by(rest, *said, *(["themes"] if by_theme else []))

    @cached_property
    def cities_by_theme(self) -> dict[int, int]:
        """Returns in how many cities there are measures about each theme, by its id."""
        found = cities_with_measures(self.scope, of_any_theme=True).values_list("theme")
        return {theme.pk: 0 for theme in self.scope.all_themes} | dict(found.annotate(number=COUNT_CITIES))

    def by_city(self, ids: Collection[int]) -> dict[int, MeasureCounts]:
        return self._by("municipality", ids)

    def by_report(self, ids: Collection[int]) -> dict[int, MeasureCounts]:
        return self._by("report", ids)

    def of_report(self, report: Report) -> MeasureCounts:
        return self.by_report([report.pk]).get(report.pk, MeasureCounts())

    def _by(self, column: str, ids: Iterable[int]) -> dict[int, MeasureCounts]:
        found: dict[int, MeasureCounts] = defaultdict(MeasureCounts)
        rows = numbers_by(self.kept.filter(**{f"{column}__in": ids}), column, "word", "deadline_state")
        for row in rows.annotate(silent=Count("pk", filter=IS_UNIT & Q(is_silent=True)), newest=Max("reported_on")):
            found[row[column]].add(row)
        return found

    def last_passed(self, most: int) -> list[int]:
        """Returns the ids of units whose deadline has passed, the latest first."""
        passed = self.kept.filter(has_parts=False, passed_on__isnull=False).order_by("-passed_on", "measure_id")
        return list(passed.values_list("pk", flat=True)[:most])


def of_theme(scope: Scope) -> Q:
    """Returns a condition: what is counted of the theme of a scope, or of all measures."""
    return Q(theme=scope.theme.pk if scope.theme else ANY_THEME)


def cities_with_measures(scope: Scope, *, of_any_theme: bool = False) -> QuerySet[CountedReport]:
    """Returns what is counted of the reports that have measures, for a scope of the whole country."""
    theme = Q(theme__gt=ANY_THEME) if of_any_theme else of_theme(scope)
    return CountedReport.objects.filter(theme, current_to(scope.user), number__gt=0).order_by()


def numbers_by(rows: QuerySet[Any], *columns: str) -> QuerySet[Any, Row]:
    """Returns the numbers of measures and units by columns, of what is kept or of what is counted already."""
    found: QuerySet[Any, Row] = rows.order_by().values(*columns).annotate(**measures_and_units(rows.model))
    return found


def measures_and_units(model: type[Model]) -> dict[str, Aggregate]:
    """Returns expressions: the numbers of measures without parts, and of units."""
    if not issubclass(model, Counted):
        return {"measures": Count("pk", filter=Q(whole=None)), "units": Count("pk", filter=IS_UNIT)}
    is_whole = Q(is_part=False)
    return {"measures": Sum("number", filter=is_whole, default=0), "units": Sum("number", filter=IS_UNIT, default=0)}
