"""The one unit of counting: all that pages, documents and feeds count by status is counted here.

A unit has a status of its own: a part, or a measure without published parts. A measure with parts is counted through
these, also where it shows a status beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitoring.models import MonitoredMeasure


@dataclass(frozen=True, slots=True)
class Tally:
    """How many measures without their parts a list has, and how many units."""

    measures: int = 0
    units: int = 0

    @classmethod
    def of(cls, rows: Iterable[MonitoredMeasure]) -> Tally:
        """Returns the tally of rows, which need `with_status()`."""
        rows = list(rows)
        return cls(len(wholes(rows)), len(units(rows)))

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.measures + other.measures, self.units + other.units)

    def __bool__(self) -> bool:
        return bool(self.measures)

    def __str__(self) -> str:
        """Returns "11 Maßnahmen, 18 Teile mit eigenem Stand"; the parts only where they are not the measures."""
        measures = ngettext("%(number)s measure", "%(number)s measures", self.measures)
        words = measures % {"number": localize(self.measures)}
        return f"{words}, {self._units_in_words}" if self.counts_parts else words

    @property
    def counts_parts(self) -> bool:
        return self.units != self.measures

    @property
    def _units_in_words(self) -> str:
        words = ngettext(
            "%(number)s part with a status of its own", "%(number)s parts with a status of their own", self.units
        )
        return words % {"number": localize(self.units)}

    def of_all(self, every: Tally) -> str:
        """Returns "5 von 11 Maßnahmen, 7 von 18 Teilen mit eigenem Stand"."""
        measures = {"shown": localize(self.measures), "number": localize(every.measures)}
        words = (
            ngettext("%(shown)s of %(number)s measure", "%(shown)s of %(number)s measures", every.measures) % measures
        )
        if not (self.counts_parts or every.counts_parts):
            return words
        parts = _("%(shown)s of %(number)s parts with a status of their own")
        return f"{words}, {parts % {'shown': localize(self.units), 'number': localize(every.units)}}"


def wholes(rows: Iterable[MonitoredMeasure]) -> set[int]:
    """Returns the ids of the measures that these are or are part of."""
    return {row.parent_id or row.pk for row in rows}


def units(rows: Iterable[MonitoredMeasure]) -> list[MonitoredMeasure]:
    """Returns what is counted of these rows; needs `with_status()`."""
    return [row for row in rows if row.is_unit]
