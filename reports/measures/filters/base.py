"""The base of all filters: a parameter, its words, and a condition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from monitoring.current.columns import LOADED
from reports.addresses.query_string import word, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db.models import Q
    from django.utils.functional import Promise

    from monitoring.current.columns import Columns
    from monitoring.models import MonitoredMeasure
    from monitoring.models.measure import MonitoredMeasureQuerySet
    from reports.measures.scope import Scope


class Parameters(Protocol):
    """The parameters of all filters, as each filter sees the others."""

    scope: Scope

    @property
    def values(self) -> dict[str, list[Any]]: ...


class Option(NamedTuple):
    """A choice: the word in the address, the label, its depth and its heading."""

    word: str
    label: str | Promise
    depth: int = 0
    heading: str = ""

    def holds_enough(self, number: int) -> bool:
        """Tells whether it is worth offering for so many; one below another choice is not for a single one."""
        return number > bool(self.depth)


class WordsField(forms.Field):
    """A field with all values of a parameter, read by its filter."""

    widget = forms.SelectMultiple  # takes the values as a list

    def __init__(self, parameter: MeasureFilter, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.parameter = parameter

    def clean(self, value: list[str] | None) -> list[Any]:
        return [self.parameter.read(text) for text in self.parameter.typed(value or [])]


class MeasureFilter(django_filters.Filter):
    """A filter by one parameter; `kind` is text, select, boxes (several may be ticked), box or day."""

    name: ClassVar[str]
    title: ClassVar[str | Promise]
    kind: ClassVar[str] = "select"
    parent: Parameters

    @property
    def field(self) -> WordsField:
        return WordsField(self, required=False, label=self.title)

    @property
    def is_multiple(self) -> bool:
        return self.kind == "boxes"

    @property
    def is_chosen_from_a_list(self) -> bool:
        return self.kind in {"select", "boxes"}

    @property
    def is_counted(self) -> bool:
        """Tells whether each choice is offered with a number; those of a wide scope would take too long to count."""
        return not self.scope.is_wide

    @property
    def scope(self) -> Scope:
        return self.parent.scope

    def typed(self, values: list[str]) -> list[str]:
        """Returns the words in the values of its parameter: one, unless several may be ticked."""
        return words(values) if self.is_multiple else [last] if (last := word(values)) else []

    def filter(self, qs: MonitoredMeasureQuerySet, value: list[Any]) -> MonitoredMeasureQuerySet:
        return qs.filter(self.condition(value, LOADED)) if value else qs

    def unknown(self, word: str) -> ValidationError:
        return ValidationError(_("There is no “%(word)s” here."), code="invalid", params={"word": word})

    def read(self, word: str) -> Any:
        """Returns the value of a word; raises ValidationError."""
        raise NotImplementedError

    def condition(self, values: list[Any], at: Columns) -> Q:
        raise NotImplementedError

    def describe(self, value: Any) -> str | Promise:
        """Returns the label of a chosen value."""
        return str(value)

    def options(self, words: Collection[str]) -> list[Option]:
        """Returns the choices in their order; `words` are those that measures fit and those that are chosen."""
        return []

    def keys(self, at: Columns) -> tuple[str, ...]:
        """Returns the columns of a kept row that say which words it fits."""
        return ()

    def words_of(self, *values: str) -> Iterable[str]:
        """Returns the words of this filter that a row with these values in its `keys` fits; "" stands for nothing."""
        return ()

    def words_for(self, measure: MonitoredMeasure) -> Iterable[str]:
        """Returns the words of this filter that a measure fits."""
        return ()

    def fits_loaded(self, measure: MonitoredMeasure, values: list[Any], words: list[str]) -> bool:
        """Tells without a query what `condition` asks the database; of a measure with all that belongs to it."""
        return not set(words).isdisjoint(self.words_for(measure))
