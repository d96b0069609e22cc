"""The words of targets and costs: every figure is said once."""

from decimal import Decimal

import pytest

from catalog.choices import CostKind
from catalog.models import Measure
from reports.texts.numbers import costs_words, target_words


@pytest.mark.parametrize(
    ("value", "unit", "statement", "words"),
    [
        ("20", "Plätze", "", "20 Plätze"),
        ("20", "Plätze", "in allen Stadtteilen", "20 Plätze, in allen Stadtteilen"),
        (None, "", "erstellt", "erstellt"),
        ("3", "Veranstaltungen pro Jahr", "mindestens 3 pro Jahr", "≥ 3 pro Jahr"),
        ("70", "%", "mindestens 70 %", "≥ 70 %"),
        ("5000", "Seitenaufrufe", "mindestens 5.000 Seitenaufrufe pro Monat", "≥ 5.000 Seitenaufrufe pro Monat"),
        ("2", "Fälle", "höchstens 2 offene Fälle", "≤ 2 offene Fälle"),
        ("90", "%", "über 90 %, wie bisher", "über 90 %, wie bisher"),
        ("1.0", "VZÄ", "Antrag mit mindestens 1,0 VZÄ", "Antrag mit mindestens 1,0 VZÄ"),
        ("2", "Angebote", "in allen 5 Regionen", "2 Angebote, in allen 5 Regionen"),
        ("5", "Orte", "bis 15.10. oder 2,5", "5 Orte, bis 15.10. oder 2,5"),
    ],
)
def test_a_target_does_not_repeat_itself(value: str | None, unit: str, statement: str, words: str) -> None:
    assert str(target_words(Decimal(value) if value else None, unit, statement)) == words


@pytest.mark.parametrize(
    ("amount", "kind", "wording", "words"),
    [
        (None, "", "", ""),
        (None, "", "aus Fördermitteln", "aus Fördermitteln"),
        ("12000", CostKind.ONCE, "", "12.000 Euro einmalig"),
        ("90000.50", CostKind.PER_YEAR, "zwei Stellen", "90.000,50 Euro pro Jahr (zwei Stellen)"),
        ("0", CostKind.ONCE, "", "0 Euro einmalig"),
    ],
)
def test_costs_are_said_with_amount_kind_and_wording(amount: str | None, kind: str, wording: str, words: str) -> None:
    measure = Measure(costs_amount=Decimal(amount) if amount else None, costs_kind=kind, costs=wording)
    assert costs_words(measure) == words
