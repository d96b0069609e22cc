"""What a wording in a column of deadlines is: a deadline, a beginning, or words without a day.

Any words are possible there. "laufend", "nach Haushaltsbeschluss" and whatever else names no day stand as they are
and are no deadline; nor is a beginning, "ab 2021", "seit März 2019", "2026 ff.". Only what looks like a date that no
calendar has, "31.02.2023", is a mistake.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import lru_cache

from catalog.choices import Horizon
from catalog.deadlines.forms import plain, read
from catalog.deadlines.periods import NoSuchDayError, Period, UnreadableDeadlineError

HORIZONS = {"kurz": Horizon.SHORT, "mittel": Horizon.MEDIUM, "lang": Horizon.LONG}
HORIZON = re.compile(r"\b(kurz|mittel|lang)(?:fristige?[rsn]?\b|-(?=\s?(?:/|und|oder|bis)\b|,))")
BEGINS = re.compile(r"(?:.*\s)?(?:ab|seit|von|vom|nach|nicht vor|frühestens|beginnend|beginn:|start:?)\s")
GOES_ON = re.compile(r"(?P<rest>.*\d)\s?(?:-\s?)?(?:ff?\.?|fort(?:laufend|folgend)|und (?:folgende(?: jahre)?|später))")
SINCE = re.compile(r"\b(?:ab|seit)\s(?P<rest>[^()]+?)(?:\s\(?(?:fort)?laufend\)?)?$")
BRACKETS = re.compile(r"[()]")
ENDS = re.compile(r"\bbis\b|\s-\s|[–—]")
# Words without a day that are usual; others may be a slip of the pen.
USUAL = re.compile(
    r"(?:(?:fort)?laufende?|dauer\w*|unbefristet|(?:noch )?offen|(?:halb|viertel)?jährlich|monatlich|regelmässig|"
    r"ständig|kontinuierlich|permanent|(?:ab )?sofort|umgehend|unverzüglich|zeitnah|"
    r"n\.? ?n|k\.? ?a|tbd|-|–|keine?|entfällt|"
    r"nach .*|je nach .*|bei bedarf|bis (?:zum )?ende der .*|in abstimmung.*|wahlperiode.*)"
)


class WordingKind(Enum):
    DEADLINE = auto()
    START = auto()
    NONE = auto()


@dataclass(frozen=True, slots=True)
class Wording:
    """`period` are the days it names, None where it names none; `horizon` is what it says beside them."""

    text: str
    kind: WordingKind
    period: Period | None = None
    horizon: Horizon | None = None

    @property
    def deadline(self) -> date | None:
        """Returns the last day; None where it is no deadline."""
        return self.period.last if self.period and self.kind is WordingKind.DEADLINE else None

    @property
    def first_day(self) -> date | None:
        return self.period.first if self.period else None

    @property
    def is_usual(self) -> bool:
        """Tells whether it is understood, or one of the usual words without a day."""
        return bool(self.period or self.horizon or USUAL.fullmatch(plain(self.text)))


@lru_cache(maxsize=4096)
def understand(text: str) -> Wording:
    """Returns what a wording is; raises NoSuchDayError for a date that no calendar has."""
    words = plain(text)
    horizon = horizon_of(words)
    rest = " ".join(HORIZON.sub(" ", BRACKETS.sub(" ", words)).split()).strip(" ,;:-") if horizon else words
    if goes_on := GOES_ON.fullmatch(rest):
        return Wording(text, WordingKind.START, period_of(goes_on["rest"]), horizon)
    if period := period_of(rest):
        is_start = BEGINS.match(rest) and not ENDS.search(rest)
        return Wording(text, WordingKind.START if is_start else WordingKind.DEADLINE, period, horizon)
    if (since := SINCE.search(rest)) and (period := period_of(since["rest"])):
        return Wording(text, WordingKind.START, period, horizon)
    return Wording(text, WordingKind.NONE, None, horizon)


def sort_out(start: str, due: str, horizon: str) -> tuple[str, str, str]:
    """Returns the three wordings of a measure with each in its own field.

    A beginning among the deadlines is the start where there is no other; a horizon such as "mittelfristig" is taken
    over.
    """
    try:
        said = understand(due)
    except NoSuchDayError:
        return start, due, horizon  # the validator of the field says so
    if said.kind is WordingKind.START and start in {"", due}:
        start, due = due, ""
    return start, due, horizon or said.horizon or ""


def period_of(words: str) -> Period | None:
    """Returns the days that words name; None for words without a day. Raises NoSuchDayError."""
    try:
        return read(words)
    except NoSuchDayError:
        raise
    except UnreadableDeadlineError:
        return None


def horizon_of(words: str) -> Horizon | None:
    """Returns the latest of those named: "kurz- bis mittelfristig" is the medium term."""
    named = HORIZON.findall(words)
    return next((HORIZONS[word] for word in reversed(HORIZONS) if word in named), None)
