"""When things happen in Musterstadt, counted from the day it is made."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import override

from catalog.deadlines import months_later

HALF_YEARS = 6  # that the offices have reported on
SINCE = "7"  # what some of them have reported in these days
WEEKS_TO_REPORT = 4  # from the end of a half-year until all reports are in
DAYS_BEFORE_MEETING = 28  # on which a paper is dated
FIGURES_COME_AFTER = timedelta(days=150)  # from the end of a year
TUESDAY, SATURDAY = 1, 5
TODAY, DECISION = "heute", "Beschluss"
RELATIVE = re.compile(r"(?:(ab|bis) )?(Tag|Monat|Quartal|Halbjahr|Ende) ([+-]\d+)")
IN_BRACES = re.compile(r"\{([JMj])([+-]\d+)?\}")


class Timetable:
    """The days of the city; a month is named by its distance to the month of the day, a half-year by its number."""

    def __init__(self, day: date) -> None:
        self.day = day
        self._last_month = first_of_month(day - timedelta(weeks=WEEKS_TO_REPORT))

    def reported(self, half_year: int) -> date:
        """Returns the last day of a half-year, 1 to 6, on which all offices report."""
        return months_later(self._last_month, 6 * (half_year - HALF_YEARS)) - timedelta(days=1)

    def published(self, report: int) -> date:
        """Returns the day of the first report or of the second, which continues it."""
        return months_later(first_of_month(self.reported(1)), -40 if report == 1 else -4) + timedelta(days=14)

    def year_end(self, years: int) -> date:
        """Returns the last day of a year, counted from the last year whose figures are known."""
        return date((self.day - FIGURES_COME_AFTER).year - 1 + years, 12, 31)

    def meeting(self, words: str) -> date:
        """Returns a working day so many weeks after today, the second report or a half-year: "heute +3", "2 +9"."""
        start, _blank, weeks = words.partition(" ")
        known = {TODAY: self.day, DECISION: self.published(2)}
        day = (known.get(start) or self.reported(int(start))) + timedelta(weeks=int(weeks))
        return working_day(day) if start == TODAY else tuesday(day)

    def dated(self, first_meeting: date) -> date:
        """Returns the day of a paper; one for a later meeting has been written by now, or is being written."""
        return min(first_meeting - timedelta(days=DAYS_BEFORE_MEETING), self.day)

    def wording(self, words: str, base: date | None = None) -> str:
        """Returns a deadline as a paper words it: "Quartal +7" becomes "2. Quartal 2027"; other words stay."""
        found = RELATIVE.fullmatch(words)
        if not found:
            return words
        before, form, months = found.groups()
        month = months_later(first_of_month(base or self.day), int(months))
        return f"{before} {spelled(month, form)}" if before else spelled(month, form)

    def last_day_of_month(self, months: int) -> date:
        return months_later(first_of_month(self.day), months + 1) - timedelta(days=1)

    def fill(self, text: str, base: date | None = None) -> str:
        """Returns the text with years and months in place of "{J+1}", "{j+1}" and "{M-3}", counted from a day."""
        start = base or self.day

        def written(found: re.Match[str]) -> str:
            kind, distance = found[1], int(found[2] or 0)
            if kind == "M":
                return spelled(months_later(first_of_month(start), distance), "Monat")
            year = start.year + distance
            return f"{year % 100:02}" if kind == "j" else str(year)

        return IN_BRACES.sub(written, text)


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def spelled(month: date, form: str) -> str:
    """Returns a month, or the last day, quarter, half-year or year of it, in German."""
    with override("de"):
        forms = {
            "Tag": date_format(months_later(month, 1) - timedelta(days=1), "d.m.Y"),
            "Monat": date_format(month, "F Y"),
            "Quartal": f"{(month.month + 2) // 3}. Quartal {month.year}",
            "Halbjahr": f"{(month.month + 5) // 6}. Halbjahr {month.year}",
            "Ende": f"Ende {month.year}",
        }
    return forms[form]


def working_day(day: date) -> date:
    """Returns the day, or the Monday after a weekend."""
    return day + timedelta(days=max(7 - day.weekday(), 0)) if day.weekday() >= SATURDAY else day


def tuesday(day: date) -> date:
    """Returns the Tuesday of the week."""
    return day + timedelta(days=TUESDAY - day.weekday())
