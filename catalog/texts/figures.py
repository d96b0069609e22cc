"""Numbers as German offices write them: "1 250", "1.250,5 €", "80%", "ca. 30", "80–90 %", and signs for no number."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.texts.plain_text import clean

DIGITS_BEFORE, DIGITS_AFTER = 14, 4  # what a column of the database holds
LONGEST = 200  # characters; what is longer is a text
ENGLISH = r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}"
DASHED = r"(?:\d{1,3}(?:[ .]\d{3})+|\d+),[-–—]{1,2}"  # "50,-" in prices
EXPONENT = r"\d+(?:[.,]\d+)?[eE][+-]?\d{1,2}"
# Digits in groups of three. DIN 5008 sets a blank between them, older files a point, Swiss ones an apostrophe.
GROUPED = r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?|\d{1,3}(?:['’]\d{3})+(?:[.,]\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?"
NUMBER = rf"(?:{ENGLISH}|{DASHED}|{EXPONENT}|(?:{GROUPED})(?!\d)|\d+,\d+|\d+\.\d+|\d+)"
SIGN = r"[+\-–]|− ?"  # "- 5 Kitas" is an item of a list
ABOUT = "ca|circa|rd|rund|etwa|ungefähr|gut|knapp|fast|about|approx"
LIMITS = "über|unter|mehr als|weniger als|mind|mindestens|min|max|maximal|höchstens|bis zu|ab|at least|at most"
CURRENCY = r"€|EUR\b|\$"
FIGURE = re.compile(
    rf"(?P<qualifier>(?:{ABOUT}|{LIMITS})\b\.?|[<>]=?|[≤≥≈~±])? ?(?P<currency>{CURRENCY})? ?(?P<sign>{SIGN})?"
    rf"(?P<number>{NUMBER})(?: ?(?:–|-|bis|to) ?(?P<upper>{NUMBER}))?"
    r"(?:(?<=\d)[prs]\b)?"  # DIN 55301: provisional, revised, estimated
    # A unit has a blank before it or is no word; it never begins with a digit nor goes on with the number.
    r"(?P<unit>[^\w\s.,:;/'’()\[\]+\-–—*−][^;]*| (?![\d.,:;/+\-–—*−(])[^;]+)?",
    re.IGNORECASE | re.DOTALL,
)
NEARLY = re.compile(rf"(?:{ABOUT})\.?|[≈~]|\(\)", re.IGNORECASE)
BRACKETS = re.compile(r"\((?P<inside>[^()]+)\)(?P<rest>[^()]*)")
GROUPS_OF_POINTS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
SAME_UNITS = ({"%", "prozent", "v. h.", "v.h.", "v. h", "vh", "percent", "pct"}, {"€", "euro", "eur", "euros"})

# DIN 55301 and what else stands where there is no number.
NO_VALUE: dict[str, str | Promise] = {
    "": _("nothing is said"),
    "-": _("there is nothing to count"),
    "–": _("there is nothing to count"),
    "—": _("there is nothing to count"),
    "−": _("there is nothing to count"),
    ".": _("the value is unknown or not to be published"),
    "•": _("the value is unknown or not to be published"),
    "/": _("the value is not certain enough"),
    "x": _("a value would make no sense here"),
    "…": _("the value will follow"),
    "...": _("the value will follow"),
    "?": _("the value is unknown"),
}
UNKNOWN = re.compile(
    r"k\.? ?a\.?|n\.? ?v\.?|n\.? ?a\.?|n/a|n\.? ?b\.?|keine? angaben?|nicht (?:bekannt|erhoben|verfügbar|vorhanden)"
    r"|unbekannt|liegt (?:noch )?nicht vor|liegen (?:noch )?nicht vor|keine daten|no data|unknown",
    re.IGNORECASE,
)
NOT_APPLICABLE = re.compile(r"entfällt|trifft nicht zu|not applicable", re.IGNORECASE)
TO_FOLLOW = re.compile(r"folgt|noch offen|offen|wird nachgereicht|tbd", re.IGNORECASE)
WORDS = ((UNKNOWN, "?"), (NOT_APPLICABLE, "x"), (TO_FOLLOW, "…"))


@dataclass(frozen=True, slots=True)
class WrittenFigure:
    """A number with what stands around it; `upper` is the end of a range, None where it is none."""

    value: Decimal
    unit: str = ""
    qualifier: str = ""  # "ca.", "<", "mind."; "()" for a value of little certainty
    upper: Decimal | None = None
    was_rounded: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether the number alone says what the text says."""
        return not self.qualifier and self.upper is None

    @property
    def is_about(self) -> bool:
        """Whether the number is the best there is, though not exact: "ca. 30", "(12)"."""
        return self.upper is None and NEARLY.fullmatch(self.qualifier) is not None


def read(text: str) -> WrittenFigure | None:
    """Returns the figure that the text is, with its unit; None for a text that is none, or more than that.

    Digits beyond the fourth decimal are rounded.
    """
    text = " ".join(clean(text[: LONGEST + 1]).split())
    if len(text) > LONGEST:
        return None
    if brackets := BRACKETS.fullmatch(text):
        inside = read(f"{brackets['inside']}{brackets['rest']}")
        return (
            WrittenFigure(inside.value, inside.unit, "()", None, inside.was_rounded)
            if inside and inside.is_exact
            else None
        )
    found = FIGURE.fullmatch(text)
    return _figure(found) if found and not (found["unit"] and found["currency"]) else None


def no_value(text: str) -> str | Promise | None:
    """Returns why a cell holds no number, as its sign or word says; None for any other text."""
    plain = " ".join(clean(text).split()).casefold()
    if plain in NO_VALUE:
        return NO_VALUE[plain]
    return next((NO_VALUE[sign] for pattern, sign in WORDS if pattern.fullmatch(plain)), None)


def same_unit(one: str, other: str) -> bool:
    """Whether two words mean one unit: "%" is "Prozent", "€" is "Euro"."""
    ours, theirs = (" ".join(unit.split()).casefold() for unit in (one, other))
    return ours == theirs or any({ours, theirs} <= words for words in SAME_UNITS)


def _figure(found: re.Match[str]) -> WrittenFigure | None:
    value, upper = _decimal(found["number"]), _decimal(found["upper"]) if found["upper"] else None
    if value is None or (found["upper"] and (upper is None or upper <= value or found["sign"])):
        return None
    minus = (found["sign"] or "+").strip() != "+"
    rounded, end = _rounded(value), None if upper is None else _rounded(upper)
    was_rounded = rounded != value or end != upper
    unit = (found["unit"] or found["currency"] or "").strip()
    return WrittenFigure((-rounded if minus else rounded) + 0, unit, found["qualifier"] or "", end, was_rounded)


def _decimal(text: str) -> Decimal | None:
    """The number; None where the database cannot hold it. A point before three digits sets thousands apart."""
    text = re.sub(r",[-–—]{1,2}$", "", text)
    if re.fullmatch(ENGLISH, text):
        text = text.replace(",", "")
    elif "," in text or GROUPS_OF_POINTS.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    value = Decimal(re.sub(r"[ '’]", "", text))
    return value if value < Decimal(10) ** DIGITS_BEFORE else None


def _rounded(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -DIGITS_AFTER:
        return value.quantize(Decimal(1).scaleb(-DIGITS_AFTER), ROUND_HALF_UP)
    return value
