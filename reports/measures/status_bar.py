"""How many measures stand where: the bar on top of every list."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from monitoring.choices import DeadlineState, Status
from monitoring.models import MonitoredMeasure
from monitoring.models.measure import MonitoredMeasureQuerySet

NO_REPORT = ""
NARROWEST_LABELLED = 4.0


@dataclass(frozen=True, slots=True)
class Segment:
    """One status word, how many measures have it, and its place in the bar; `start` and `width` in percent."""

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

    @property
    def middle(self) -> str:
        return f"{self.start + self.width / 2:.2f}%"

    @property
    def is_wide(self) -> bool:
        """Wide enough to carry its number."""
        return self.width >= NARROWEST_LABELLED


@dataclass(frozen=True, slots=True)
class StatusBar:
    segments: list[Segment]
    total: int

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
        """`counts` maps status words ("" for no report yet) to numbers of measures."""
        total = sum(counts.values())
        segments: list[Segment] = []
        start = 0.0
        for status, label in (*BAR_ORDER, (NO_REPORT, _("no report yet"))):
            if count := counts.get(status, 0):
                width = 100 * count / total
                segments.append(Segment(status, label, count, start, width))
                start += width
        return cls(segments, total)


# From finished to open, as the bar is read.
BAR_ORDER = [
    (status.value, status.label)
    for status in (
        Status.DONE,
        Status.ONGOING,
        Status.IN_PROGRESS,
        Status.IN_PREPARATION,
        Status.NOT_STARTED,
        Status.POSTPONED,
        Status.NOT_FEASIBLE,
    )
]


def count_by_status(measures: MonitoredMeasureQuerySet, by: str) -> dict[int, StatusBar]:
    """A bar for every value of the foreign key `by`, from one query; measures without parts and parts count."""
    counts: dict[int, Counter[str]] = {}
    rows = measures.reporting_units().with_status().order_by().values_list(by, "status").annotate(Count("pk"))
    for key, status, number in rows:
        counts.setdefault(key, Counter())[status] = number
    return {key: StatusBar.of_counts(counter) for key, counter in counts.items()}


def count_passed(units: Iterable[MonitoredMeasure]) -> list[tuple[str, int]]:
    """The states of deadlines that have passed, with the number of units each; without those that do not occur."""
    counts = Counter(unit.deadline_state for unit in units)
    return [(state.value, counts[state]) for state in DeadlineState if state.is_passed and counts[state]]
