"""The number a city gives a measure: "A3", "Z 6", "510-2", "Jobcenter-1", "3.10".

A code is text and is shown exactly as the city writes it. Three values are computed from it: one that two spellings of
the same code share, one that sorts A2 before A10, and one for addresses.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
NUMBER_WIDTH = 8
MOST_ACCENTS = 30  # on one letter, as Unicode's stream-safe text format has it
ACCENTS_OF_JAPANESE = "\uff9e\uff9f"  # letters that become accents where a text is decomposed
# Pages of a report share the level of the addresses of its measures.
PAGES_OF_A_REPORT = frozenset({"aenderungen", "einbetten", "indikatoren", "verlauf"})


def unicode_form(form: Literal["NFC", "NFKC", "NFKD"], text: str) -> str:
    """Returns the text in a normal form of Unicode, without more accents on one letter than anybody writes.

    Sorting the accents of a letter takes time that grows with the square of their number.
    """
    if text.isascii():
        return text
    if len(text) > MOST_ACCENTS and any(map(unicodedata.combining, text)):
        text = "".join(_with_few_accents(text))
    return unicodedata.normalize(form, text)


def _with_few_accents(text: str) -> Iterator[str]:
    in_a_row = 0
    for character in text:
        is_accent = unicodedata.combining(character) or character in ACCENTS_OF_JAPANESE
        in_a_row = in_a_row + 1 if is_accent else 0
        if in_a_row <= MOST_ACCENTS:
            yield character


def normalise(code: str) -> str:
    """Returns what two spellings of one code have in common: "Z 6", "z6" and "Z 6" give "z6"."""
    return "".join(unicode_form("NFKC", code).split()).casefold()


def sort_key(code: str) -> str:
    """Returns ASCII letters and zero-padded numbers only, so that every database sorts A2 < A10 and 500-2 < 500-10.

    Punctuation is left out: collations disagree about it, and the padding already keeps the numbers apart.
    """
    letters_and_digits = re.findall(r"\d+|[^\W\d_]+", normalise(code).translate(UMLAUTS))
    parts = (part.zfill(NUMBER_WIDTH) if part.isdigit() else part for part in letters_and_digits)
    return unicode_form("NFKD", "".join(parts)).encode("ascii", "ignore").decode()


def address(code: str) -> str:
    """Returns the code as part of a URL: "Z 6" becomes "Z-6"; empty where nothing usable is left.

    A measure that is called like a page of the report gets a hyphen: "Verlauf" becomes "Verlauf-".
    """
    segment = re.sub(r"[^\w.()+~-]+", "-", unicode_form("NFKC", code)).strip("-")
    if segment.casefold() in PAGES_OF_A_REPORT:
        return f"{segment}-"
    return "" if segment.strip(".") == "" else segment
