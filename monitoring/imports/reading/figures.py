"""Read targets as German tables write them: "1.250,5 Euro", "mind. 80 % (Ende 2023)", "liegt vor"."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from catalog.fields import understood
from catalog.texts import figures

DUE = re.compile(r"(?P<text>.*?)\s*\((?P<due>[^()]+)\)", re.DOTALL)
LONGEST_UNIT = 100


@dataclass(frozen=True, slots=True)
class TargetText:
    """A target taken apart; a figure, a statement, or both."""

    value: Decimal | None
    unit: str
    statement: str
    due: str
    text: str = field(default="", compare=False)  # all but the deadline, as it was written
    was_rounded: bool = field(default=False, compare=False)

    @property
    def is_empty(self) -> bool:
        return self.value is None and not self.statement

    def as_statement(self) -> "TargetText":
        """Returns a figure that is counted in something else than its indicator as a statement."""
        return TargetText(None, "", self.text, self.due, self.text)


def read_target(line: str) -> TargetText:
    """Takes a line apart: "38 %; mindestens (Ende 2023)" has a value, a unit, a statement and a deadline.

    A range and a limit ("80–90 %", "mind. 80 %") are statements: no single number says the same.
    """
    text, due = " ".join(line.split()), ""
    if (match := DUE.fullmatch(text)) and match["text"]:
        wording = understood(match["due"].strip())
        if wording and (wording.period or wording.horizon):
            text, due = match["text"], wording.text
    words, _semicolon, statement = text.partition(";")
    found = figures.read(words)
    if found is None or not found.is_exact or len(found.unit) > LONGEST_UNIT:
        return TargetText(None, "", text, due, text)
    return TargetText(found.value, found.unit, statement.strip(), due, text, found.was_rounded)
