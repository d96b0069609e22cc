"""Finds rows that are too long: for a page, so that they may be broken; or to be repeated on every page.

Also texts that are too short to be broken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.documents.document import Items

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.documents.document import DocCell, DocColumn, DocParagraph, DocRow

# What surely fits on a landscape page, even with badly broken words.
SIGNS_ACROSS = 110
SIGNS_UPRIGHT = 70  # on a page in portrait
MOST_LINES = 24
MOST_LINES_REPEATED = 6
# Three lines are never broken, as none may stand alone; two leave room for badly broken words.
MOST_LINES_TOGETHER = 2
NARROWEST = 12  # signs of a column whose words are not broken all the time
SIGNS_OF_TEXT, SIGNS_OF_FACTS = 60.0, 36.0  # across a page in portrait, outside of tables; right of the names of facts


def is_long(row: DocRow, columns: Sequence[DocColumn]) -> bool:
    widths = signs_of_columns(columns)
    return any(_lines(cell, width) > MOST_LINES for cell, width in zip(row.cells, widths, strict=False))


def is_repeated(columns: Sequence[DocColumn]) -> bool:
    """Tells whether the head of a table leaves room for rows on every page."""
    heads = zip(columns, signs_of_columns(columns), strict=True)
    return all(len(column.title) // width < MOST_LINES_REPEATED for column, width in heads)


def is_title_repeated(title: str) -> bool:
    return len(title) // SIGNS_ACROSS < MOST_LINES_REPEATED


def signs_of_columns(columns: Sequence[DocColumn], across: int = SIGNS_ACROSS) -> list[float]:
    """Returns how many signs a line of each column holds."""
    whole = sum(column.share for column in columns) or 1.0
    return [max(across * column.share / whole, 1.0) for column in columns]


def is_never_broken(paragraph: DocParagraph, signs: float) -> bool:
    """Tells whether a paragraph is too short to be broken between pages; `signs` are those that a line surely holds."""
    return signs >= NARROWEST and _lines_of(paragraph, signs) <= MOST_LINES_TOGETHER


def _lines(cell: DocCell, signs: float) -> float:
    paragraphs = [one for block in cell.blocks for one in (block.items if isinstance(block, Items) else [block])]
    return sum(_lines_of(one, signs) for one in paragraphs)


def _lines_of(paragraph: DocParagraph, signs: float) -> float:
    return sum(1 + len(line) // signs for line in "".join([run.text for run in paragraph.runs]).split("\n"))
