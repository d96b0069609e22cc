"""The forms in which German papers write days, and the days they mean.

"15.10.2023", "4. Quartal 2022", "III/2025", "bis Ende 2023", "Frühjahr/Sommer 2023", "SJ 2026/27" … Whether they
are a deadline or a beginning, `wordings` says.

Conventions where the wording leaves room:

- seasons are the meteorological ones: "Frühjahr 2023" ends on 31 May, "Winter 2022" on 28 February 2023;
- "Anfang" of a year ends on 31 March, "Mitte" on 30 June; of a month on the 10th and the 20th; of a
  quarter or half-year after its first or second third;
- school and day-care years run from 1 August to 31 July, training years from 1 September to 31 August, the
  career-advice year from 1 October to 30 September;
- summer holidays differ between the states and years: they count as July and August, and the last day before
  them, "vor den Sommerferien 2022", as 30 June;
- a year of two digits belongs to this century.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeAlias

from catalog.deadlines.english import in_german
from catalog.deadlines.periods import (
    HALF,
    QUARTER,
    YEAR,
    NoSuchDayError,
    Period,
    UnreadableDeadlineError,
    whole_months,
)

FIRST_YEAR, LAST_YEAR = 1900, 2199
LONGEST = 100  # characters; whatever is longer is no deadline but a text
CENTURY = 2000

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januar", "jänner", "jan"),
            ("februar", "feb"),
            ("märz", "mär", "mrz"),
            ("april", "apr"),
            ("mai",),
            ("juni", "jun"),
            ("juli", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("oktober", "okt"),
            ("november", "nov"),
            ("dezember", "dez"),
        ),
        start=1,
    )
    for name in names
}
ORDINALS = {"erstes": 1, "zweites": 2, "drittes": 3, "viertes": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4}
ORDINALS |= {word[:-1] + ending: n for word, n in list(ORDINALS.items())[:4] for ending in ("", "r", "n")}
# The month each of them begins with.
SEASONS = {"frühjahr": 3, "frühling": 3, "sommer": 6, "herbst": 9, "winter": 12}
SCHOOL_YEARS = {
    "kita": 8,
    "kindergarten": 8,
    "kiga": 8,
    "schul": 8,
    "ausbildungs": 9,
    "berufsberatungs": 10,
}
FILLERS = (
    r"spätestens|frühestens|voraussichtlich|vorauss\.?|vsl\.?|ca\.?|etwa|max\.?|maximal|möglichst|erstmalig|erstmals|"
    r"laufe|bis|zu|zum|zur|für|am|an|im|in|ab|seit|vom|von|der|des|dem|den|die|das|beginnend|nicht vor|nach|"
    r"geplant:?|ziel:?|frist:?|termin:?|fertigstellung:?|abschluss:?|beginn:|start:?|"
    r"(?:projekt|kalender|haushalts)?jahr(?:e[sn]?)?|(?:doppel)?haushalt|d?hhj?\.?|"
    r"(?:mo|di|mi|do|fr|sa|so|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch)[.,]{0,2}"
)


Forms: TypeAlias = list[tuple[re.Pattern[str], Callable[[re.Match[str]], Period | None]]]


def read(wording: str) -> Period:
    """The days a wording covers; raises UnreadableDeadlineError.

    >>> read("4. Quartal 2022").last
    datetime.date(2022, 12, 31)
    """
    if len(wording) > LONGEST:
        raise UnreadableDeadlineError(wording)
    try:
        period = _read(plain(wording), FORMS + COMPOSED)
    except ValueError as error:  # the 31st of February, month 13, an end before the beginning
        raise NoSuchDayError(wording) from error
    if period is None:
        raise UnreadableDeadlineError(wording)
    if not FIRST_YEAR <= period.first.year <= period.last.year <= LAST_YEAR:
        raise NoSuchDayError(wording)
    return period


def plain(wording: str) -> str:
    """Returns a wording in small letters and German words, with single blanks, without what stands around it."""
    text = unicodedata.normalize("NFKC", wording).replace("\u00ad", "")
    return in_german(" ".join(text.split()).strip(" .,:;()").casefold())


def _read(text: str, forms: Forms) -> Period | None:
    bare = re.sub(rf"^(?:(?:{FILLERS})\s+)+", "", text)
    for pattern, meaning in forms:
        if (match := pattern.fullmatch(bare)) and (period := meaning(match)):
            return period
    return None


def _year(text: str) -> int:
    return CENTURY + int(text) if len(text) == len("22") else int(text)


def _first_of_two_years(match: re.Match[str]) -> int:
    """2022 for "2022/2023", "2022/23" and "22/23"."""
    first = _year(match["year"])
    if match["next"] not in {str(first + 1), f"{(first + 1) % 100:02}"}:
        raise ValueError(match["next"])
    return first


def _number(text: str) -> int:
    return ORDINALS[text] if text in ORDINALS else int(text)


def _day(match: re.Match[str]) -> Period:
    day = date(_year(match["year"]), int(match["month"]), int(match["day"]))
    return Period(day, day)


def _named_day(match: re.Match[str]) -> Period:
    day = date(_year(match["year"]), MONTHS[match["month"]], int(match["day"]))
    return Period(day, day)


def _named_months(match: re.Match[str]) -> Period:
    first, last = MONTHS[match["month"]], MONTHS[match["last"] or match["month"]]
    return whole_months(_year(match["year"]), first, last - first + 1)


def _quarters(match: re.Match[str]) -> Period:
    last = 4 if match["number"].startswith("letzte") else _number(match["number"])
    first = _number(match["from"] or str(last))
    return whole_months(_year(match["year"]), QUARTER * (first - 1) + 1, QUARTER * (last - first + 1))


def _half(match: re.Match[str]) -> Period:
    return whole_months(_year(match["year"]), HALF * (_number(match["number"]) - 1) + 1, HALF)


def _season(match: re.Match[str]) -> Period:
    first = SEASONS[match["season"]]
    last = SEASONS[match["last"] or match["season"]]
    return whole_months(_year(match["year"]), first, (last - first) % YEAR + QUARTER)


def _turn_of_the_year(match: re.Match[str]) -> Period:
    return Period(date(_first_of_two_years(match), 12, 31), date(_first_of_two_years(match) + 1, 1, 1))


def _before_summer_holidays(match: re.Match[str]) -> Period:
    return whole_months(_year(match["year"]), 6).part("ende")


def _school_year(match: re.Match[str]) -> Period:
    kind = match.groupdict().get("kind") or "schul"
    return whole_months(_first_of_two_years(match), SCHOOL_YEARS[kind], YEAR)


def _week(match: re.Match[str]) -> Period:
    monday = date.fromisocalendar(_year(match["year"]), int(match["week"]), 1)
    return Period(monday, monday + timedelta(days=6))


def _part(match: re.Match[str]) -> Period | None:
    whole = _read(match["rest"], FORMS)
    return whole and whole.part(match["part"])


def _range(match: re.Match[str]) -> Period | None:
    first, last = _read(match["first"], FORMS + COMPOSED), _read(match["last"], FORMS + COMPOSED)
    return Period(first.first, last.last, last.precision) if first and last else None


def _until(match: re.Match[str]) -> Period | None:
    return _read(match["rest"], FORMS + COMPOSED)


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(
        pattern.replace("YEAR", r"(?P<year>\d{4}|\d{2})")
        .replace("NEXT", r"\s?/\s?(?P<next>\d{4}|\d{2})")
        .replace("UNTIL", r"(?:\s?[/–—-]\s?|\s(?:bis(?:\szum)?|und)\s)")
        .replace("MONTH", "|".join(sorted(MONTHS, key=len, reverse=True)))
        .replace("SEASON", "|".join(SEASONS))
        .replace("SCHOOL", "|".join(SCHOOL_YEARS))
        .replace("ORDINAL", "|".join(sorted(ORDINALS, key=len, reverse=True)) + r"|\d")
    )


TIME = r"(?:(?:t|,?\s)\d{1,2}(?::\d{2}){0,2}(?:\.\d+)?(?:\s?uhr)?(?:z|[+-]\d{2}:?\d{2})?)?"
FORMS: Forms = [
    (_form(rf"(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?YEAR{TIME}"), _day),
    (_form(rf"(?P<year>\d{{4}})(?P<dash>[-/.])(?P<month>\d{{1,2}})(?P=dash)(?P<day>\d{{1,2}}){TIME}"), _day),
    (_form(rf"(?P<day>\d{{1,2}})-(?P<month>\d{{1,2}})-(?P<year>\d{{4}}){TIME}"), _day),
    (_form(rf"(?P<day>\d{{1,2}})\.\s?(?P<month>MONTH)\.?\s?YEAR{TIME}"), _named_day),
    (_form(r"(?P<month>MONTH)\.?(?:UNTIL(?P<last>MONTH)\.?)?[\s/-]?YEAR"), _named_months),
    (
        _form(r"(?P<month>0?[1-9]|1[0-2])/(?P<year>2[1-9]|3\d)"),
        lambda m: whole_months(_year(m["year"]), int(m["month"])),
    ),
    (
        _form(r"(?P<month>\d{1,2})\s?[/.-]\s?(?P<year>\d{4})"),
        lambda m: whole_months(int(m["year"]), int(m["month"])),
    ),
    (
        _form(
            r"(?:(?P<from>ORDINAL)\.?UNTIL)?(?P<number>ORDINAL|letzte[sn]?)\.?\s?(?:quartals?|qu?\.?)[\s/-]{0,3}YEAR"
        ),
        _quarters,
    ),
    (_form(r"(?P<from>)(?:quartal\s?|qu?\.?\s?)(?P<number>ORDINAL)(?:\s?[/.-]\s?|\s)YEAR"), _quarters),
    (_form(r"(?P<from>)(?P<number>iv|i{1,3})\s?[/.-]?\s?(?P<year>\d{4})"), _quarters),
    (_form(r"(?P<year>\d{4})(?:\s?[/,.-]\s?|\s?)(?P<from>)(?:quartal\s?|q)(?P<number>ORDINAL)"), _quarters),
    (_form(r"(?P<year>\d{4})(?:\s?[/,.-]\s?|\s)(?P<from>)(?P<number>ORDINAL)\.?\s?quartal"), _quarters),
    (_form(r"(?P<year>\d{4})\s?[/,.-]?\s?(?P<from>)(?P<number>iv|i{1,3})"), _quarters),
    (_form(r"(?P<number>ORDINAL)\.?\s?(?:halbjahre?s?|jahreshälfte|hj\.?|h)[\s/-]{0,3}YEAR"), _half),
    (_form(r"(?:halbjahr\s?|hj?\.?\s?)(?P<number>ORDINAL)(?:\s?[/.-]\s?|\s)YEAR"), _half),
    (_form(r"(?P<year>\d{4})(?:\s?[/,.-]\s?|\s?)(?:halbjahr\s?|hj?)(?P<number>ORDINAL)"), _half),
    (_form(r"(?:früh|spät|hoch)?(?P<season>SEASON)s?(?:UNTIL(?P<last>SEASON))?\s?YEAR"), _season),
    (_form(r"winter\s?YEARNEXT"), lambda m: whole_months(_first_of_two_years(m), SEASONS["winter"], QUARTER)),
    (_form(r"jahreswechsel\s?YEARNEXT"), _turn_of_the_year),
    (_form(r"sommerferien\s?YEAR"), lambda m: whole_months(_year(m["year"]), 7, 2)),
    (_form(r"vor\s(?:den\s)?sommerferien\s?YEAR"), _before_summer_holidays),
    (_form(r"(?P<kind>SCHOOL)-?jahr(?:es|e)?\s?YEARNEXT"), _school_year),
    (_form(r"sj\.?\s?YEARNEXT"), _school_year),
    (_form(r"kw\s?(?P<week>\d{1,2})\s?[/ ]\s?YEAR"), _week),
    (_form(r"(?P<week>\d{1,2})\.\s?kw\s?/?\s?YEAR"), _week),
    (_form(r"(?P<year>\d{4})"), lambda m: whole_months(int(m["year"]), 1, YEAR)),
    (_form(r"(?P<year>\d{4})/(?P<next>\d{2})"), lambda m: whole_months(_first_of_two_years(m), 1, 2 * YEAR)),
]
COMPOSED: Forms = [
    (_form(r"(?:jahres)?(?P<part>anfang|beginn|mitte|ende)\s(?P<rest>.+)"), _part),
    (_form(r"(?:sofort|(?:fort)?laufend|dauerhaft|regelmässig|jährlich|heute|jetzt),?\sbis\s(?P<rest>.+)"), _until),
    (_form(r"(?P<first>.+?)UNTIL(?P<last>.+)"), _range),
    (_form(r"(?P<rest>.+)\s\([^()]+\)?"), _until),  # a remark, as plain() leaves it
    (_form(r"(?P<rest>.+)\s(?:geplant|voraussichtlich|vorauss\.?|vsl\.?|angestrebt)"), _until),
]
