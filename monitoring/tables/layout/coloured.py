"""Colours that say something: a status as the fill of an empty cell, of a text, or as the ink of a circle."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from monitoring.tables.colours import hue
from monitoring.tables.workbook import SheetRow

NAMES = {
    "green": "grün", "yellow": "gelb", "orange": "orange", "red": "rot", "blue": "blau", "grey": "grau",
    "violet": "lila",
    "black": "schwarz",
}  # fmt: skip
LIGHTS = frozenset({"green", "yellow", "orange", "red"})
HEADING = "Farbe"
MOSTLY = 0.5
LEAST = 2


def spell_out(rows: Sequence[SheetRow], width: int) -> tuple[list[SheetRow], bool]:
    """Returns the rows with colours as words, and whether one more column at `width` holds those of texts.

    A column whose cells are empty but coloured, or hold the same sign in several colours, says its colours itself.
    """
    changed = list(rows)
    spoken = False
    for column in range(width):
        words = [NAMES.get(hue(row.look(column).fill), "") for row in rows]
        texts = [_text(row, column) for row in rows]
        if any(words) and sum(map(bool, texts)) <= len(rows) * (1 - MOSTLY) and _speaks(words, least=1):
            changed = [
                _with(row, column, word) if not text else row
                for row, word, text in zip(changed, words, texts, strict=True)
            ]
            spoken = True
        inks = [NAMES.get(hue(row.look(column).ink), "") for row in rows]
        if _are_signs(texts) and _speaks(inks):
            changed = [_with(row, column, ink) if ink else row for row, ink in zip(changed, inks, strict=True)]
            spoken = True
    if spoken:
        return changed, False
    telling = _telling_column(rows, width)
    if telling is None:
        return changed, False
    words = [NAMES.get(hue(row.look(telling).fill), "") for row in rows]
    return [_with(row, width, word) for row, word in zip(changed, words, strict=True)], True


def _telling_column(rows: Sequence[SheetRow], width: int) -> int | None:
    """Returns the first column whose cells have fills of several traffic lights; stripes of rows tell nothing."""
    for column in range(width):
        words = [hue(row.look(column).fill) for row in rows]
        if len(set(words) & LIGHTS) >= LEAST and sum(map(bool, words)) >= len(rows) * MOSTLY:
            return column
    return None


def _speaks(words: Sequence[str], least: int = LEAST) -> bool:
    return len(set(filter(None, words))) >= least


def _are_signs(texts: Sequence[str]) -> bool:
    """Tells whether a column holds one and the same sign over and over."""
    signs = Counter(text for text in texts if text)
    return len(signs) == 1 and not any(map(str.isalnum, next(iter(signs))))


def _text(row: SheetRow, column: int) -> str:
    return row.cells[column].strip() if column < len(row.cells) else ""


def _with(row: SheetRow, column: int, text: str) -> SheetRow:
    cells = [*row.cells, *[""] * (column + 1 - len(row.cells))]
    cells[column] = text
    return replace(row, cells=cells)
