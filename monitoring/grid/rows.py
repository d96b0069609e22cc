"""The lines of the table of a report: as they were typed and sent, and as they are shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from catalog.choices import Publication
from catalog.locking.form_snapshot import tidy
from catalog.querysets import row_id
from monitoring.grid.cells import LABELS, WHOLE, prints_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import QueryDict

    from catalog.models import Measure
    from monitoring.grid.cells import Cells, Prints
    from monitoring.models import MonitoredMeasure

NEW_ROWS = 3  # empty ones below the others
MOST_NEW_ROWS = 500  # of one pasted block
MOST_ROWS = 650  # in one form: with fifteen fields each, they are as many as Django reads
BLANK = "KEY"  # stands for the number of a row in what the script copies
FILLED_IN = {"publication", WHOLE}  # in new rows, before anybody types into them


@dataclass(slots=True)
class Row:
    """A line of the table: the cells as they are shown, and what is wrong with them."""

    key: str  # the id of the measure, or "new-0"
    cells: Cells
    measure: MonitoredMeasure | None = None
    errors: dict[str, list[str]] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)

    @property
    def is_new(self) -> bool:
        return not self.key.isdigit()

    @property
    def number(self) -> str:
        """Returns the place of a new row among the new ones, from 1."""
        place = self.key.removeprefix("new-")
        return place if place == BLANK else str(int(place) + 1)

    @property
    def whole(self) -> str:
        """Returns how a part of this row's measure names it, or how this row itself names what it is part of."""
        if self.measure is None:
            return self.cells.get(WHOLE, "")
        return name_of(self.measure.parent or self.measure)

    def refuse(self, name: str, *messages: str) -> None:
        self.errors.setdefault(name, []).extend(messages)


def name_of(measure: Measure) -> str:
    """Returns the number of a measure; its title where it has none."""
    return measure.code or measure.title


def new_row(number: int | str, whole: str = "") -> Row:
    cells = dict.fromkeys(("code", WHOLE, *LABELS), "") | {WHOLE: whole, "publication": str(Publication.DRAFT.label)}
    return Row(f"new-{number}", cells)


def free_number(rows: Iterable[Row]) -> int:
    """Returns the lowest number that no new row has; those of the empty rows below are left to them."""
    taken = {row.key for row in rows}
    return next(number for number in count(NEW_ROWS) if f"new-{number}" not in taken)


def typed_rows(data: QueryDict, seen: Prints) -> list[Row]:
    """Returns the rows as they were sent, without new ones that are empty, and with what was changed in each."""
    rows = []
    for key in dict.fromkeys(data.getlist("row")):
        if row_id(key) is not None:
            names: tuple[str, ...] = tuple(LABELS)
        elif is_new(key):
            names = (*LABELS, WHOLE)
        else:
            continue
        row = Row(key, {name: tidy(data.get(f"{key}-{name}", "")).replace("\0", "") for name in names})
        if row.is_new:
            row.changed = {name for name, value in row.cells.items() if value and name not in FILLED_IN}
        else:
            before = seen.get(key, {})
            row.changed = {name for name, mark in prints_of(row.cells).items() if mark != before.get(name)}
        if row.changed or not row.is_new or row.whole:
            rows.append(row)
    return rows


def is_new(key: str) -> bool:
    """Tells whether a row is one of the empty ones for new measures: "new-0"."""
    before, _dash, number = key.partition("-")
    place = row_id(number) if before == "new" else None
    return place is not None and place < MOST_NEW_ROWS


def shown_rows(
    typed: list[Row], keys: Iterable[int], loaded: Mapping[int, MonitoredMeasure], stored: Mapping[int, Cells]
) -> list[Row]:
    """Returns the rows of a page: as they were typed, else as they are stored; new parts stand below their measure."""
    by_key = {row.key: row for row in typed}
    rows = [by_key.get(str(key)) or Row(str(key), stored[key]) for key in keys if key in loaded]
    for row in rows:
        row.measure = loaded[int(row.key)]
    fresh = [row for row in typed if row.is_new]
    for row in fresh:
        beside = [place for place, one in enumerate(rows, start=1) if row.whole and one.whole == row.whole]
        rows.insert(beside[-1] if beside else len(rows), row)
    empty = (new_row(number) for number in range(NEW_ROWS))
    return [*rows, *(row for row in empty if row.key not in by_key)]
