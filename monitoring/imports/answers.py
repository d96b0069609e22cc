"""What the clerk has decided about words the database does not know."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

CREATE, LEAVE = "create", "leave"
WORDS = ("offices", "sections", "statuses", "indicators")


@dataclass(slots=True)
class Answers:
    """Decisions by the word as `fold` leaves it: the id of a row, the value of a status, CREATE or LEAVE."""

    offices: dict[str, str] = field(default_factory=dict)
    sections: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    indicators: dict[str, str] = field(default_factory=dict)
    as_of: date | None = None
    blank_empty: bool = False
    as_drafts: bool = False
    create_offices: bool = False
    create_indicators: bool = False

    def words(self, words: str) -> dict[str, str]:
        """The decisions about the words of one kind, one of WORDS."""
        decided: dict[str, str] = getattr(self, words)
        return decided

    def as_json(self) -> dict[str, Any]:
        return {
            "offices": self.offices,
            "sections": self.sections,
            "statuses": self.statuses,
            "indicators": self.indicators,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "blank_empty": self.blank_empty,
            "as_drafts": self.as_drafts,
            "create_offices": self.create_offices,
            "create_indicators": self.create_indicators,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Answers":
        as_of = data.get("as_of")
        return cls(**{**data, "as_of": date.fromisoformat(as_of) if as_of else None})
