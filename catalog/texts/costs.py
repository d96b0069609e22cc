"""Costs as reports and tables word them: "45.000 Euro jährlich", "ca. 2 Mio. EUR", "aus Fördermitteln"."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from catalog.choices import CostKind
from catalog.texts import figures

CENTS = 2  # places
LARGEST = Decimal(10) ** 12  # what the column of the database holds
CURRENCY = r"(?:€|EUR\b|euros?\b)"
YEARLY = (
    r"(?:\bjährl(?:ich\w*|\.)|\bp\.? ?a\b\.?|(?:\bpro|\bje|\bim|/) ?jahr\b(?! ?\d)|/ ?a\b|\bper (?:year|annum)\b"
    r"|\bannual\w*|\ba year\b|\byearly\b|\blaufende\w? kosten)"
)
ONCE = r"(?:\beinmalig\w*|\bone[- ]off\b|\bonce\b)"
KINDS = (
    (re.compile(YEARLY, re.IGNORECASE), CostKind.PER_YEAR),
    (re.compile(ONCE, re.IGNORECASE), CostKind.ONCE),
)
TIMES = (
    (re.compile(r"\b(?:mrd|milliarden?)\b\.?", re.IGNORECASE), 1_000_000_000),
    (re.compile(r"\b(?:mio|millionen|million)\b\.?", re.IGNORECASE), 1_000_000),
    (re.compile(rf"\b(?:tsd|tausend)\b\.?|\bt(?=\.? ?{CURRENCY})\.?", re.IGNORECASE), 1_000),
)
UNIT = re.compile(rf"\b(?:(?:T|Tsd\.?|Mio\.?|Mrd\.?) ?)?{CURRENCY}|T€|€", re.IGNORECASE)
MONEY = re.compile(CURRENCY, re.IGNORECASE)
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
OWN = re.compile(r"(?P<figure>[^()]*\d[^()]*?)(?: \((?P<wording>.+)\))?", re.DOTALL)
AROUND = " .,;:()-–/"


@dataclass(frozen=True, slots=True)
class Costs:
    """An amount in euros that arises once or every year, and a wording that says more or stands alone."""

    amount: Decimal | None = None
    kind: str = ""  # of CostKind; "" where there is no amount
    wording: str = ""

    def __str__(self) -> str:
        """Returns "90000 Euro pro Jahr (zwei Stellen)" as a cell of our files says it; "" where no costs are named.

        Thousands are not set apart, so that the number is read back as the same in every language.
        """
        if self.amount is None:
            return self.wording
        places = 0 if self.amount == self.amount.to_integral_value() else 2
        words = _("%(amount)s euros") % {"amount": f"{self.amount:.{places}f}".replace(".", ",")}
        words = f"{words} {CostKind(self.kind).label}" if self.kind else words
        return f"{words} ({self.wording})" if self.wording else words


def read(text: str) -> Costs:
    """Returns the costs that a text names.

    An amount counts where the text says that it arises once or every year; otherwise the words are all there is. The
    words are kept where they say more than the amount.
    """
    if (own := OWN.fullmatch(text)) and own["wording"] and not own["wording"].isdecimal():
        found = _with_amount(own["figure"])
        if found and not found.wording:
            return Costs(found.amount, found.kind, own["wording"])
    return _with_amount(text) or Costs(wording=text)


def _with_amount(text: str) -> Costs | None:
    """Returns None for a text that names no single amount of money, or not how often it arises."""
    found, amount = figures.read(text), amount_in(text)
    kind = kind_of(found.unit) if found else ""
    if found is None or amount is None or not kind:
        return None
    return Costs(amount, kind, text if not found.is_exact or _left(found.unit) else "")


def amount_in(text: str) -> Decimal | None:
    """Returns the euros that a text names, as in "45 T€" and "ca. 2 Mio. EUR jährlich"; else None."""
    found = figures.read(text)
    if found is None or not (found.is_exact or found.is_about) or found.value < 0 or not MONEY.search(found.unit):
        return None
    times = _times(found.unit)
    if times == 1 and -int(found.value.as_tuple().exponent) > CENTS:
        return None  # "25,000" is a thousand times more in English
    amount = found.value * times
    return amount if amount < LARGEST and amount == round(amount, CENTS) else None


def kind_of(text: str) -> str:
    """Returns whether a text says "once" or "every year"; "" where it says neither or both."""
    found = [kind.value for pattern, kind in KINDS if pattern.search(text)]
    return found[0] if len(found) == 1 else ""


def spelled_out(text: str, heading: str) -> str:
    """Returns a cell with what only its heading says: "45 T€ jährlich" below "Jährliche Kosten (T€)", "14000 € (2025)".

    A text that is no amount of money stays as it is.
    """
    found = figures.read(text)
    if found is None or not (found.is_exact or found.is_about) or _left(found.unit):
        return text
    unit = "" if MONEY.search(found.unit) else _unit_of(heading, has_size=_times(found.unit) > 1)
    is_money = bool(unit) or MONEY.search(found.unit) is not None
    often = _how_often(heading) if is_money and not kind_of(found.unit) else ""
    words = " ".join(filter(None, (text.strip(), f"({unit})" if unit and found.unit else unit, often)))
    years = YEAR.findall(heading)
    return f"{words} ({years[0]})" if unit and not often and len(years) == 1 else words


def _unit_of(heading: str, *, has_size: bool) -> str:
    """Returns "T€" or "EUR" as a heading says it; only the currency where a cell says the size itself."""
    found = (MONEY if has_size else UNIT).search(heading)
    return found[0] if found else ""


def _how_often(heading: str) -> str:
    kind = kind_of(heading)
    return str(CostKind(kind).label) if kind else ""


def _times(unit: str) -> int:
    return next((times for pattern, times in TIMES if pattern.search(unit)), 1)


def _left(unit: str) -> str:
    """Returns what a unit says besides currency, size and how often."""
    for pattern in (*(pattern for pattern, _kind in KINDS), *(pattern for pattern, _times in TIMES), MONEY):
        unit = pattern.sub(" ", unit)
    return unit.strip(AROUND)
