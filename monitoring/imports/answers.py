"""What the clerk has decided about words the database does not know."""

import re
from collections.abc import Collection
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from monitoring.tables import RowChoices

CREATE, LEAVE, SPLIT = "create", "leave", "split"
WORDS = ("offices", "sections", "statuses", "indicators")
MOST_ROWS = 50_000


@dataclass(slots=True)
class Answers:
    """Decisions by the word as `fold` leaves it: the id of a row, the value of a status, CREATE, LEAVE or SPLIT."""

    offices: dict[str, str] = field(default_factory=dict)
    sections: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    indicators: dict[str, str] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)  # by the key of the question
    as_of: date | None = None
    blank_empty: bool = False
    as_drafts: bool = True
    create_offices: bool = False
    create_indicators: bool = False
    accepts: bool = False  # every suggestion, without a click for each
    leaves_out_wrong: bool = False  # rows with a problem are left out, and the others imported
    left_out_rows: list[int] | None = None  # of those with a problem; None as long as nobody was asked
    takes_comments: bool = True  # of cells, as internal notes
    header_row: int | None = None
    skipped_rows: list[int] = field(default_factory=list)
    rows_brought_in: list[int] = field(default_factory=list)

    @property
    def rows(self) -> RowChoices:
        return RowChoices(self.header_row, frozenset(self.skipped_rows), frozenset(self.rows_brought_in))

    def with_rows_of(self, other: "Answers") -> "Answers":
        return replace(
            self,
            header_row=other.header_row,
            skipped_rows=list(other.skipped_rows),
            rows_brought_in=list(other.rows_brought_in),
        )

    def leaves_out(self, row: int) -> bool:
        """Tells whether a row with a problem is left out, so that it blocks nothing."""
        return self.leaves_out_wrong or row in (self.left_out_rows or ())

    def words(self, words: str) -> dict[str, str]:
        """Returns the decisions about the words of one kind, one of WORDS."""
        decided: dict[str, str] = getattr(self, words)
        return decided

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"as_of": self.as_of.isoformat() if self.as_of else None}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Answers":
        as_of = data.get("as_of")
        return cls(**{**data, "as_of": date.fromisoformat(as_of) if as_of else None})


def row_numbers(text: str) -> list[int]:
    """Returns 7, 12, 13, 14, 15 for "7, 12-15". Raises ValueError with the part that is no row."""
    rows: list[int] = []
    for part in filter(None, re.split(r"[\s,;]+", text)):
        match = re.fullmatch(r"(\d{1,7})(?:[-–](\d{1,7}))?", part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not first or not 0 <= last - first < MOST_ROWS - len(rows):
            raise ValueError(part)
        rows += range(first, last + 1)
    return rows


def as_ranges(rows: Collection[int]) -> str:
    """Returns rows as a clerk writes them: "7, 12-15"."""
    ranges: list[tuple[int, int]] = []
    for row in sorted(set(rows)):
        if ranges and ranges[-1][1] == row - 1:
            ranges[-1] = (ranges[-1][0], row)
        else:
            ranges.append((row, row))
    return ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in ranges)
