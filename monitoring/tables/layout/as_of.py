"""The day a table says it describes: "Stand: 19. Januar 2021"."""

import re
from collections.abc import Iterable
from datetime import date

from catalog import deadlines

STATED = re.compile(
    r"\b(?:(?:Arbeits|Bearbeitungs|Berichts|Daten|Fortschreibungs|Kenntnis|Planungs|Redaktions|Sach|Umsetzungs)?stand"
    r"|(?:Berichts|Erhebungs)?stichtag|(?:as|position|status) (?:of|at|on))\b"
    r"(?:\s++der\s++[^:\d]{1,40})?\s*+(?:[:=]\s*+)?(?:(?:vom|zum|am)\s++)?"
    r"(?P<day>\d{1,2}\.\s?(?:\d{1,2}\.|[a-zä]{3,9}\.?)\s?\d{2,4}|\d{1,2} [a-z]{3,9} \d{4}|\d{4}-\d{2}-\d{2})",
    re.IGNORECASE,
)


def find(texts: Iterable[str]) -> date | None:
    """Returns the first that can be read."""
    for text in texts:
        for match in STATED.finditer(text):
            try:
                return deadlines.read(match["day"]).last
            except deadlines.UnreadableDeadlineError:
                continue
    return None
