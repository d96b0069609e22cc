"""Finds rows that are too long: for a page, so that they may be broken; or to be repeated on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.documents.document import Items

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.documents.document import DocCell, DocColumn, DocRow

# What surely fits on a landscape page, even with badly broken words.
SIGNS_ACROSS = 110
MOST_LINES = 24
MOST_LINES_REPEATED = 6


def is_long(row: DocRow, columns: Sequence[DocColumn]) -> bool:
    widths = _widths(columns)
    return any(_lines(cell, width) > MOST_LINES for cell, width in zip(row.cells, widths, strict=False))


def is_repeated(columns: Sequence[DocColumn]) -> bool:
    """Tells whether the head of a table leaves room for rows on every page."""
    heads = zip(columns, _widths(columns), strict=True)
    return all(len(column.title) // width < MOST_LINES_REPEATED for column, width in heads)


def is_title_repeated(title: str) -> bool:
    return len(title) // SIGNS_ACROSS < MOST_LINES_REPEATED


def _widths(columns: Sequence[DocColumn]) -> list[float]:
    """Returns how many signs a line of each column holds."""
    whole = sum(column.share for column in columns) or 1.0
    return [max(SIGNS_ACROSS * column.share / whole, 1.0) for column in columns]


def _lines(cell: DocCell, signs: float) -> float:
    paragraphs = [one for block in cell.blocks for one in (block.items if isinstance(block, Items) else [block])]
    lines = [line for one in paragraphs for line in "".join(run.text for run in one.runs).split("\n")]
    return sum(1 + len(line) // signs for line in lines)
