"""What stands in a column, counted: how many of its cells are status words, days, offices, numbers or sentences."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from catalog import deadlines
from monitoring.choices import Status
from monitoring.imports.words.office_words import looks_like_body
from monitoring.imports.words.status_words import Certainty, is_mark, suggestion

MOST_LOOKED_AT = 400  # cells; more tell nothing new
CODE = re.compile(
    r"[A-ZÄÖÜ]{0,4}[ .-]?\d{1,4}(?:[.,/-]\d{1,4}){0,4}[a-z]?\.?|[A-ZÄÖÜ]{1,4}[ .-]?\d+[a-z]?(?:[./-]\w{1,4})*"
    r"|\(\d+\)|[IVX]+\.\d+",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"(?!\d{1,2}\.\d{1,2}\.\d{2,4}$)[-+−]?[\d\s.,'\u00a0\u202f]*\d(?:\s*(?:€|%|euro|eur|t€|teur|tsd\.?.*|mio\.?.*))?",
    re.IGNORECASE,
)
AMOUNT = re.compile(r"(?=.*\d).*(?:€|euro|\beur\b|t€|teur)", re.IGNORECASE)
HORIZONS = re.compile(
    r"(?:kurz|mittel|lang)(?:-|fristig|\s*(?:bis|/|–|-|und)\s*(?:kurz|mittel|lang))|daueraufgabe"
    r"|(?:short|medium|long)[ -]term",
    re.IGNORECASE,
)
SENTENCE = 45  # characters from which on a cell is a text
LONGEST_DAY = 60
LEAST_TO_REPEAT, REPEATED = 3, 0.7  # cells, and the share of different ones among them


@dataclass(frozen=True, slots=True)
class ColumnContent:
    """Shares from 0 to 1 of the cells that are not empty."""

    filled: int
    of: int
    distinct: float
    statuses: float
    marks: float
    days: float
    codes: float
    numbers: float
    amounts: float
    bodies: float
    texts: float
    horizons: float
    length: float
    known_offices: float = 0.0

    @property
    def is_empty(self) -> bool:
        return not self.filled

    @property
    def repeats(self) -> bool:
        """Tells whether the same few texts come again and again."""
        return self.filled >= LEAST_TO_REPEAT and self.distinct <= REPEATED


def look_at(cells: Sequence[str], offices: Collection[str] = (), status_words: Collection[str] = ()) -> ColumnContent:
    """Counts what the cells of a column are. `offices` and `status_words` are names known beforehand, in lower case."""
    texts = [text for cell in cells if (text := cell.strip()) and text not in {"-", "–", "—", "/", "?", "."}]
    filled = len(texts)
    seen = texts[:MOST_LOOKED_AT]
    most = len(seen) or 1

    def share(wanted: list[bool]) -> float:
        return sum(wanted) / most

    return ColumnContent(
        filled=filled,
        of=len(cells),
        distinct=len({text.casefold() for text in texts}) / (filled or 1),
        statuses=share([_is_status(text) or text.casefold() in status_words for text in seen]),
        marks=share([is_mark(text) for text in seen]),
        days=share([is_day(text) for text in seen]),
        codes=share([bool(CODE.fullmatch(text)) for text in seen]),
        numbers=share([bool(NUMBER.fullmatch(text)) for text in seen]),
        amounts=share([bool(AMOUNT.fullmatch(text)) for text in seen]),
        bodies=share([_is_body(text) for text in seen]),
        texts=share(
            [len(text) > SENTENCE or (len(text) > SENTENCE / 3 and text.endswith((".", "!"))) for text in seen]
        ),
        horizons=share([bool(HORIZONS.search(text)) and len(text) < LONGEST_DAY for text in seen]),
        length=sum(map(len, seen)) / most,
        known_offices=share([text.casefold() in offices for text in seen]),
    )


@lru_cache(maxsize=20_000)
def _is_status(text: str) -> bool:
    found = suggestion(text)
    return found is not None and not (found.certainty is Certainty.UNSURE and found.rest)


@lru_cache(maxsize=20_000)
def _is_body(text: str) -> bool:
    first = re.split(
        r"[\n;,/]", re.sub(r"^\s*(?:ff|mitw\w*|federf\w*|lead)\s*[.:]+\s*", "", text, flags=re.IGNORECASE)
    )[0]
    return looks_like_body(first)


@lru_cache(maxsize=20_000)
def is_day(text: str) -> bool:
    """Tells whether a cell says when, be it with a day or in words: "III/2025", "2026 ff.", "laufend", "31.12.2025"."""
    if len(text) > LONGEST_DAY:
        return False
    try:
        wording = deadlines.understand(text)
    except deadlines.NoSuchDayError:
        return True
    return wording.period is not None or wording.is_usual


def meaning_of_mark(heading: str) -> Status | None:
    """Returns the status a column of crosses stands for, by the last part of its heading."""
    found = suggestion(heading.rpartition(" – ")[2])
    return found.status if found else None
