"""The chart of an indicator: its values over time, the baseline and the targets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise

from reports.charts.scales import DateScale, FigureScale, Tick
from reports.texts.numbers import figure

Point = tuple[date, Decimal]


@dataclass(frozen=True, slots=True)
class Measured:
    """The known figures of an indicator; `breaks` are the days whose value is not joined to the one before."""

    values: Sequence[Point]
    breaks: frozenset[date] = frozenset()
    baseline: Point | None = None
    targets: Sequence[Point] = ()
    open_targets: Sequence[Decimal] = ()
    line: tuple[Point, Point] | None = None

    @property
    def days(self) -> list[date]:
        return [day for day, _number in self._points()]

    @property
    def figures(self) -> list[Decimal]:
        return [*(number for _day, number in self._points()), *self.open_targets]

    @property
    def has_course(self) -> bool:
        """Tells whether there is more to see than one dot."""
        measured = [*self.values, *([self.baseline] if self.baseline else [])]
        return bool(measured) and len({*measured, *self.targets}) + len(self.open_targets) > 1

    def _points(self) -> Iterator[Point]:
        yield from self.values
        yield from self.targets
        yield from self.line or ()
        if self.baseline:
            yield self.baseline


@dataclass(frozen=True, slots=True)
class Size:
    """The heights in pixels; `left` and `right` in percent of the width."""

    height: int
    top: int
    bottom: int
    left: float
    right: float
    parts: int
    dot: float
    crowded: float = 1


LARGE = Size(height=260, top=26, bottom=226, left=10, right=93, parts=4, dot=3.5)
SMALL = Size(height=152, top=22, bottom=126, left=14, right=90, parts=3, dot=2.5, crowded=1.5)
TINY = Size(height=32, top=5, bottom=27, left=5, right=95, parts=1, dot=0)
NEAR_THE_EDGE = 82.0  # percent; labels further right end at their place instead of being centred
ABOVE, BELOW = -10, 19  # pixels from a mark to the baseline of its number


@dataclass(frozen=True, slots=True)
class Mark:
    x: float
    y: float
    day: date | None
    number: Decimal


@dataclass(frozen=True, slots=True)
class Label:
    """A number beside its mark."""

    x: float
    y: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line between two places."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(slots=True)
class LineChart:
    """The places of everything a chart of an indicator draws."""

    size: Size
    grid: list[Tick]
    dates: list[Tick]
    values: list[Mark]
    strokes: list[Stroke]
    baseline: Mark | None
    targets: list[Mark]
    levels: list[Tick]
    line: Stroke | None
    labels: list[Label] = field(default_factory=list)

    @classmethod
    def of(cls, measured: Measured, size: Size = LARGE, days: Sequence[date] | None = None) -> "LineChart":
        """Returns the chart; needs at least one point.

        `days` stretches the dates over more than its own, to compare charts.
        """
        across = DateScale.around([*measured.days, *(days or ())], size.left, size.right)
        down = FigureScale.around(measured.figures, size.top, size.bottom, size.parts)

        def mark(point: Point) -> Mark:
            return Mark(across.at(point[0]), down.at(point[1]), *point)

        values = [mark(point) for point in measured.values]
        chart = cls(
            size=size,
            grid=down.ticks,
            dates=across.ticks(size.crowded),
            values=values,
            strokes=[join(*pair) for pair in unbroken(values, measured.breaks)],
            baseline=mark(measured.baseline) if measured.baseline else None,
            targets=[mark(point) for point in measured.targets],
            levels=[Tick(down.at(number), figure(number)) for number in measured.open_targets],
            line=join(*map(mark, measured.line)) if measured.line else None,
        )
        chart.labels = chart._labels()
        return chart

    def _labels(self) -> list[Label]:
        """Returns the numbers of the last value and the targets: the higher above its mark, the lower below."""
        if not self.values:
            return [self._label(target, below=False) for target in self.targets]
        last = self.values[-1]
        is_under = last.y > min((target.y for target in self.targets), default=last.y)
        labels = [self._label(target, below=target.y > last.y) for target in self.targets]
        return [*labels, self._label(last, below=is_under)]

    def _label(self, mark: Mark, *, below: bool) -> Label:
        """Returns a label below the mark only where that is still above the dates."""
        y = mark.y + (BELOW if below and mark.y + BELOW <= self.size.bottom else ABOVE)
        return Label(mark.x, y, figure(mark.number), "end" if mark.x > NEAR_THE_EDGE else "middle")


def unbroken(values: Sequence[Mark], breaks: frozenset[date]) -> list[tuple[Mark, Mark]]:
    """Returns each value with the next, but not across a gap."""
    return [(one, other) for one, other in pairwise(values) if other.day not in breaks]


def join(one: Mark, other: Mark) -> Stroke:
    return Stroke(one.x, one.y, other.x, other.y)
