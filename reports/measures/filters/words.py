"""Filters by what a measure says and by words that are fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.choices import Horizon
from monitoring.choices import DeadlineState, Status
from reports.addresses.query_string import word
from reports.measures.filters.base import SPEAKS, MeasureFilter, Option
from reports.measures.search import Search

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import QueryDict
    from django.utils.functional import Promise

    from monitoring.models import MonitoredMeasure

YES, NO = "ja", "nein"
LONGEST_SEARCH = 100


class SearchFilter(MeasureFilter):
    name = "suche"
    title = gettext_lazy("Searched for")
    kind = "text"

    def read(self, word: str) -> Search:
        if len(word) > LONGEST_SEARCH:
            raise ValidationError(
                _("Search for fewer words: at most %(number)s characters."), params={"number": LONGEST_SEARCH}
            )
        return Search(word)

    def condition(self, values: list[Search]) -> Q:
        return values[0].condition()

    def describe(self, value: Search) -> str:
        return value.text


class WordFilter(MeasureFilter):
    """Chosen from a few fixed words."""

    labels: ClassVar[Mapping[str, str | Promise]]

    def read(self, word: str) -> str:
        if word not in self.labels:
            raise self.unknown(word)
        return word

    def describe(self, value: str) -> str | Promise:
        return self.labels[value]

    def options(self, measures: Iterable[MonitoredMeasure]) -> list[Option]:
        return [Option(word, label) for word, label in self.labels.items()]


class StatusFilter(WordFilter):
    name = "status"
    title = gettext_lazy("State of implementation")
    kind = "boxes"
    statuses: ClassVar[dict[str, str]] = {
        "umgesetzt": Status.DONE.value,
        "daueraufgabe": Status.ONGOING.value,
        "in-umsetzung": Status.IN_PROGRESS.value,
        "in-vorbereitung": Status.IN_PREPARATION.value,
        "nicht-begonnen": Status.NOT_STARTED.value,
        "zurueckgestellt": Status.POSTPONED.value,
        "nicht-umsetzbar": Status.NOT_FEASIBLE.value,
        "ohne-meldung": "",
    }
    labels = {word: Status(s).label if s else gettext_lazy("no report yet") for word, s in statuses.items()}
    words: ClassVar[dict[str, str]] = {status: word for word, status in statuses.items()}

    def condition(self, values: list[str]) -> Q:
        return Q(status__in=[self.statuses[word] for word in values]) & SPEAKS

    def words_for(self, measure: MonitoredMeasure) -> Iterable[str]:
        return [self.words[measure.status]] if measure.speaks else []


class DeadlineFilter(WordFilter):
    """What became of the deadline: every unit that speaks has exactly one of the words."""

    name = "frist"
    title = gettext_lazy("Deadline")
    kind = "boxes"
    states: ClassVar[dict[str, DeadlineState]] = {
        "verstrichen": DeadlineState.GAP,
        "verspaetet": DeadlineState.LATE,
        "im-plan": DeadlineState.ON_TIME,
        "laeuft": DeadlineState.AHEAD,
        "keine": DeadlineState.NONE,
        "keine-mehr": DeadlineState.SETTLED,
    }
    labels = {word: state.label for word, state in states.items()}
    words: ClassVar[dict[str, str]] = {state: word for word, state in states.items()}
    former: ClassVar[str] = "verspaetet"  # the parameter of earlier versions: "ja" or "nein"

    def condition(self, values: list[str]) -> Q:
        return Q(deadline_state__in=[self.states[word] for word in values])

    def words_for(self, measure: MonitoredMeasure) -> Iterable[str]:
        return [self.words[measure.deadline_state]] if measure.deadline_state else []

    @classmethod
    def renew(cls, data: QueryDict) -> QueryDict:
        """The parameters with the words of today for that of earlier versions; links never break."""
        asked = word(data.getlist(cls.former))
        passed = [state.is_passed for state in cls.states.values()]
        if asked not in {YES, NO} or cls.name in data:
            return data
        renewed = data.copy()
        del renewed[cls.former]
        renewed.setlist(
            cls.name, [one for one, is_passed in zip(cls.states, passed, strict=True) if is_passed == (asked == YES)]
        )
        return renewed


class IndicatorFilter(WordFilter):
    """A measure that speaks through its parts may have indicators, but lacks none."""

    name = "indikator"
    title = gettext_lazy("Has an indicator")
    labels = {YES: gettext_lazy("yes"), NO: gettext_lazy("no")}

    def condition(self, values: list[str]) -> Q:
        return Q(has_indicator=True) if values == [YES] else Q(has_indicator=False) & SPEAKS

    def words_for(self, measure: MonitoredMeasure) -> Iterable[str]:
        if measure.has_indicator:
            return [YES]
        return [NO] if measure.speaks else []


class HorizonFilter(WordFilter):
    name = "horizont"
    title = gettext_lazy("Horizon")
    horizons: ClassVar[dict[str, str]] = {
        "kurzfristig": Horizon.SHORT.value,
        "mittelfristig": Horizon.MEDIUM.value,
        "langfristig": Horizon.LONG.value,
    }
    labels = {word: Horizon(horizon).label for word, horizon in horizons.items()}

    def condition(self, values: list[str]) -> Q:
        return Q(horizon=self.horizons[values[0]])

    def words_for(self, measure: MonitoredMeasure) -> Iterable[str]:
        return [word for word, horizon in self.horizons.items() if horizon == measure.horizon]
