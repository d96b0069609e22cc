"""Stacked columns: the number of measures with each status on each of several dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

WIDEST = 22.0  # percent; the widest column, where there are few
SHARE = 0.62  # the part of its place that a column fills; ribbons fill the rest
NARROWEST_PLACE = 84  # pixels, for a date below the column
LOWEST_LABELLED = 15  # pixels
TOP, BOTTOM, HEIGHT = 8, 288, 318


@dataclass(frozen=True, slots=True)
class Block:
    """The measures with one status on one date; `y` is the upper edge in pixels."""

    status: str
    count: int
    y: float
    height: float

    @property
    def middle(self) -> float:
        return round(self.y + self.height / 2, 1)

    @property
    def is_labelled(self) -> bool:
        return self.height >= LOWEST_LABELLED


@dataclass(frozen=True, slots=True)
class StackColumn:
    """The blocks of one date; `x` is the left edge in percent."""

    day: date
    x: float
    width: float
    blocks: list[Block]

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A band from the blocks of a status to those of the next date; corners as SVG wants them."""

    status: str
    points: str


@dataclass(frozen=True, slots=True)
class Stack:
    """The places of stacked columns and of the ribbons between them."""

    columns: list[StackColumn]
    ribbons: list[Ribbon]
    height: int = HEIGHT
    bottom: int = BOTTOM

    @classmethod
    def of(cls, counts: Sequence[tuple[date, Mapping[str, int]]], order: Sequence[str]) -> "Stack":
        """Returns a column for each date; `order` names the statuses from the bottom up."""
        highest = max((sum(column.values()) for _day, column in counts), default=0) or 1
        place = 100 / max(len(counts), 1)
        width = min(place * SHARE, WIDEST)
        columns = [
            StackColumn(
                day, round(place * (index + 0.5) - width / 2, 2), round(width, 2), list(blocks(column, order, highest))
            )
            for index, (day, column) in enumerate(counts)
        ]
        return cls(columns, [ribbon for pair in pairwise(columns) for ribbon in ribbons(*pair, order)])

    @property
    def least_width(self) -> int:
        """Returns the pixels below which the dates would overlap."""
        return len(self.columns) * NARROWEST_PLACE


def blocks(column: Mapping[str, int], order: Sequence[str], highest: int) -> list[Block]:
    """Returns the blocks of a column from the bottom up; `highest` is the total of the highest column."""
    found: list[Block] = []
    below = 0
    for status in order:
        if count := column.get(status, 0):
            lower, upper = (BOTTOM - (BOTTOM - TOP) * number / highest for number in (below, below + count))
            found.append(Block(status, count, round(upper, 1), round(lower - upper, 1)))
            below += count
    return found


def ribbons(one: StackColumn, other: StackColumn, order: Sequence[str]) -> list[Ribbon]:
    """Returns the bands between two columns.

    A status that is missing in one of them begins or ends there with no height.
    """
    left, right = edges(one, order), edges(other, order)
    start, end = round(one.x + one.width, 2), other.x
    return [
        Ribbon(
            status,
            f"{start},{left[status][0]} {end},{right[status][0]} {end},{right[status][1]} {start},{left[status][1]}",
        )
        for status in order
        if left[status][0] != left[status][1] or right[status][0] != right[status][1]
    ]


def edges(column: StackColumn, order: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Returns upper and lower edge of every status; both the same where there is none."""
    blocks = {block.status: block for block in column.blocks}
    edge: dict[str, tuple[float, float]] = {}
    foot: float = BOTTOM
    for status in order:
        block = blocks.get(status)
        edge[status] = (block.y, foot) if block else (foot, foot)
        foot = block.y if block else foot
    return edge
