"""The day a heading or the name of a sheet speaks of: "Stand 30.06.2024", "Sachstand 1. HJ 2025", "2024"."""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from catalog import deadlines
from catalog.deadlines import english

LONGEST = 80
MONTH_NAMES = sorted({*deadlines.MONTHS, *english.MONTHS}, key=len, reverse=True)
MENTIONED = re.compile(
    r"(?P<day>\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2})\b|\d{4}-\d{2}-\d{2}"
    r"|(?:[1-4]|I{1,3}V?|IV|erstes|zweites|drittes|viertes)\.?\s?(?:quartal|halbjahr|hj\.?|q)\s?/?\s?(?:19|20)\d\d"
    r"|(?:quartal|halbjahr|hj|q|h)\s?[1-4]\s?[/ ]\s?(?:19|20)\d\d|I{1,3}V?\s?/\s?(?:19|20)\d\d"
    r"|\d{1,2}\s?[/.]\s?(?:19|20)\d\d"
    r"|(?:ende|mitte|anfang)\s(?:19|20)\d\d"
    r"|\d{1,2} (?:MONTH) (?:19|20)\d\d|(?:MONTH|frühjahr|sommer|herbst|winter|spring|summer|autumn)\s(?:19|20)\d\d"
    r"|(?:19|20)\d\d(?!\s?[–-]\s?\d|\d))".replace("MONTH", "|".join(MONTH_NAMES)),
    re.IGNORECASE,
)  # fmt: skip
SLASHED = re.compile(r"(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>\d{4}|\d{2})")
MONTHS_OF_YEAR = 12
ROMAN = re.compile(r"^(I{1,3}V?)\s?/\s?(\d{4})$")


@lru_cache(maxsize=5_000)
def heading_day(heading: str) -> date | None:
    """Returns the last day of what a heading mentions; None where it mentions none or several."""
    if len(heading) > LONGEST:
        return None
    found = list(dict.fromkeys(match["day"] for match in MENTIONED.finditer(heading)))
    if len(found) != 1:
        return None
    try:
        return deadlines.read(ROMAN.sub(r"\1. Quartal \2", found[0])).last
    except deadlines.UnreadableDeadlineError:
        return None


def name_days_first(cells: Iterable[str]) -> bool:
    """Tells whether days such as 01/09/2026 name the day before the month: one of them cannot be read otherwise."""
    days = [found for cell in cells if (found := SLASHED.fullmatch(cell.strip()))]
    can_be_months = all(int(found["second"]) <= MONTHS_OF_YEAR for found in days)
    return can_be_months and any(int(found["first"]) > MONTHS_OF_YEAR for found in days)


def with_points(text: str) -> str:
    """Returns "01/09/2026", whose first number is the day, as "01.09.2026"; any other text as it is."""
    return SLASHED.sub(r"\g<first>.\g<second>.\g<year>", text) if SLASHED.fullmatch(text) else text
