"""Filters by the texts of a measure and by fixed words."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.choices import CostKind, Horizon
from monitoring.choices import NO_REPORT, SHOWN_WORDS, STATUS_WORDS, UNSTATED, DeadlineState
from monitoring.current.columns import KEPT, LOADED, Columns, among, is_unit
from monitoring.models import CurrentStatus
from monitoring.models.current import current_to
from monitoring.search.search import Search
from reports.addresses.query_string import word
from reports.measures.filters.base import MeasureFilter, Option

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from django.http import QueryDict
    from django.utils.functional import Promise

    from monitoring.models import MonitoredMeasure
    from reports.measures.scope import Scope

YES, NO = "ja", "nein"
TRUE = {"true", "1"}  # as databases write it when it becomes text
LONGEST_SEARCH = 100


def is_true(text: str) -> bool:
    return text in TRUE


def search_within(scope: Scope, search: Search, *, is_kept: bool) -> list[int]:
    """Returns the ids of the measures of a scope that a search finds, among what is kept of them or as of its day."""
    if is_kept:
        kept = CurrentStatus.objects.filter(current_to(scope.user), scope.within_kept(), search.condition(KEPT))
        return list(kept.values_list("pk", flat=True))
    measures = scope.bare_measures().with_update_text(scope.as_of)
    return list(measures.filter(search.condition(LOADED)).order_by().values_list("pk", flat=True))


class SearchFilter(MeasureFilter):
    """A filter by words in the texts or by the number of a measure."""

    name = "suche"
    title = gettext_lazy("Searched for")
    kind = "text"

    def read(self, word: str) -> Search:
        if len(word) > LONGEST_SEARCH:
            raise ValidationError(
                _("Search for fewer words: at most %(number)s characters."), params={"number": LONGEST_SEARCH}
            )
        return Search(word)

    def condition(self, values: list[Search], at: Columns) -> Q:
        """Returns a condition that names the rows which are found: texts are looked through once for all of a page."""
        # The texts of today are found by what is kept; those of an earlier day are not.
        return among(at.pk, self._found(values[0], is_kept=at.is_kept and not self.scope.is_past))

    def _found(self, search: Search, *, is_kept: bool) -> list[int]:
        found = self._ids.get(is_kept)
        if found is None:
            found = self._ids[is_kept] = search_within(self.scope, search, is_kept=is_kept)
        return found

    @cached_property
    def _ids(self) -> dict[bool, list[int]]:
        return {}

    def fits_loaded(self, measure: MonitoredMeasure, values: list[Search], words: list[str]) -> bool:
        return values[0].finds_measure(measure)

    def describe(self, value: Search) -> str:
        return value.text


class WordFilter(MeasureFilter):
    """A filter with a few fixed words."""

    labels: ClassVar[Mapping[str, str | Promise]]

    def read(self, word: str) -> str:
        if word not in self.labels:
            raise self.unknown(word)
        return word

    def describe(self, value: str) -> str | Promise:
        return self.labels[value]

    def options(self, words: Collection[str]) -> list[Option]:
        return [Option(word, label) for word, label in self.labels.items()]


class StatusFilter(WordFilter):
    """A filter by what pages show as status, “status not stated” and “no report yet” included."""

    name = "status"
    title = gettext_lazy("State of implementation")
    kind = "boxes"
    statuses: ClassVar[dict[str, str]] = {
        **{word.slug: status.value for status, word in STATUS_WORDS.items()},
        "nicht-angegeben": UNSTATED,
        "ohne-meldung": NO_REPORT,
    }
    labels = {word: SHOWN_WORDS[shown] for word, shown in statuses.items()}
    is_counted = True
    words: ClassVar[dict[str, str]] = {status: word for word, status in statuses.items()}

    def condition(self, values: list[str], at: Columns) -> Q:
        shown = {self.statuses[word] for word in values}
        if at.is_kept:
            return Q(**{f"{at.known}word__in": shown}) & is_unit(at)
        status, reported_on = f"{at.known}status", f"{at.known}reported_on"
        said = Q(**{f"{status}__in": shown - {UNSTATED, NO_REPORT}})
        if UNSTATED in shown:
            said |= Q(**{status: "", f"{reported_on}__isnull": False})
        if NO_REPORT in shown:
            said |= Q(**{reported_on: None})
        return said & is_unit(at)

    def keys(self, at: Columns) -> tuple[str, ...]:
        return f"{at.known}has_parts", f"{at.known}word"

    def words_of(self, *values: str) -> Iterable[str]:
        has_parts, shown = values
        return [] if is_true(has_parts) else [self.words[shown]]

    def words_for(self, measure: MonitoredMeasure) -> Iterable[str]:
        return [self.words[measure.shown_status]] if measure.is_unit else []


class DeadlineFilter(WordFilter):
    """A filter by what became of the deadline. Every unit has exactly one of the words."""

    name = "frist"
    title = gettext_lazy("Deadline")
    kind = "boxes"
    states: ClassVar[dict[str, DeadlineState]] = {
        "verstrichen": DeadlineState.GAP,
        "verstrichen-ohne-angabe": DeadlineState.UNSTATED,
        "verspaetet": DeadlineState.LATE,
        "im-plan": DeadlineState.ON_TIME,
        "laeuft": DeadlineState.AHEAD,
        "keine": DeadlineState.NONE,
        "keine-mehr": DeadlineState.SETTLED,
    }
    labels = {word: state.label for word, state in states.items()}
    is_counted = True
    words: ClassVar[dict[str, str]] = {state: word for word, state in states.items()}
    former: ClassVar[str] = "verspaetet"  # the parameter of earlier versions: "ja" or "nein"

    def condition(self, values: list[str], at: Columns) -> Q:
        return Q(**{f"{at.known}deadline_state__in": [self.states[word] for word in values]}) & is_unit(at)

    def keys(self, at: Columns) -> tuple[str, ...]:
        return f"{at.known}has_parts", f"{at.known}deadline_state"

    def words_of(self, *values: str) -> Iterable[str]:
        has_parts, state = values
        return [] if is_true(has_parts) else [self.words[state]]

    def words_for(self, measure: MonitoredMeasure) -> Iterable[str]:
        return [self.words[measure.deadline_state]] if measure.is_unit else []

    @classmethod
    def renew(cls, data: QueryDict) -> QueryDict:
        """Returns the parameters with the words of today for that of earlier versions: links never break."""
        asked = word(data.getlist(cls.former))
        if not asked or cls.name in data:
            return data
        passed = {YES: True, NO: False}.get(asked)
        words = [one for one, state in cls.states.items() if state.is_passed is passed]
        renewed = data.copy()
        renewed.setlist(cls.name, words or [asked])
        return renewed


class IndicatorFilter(WordFilter):
    """A filter by indicators. A part has those of its whole; a whole that lacks them is found through its parts."""

    name = "indikator"
    title = gettext_lazy("Has an indicator")
    labels = {YES: gettext_lazy("yes"), NO: gettext_lazy("no")}

    def condition(self, values: list[str], at: Columns) -> Q:
        has_one = Q(**{f"{at.known}has_indicator": values == [YES]})
        return has_one if values == [YES] else has_one & is_unit(at)

    def keys(self, at: Columns) -> tuple[str, ...]:
        return f"{at.known}has_parts", f"{at.known}has_indicator"

    def words_of(self, *values: str) -> Iterable[str]:
        has_parts, has_indicator = map(is_true, values)
        if has_indicator:
            return [YES]
        return [] if has_parts else [NO]

    def words_for(self, measure: MonitoredMeasure) -> Iterable[str]:
        if measure.has_indicator:
            return [YES]
        return [NO] if measure.is_unit else []


class CostsFilter(WordFilter):
    """A filter by costs: named at all, an amount that arises once or every year, or none named.

    As with indicators, a part has the costs of its whole. Units with and without make all units.
    """

    name = "kosten"
    title = gettext_lazy("Costs")
    labels = {
        "genannt": gettext_lazy("costs are named"),
        "einmalig": CostKind.ONCE.label,
        "jaehrlich": CostKind.PER_YEAR.label,
        "nicht-genannt": gettext_lazy("no costs are named"),
    }
    kinds: ClassVar[dict[str, str]] = {"einmalig": CostKind.ONCE.value, "jaehrlich": CostKind.PER_YEAR.value}

    def condition(self, values: list[str], at: Columns) -> Q:
        if kind := self.kinds.get(values[0]):
            return Q(**{f"{at.known}costs_kind": kind})
        column = f"{at.known}has_costs" if at.is_kept else "names_costs"
        return Q(**{column: True}) if values == ["genannt"] else Q(**{column: False}) & is_unit(at)

    def keys(self, at: Columns) -> tuple[str, ...]:
        return f"{at.known}has_parts", f"{at.known}costs_kind", f"{at.known}has_costs"

    def words_of(self, *values: str) -> Iterable[str]:
        has_parts, kind, has_costs = values
        return self._words(kind, has_parts=is_true(has_parts), has_costs=is_true(has_costs))

    def words_for(self, measure: MonitoredMeasure) -> Iterable[str]:
        return self._words(measure.costs_kind, has_parts=measure.has_parts, has_costs=measure.names_costs)

    def _words(self, named: str, *, has_parts: bool, has_costs: bool) -> Iterable[str]:
        yield from (word for word, kind in self.kinds.items() if kind == named)
        if has_costs:
            yield "genannt"
        elif not has_parts:
            yield "nicht-genannt"


class HorizonFilter(WordFilter):
    name = "horizont"
    title = gettext_lazy("Horizon")
    horizons: ClassVar[dict[str, str]] = {
        "kurzfristig": Horizon.SHORT.value,
        "mittelfristig": Horizon.MEDIUM.value,
        "langfristig": Horizon.LONG.value,
    }
    labels = {word: Horizon(horizon).label for word, horizon in horizons.items()}

    def condition(self, values: list[str], at: Columns) -> Q:
        return Q(**{f"{at.known}horizon": self.horizons[values[0]]})

    def keys(self, at: Columns) -> tuple[str, ...]:
        return (f"{at.known}horizon",)

    def words_of(self, *values: str) -> Iterable[str]:
        return [word for word, horizon in self.horizons.items() if horizon == values[0]]

    def words_for(self, measure: MonitoredMeasure) -> Iterable[str]:
        return [word for word, horizon in self.horizons.items() if horizon == measure.horizon]
