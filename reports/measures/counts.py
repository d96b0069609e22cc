"""Counts units and their status today, by city, report and theme, in the database."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Q, QuerySet

from monitoring.choices import CLOSED
from monitoring.current.judging import refresh
from monitoring.models import CurrentStatus
from monitoring.models.current import between_commas, current_to, in_commas
from reports.measures.counting import Tally
from reports.measures.status_bar import StatusBar, passed_states

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from catalog.models import Theme
    from reports.measures.scope import Scope


@dataclass(slots=True)
class MeasureCounts:
    """How many measures without parts there are, and the shown word of each unit.

    `states` are those of the units' deadlines; `number_of_silent` is how many units have not been reported on for too
    long, `reported_on` the day of the newest update.
    """

    measures: int = 0
    words: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    number_of_silent: int = 0
    reported_on: date | None = None

    def add(self, row: dict[str, Any]) -> None:
        """Adds a row of `grouped`."""
        self.measures += row["measures"]
        if row["units"]:
            self.words[row["word"]] += row["units"]
            self.states[row["deadline_state"]] += row["units"]
            self.number_of_silent += row["silent"]
        self.reported_on = max(filter(None, (self.reported_on, row["newest"])), default=None)

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


class ScopeCounts:
    """The counts of a scope today. Each property and method needs one query, and all together one more before them."""

    def __init__(self, scope: Scope) -> None:
        refresh(scope.as_of)
        self.themes_in_order = scope.all_themes
        self.kept = kept(scope)

    @cached_property
    def _by_themes(self) -> list[dict[str, Any]]:
        return list(grouped(self.kept, "themes"))

    @cached_property
    def everywhere(self) -> MeasureCounts:
        counts = MeasureCounts()
        for row in self._by_themes:
            counts.add(row)
        return counts

    @cached_property
    def by_theme(self) -> dict[Theme, MeasureCounts]:
        """Returns the counts of all themes in their order."""
        found = {theme: MeasureCounts() for theme in self.themes_in_order}
        by_id = {theme.pk: counts for theme, counts in found.items()}
        for row in self._by_themes:
            for theme in between_commas(row["themes"]):
                by_id[theme].add(row)
        return found

    @property
    def themes(self) -> list[tuple[Theme, MeasureCounts]]:
        """Returns the themes that have measures, with their counts."""
        return [(theme, counts) for theme, counts in self.by_theme.items() if counts.measures]

    @cached_property
    def cities_by_theme(self) -> dict[int, int]:
        """Returns in how many cities there are measures about each theme, by its id."""
        numbers = {
            f"theme_{theme.pk}": Count("municipality", distinct=True, filter=Q(themes__contains=in_commas([theme.pk])))
            for theme in self.themes_in_order
        }
        found = self.kept.aggregate(**numbers)
        return {theme.pk: found[f"theme_{theme.pk}"] for theme in self.themes_in_order}

    def by_city(self, ids: Collection[int]) -> dict[int, MeasureCounts]:
        return self._by("municipality", ids)

    def by_report(self, ids: Collection[int]) -> dict[int, MeasureCounts]:
        return self._by("report", ids)

    def _by(self, column: str, ids: Iterable[int]) -> dict[int, MeasureCounts]:
        found: dict[int, MeasureCounts] = defaultdict(MeasureCounts)
        for row in grouped(self.kept.filter(**{f"{column}__in": ids}), column):
            found[row[column]].add(row)
        return found

    def last_passed(self, most: int) -> list[int]:
        """Returns the ids of units whose deadline has passed, the latest first."""
        passed = self.kept.filter(has_parts=False, passed_on__isnull=False).order_by("-passed_on", "measure_id")
        return list(passed.values_list("pk", flat=True)[:most])


def kept(scope: Scope) -> QuerySet[CurrentStatus]:
    """Returns the current statuses of the measures of a scope; call `refresh` before."""
    return CurrentStatus.objects.filter(current_to(scope.user), scope.within_kept())


def grouped(rows: QuerySet[CurrentStatus], column: str) -> QuerySet[CurrentStatus, dict[str, Any]]:
    """Returns the numbers of measures and units by a column, and by what is said of each unit."""
    units = Q(has_parts=False)
    found: QuerySet[CurrentStatus, dict[str, Any]] = (
        rows.order_by()
        .values(column, "word", "deadline_state")
        .annotate(
            measures=Count("pk", filter=Q(whole=None)),
            units=Count("pk", filter=units),
            silent=Count("pk", filter=units & Q(is_silent=True)),
            newest=Max("reported_on"),
        )
    )
    return found
