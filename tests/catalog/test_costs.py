"""Costs are taken apart as clerks word them, and nothing is made up."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from catalog.choices import CostKind
from catalog.texts.costs import Costs, amount_in, read, spelled_out

YEARLY, ONCE = CostKind.PER_YEAR.value, CostKind.ONCE.value


@pytest.mark.parametrize(
    ("text", "heading", "amount", "kind", "wording"),
    [
        ("45.000 Euro jährlich", "Kosten", 45_000, YEARLY, ""),
        ("38 000 € p. a.", "", 38_000, YEARLY, ""),
        ("12.300 Euro (einmalig)", "", 12_300, ONCE, ""),
        ("ca. 2 Mio. EUR im Jahr", "", 2_000_000, YEARLY, "ca. 2 Mio. EUR im Jahr"),
        ("120 T€ / Jahr", "", 120_000, YEARLY, ""),
        ("2,5 Mio. € einmalig", "", 2_500_000, ONCE, ""),
        ("1.200 € / Jahr (Personal)", "", 1_200, YEARLY, "Personal"),
        ("120.000 € p.a. bis 2027", "", 120_000, YEARLY, "120.000 € p.a. bis 2027"),
        ("45", "Jährliche Kosten (T€)", 45_000, YEARLY, ""),
        ("9.000", "Einmalige Kosten in EUR", 9_000, ONCE, ""),
        ("ca. 30.000 pro Jahr", "Kosten in EUR", 30_000, YEARLY, "ca. 30.000 pro Jahr (EUR)"),
        ("2,5 Mio.", "Einmalige Kosten in T€", 2_500_000, ONCE, ""),
        ("25,000 EUR one-off", "Budget", None, "", "25,000 EUR one-off"),
        ("0 € jährlich", "", 0, YEARLY, ""),
    ],
)
def test_an_amount_counts_with_the_word_how_often_it_arises(
    text: str, heading: str, amount: int | None, kind: str, wording: str
) -> None:
    assert read(spelled_out(text, heading)) == Costs(None if amount is None else Decimal(amount), kind, wording)


@pytest.mark.parametrize(
    ("text", "heading", "wording"),
    [
        ("45.000 Euro", "Kosten", "45.000 Euro"),
        ("ca. 2 Mio. EUR", "", "ca. 2 Mio. EUR"),
        ("keine zusätzlichen Kosten", "", "keine zusätzlichen Kosten"),
        ("45.000", "Kosten in EUR", "45.000 EUR"),
        ("14000", "Ausgaben 2025 (€)", "14000 € (2025)"),
        ("45", "Kosten in T€", "45 T€"),
        ("9000", "Budget", "9000"),
        ("bis zu 5.000 € jährlich", "", "bis zu 5.000 € jährlich"),
        ("30.000–40.000 € pro Jahr", "", "30.000–40.000 € pro Jahr"),
        ("10.000 € einmalig, 2.000 € jährlich", "", "10.000 € einmalig, 2.000 € jährlich"),
        ("5.000 € im Jahr 2025", "", "5.000 € im Jahr 2025"),
        ("12 Stellen jährlich", "", "12 Stellen jährlich"),
        ("12 Stellen", "Kosten in €", "12 Stellen"),
        ("siehe Maßnahme 3", "Kosten in €", "siehe Maßnahme 3"),
        ("50.000 € (2025)", "", "50.000 € (2025)"),
    ],
)
def test_otherwise_the_words_are_kept_and_no_kind_is_made_up(text: str, heading: str, wording: str) -> None:
    assert read(spelled_out(text, heading)) == Costs(wording=wording)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    "costs",
    [
        Costs(),
        Costs(wording="aus Fördermitteln"),
        Costs(Decimal("90000.50"), YEARLY, "zwei Stellen (befristet)"),
        Costs(Decimal(12_000), ONCE),
        Costs(Decimal(1_250), YEARLY, "Miete; Strom"),
    ],
)
def test_what_our_files_say_is_read_back(costs: Costs, language: str) -> None:
    with override(language):
        assert read(str(costs)) == costs


def test_an_amount_is_known_though_nobody_says_how_often_it_arises() -> None:
    assert amount_in("45 T€") == amount_in("45.000 Euro") == Decimal(45_000)
    assert amount_in("45.000") is amount_in("zwei Stellen") is amount_in("-5 €") is None
