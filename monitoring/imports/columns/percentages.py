"""Numbers that are percentages because the heading says so: "Fortschritt in %" above 100, 50 and 0."""

import re
from collections.abc import Iterable, Sequence

HEADING = re.compile(r"%|prozent|percent|\b\w*grad\b|fortschritt|erfüllung|progress|complete", re.IGNORECASE)
NUMBER = re.compile(r"\d{1,3}(?:[.,]\d+)?")
WHOLE = 100


def are_meant(heading: str, cells: Iterable[str]) -> bool:
    """Tells whether all cells are bare numbers from 0 to 100 below a heading that speaks of a share."""
    texts = [text for cell in cells if (text := cell.strip())]
    return bool(texts) and bool(HEADING.search(heading)) and all(map(_is_share, texts))


def spelled_out(cells: Sequence[str]) -> list[str]:
    """Returns the cells with "%" behind their numbers; where none is above 1 and one has decimals, 0,6 is 60 %."""
    numbers = [_number(cell) for cell in cells]
    filled = [number for number in numbers if number is not None]
    factor = WHOLE if max(filled, default=0) <= 1 and any(number % 1 for number in filled) else 1
    return [cell if number is None else f"{number * factor:.0f} %" for cell, number in zip(cells, numbers, strict=True)]


def _is_share(text: str) -> bool:
    return NUMBER.fullmatch(text) is not None and (_number(text) or 0) <= WHOLE


def _number(text: str) -> float | None:
    text = text.strip()
    return float(text.replace(",", ".")) if NUMBER.fullmatch(text) else None
