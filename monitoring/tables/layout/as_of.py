"""The day a table says it describes: "Stand: 19. Januar 2021", "Rückmeldungen der Ämter zum 30.06.2025"."""

import re
from collections.abc import Iterable
from datetime import date

from catalog import deadlines
from catalog.deadlines import english

MONTHS = "|".join(sorted({*deadlines.MONTHS, *english.MONTHS, *english.SAME}, key=len, reverse=True))
DAY = (
    r"\d{1,2}\.\s?(?:\d{1,2}\.|[a-zä]{3,9}\.?)\s?\d{2,4}|\d{1,2} [a-z]{3,9} \d{4}|\d{4}-\d{2}-\d{2}"
    rf"|(?:{MONTHS})\.? \d{{4}}|\d{{1,2}}/\d{{4}}"
)
STATED = re.compile(
    r"\b(?:(?:Arbeits|Bearbeitungs|Berichts|Daten|Fortschreibungs|Kenntnis|Planungs|Redaktions|Sach|Umsetzungs)?stand"
    r"|(?:Berichts|Erhebungs)?stichtag|(?:as|position|status) (?:of|at|on))\b"
    rf"(?:\s++der\s++[^:\d]{{1,40}})?\s*+(?:[:=]\s*+)?(?:(?:vom|zum|am|im)\s++)?(?P<day>{DAY})",
    re.IGNORECASE,
)
REPORTED = re.compile(
    r"(?:meldung|abfrage|umfrage|bericht|berichterstattung|monitoring|controlling)(?:en|s|e)?\b[^:\d]{0,60}\bzum\s++"
    rf"(?P<day>{DAY})",
    re.IGNORECASE,
)
PERIOD = re.compile(
    rf"\b(?:Berichts|Erhebungs)zeitraum\b[^\d]{{0,10}}(?:{DAY})\s?(?:[–-]|bis)\s?(?P<day>{DAY})", re.IGNORECASE
)


def find(texts: Iterable[str]) -> date | None:
    """Returns the first that can be read; of a month its last day."""
    for text in texts:
        for match in (found for pattern in (STATED, REPORTED, PERIOD) for found in pattern.finditer(text)):
            try:
                return deadlines.read(match["day"]).last
            except deadlines.UnreadableDeadlineError:
                continue
    return None
