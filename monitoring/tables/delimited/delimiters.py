"""Which character separates the cells: the one that cuts most records into the same number of cells.

Some programs write a blank after each separator; a quotation mark after it opens a cell all the same.
"""

import csv
import io
from collections import Counter
from itertools import islice
from typing import NamedTuple

CANDIDATES = (";", "\t", ",", "|")
ANNOUNCED = (*CANDIDATES, ":", "^", "~", "#")
SAMPLE, SAMPLE_LINES = 200, 20_000  # records and the lines they may take
PROSE = 0.25  # what is left of a candidate that is usually followed by a blank
UNSOUND = 0.5  # … that opens cells after a blank, but does not close all of them
BROKEN = 0.1  # … with which quotes make no sense
MOSTLY = 0.8


class Separator(NamedTuple):
    """The character, and whether blanks after it belong to no cell."""

    character: str
    skips_blanks: bool = False


def announced(text: str) -> str | None:
    """Returns the separator of a first line "sep=;", which Excel writes and reads."""
    line = text[:20].splitlines()[0].strip(' "') if text else ""
    return line[-1] if line[:-1].lower() == "sep=" and line[-1] in ANNOUNCED else None


def likely(text: str) -> Separator | None:
    """Returns the likeliest separator; None where every record is one cell."""
    scores = {
        Separator(candidate, skips): _score(text, Separator(candidate, skips))
        for candidate in CANDIDATES
        if candidate in text
        for skips in ((False, True) if f'{candidate} "' in text else (False,))
    }
    best = max(scores, key=scores.__getitem__, default=None)
    return best if best is not None and scores[best] > 0 else None


def skips_blanks(text: str, character: str) -> bool:
    """Tells whether a separator that the file names has blanks after it that belong to no cell."""
    with_blanks, without = Separator(character, skips_blanks=True), Separator(character)
    return f'{character} "' in text and _score(text, with_blanks) > _score(text, without)


def _score(text: str, delimiter: Separator) -> float:
    records, sound = _sample(text, delimiter)
    widths = [len(record) for record in records if any(record)]
    shared = Counter(width for width in widths if width > 1)
    if not shared:
        return 0
    width, count = max(shared.items(), key=lambda item: (item[1] * (item[0] - 1), item[0]))
    score = count / len(widths) * (width - 1)
    later = [cell for record in records for cell in record[1:] if cell]
    if later and sum(cell.startswith(" ") for cell in later) > len(later) * MOSTLY:
        score *= PROSE
    if sound:
        return score
    return score * (UNSOUND if delimiter.skips_blanks else BROKEN)


def _sample(text: str, delimiter: Separator) -> tuple[list[list[str]], bool]:
    """Returns the first records, and whether their quotes are in order."""
    records, sound = _read(text, delimiter, strict=True)
    return (records, True) if sound else (_read(text, delimiter, strict=False)[0], False)


def _read(text: str, delimiter: Separator, *, strict: bool) -> tuple[list[list[str]], bool]:
    """Returns the first records up to one that cannot be read, and whether all of them could."""
    lines = islice(io.StringIO(text, newline=""), SAMPLE_LINES)
    records: list[list[str]] = []
    try:
        reader = csv.reader(
            lines, delimiter=delimiter.character, skipinitialspace=delimiter.skips_blanks, strict=strict
        )
        records.extend(islice(reader, SAMPLE))
    except csv.Error:
        return records, False
    return records, True
