"""Unit, baseline and the year of the target, where a table has columns of their own for them."""

import re
from collections.abc import Mapping
from decimal import Decimal

from catalog.texts import figures
from monitoring.choices import MeasureColumn

C = MeasureColumn
MOST_WORDS, LONGEST_NAME_SHOWN = 6, 150  # of a name; more are sentences
LONGEST_SENTENCE = 2_000  # characters; what is longer is refused as a name
REFERS = re.compile(r"(?:siehe|s\.|vgl\.|see)\s|messbarer? indikator(?:en)?\s*:$", re.IGNORECASE)


def target_lines(cells: Mapping[MeasureColumn, str], year: str) -> str:
    """Returns the targets line by line, with the unit beside a bare number and the year of the heading behind it."""
    units = _lines(cells, C.UNIT)
    lines = []
    for place, line in enumerate(_lines(cells, C.TARGET)):
        found = figures.read(line)
        if found and found.is_exact and not found.unit and (unit := _at(units, place)):
            line = f"{line} {unit}"  # noqa: PLW2901
        if line and year and "(" not in line and (found or not figures.no_value(line)):
            line = f"{line} ({year})"  # noqa: PLW2901
        lines.append(line)
    return "\n".join(lines)


def baselines(cells: Mapping[MeasureColumn, str]) -> dict[str, Decimal]:
    """Returns the value before the measure began, by the name of its indicator."""
    values = _lines(cells, C.BASELINE)
    found = {name.strip(): figures.read(_at(values, place)) for place, name in enumerate(_lines(cells, C.INDICATOR))}
    return {name: figure.value for name, figure in found.items() if name and figure}


def units(cells: Mapping[MeasureColumn, str]) -> dict[str, str]:
    """Returns what an indicator is counted in, by its name."""
    words = _lines(cells, C.UNIT)
    return {name.strip(): _at(words, place) for place, name in enumerate(_lines(cells, C.INDICATOR)) if name.strip()}


def _lines(cells: Mapping[MeasureColumn, str], column: MeasureColumn) -> list[str]:
    text = cells.get(column, "")
    return text.split("\n") if text else []


def _at(lines: list[str], place: int) -> str:
    """Returns the line beside another one; a single one is beside all."""
    if len(lines) == 1:
        return lines[0].strip()
    return lines[place].strip() if place < len(lines) else ""


def without_prose(text: str) -> tuple[str, str]:
    """Returns the lines that may name an indicator, and those that are sentences about them or refer elsewhere."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    prose = [line for line in lines if is_prose(line)]
    return "\n".join(line for line in lines if line not in prose), "\n".join(prose)


def is_prose(line: str) -> bool:
    is_sentence = line.endswith((".", ")", ":")) or len(line) > LONGEST_NAME_SHOWN
    if len(line) > LONGEST_SENTENCE:
        return False
    return REFERS.match(line) is not None or (is_sentence and len(line.split()) > MOST_WORDS)
