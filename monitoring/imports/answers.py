"""What the clerk has decided about words the database does not know."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from monitoring.tables import RowChoices

CREATE, LEAVE = "create", "leave"
WORDS = ("offices", "sections", "statuses", "indicators")


@dataclass(slots=True)
class Answers:
    """Decisions by the word as `fold` leaves it: the id of a row, the value of a status, CREATE or LEAVE."""

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
    header_row: int | None = None
    skipped_rows: list[int] = field(default_factory=list)
    rows_brought_in: list[int] = field(default_factory=list)

    @property
    def rows(self) -> RowChoices:
        return RowChoices(self.header_row, frozenset(self.skipped_rows), frozenset(self.rows_brought_in))

    def words(self, words: str) -> dict[str, str]:
        """The decisions about the words of one kind, one of WORDS."""
        decided: dict[str, str] = getattr(self, words)
        return decided

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"as_of": self.as_of.isoformat() if self.as_of else None}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Answers":
        as_of = data.get("as_of")
        return cls(**{**data, "as_of": date.fromisoformat(as_of) if as_of else None})
