"""Numbers, dates and truth values of a spreadsheet as a German reader sees them, without thousands separators."""

import re
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

GENERAL = "General"  # the format of a cell that has none of its own
DIGITS = 15  # Excel keeps no more
LARGEST = 1e15
# "quoted", \escaped, _space, *filler, [colour or currency], the number itself, anything else.
TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[([^\]]*)\]|(General|Standard|[0#?.,]+)|(.)', re.DOTALL | re.IGNORECASE)
CURRENCY = re.compile(r"\$([^-]*)")
SERIAL = re.compile(r"[2-7]\d{4}(?:,\d+)?")  # 1954 to 2119
FIRST_DAY, FIRST_DAY_1904 = date(1899, 12, 30), date(1904, 1, 1)
CONDITION = re.compile(r"[<>=]")


class Pattern(NamedTuple):
    """A number format as far as it matters: "000" has three whole digits, "0.0#" one or two decimals."""

    before: str
    whole: int
    least: int
    most: int
    after: str


@lru_cache(maxsize=1024)
def _pattern(number_format: str) -> Pattern | None:
    """Returns None where the number is shown as it is: General, fractions, exponents, conditions."""
    section = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', number_format[:255])[0]
    around, placeholders = ["", ""], ""
    for literal, escaped, bracket, number, other in TOKEN.findall(section):
        if number and placeholders:
            return None
        if number:
            placeholders = number
            continue
        if CONDITION.match(bracket) or (other and other in "/@eE"):
            return None
        currency = CURRENCY.match(bracket)
        around[bool(placeholders)] += literal or escaped or (currency[1] if currency else "") or other
    if not placeholders:
        return None
    if placeholders[0] in "gGsS":
        return Pattern(around[0], 0, 0, -1, around[1])
    whole, _point, decimals = placeholders.partition(".")
    if whole.endswith(",") or "," in decimals:
        return None
    least, most = decimals.count("0"), len(decimals)
    return Pattern(around[0], whole.count("0"), least, most, around[1]) if most <= DIGITS else None


def shown_number(value: float, number_format: str) -> str:
    """Returns 1250.5 as "1250,5"; in the format 0.00 as "1250,50", in 0% as "125050%"."""
    pattern = _pattern(number_format)
    if abs(value) >= LARGEST or pattern is None:
        return _plain(value)
    exact = Decimal(f"{value:.{DIGITS}g}")
    around = pattern.before + pattern.after
    exact = exact.scaleb(2 * around.count("%"))
    if pattern.most < 0:
        digits = _plain(abs(value))
    else:
        digits = format(abs(exact).quantize(Decimal(1).scaleb(-pattern.most), ROUND_HALF_UP), "f")
        whole, _point, decimals = digits.partition(".")
        decimals = decimals[: pattern.least] + decimals[pattern.least :].rstrip("0")
        digits = whole.zfill(pattern.whole) + ("," + decimals if decimals else "")
    sign = "-" if value < 0 and digits.strip("0,") else ""
    return f"{pattern.before}{sign}{digits}{pattern.after}".strip()


def _plain(value: float) -> str:
    """Returns as few digits as tell it apart: 3 for 3.0, 0,3 for 0.30000000000000004."""
    if isinstance(value, int):
        return str(value)
    if abs(value) >= LARGEST:
        return f"{value:.{DIGITS}g}".replace(".", ",")
    text = format(Decimal(f"{value:.{DIGITS}g}"), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text.replace(".", ",")


def shown_date(value: date) -> str:
    """Returns the day; no deadline or report has a time of day, though Excel keeps one."""
    return f"{value:%d.%m.}{value.year:04}"


def shown_serial(text: str, *, counts_from_1904: bool = False) -> str:
    """Returns the day a number means where only days stand, 44926 or 44926,5; any other text as it is."""
    if not SERIAL.fullmatch(text):
        return text
    first = FIRST_DAY_1904 if counts_from_1904 else FIRST_DAY
    return shown_date(first + timedelta(days=int(text.partition(",")[0])))


def shown_time(value: time | timedelta) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    minutes = round(value.total_seconds() / 60)
    hours, minutes = divmod(abs(minutes), 60)
    return f"{'-' if value < timedelta() else ''}{hours}:{minutes:02}"


def shown_truth(value: bool) -> str:
    return "ja" if value else "nein"
