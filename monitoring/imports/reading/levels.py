"""Which measure is part of which: by number (1, 1.1, 1.1.1) or by how far a row stands to the right."""

import re
from collections.abc import Sequence

from catalog.texts import codes
from monitoring.choices import MeasureColumn
from monitoring.imports.reading.measure_row import MeasureRow

C = MeasureColumn
BELOW = re.compile(r"(?P<above>.*[^\W_])(?:\s?[./]\s?\d+|(?<=\d)[a-z]|\s?[./]\s?[a-z])\.?", re.IGNORECASE)
SAYS_SOMETHING = (
    C.LEAD,
    C.PARTICIPATING,
    C.STATUS,
    C.TEXT,
    C.DUE,
    C.START,
    C.COSTS,
    C.EFFORT,
    C.NEXT_STEPS,
    C.INDICATOR,
)
NAMES_SECTION = re.compile(
    r"^(?:handlungsfeld|handlungsbereich|themenfeld|themenbereich|leitziel|oberziel|leitlinie|ziel|bereich|kapitel|abschnitt|schwerpunkt|teil"
    r"|cluster|säule|field|goal|priority|theme)\b",
    re.IGNORECASE,
)  # fmt: skip


def above(code: str) -> str:
    """Returns the number one level up: "1.2" for "1.2.3", "A3" for "A3/2"; "" where there is none."""
    match = BELOW.fullmatch(code.strip().rstrip("."))
    return codes.normalise(match["above"]) if match else ""


def nest(rows: Sequence[MeasureRow], *, names_are_sections: bool = False) -> tuple[list[MeasureRow], list[MeasureRow]]:
    """Returns the rows without those that only name a section, and those of which nobody can say whether they do.

    Parts know their whole afterwards. `names_are_sections` takes rows with nothing but a name for sections.
    """
    parents = _parents_by_code(rows) or _parents_by_depth(rows)
    if not parents:
        return list(rows), []
    children: dict[int, list[MeasureRow]] = {}
    for row in rows:
        if (parent := parents.get(id(row))) is not None:
            children.setdefault(id(parent), []).append(row)
    sections = {id(row): row for row in rows if id(row) in children and _is_section(row, children)}
    unclear = [row for row in rows if id(row) in children and id(row) not in sections and says_nothing(row)]
    if names_are_sections:
        sections |= {id(row): row for row in unclear}
    for row in rows:
        if path := _sections_above(row, parents, sections):
            row.section = (*row.section, *path)
        parent = parents.get(id(row))
        if parent is not None and id(parent) not in sections:
            row.whole = _top(parent, parents, sections)
    return [row for row in rows if id(row) not in sections], unclear


def says_nothing(row: MeasureRow) -> bool:
    """Tells whether a row has nothing but number, name and perhaps a description."""
    return not any(row.cells.get(column) for column in SAYS_SOMETHING)


def _parents_by_code(rows: Sequence[MeasureRow]) -> dict[int, MeasureRow]:
    """Returns each row with the one its number stands below, where that came before and nothing else between."""
    parents: dict[int, MeasureRow] = {}
    open_rows: list[MeasureRow] = []
    for row in rows:
        if row.whole is not None or not row.code:
            continue
        wanted = above(row.code)
        while open_rows and codes.normalise(open_rows[-1].code).rstrip(".") != wanted:
            open_rows.pop()
        if open_rows:
            parents[id(row)] = open_rows[-1]
        open_rows.append(row)
    return parents


def _parents_by_depth(rows: Sequence[MeasureRow]) -> dict[int, MeasureRow]:
    """Returns each row with the last one that stands further to the left."""
    if len({row.depth for row in rows if row.whole is None}) < 2:  # noqa: PLR2004
        return {}
    parents: dict[int, MeasureRow] = {}
    open_rows: list[MeasureRow] = []
    for row in rows:
        if row.whole is not None:
            continue
        while open_rows and open_rows[-1].depth >= row.depth:
            open_rows.pop()
        if open_rows:
            parents[id(row)] = open_rows[-1]
        open_rows.append(row)
    return parents


def _is_section(row: MeasureRow, children: dict[int, list[MeasureRow]]) -> bool:
    """Tells whether a row is nothing but a name, and says so or has measures with parts of their own below it."""
    if not says_nothing(row):
        return False
    if NAMES_SECTION.match(row.cells.get(C.TITLE, "")) or (row.code and not any(map(str.isdigit, row.code))):
        return True
    return any(id(child) in children for child in children[id(row)])


def _sections_above(
    row: MeasureRow, parents: dict[int, MeasureRow], sections: dict[int, MeasureRow]
) -> tuple[str, ...]:
    path: list[str] = []
    parent = parents.get(id(row))
    while parent is not None:
        if id(parent) in sections:
            path.insert(0, parent.cells.get(C.TITLE, ""))
        parent = parents.get(id(parent))
    return tuple(path)


def _top(parent: MeasureRow, parents: dict[int, MeasureRow], sections: dict[int, MeasureRow]) -> MeasureRow:
    """Returns the whole of a part; that of a part of a part belongs to both."""
    while (higher := parents.get(id(parent))) is not None and id(higher) not in sections:
        parent = higher
    return parent
