"""Progress of a document: who is told, and how it is counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from catalog.models import Measure

Listener: TypeAlias = Callable[[int], None]  # called with the number of measures that are written


def nobody(_done: int) -> None:
    """Ignores the progress."""


class MeasureProgress:
    """A counter of measures as a whole, each of them once."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._told: set[int] = set()

    def of(self, measure: Measure) -> None:
        before = len(self._told)
        self._told.add(measure.parent_id or measure.pk)
        if len(self._told) > before:
            self._listener(len(self._told))
