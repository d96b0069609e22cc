"""Rows of a table that no page can hold: only these may be broken in two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.documents.document import Items

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.documents.document import Cell, Column, Row

# What surely fits on a landscape page, with words that are broken badly.
SIGNS_ACROSS = 110
MOST_LINES = 24


def is_long(row: Row, columns: Sequence[Column]) -> bool:
    whole = sum(column.share for column in columns) or 1.0
    pairs = zip(row.cells, columns, strict=False)
    return any(_lines(cell, max(SIGNS_ACROSS * column.share / whole, 1)) > MOST_LINES for cell, column in pairs)


def _lines(cell: Cell, signs: float) -> float:
    paragraphs = [one for block in cell.blocks for one in (block.items if isinstance(block, Items) else [block])]
    lines = [line for one in paragraphs for line in "".join(run.text for run in one.runs).split("\n")]
    return sum(1 + len(line) // signs for line in lines)
