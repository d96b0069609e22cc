"""For how long a deadline has passed, in the words of people, and never more exactly than the deadline was worded."""

from datetime import date
from functools import lru_cache

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalog.deadlines.periods import HALF, MONTH, QUARTER, YEAR, Precision, months_between
from catalog.deadlines.wordings import understand

DAYS_UNTIL, MONTHS_UNTIL = 2 * MONTH, 2 * YEAR  # below two months days are counted, below two years months
STEPS = {Precision.MONTH: MONTH, Precision.QUARTER: QUARTER, Precision.HALF: HALF, Precision.YEAR: YEAR}


def delay_words(wording: str, passed_on: date, day: date) -> str:
    """Returns "for 5 years", "for 3 months", "for 12 days": since `passed_on`, the last day of a wording."""
    return _delay_words(wording, passed_on, day, get_language())


@lru_cache(maxsize=4096)
def _delay_words(wording: str, passed_on: date, day: date, _language: str | None) -> str:
    period = understand(wording).period
    precision = period.precision if period else Precision.DAY
    months = months_between(passed_on, day)
    step = STEPS.get(precision, 0)
    if step:
        months -= months % step
        if not months:
            return below(step)
    elif months < DAYS_UNTIL:
        return in_days((day - passed_on).days, precision)
    if months < MONTHS_UNTIL and step != YEAR:
        return ngettext("for %(number)s month", "for %(number)s months", months) % {"number": months}
    years = months // YEAR
    return ngettext("for %(number)s year", "for %(number)s years", years) % {"number": years}


def in_days(days: int, precision: Precision) -> str:
    """Returns days, or weeks where the wording is no more exact than that."""
    if precision is Precision.DAY:
        return ngettext("for %(number)s day", "for %(number)s days", days) % {"number": days}
    if weeks := days // 7:
        return ngettext("for %(number)s week", "for %(number)s weeks", weeks) % {"number": weeks}
    return _("for less than a week")


def below(step: int) -> str:
    """Returns words for less than the wording can tell apart."""
    if step == YEAR:
        return _("for less than a year")
    words = ngettext("for less than %(number)s month", "for less than %(number)s months", step)
    return words % {"number": step}
