"""Numbers as German offices write them, and what is no number."""

from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from catalog.texts.figures import WrittenFigure, no_value, read, same_unit

CASES: list[tuple[str, str]] = [
    # whole numbers and decimals
    ("12", "12"),
    (" 7 ", "7"),
    ("3,5", "3.5"),
    ("3.5", "3.5"),
    ("0.250", "0.250"),
    ("1,250", "1.250"),
    ("0", "0"),
    ("-0", "0"),
    # thousands: blank, NBSP, narrow NBSP, thin blank, point, apostrophes
    ("1 250", "1250"),
    ("1\u00a0250", "1250"),
    ("1\u202f250", "1250"),
    ("1\u2009250", "1250"),
    ("12 500 000", "12500000"),
    ("1 250,75", "1250.75"),
    ("1.250", "1250"),
    ("1.250,5", "1250.5"),
    ("1.000.000", "1000000"),
    ("1'250", "1250"),
    ("1’250.50", "1250.50"),
    ("1,250,000", "1250000"),
    ("1,250.50", "1250.50"),
    # signs
    ("-5", "-5"),
    ("−5", "-5"),
    ("− 5", "-5"),
    ("–5", "-5"),
    ("+5", "5"),
    ("-0,25", "-0.25"),
    # prices and exponents
    ("50,-", "50"),
    ("1.250,–", "1250"),
    ("1E3", "1000"),
    ("1,25E+03", "1250"),
    # DIN 55301: revised, provisional
    ("1250r", "1250"),
    ("1 250p", "1250"),
]


@pytest.mark.parametrize(("text", "number"), CASES)
def test_numbers_are_read(text: str, number: str) -> None:
    assert read(text) == WrittenFigure(Decimal(number))


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("80%", "80", "%"),
        ("80 %", "80", "%"),
        ("80\u00a0%", "80", "%"),
        ("5‰", "5", "‰"),
        ("20°C", "20", "°C"),
        ("1 250 Beratungen", "1250", "Beratungen"),
        ("1.250,5 Euro", "1250.5", "Euro"),
        ("1.250,– €", "1250", "€"),
        ("€ 1.250", "1250", "€"),
        ("EUR 50", "50", "EUR"),
        ("2 Mio. €", "2", "Mio. €"),
        ("12 Plätze/Jahr", "12", "Plätze/Jahr"),
        ("4 Kitas", "4", "Kitas"),
    ],
)
def test_the_unit_stands_beside_the_number(text: str, number: str, unit: str) -> None:
    assert read(text) == WrittenFigure(Decimal(number), unit)


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("ca. 30", WrittenFigure(Decimal(30), "", "ca.")),
        ("rund 1 250 Personen", WrittenFigure(Decimal(1250), "Personen", "rund")),
        ("~30", WrittenFigure(Decimal(30), "", "~")),
        ("(12)", WrittenFigure(Decimal(12), "", "()")),
        ("(12) %", WrittenFigure(Decimal(12), "%", "()")),
    ],
)
def test_what_is_about_right_says_so(text: str, figure: WrittenFigure) -> None:
    assert read(text) == figure
    assert figure.is_about
    assert not figure.is_exact


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("<5", WrittenFigure(Decimal(5), "", "<")),
        ("≥ 80 %", WrittenFigure(Decimal(80), "%", "≥")),
        ("mind. 80 %", WrittenFigure(Decimal(80), "%", "mind.")),
        ("bis zu 10 Plätze", WrittenFigure(Decimal(10), "Plätze", "bis zu")),
        ("80–90 %", WrittenFigure(Decimal(80), "%", "", Decimal(90))),
        ("10 bis 12", WrittenFigure(Decimal(10), "", "", Decimal(12))),
        ("1 000 - 1 500 Plätze", WrittenFigure(Decimal(1000), "Plätze", "", Decimal(1500))),
    ],
)
def test_limits_and_ranges_are_no_single_number(text: str, figure: WrittenFigure) -> None:
    assert read(text) == figure
    assert not figure.is_exact
    assert not figure.is_about


@pytest.mark.parametrize(
    ("text", "number", "was_rounded"),
    [
        ("240,564677833674", "240.5647", True),
        ("0,12345", "0.1235", True),
        ("-0,00001", "0", True),
        ("0,1234", "0.1234", False),
    ],
)
def test_many_decimals_are_rounded_and_that_is_said(text: str, number: str, was_rounded: bool) -> None:
    found = read(text)
    assert found
    assert (found.value, found.was_rounded) == (Decimal(number), was_rounded)


@pytest.mark.parametrize(
    "text",
    [
        "", "viele", "1,2,3", "1 2500", "1 250 2", "12 1/2 Stellen", "5 2 x", "2x", "A1", "3.10.1", "2024/25", "3:1",
        "1. Quartal", "24-Stunden-Dienst", "31.12.2025", "01.02.", "2023-12-31", "1-2-3", "5+3", "- 5 neue Plätze",
        "5 - 3", "12 (Stand 2024)", "9" * 20, "12 %; mindestens", "1" * 300, "€ 5 €", "5 7",
    ],
)  # fmt: skip
def test_what_is_no_number(text: str) -> None:
    assert read(text) is None


@given(st.text("0123456789 .,-–%€'()<acbis", max_size=30))
def test_a_unit_never_begins_with_a_digit(text: str) -> None:
    found = read(text)
    assert found is None or not found.unit[:1].isdigit()


@given(st.integers(-(10**9), 10**9), st.sampled_from([" ", "\u00a0", "\u202f", ".", "'"]))
def test_thousands_are_read_however_they_are_set_apart(number: int, mark: str) -> None:
    found = read(f"{number:,}".replace(",", mark))
    assert found
    assert found.value == number


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("–", "nothing to count"),
        ("-", "nothing to count"),
        ("/", "not certain"),
        (".", "unknown"),
        ("…", "follow"),
        ("...", "follow"),
        ("x", "no sense"),
        ("X", "no sense"),
        ("k. A.", "unknown"),
        ("k.\u00a0A.", "unknown"),
        ("n. v.", "unknown"),
        ("keine Angabe", "unknown"),
        ("liegt noch nicht vor", "unknown"),
        ("entfällt", "no sense"),
        ("folgt", "follow"),
        ("", "nothing is said"),
    ],
)
def test_signs_for_no_number_have_a_reason(text: str, reason: str) -> None:
    with override("en"):
        assert reason in str(no_value(text))


@pytest.mark.parametrize("text", ["0", "12", "xx", "5 %", "offene Plätze", "--5"])
def test_other_texts_are_no_sign(text: str) -> None:
    assert no_value(text) is None


@pytest.mark.parametrize(("one", "other"), [("%", "Prozent"), ("Euro", "€"), ("v. H.", "%"), ("Personen", "personen")])
def test_two_words_for_one_unit(one: str, other: str) -> None:
    assert same_unit(one, other)
    assert not same_unit(one, "Tage")
