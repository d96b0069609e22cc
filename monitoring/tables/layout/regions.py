"""Where on a sheet tables begin: each has headings of its own, rows above that name it, and rows below."""

from collections.abc import Sequence
from dataclasses import dataclass

from monitoring.tables.layout import header
from monitoring.tables.layout.header import ENOUGH, Header, IsHeading
from monitoring.tables.workbook import LONGEST_HEADING, SheetRow

FULL = 0.6  # of the widest row, to be taken for headings that nobody knows
MOSTLY = 2 / 3


@dataclass(slots=True)
class Region:
    """A table with its headings; `is_guessed` if no heading is known and the first full row was taken."""

    header: Header
    above: list[SheetRow]
    below: list[SheetRow]
    is_guessed: bool = False
    is_further: bool = False  # another one stands above on the same sheet
    heads_section: bool = False  # a single text stands directly above each further table, so the one above this counts


def find(rows: Sequence[SheetRow], is_heading: IsHeading, header_row: int | None = None) -> list[Region]:
    """Returns the tables of a sheet from top to bottom; none where there is nothing but prose."""
    if header_row is not None:
        chosen = next(
            (place for place, row in enumerate(rows) if row.number == header_row and not row.is_paragraph), None
        )
        return [] if chosen is None else _divided(rows, [header.at(rows, chosen, is_heading)], is_guessed=False)
    found = header.find(rows, is_heading)
    if found is None:
        guessed = _first_full(rows)
        return [] if guessed is None else _divided(rows, [guessed], is_guessed=True)
    heads = [found]
    inside = set(range(found.first, found.after))
    for place, row in enumerate(rows[: header.FAR_DOWN]):
        if place in inside or not _opens_table(rows, place, is_heading):
            continue
        if any(header.is_repeated(row, head.rows[0]) for head in heads):
            continue
        head = header.at(rows, place, is_heading)
        if not inside & set(range(head.first, head.after)):
            heads.append(head)
            inside |= set(range(head.first, head.after))
    return _divided(rows, sorted(heads, key=lambda head: head.first), is_guessed=False)


def _opens_table(rows: Sequence[SheetRow], place: int, is_heading: IsHeading) -> bool:
    """Tells whether a row is headings throughout; where something stands apart above it, most of them will do."""
    row = rows[place]
    if row.is_paragraph or row.numbers or row.dates:
        return False
    filled = row.filled
    known = sum(is_heading(row.cells[index]) for index in filled)
    if known < ENOUGH or max(len(row.cells[index]) for index in filled) > 2 * LONGEST_HEADING:
        return False
    if known == len(filled) and known > ENOUGH:
        return True
    before = rows[place - 1] if place else None
    apart = (
        before is None or before.is_paragraph or row.after_gap or before.table != row.table or len(before.filled) == 1
    )
    return apart and known >= len(filled) * MOSTLY


def _divided(rows: Sequence[SheetRow], heads: Sequence[Header], *, is_guessed: bool) -> list[Region]:
    regions: list[Region] = []
    start = 0
    for number, head in enumerate(heads):
        end = heads[number + 1].first if number + 1 < len(heads) else len(rows)
        last = end
        if number + 1 < len(heads):
            while last > head.after and _names_next(rows, last - 1):
                last -= 1
        above = list(rows[start : head.first])
        regions.append(Region(head, above, list(rows[head.after : last]), is_guessed, is_further=number > 0))
        start = last
    further = [region for region in regions[1:] if region.above and not region.above[-1].is_paragraph]
    regions[0].heads_section = bool(further) and len(further) == len(regions) - 1 and not rows[heads[0].first].after_gap
    return regions


def _names_next(rows: Sequence[SheetRow], place: int) -> bool:
    """Tells whether a row between two tables stands above the second rather than below the first."""
    row = rows[place]
    return row.is_paragraph or len(row.filled) == 1


def _first_full(rows: Sequence[SheetRow]) -> Header | None:
    """Returns the first row that is about as full as the widest one and looks like headings."""
    tables = [row for row in rows if not row.is_paragraph]
    widest = max((len(row.filled) for row in tables), default=0)
    if widest < ENOUGH:
        return None
    for place, row in enumerate(rows[: header.FAR_DOWN]):
        if row.is_paragraph or len(row.filled) < max(ENOUGH, widest * FULL):
            continue
        texts = [row.cells[index] for index in row.filled]
        if row.numbers or row.dates or max(map(len, texts)) > 2 * LONGEST_HEADING or place + 1 >= len(rows):
            return None
        return header.alone(rows, place)
    return None
