"""Numbers as people read them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.choices import CostKind

if TYPE_CHECKING:
    from decimal import Decimal

    from catalog.models import Measure


BOUNDS = {"mindestens": "≥ ", "höchstens": "≤ "}  # at the beginning of a statement


def figure(value: Decimal | None) -> str:
    """Returns 1250.5000 as "1.250,5"; no value as "", not zero."""
    return "" if value is None else _figure(value, get_language())


@lru_cache(maxsize=4096)
def _figure(value: Decimal, _language: str | None) -> str:
    decimals = max(-int(value.normalize().as_tuple().exponent), 0)
    return formats.number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True)


def euros(amount: Decimal | None) -> str:
    """Returns whole euros, or euros and two places of cents."""
    if amount is None:
        return ""
    places = 0 if amount == amount.to_integral_value() else 2
    return _("%(amount)s euros") % {"amount": formats.number_format(amount, places, force_grouping=True)}


@dataclass(frozen=True, slots=True)
class TargetWords:
    """A target in words around its figure; `figure` is "" for a target that has none."""

    before: str
    figure: str
    after: str

    def __str__(self) -> str:
        return f"{self.before}{self.figure}{self.after}"


def target_words(value: Decimal | None, unit: str, statement: str) -> TargetWords:
    """Returns "20 Plätze, in allen Stadtteilen"; a statement that holds the figure stands alone: "≥ 3 pro Jahr"."""
    return TargetWords("", "", statement) if value is None else _target_words(value, unit, statement, get_language())


@lru_cache(maxsize=4096)
def _target_words(value: Decimal, unit: str, statement: str, _language: str | None) -> TargetWords:
    number = figure(value)
    found = number in statement and re.search(rf"(?<![\d.,]){re.escape(number)}(?:,0+)?(?![\d]|[.,]\d)", statement)
    if not found:
        return TargetWords("", f"{number} {unit}".strip(), f", {statement}" if statement else "")
    before, after = statement[: found.start()], statement[found.end() :]
    return TargetWords(BOUNDS.get(before.strip(), before), found[0], after)


def costs_words(measure: Measure) -> str:
    """Returns the costs as "90.000 Euro pro Jahr (zwei Stellen)"; "" where none are named."""
    kind = str(CostKind(measure.costs_kind).label) if measure.costs_kind else ""
    amount = " ".join(filter(None, (euros(measure.costs_amount), kind))) if measure.costs_amount is not None else ""
    return f"{amount} ({measure.costs})" if amount and measure.costs else amount or measure.costs
