"""Targets as German tables write them."""

from decimal import Decimal

import pytest

from monitoring.imports.reading.figures import TargetText, read_target


@pytest.mark.parametrize(
    ("line", "target"),
    [
        ("38 %", TargetText(Decimal(38), "%", "", "")),
        ("38 %; mindestens (Ende 2023)", TargetText(Decimal(38), "%", "mindestens", "Ende 2023")),
        ("4 Kitas (Kita-Jahr 2022/2023)", TargetText(Decimal(4), "Kitas", "", "Kita-Jahr 2022/2023")),
        ("liegt vor", TargetText(None, "", "liegt vor", "")),
        ("alle drei Monate (ohne Zahl)", TargetText(None, "", "alle drei Monate (ohne Zahl)", "")),
        ("1.250,5 Euro", TargetText(Decimal("1250.5"), "Euro", "", "")),
        ("1 250 Beratungen (31.12.2026)", TargetText(Decimal(1250), "Beratungen", "", "31.12.2026")),
        ("80% (31.12.2026)", TargetText(Decimal(80), "%", "", "31.12.2026")),
        ("mind. 80 % (Ende 2023)", TargetText(None, "", "mind. 80 %", "Ende 2023")),
        ("80–90 %", TargetText(None, "", "80–90 %", "")),
        ("- 5 neue Plätze", TargetText(None, "", "- 5 neue Plätze", "")),
        ("12 1/2 Stellen", TargetText(None, "", "12 1/2 Stellen", "")),
    ],
)
def test_targets_are_taken_apart(line: str, target: TargetText) -> None:
    assert read_target(line) == target
