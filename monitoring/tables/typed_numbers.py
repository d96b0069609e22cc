"""What Excel has made of a number of a measure: "1.2" became 1 February, "1.13" January 2013, "1E3" a thousand.

Nobody can tell for sure what was typed; so these are possibilities to ask about, never to take silently.
"""

import re

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januar january", "feb februar february", "mär mrz märz mar march maerz", "apr april", "mai may",
            "jun juni june", "jul juli july", "aug august", "sep sept september", "okt oktober oct october",
            "nov november", "dez dezember dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
WORD = r"(?P<month>[A-Za-zä]{3,9})\.?"
MONTH_AND_YEAR = re.compile(rf"{WORD}[ \-]?(?P<year>\d{{2}}|\d{{4}})")
DAY_AND_MONTH = re.compile(rf"(?P<day>\d{{1,2}})\.?[ \-]?{WORD}")
DAY_IN_NUMBERS = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})?")
POWER = re.compile(r"(?P<number>\d+)(?:,0+)?E\+?0*(?P<power>\d{1,2})", re.IGNORECASE)
ROUND = re.compile(r"(?P<number>\d+?)(?P<zeros>0+)")
DAYS, MONTHS_OF_YEAR = 31, 12


def made_a_date(text: str, number_format: str = "") -> tuple[str, ...]:
    """Returns the numbers that may have been typed where the cell now says this, the likelier first; () for others.

    `text` is what the cell says, for a date its day; `number_format` is how Excel shows a date: "mmm yy".
    """
    text = text.strip()
    if found := DAY_IN_NUMBERS.fullmatch(text):
        return _of_day(int(found["day"]), int(found["month"]), found["year"] or "", number_format.lower())
    if found := MONTH_AND_YEAR.fullmatch(text):
        return _joined(MONTHS.get(found["month"].lower(), 0), found["year"][-2:])
    if found := DAY_AND_MONTH.fullmatch(text):
        return _joined(int(found["day"]), MONTHS.get(found["month"].lower(), 0))
    if found := POWER.fullmatch(text):
        return (f"{found['number']}E{found['power']}",)
    if "E+" in number_format and (found := ROUND.fullmatch(text)):
        return (f"{found['number']}E{len(found['zeros'])}",)
    return ()


def looks_like_day(text: str) -> bool:
    """Tells whether a number may mean just what it says, though Excel writes days like that: "01.02."."""
    return DAY_IN_NUMBERS.fullmatch(text.strip()) is not None or POWER.fullmatch(text.strip()) is not None


def _of_day(day: int, month: int, year: str, number_format: str) -> tuple[str, ...]:
    """Returns what a date in the number column may have been: with a year in its format, the year was typed."""
    if not (0 < day <= DAYS and 0 < month <= MONTHS_OF_YEAR):
        return ()
    shows_day, shows_year = "d" in number_format, "y" in number_format
    if not year or (number_format and not shows_year):
        return _joined(day, month)
    if number_format and not shows_day:
        return _joined(month, year[-2:])
    whole = (f"{day}.{month}.{year[-2:]}", f"{day:02}.{month:02}.{year}")
    return (*whole, *_joined(day, month), *(_joined(month, year[-2:]) if day == 1 else ()))


def _joined(first: int, second: int | str) -> tuple[str, ...]:
    return (f"{first}.{second}",) if first and second else ()
