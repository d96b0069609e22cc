"""Fits the widths of columns to their words, the same in all tables with the same heads."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from math import sqrt
from typing import TYPE_CHECKING

from reports.documents.document import DocTable, Items, Orientation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reports.documents.document import Block, DocCell

SIGNS_ACROSS = {Orientation.LANDSCAPE: 150, Orientation.PORTRAIT: 100}
LONGEST_WORD = 16  # signs of a word that need not be hyphenated
LONGEST_HEAD = 18  # signs of a word that need not be broken
SHORTEST = 6  # signs of words that are broken where the page is too narrow
ROOM = 2  # signs beside a word
BREADTH = 1.15  # width of a sign that is bold or a capital


def fitted(blocks: Sequence[Block], orientation: Orientation) -> tuple[Block, ...]:
    """Returns the blocks with widths: each column has room for its words, long texts get the rest."""
    alike: dict[tuple[str, ...], list[DocTable]] = defaultdict(list)
    for block in blocks:
        if isinstance(block, DocTable):
            alike[_heads(block)].append(block)
    across = SIGNS_ACROSS[orientation]
    shares = {heads: _shares(heads, tables, across) for heads, tables in alike.items()}
    return tuple(_with(block, shares[_heads(block)]) if isinstance(block, DocTable) else block for block in blocks)


def _heads(table: DocTable) -> tuple[str, ...]:
    return tuple(column.title for column in table.columns)


def _with(table: DocTable, shares: Sequence[float]) -> DocTable:
    columns = [replace(column, share=share) for column, share in zip(table.columns, shares, strict=True)]
    return replace(table, columns=tuple(columns))


def _shares(heads: Sequence[str], tables: Iterable[DocTable], across: int) -> list[float]:
    """Returns the shares in signs.

    A column with four times the text is twice as wide: it may be longer. None gets more than its longest text needs.
    """
    least = [min(len(head), LONGEST_HEAD) for head in heads]
    longest = [len(head) for head in heads]
    said = [0] * len(heads)
    for row in (row for table in tables for group in table.groups for row in group.rows):
        for place, cell in enumerate(row.cells):
            text = _text(cell)
            least[place] = max(least[place], min(_longest_word(text), LONGEST_WORD))
            longest[place] = max(longest[place], *map(len, text.split("\n")))
            said[place] += len(text)
    widths = _least(least, across)
    enough = [max(width, line * BREADTH + ROOM) for width, line in zip(widths, longest, strict=True)]
    much = [sqrt(length) or 1.0 for length in said]
    return [round(width, 1) for width in _filled(widths, enough, much, across)]


def _least(words: Sequence[int], across: int) -> list[float]:
    """Returns the room for the longest word of each column; on too narrow a page only long words are broken."""
    widths: list[float] = []
    for longest in range(LONGEST_HEAD, SHORTEST - 1, -1):
        widths = [min(word, longest) * BREADTH + ROOM for word in words]
        if sum(widths) <= across:
            break
    return widths


def _filled(widths: list[float], enough: Sequence[float], much: Sequence[float], across: int) -> list[float]:
    """Returns the widths after giving the remaining room, by weight, to columns that have not enough yet."""
    wanting = set(range(len(widths)))
    while wanting and (left := across - sum(widths)) > 0:
        whole = sum(much[place] for place in wanting)
        full = {place for place in wanting if widths[place] + left * much[place] / whole >= enough[place]}
        for place in full or wanting:
            widths[place] = enough[place] if full else widths[place] + left * much[place] / whole
        wanting = wanting - full if full else set()
    return widths


def _longest_word(text: str) -> int:
    return max(map(len, re.split(r"[\s\-/–]+", text)))


def _text(cell: DocCell) -> str:
    paragraphs = [one for block in cell.blocks for one in (block.items if isinstance(block, Items) else [block])]
    return "\n".join("".join(run.text for run in paragraph.runs) for paragraph in paragraphs)
