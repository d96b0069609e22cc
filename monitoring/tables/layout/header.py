"""Which row holds the headings, whether a second one belongs to it, and where it is repeated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from monitoring.tables.text import folded, heading_line
from monitoring.tables.workbook import LONGEST_HEADING, SheetRow

IsHeading = Callable[[str], bool]
FAR_DOWN = 2_000  # rows; headings further down are not looked for
ENOUGH = 2
JOINT = " – "


@dataclass(slots=True)
class Header:
    first: int  # its position among the rows
    rows: list[SheetRow]  # one or two
    texts: list[str]  # of all columns, some perhaps empty

    @property
    def after(self) -> int:
        return self.first + len(self.rows)

    @property
    def first_column(self) -> int:
        return next((index for index, text in enumerate(self.texts) if text), 0)


def remembering(is_heading: IsHeading) -> IsHeading:
    """Asks only once for each text, and not for whole paragraphs."""

    @lru_cache(maxsize=10_000)
    def known(text: str) -> bool:
        return bool(text) and len(text) <= 2 * LONGEST_HEADING and is_heading(text)

    return lambda text: known(heading_line(text))


def find(rows: Sequence[SheetRow], is_heading: IsHeading) -> Header | None:
    """Returns the row with most known headings; of several alike the first."""
    best, position = 0, -1
    for index, row in enumerate(rows[:FAR_DOWN]):
        known = _known(row, is_heading)
        if known > best and (known >= ENOUGH or _looks_like_headings(row)):
            best, position = known, index
    if position < 0:
        return None
    position = next(index for index, row in enumerate(rows) if index == position or is_repeated(row, rows[position]))
    return at(rows, position, is_heading)


def at(rows: Sequence[SheetRow], position: int, is_heading: IsHeading) -> Header:
    """Returns the headings in this row, joined with those in the row above or below that belong to them."""
    lower = rows[position + 1] if position + 1 < len(rows) else None
    if position and _groups(rows[position - 1], rows[position], is_heading):
        return _joined(position - 1, rows[position - 1], rows[position], is_heading)
    if lower is not None and _divides(rows[position], lower, is_heading):
        return _joined(position, rows[position], lower)
    return alone(rows, position)


def alone(rows: Sequence[SheetRow], position: int) -> Header:
    return Header(position, [rows[position]], [heading_line(text) for text in rows[position].cells])


def is_repeated(row: SheetRow, header: SheetRow) -> bool:
    """Tells whether a row is all headings again but for one, which then names a section."""
    if row.is_paragraph or len(row.cells) > len(header.cells) + 1:
        return False
    equal = different = 0
    for ours, theirs in zip_longest(row.cells, header.cells, fillvalue=""):
        if ours == theirs or folded(ours) == folded(theirs):
            equal += bool(ours and not ours.isspace())
        else:
            different += 1
            if different > 1:  # most rows are none, and long
                return False
    return different == 0 or equal >= ENOUGH


def differing(row: SheetRow, header: SheetRow) -> int | None:
    """Returns the column in which a repeated header says something else."""
    ours, theirs = _folded(row), _folded(header)
    return next((index for index in row.filled if ours[index] != theirs.get(index)), None)


def begins_other_table(row: SheetRow, is_heading: IsHeading) -> bool:
    """Tells whether a row is headings throughout, but not those of this table."""
    filled = row.filled
    return len(filled) > ENOUGH and all(is_heading(row.cells[index]) for index in filled)


def _known(row: SheetRow, is_heading: IsHeading) -> int:
    if row.is_paragraph:
        return 0
    return len({folded(text) for text in row.cells if text and is_heading(text)})


def _looks_like_headings(row: SheetRow) -> bool:
    texts = [row.cells[index] for index in row.filled]
    plain = not row.numbers and not row.dates and max(map(len, texts)) <= LONGEST_HEADING
    return plain and (len(texts) >= ENOUGH or len(row.cells) == 1)


def _folded(row: SheetRow) -> dict[int, str]:
    return {index: folded(row.cells[index]) for index in row.filled}


def _covered(row: SheetRow) -> dict[int, str]:
    """Returns the heading above each column: merged cells reach to the right."""
    above: dict[int, str] = {}
    for index in row.filled:
        for column in range(index, index + row.spans.get(index, 1)):
            above[column] = heading_line(row.cells[index])
    return above


def _groups(upper: SheetRow, lower: SheetRow, is_heading: IsHeading) -> bool:
    """Tells whether the row above names groups of the headings below it; a title does not."""
    if upper.is_paragraph or upper.table != lower.table or lower.after_gap or not upper.filled:
        return False
    below = set(lower.filled)
    width = max(len(lower.cells), len(upper.cells))
    grouping = any(
        1 < upper.spans.get(index, 1) < width and len(below & set(range(index, index + upper.spans[index]))) > 1
        for index in upper.filled
    )
    if grouping or upper.spans:
        return grouping
    if upper.filled == [0] or len(upper.filled) >= len(lower.filled):
        return False
    return all(is_heading(upper.cells[index]) for index in upper.filled)


def _divides(upper: SheetRow, lower: SheetRow, is_heading: IsHeading) -> bool:
    """Tells whether the row below divides some headings: "Termin" into "von" and "bis"."""
    if lower.is_paragraph or upper.table != lower.table or lower.after_gap:
        return False
    if lower.numbers or lower.dates or any(len(lower.cells[index]) > LONGEST_HEADING for index in lower.filled):
        return False
    grouped = {c for index, span in upper.spans.items() if span > 1 for c in range(index, index + span)}
    if grouped:
        return len(lower.filled) > 1 and set(lower.filled) <= grouped | (set(lower.filled) - set(upper.filled))
    # Without merged cells a group shows as a heading with an empty one to its right.
    starts = {index for index in upper.filled if index + 1 in lower.filled and index + 1 not in upper.filled}
    free = set(lower.filled) - set(upper.filled)
    known = sum(is_heading(lower.cells[index]) for index in lower.filled)
    return bool(starts & set(lower.filled)) and set(lower.filled) <= free | starts and known > 0


def _joined(position: int, upper: SheetRow, lower: SheetRow, is_heading: IsHeading | None = None) -> Header:
    """Returns two rows of headings as one.

    Without merged cells a group reaches as far as the cells beside it are empty; with `is_heading` given, not over
    headings that mean something only by themselves.
    """
    above, below = _covered(upper), _folded(lower)
    texts: list[str] = []
    group = ""
    for column in range(max([*above, *below]) + 1):
        under = heading_line(lower.cells[column]) if column in below else ""
        over = above.get(column, "")
        if not upper.spans:
            group = over or (group if under else "")
            alone = is_heading and not over and is_heading(under) and not is_heading(_both(group, under))
            over = "" if alone else group
        texts.append(_both(over, under))
    return Header(position, [upper, lower], texts)


def _both(over: str, under: str) -> str:
    return JOINT.join(dict.fromkeys(text for text in (over, under) if text))
