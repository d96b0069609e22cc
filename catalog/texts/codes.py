"""The number a city gives a measure: "A3", "Z 6", "510-2", "Jobcenter-1", "3.10".

A code is text and is shown exactly as the city writes it. Three values are computed from it: one that two spellings of
the same code share, one that sorts A2 before A10, and one for addresses.
"""

import re
from functools import lru_cache

from catalog.texts.plain_text import clean, unicode_form

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
NUMBER_WIDTH = 8
# Pages below a report stand where the addresses of its measures stand.
PAGES_OF_A_REPORT = frozenset({"aenderungen", "einbetten", "indikatoren", "verlauf"})


def normalise(code: str) -> str:
    """Returns what two spellings of one code have in common: "Z 6", "z6" and "Z\u00a06" give "z6"."""
    return "".join(unicode_form("NFKC", clean(code)).split()).casefold()


def joined(whole: str, part: str) -> str:
    """Returns the code of a part with that of its measure before it: "S2 M1"; "W 1.1" below "W 1" says it itself."""
    above, below = normalise(whole), normalise(part)
    rest = below.removeprefix(above)
    goes_on = (rest[:1].isdigit() and above[-1:].isdigit()) or (rest[:1].isalpha() and above[-1:].isalpha())
    says_it = bool(above) and below.startswith(above) and bool(rest) and not goes_on
    return part if says_it else f"{whole} {part}".strip()


def sort_key(code: str) -> str:
    """Returns ASCII letters and zero-padded numbers only, so that every database sorts A2 < A10 and 500-2 < 500-10.

    Punctuation is left out: collations disagree about it, and the padding already keeps the numbers apart.
    """
    letters_and_digits = re.findall(r"\d+|[^\W\d_]+", normalise(code).translate(UMLAUTS))
    parts = (part.zfill(NUMBER_WIDTH) if part.isdigit() else part for part in letters_and_digits)
    return unicode_form("NFKD", "".join(parts)).encode("ascii", "ignore").decode()


@lru_cache(maxsize=4096)
def address(code: str) -> str:
    """Returns the code as part of a URL: "Z 6" becomes "Z-6"; empty where nothing usable is left.

    A measure that is called like a page of the report gets a hyphen: "Verlauf" becomes "Verlauf-".
    """
    segment = re.sub(r"[^\w.()+~-]+", "-", unicode_form("NFKC", clean(code))).strip("-")
    if segment.casefold() in PAGES_OF_A_REPORT:
        return f"{segment}-"
    return "" if segment.strip(".") == "" else segment
