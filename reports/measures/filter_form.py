"""The form above a list of measures: its choices, the chosen filters, and filters to remove."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from math import inf
from typing import TYPE_CHECKING

from django.utils.formats import localize

from monitoring.models import ReportingRound
from reports.measures.counting import Tally
from reports.measures.days import AS_OF, MOST_DAYS, closed_rounds_of
from reports.measures.filters import ParticipatingFilter
from reports.measures.list_query import PLACES
from reports.measures.sorting import Sorting

if TYPE_CHECKING:
    from datetime import date

    from django.utils.functional import Promise

    from reports.addresses.query_string import Address
    from reports.measures.filters import MeasureFilter
    from reports.measures.list_query import ListQuery
    from reports.measures.lists.kept_selection import KeptSelection
    from reports.measures.lists.selection import Selection

NONE = Tally()
INDENT = "\u2003"


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """A choice; `number` is how many units it would show, None where nobody has counted."""

    word: str
    label: str
    number: int | None
    is_chosen: bool

    def __str__(self) -> str:
        return self.label if self.number is None else f"{self.label} ({localize(self.number)})"


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    heading: str
    choices: list[FilterChoice]


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the form; `kind` is text, name, select, boxes (several may be ticked), box or day."""

    name: str
    title: str | Promise
    kind: str
    words: list[str]
    groups: list[ChoiceGroup] = field(default_factory=list)

    @property
    def word(self) -> str:
        return self.words[-1] if self.words else ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on; `address` is the page without it, `tally` how much that would show, None if not counted."""

    title: str | Promise
    text: str | Promise
    address: Address
    tally: Tally | None = NONE


class FilterForm:
    """The fields, chips and links of the form, from what was asked for and selected."""

    def __init__(self, reading: ListQuery, selection: Selection | KeptSelection) -> None:
        self.reading = reading
        self.selection = selection

    @cached_property
    def fields(self) -> list[FormField]:
        """Returns the fields that have choices here."""
        found = {f.name: self._field(f) for f in self.reading.filters.filters.values()}
        answered = {name for name, f in found.items() if f.groups or f.kind in {"text", "name", "day"}}
        if ParticipatingFilter.needed_by in answered:
            answered.add(ParticipatingFilter.name)
        return [f for name, f in found.items() if name in answered]

    def _field(self, f: MeasureFilter) -> FormField:
        if not f.is_chosen_from_a_list:
            return FormField(f.name, f.title, f.kind, self.reading.filters.typed(f.name))
        words = self.reading.filters.words(f.name)
        numbers = self.selection.counts(f) if f.is_counted else None
        options = f.options({*(numbers or ()), *words})
        offered = [
            option
            for option in options
            if option.word in words or numbers is None or option.holds_enough(numbers.get(option.word, 0))
        ]
        groups = [
            ChoiceGroup(
                heading,
                [
                    FilterChoice(
                        option.word,
                        INDENT * option.depth + str(option.label),
                        None if numbers is None else numbers.get(option.word, 0),
                        option.word in words,
                    )
                    for option in options
                ],
            )
            for heading, options in groupby(offered, key=lambda option: option.heading)
        ]
        return FormField(f.name, f.title, f.kind, words, groups)

    @cached_property
    def chips(self) -> list[Chip]:
        """Returns a chip for each chosen value."""
        return [
            Chip(f.title, f.describe(value), self._without(f, word))
            for f in self.reading.filters.active
            for word, value in zip(self.reading.filters.words(f.name), self.reading.filters.values[f.name], strict=True)
        ]

    @cached_property
    def ways_out(self) -> list[Chip]:
        """Returns the filters whose removal shows measures, the most first."""
        chips = [
            Chip(
                f.title,
                ", ".join(str(f.describe(value)) for value in self.reading.filters.values[f.name]),
                self._without(f),
                tally,
            )
            for f in self.reading.filters.active
            if (tally := self.selection.without(f)) != NONE
        ]
        return sorted(chips, key=lambda chip: -chip.tally.units if chip.tally else -inf)

    def _without(self, f: MeasureFilter, word: str | None = None) -> Address:
        address = self.reading.address.without(f.name, word=word)
        if f.name in PLACES and self.reading.needs_place:
            address = address.without(AS_OF)
        return address.without(ParticipatingFilter.name) if f.name == ParticipatingFilter.needed_by else address

    @cached_property
    def _days(self) -> dict[date, bool] | None:
        return {} if self.reading.scope.is_wide else self.reading.scope.days_to_choose(MOST_DAYS)

    @property
    def asks_for_day(self) -> bool:
        """Tells whether there are too many days to choose from, so that one is typed."""
        return self._days is None

    @cached_property
    def days(self) -> list[date]:
        """Returns the days to choose from, including the one that is shown; none of a wide scope."""
        shown = self.reading.as_of
        return sorted({*(self._days or ()), *([shown.day] if shown.is_past else [])}, reverse=True)

    @cached_property
    def rounds(self) -> list[ReportingRound]:
        """Returns the closed rounds of the report or city, the newest first."""
        scope = self.reading.scope
        if scope.city is None:
            return []
        closed = ReportingRound.objects.closed().filter(municipality=scope.city).order_by("-as_of", "-pk")
        return closed_rounds_of(scope.report) if scope.report else list(closed)

    @cached_property
    def paper_days(self) -> list[date]:
        """Returns those of the days that council papers bear."""
        return [day for day, is_of_paper in (self._days or {}).items() if is_of_paper]

    @property
    def sortings(self) -> list[Sorting]:
        """Returns each column up and down."""
        return [Sorting(word, descending) for word in Sorting.titles for descending in (False, True)]
