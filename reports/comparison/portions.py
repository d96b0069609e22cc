"""The measures of a report by section and themes: a comparison sets these side by side, and names some of each.

The database counts them from what is kept of measures, or was known on an earlier day. What a round has frozen is
loaded.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Case, Count, F, Q, When, Window
from django.db.models.functions import RowNumber

from monitoring.current.past import known_of_report
from monitoring.models.current import between_commas
from reports.measures.counting import units
from reports.measures.counts import IS_UNIT, UnitCounts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet

    from catalog.models import Report
    from monitoring.models import MonitoredMeasure
    from reports.measures.scope import Scope

Key = tuple[int | None, frozenset[int]]  # a section and the themes


class Unit(NamedTuple):
    """What a comparison shows of a unit: its word, and the state of its deadline."""

    word: str
    deadline_state: str


class Place(NamedTuple):
    """Where a measure stands in its report."""

    place: int
    measure: int


@dataclass(eq=False, slots=True)
class Portion:
    """The measures of a report that stand in the same section and have the same themes.

    `places` are those of the first of them, in their order, as many as a comparison may name.
    """

    report: Report
    section_id: int | None
    themes: frozenset[int]
    counts: UnitCounts = field(default_factory=UnitCounts)
    places: list[Place] = field(default_factory=list)


class Portions:
    """The portions of a report, and by the id of each measure with a place in them, its units."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.units: dict[int, list[Unit]] = defaultdict(list)
        self._by_key: dict[Key, Portion] = {}

    def __iter__(self) -> Iterator[Portion]:
        return iter(self._by_key.values())

    def of(self, section: int | None, themes: Iterable[int]) -> Portion:
        key = (section, frozenset(themes))
        if key not in self._by_key:
            self._by_key[key] = Portion(self.report, *key)
        return self._by_key[key]


def kept_portions(report: Report, scope: Scope, most: int | None) -> Portions:
    """Returns the portions of a report, with the first measures of each, or all; three queries.

    What is kept of the report has to be up to date.
    """
    found = Portions(report)
    is_whole = Q(whole=None)
    section = Case(When(is_whole, then="measure__section"), default="whole__measure__section")
    known = known_of_report(report, scope.user, scope.as_of).filter(is_whole | Q(whole__place__isnull=False))
    counted = known.annotate(section=section).values("section", "themes", "word", "deadline_state")
    for row in counted.annotate(measures=Count("pk", filter=is_whole), units=Count("pk", filter=IS_UNIT)):
        found.of(row["section"], between_commas(row["themes"])).counts.add(row)
    ids = []
    for measure, place, within, themes in first_places(known.filter(whole=None), most):
        found.of(within, between_commas(themes)).places.append(Place(place, measure))
        ids.append(measure)
    named = known.filter(Q(pk__in=ids) | Q(whole__in=ids), IS_UNIT).order_by("number")
    for measure, whole, word, state in named.values_list("pk", "whole", "word", "deadline_state"):
        found.units[whole or measure].append(Unit(word, state))
    return found


def first_places(wholes: QuerySet[Any], most: int | None) -> QuerySet[Any]:
    """Returns id, place, section and themes of measures in their order, of those that are alike in these the first."""
    if most:
        alike = [F("measure__section"), F("themes")]
        wholes = wholes.annotate(rank=Window(RowNumber(), partition_by=alike, order_by="place")).filter(rank__lte=most)
    return wholes.order_by("place").values_list("pk", "place", "measure__section", "themes")


def loaded_portions(report: Report, scope: Scope, measures: list[MonitoredMeasure]) -> Portions:
    """Returns the portions of the measures of a report that are loaded, with all of them."""
    found = Portions(report)
    wholes = [measure for measure in measures if measure.parent_id is None]
    parts: dict[int | None, list[MonitoredMeasure]] = defaultdict(list)
    for measure in measures:
        parts[measure.parent_id].append(measure)
    for place, measure in enumerate(scope.outlines[report.pk].sorted(wholes)):
        portion = found.of(measure.section_id, [theme.pk for theme in scope.themes_of(measure)])
        portion.places.append(Place(place, measure.pk))
        portion.counts.measures += 1
        for unit in units((measure, *parts[measure.pk])):
            portion.counts.words[unit.shown_status] += 1
            portion.counts.states[unit.deadline_state] += 1
            found.units[measure.pk].append(Unit(unit.shown_status, unit.deadline_state))
    return found
