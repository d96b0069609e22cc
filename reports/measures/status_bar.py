"""The bar on top of every list: the number of measures by status."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from monitoring.choices import NO_REPORT, SHOWN_WORDS, DeadlineState
from monitoring.models import MonitoredMeasure


@dataclass(frozen=True, slots=True)
class Segment:
    """A status word, how many measures have it, and its place in the bar; `start` and `width` in percent."""

    status: str
    label: str | Promise
    count: int
    start: float
    width: float

    @property
    def x(self) -> str:
        return f"{self.start:.2f}%"

    @property
    def extent(self) -> str:
        return f"{self.width:.2f}%"


@dataclass(frozen=True, slots=True)
class StatusBar:
    """The segments of a bar with their total; empty without measures."""

    segments: list[Segment]
    total: int

    @property
    def is_silent(self) -> bool:
        """Tells whether nobody has reported on any of its measures."""
        return self.number_of(NO_REPORT) == self.total > 0

    def number_of(self, status: str) -> int:
        return sum(segment.count for segment in self.segments if segment.status == status)

    @classmethod
    def empty(cls) -> "StatusBar":
        return cls([], 0)

    @classmethod
    def of_words(cls, words: Iterable[str]) -> "StatusBar":
        return cls.of_counts(Counter(words))

    @classmethod
    def of_counts(cls, counts: Mapping[str, int]) -> "StatusBar":
        """Returns a bar; `counts` maps shown words to numbers of measures."""
        total = sum(counts.values())
        segments: list[Segment] = []
        start = 0.0
        for status, label in SHOWN_WORDS.items():
            if count := counts.get(status, 0):
                width = 100 * count / total
                segments.append(Segment(status, label, count, start, width))
                start += width
        return cls(segments, total)


def count_passed(units: Iterable[MonitoredMeasure]) -> list[tuple[str, int]]:
    """Returns the states of passed deadlines that occur, with the number of units each."""
    return passed_states(Counter(unit.deadline_state for unit in units))


def passed_states(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Returns those of the counted states whose deadline has passed, with their numbers."""
    return [(state.value, counts[state]) for state in DeadlineState if state.is_passed and counts.get(state)]
