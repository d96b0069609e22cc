"""Read targets as German tables write them: "1.250,5 Euro", "mind. 80 % (Ende 2023)", "liegt vor"."""

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from catalog.fields import understood

NUMBER = re.compile(
    r"(?P<number>[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?|[+-]?\d+(?:,\d+)?|[+-]?\d+\.\d+)(?P<rest>(?:\s.*)?)", re.DOTALL
)
DUE = re.compile(r"(?P<text>.*?)\s*\((?P<due>[^()]+)\)", re.DOTALL)
DIGITS_BEFORE, DIGITS_AFTER = 14, 4
LONGEST_UNIT = 100


@dataclass(frozen=True, slots=True)
class TargetText:
    """A target taken apart; a figure, a statement, or both."""

    value: Decimal | None
    unit: str
    statement: str
    due: str
    text: str = field(default="", compare=False)  # all but the deadline, as it was written

    @property
    def is_empty(self) -> bool:
        return self.value is None and not self.statement

    def as_statement(self) -> "TargetText":
        """For a figure that is counted in something else than its indicator."""
        return TargetText(None, "", self.text, self.due, self.text)


def read_number(text: str) -> Decimal | None:
    """ "1.250,5" is 1250.5, "3,5" is 3.5; None where the text is no number the database can hold."""
    match = NUMBER.fullmatch(text.strip().replace("\u00a0", " "))
    return None if match is None or match["rest"].strip() else _decimal(match["number"])


def _decimal(text: str) -> Decimal | None:
    if "," in text or re.fullmatch(r"[+-]?\d{1,3}(?:\.\d{3})+", text):
        text = text.replace(".", "").replace(",", ".")
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    exponent = int(value.normalize().as_tuple().exponent)
    too_long = abs(value) >= Decimal(10) ** DIGITS_BEFORE or exponent < -DIGITS_AFTER
    return None if too_long else value + 0  # -0 is 0


def read_target(line: str) -> TargetText:
    """Take a line apart: "38 %; mindestens (Ende 2023)" has a value, a unit, a statement and a deadline."""
    text, due = " ".join(line.split()), ""
    if (match := DUE.fullmatch(text)) and match["text"]:
        wording = understood(match["due"].strip())
        if wording and (wording.period or wording.horizon):
            text, due = match["text"], wording.text
    figure, _semicolon, statement = text.partition(";")
    match = NUMBER.fullmatch(figure.strip())
    value = _decimal(match["number"]) if match else None
    unit = match["rest"].strip() if match else ""
    if value is None or len(unit) > LONGEST_UNIT:
        return TargetText(None, "", text, due, text)
    return TargetText(value, unit, statement.strip(), due, text)
