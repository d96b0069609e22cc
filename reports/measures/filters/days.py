"""Filters by deadlines and by the day of the last update."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.current.columns import Columns, is_unit
from monitoring.models import Milestone
from monitoring.models.current import between_commas, in_commas
from reports.measures.days import read_day
from reports.measures.filters.base import MeasureFilter, Option

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from monitoring.models import MonitoredMeasure

YEAR_DIGITS = 4


class DueYearFilter(MeasureFilter):
    """A filter by the years in which a measure or one of its milestones is due."""

    name = "jahr"
    title = gettext_lazy("Due in the year")

    def read(self, word: str) -> int:
        if not (word.isascii() and word.isdecimal() and len(word) == YEAR_DIGITS and int(word)):
            raise ValidationError(_("“%(word)s” is not a year. Write, for example, 2023."), params={"word": word})
        return int(word)

    def condition(self, values: list[int], at: Columns) -> Q:
        if at.is_kept:
            return Q(**{f"{at.known}years__contains": in_commas(values)})
        milestones: Any = Milestone.objects.published().filter(measure=OuterRef("pk")).with_due(self.scope.as_of)
        return Q(due_then__year=values[0]) | Q(Exists(milestones.filter(due_then__year=values[0])))

    def options(self, words: Collection[str]) -> list[Option]:
        return [Option(word, word) for word in sorted(words)]

    def keys(self, at: Columns) -> tuple[str, ...]:
        return (f"{at.known}years",)

    def words_of(self, *values: str) -> Iterable[str]:
        return {f"{year:04}" for year in between_commas(values[0])}

    def words_for(self, measure: MonitoredMeasure) -> Iterable[str]:
        days = [measure.due_on, *(milestone.due_on for milestone in measure.known_milestones)]
        return {f"{day.year:04}" for day in days if day}


class SilentFilter(MeasureFilter):
    """A filter of measures without an update since a day."""

    name = "ohne-meldung-seit"
    title = gettext_lazy("Without a report since")
    kind = "day"

    def read(self, word: str) -> date:
        return read_day(word)

    def condition(self, values: list[date], at: Columns) -> Q:
        reported_on = f"{at.known}reported_on"
        return (Q(**{f"{reported_on}__lt": values[0]}) | Q(**{f"{reported_on}__isnull": True})) & is_unit(at)

    def fits_loaded(self, measure: MonitoredMeasure, values: list[date], words: list[str]) -> bool:
        return measure.is_unit and (measure.reported_on is None or measure.reported_on < values[0])

    def describe(self, value: date) -> str:
        return f"{value:%d.%m.}{value.year:04}"
