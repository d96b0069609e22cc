"""Targets as German tables write them."""

from decimal import Decimal

import pytest

from monitoring.imports.reading.figures import TargetText, read_number, read_target


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("1.250,5", "1250.5"),
        ("1.250", "1250"),
        ("3,5", "3.5"),
        ("3.5", "3.5"),
        ("-0,25", "-0.25"),
        ("1.000.000", "1000000"),
        (" 7 ", "7"),
    ],
)
def test_german_numbers(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "viele", "12 %", "1,2,3", "ca. 20", "1e5", "9" * 20, "0,12345"])
def test_what_is_no_number(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("line", "target"),
    [
        ("38 %", TargetText(Decimal(38), "%", "", "")),
        ("38 %; mindestens (Ende 2023)", TargetText(Decimal(38), "%", "mindestens", "Ende 2023")),
        ("4 Kitas (Kita-Jahr 2022/2023)", TargetText(Decimal(4), "Kitas", "", "Kita-Jahr 2022/2023")),
        ("liegt vor", TargetText(None, "", "liegt vor", "")),
        ("alle drei Monate (ohne Zahl)", TargetText(None, "", "alle drei Monate (ohne Zahl)", "")),
        ("1.250,5 Euro", TargetText(Decimal("1250.5"), "Euro", "", "")),
    ],
)
def test_targets_are_taken_apart(line: str, target: TargetText) -> None:
    assert read_target(line) == target
