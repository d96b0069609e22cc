"""What a clerk has typed where Excel shows a date."""

import pytest

from monitoring.tables.typed_numbers import made_a_date


@pytest.mark.parametrize(
    ("text", "number_format", "typed"),
    [
        ("Jan 13", "", ("1.13",)),
        ("Jan. 13", "", ("1.13",)),
        ("Mrz 2014", "", ("3.14",)),
        ("Dez-99", "", ("12.99",)),
        ("01. Feb", "", ("1.2",)),
        ("1-Feb", "", ("1.2",)),
        ("01.02.", "", ("1.2",)),
        ("01.02.2026", "dd. mmm", ("1.2",)),
        ("01.01.2013", "mmm yy", ("1.13",)),
        ("01.02.2003", "dd.mm.yyyy", ("1.2.03", "01.02.2003", "1.2", "2.03")),
        ("12.10.2003", "", ("12.10.03", "12.10.2003", "12.10")),
        ("1E3", "", ("1E3",)),
        ("1,00E+03", "", ("1E3",)),
        ("1000", "0.00E+00", ("1E3",)),
        ("2e10", "", ("2E10",)),
    ],
)
def test_the_numbers_that_may_have_been_typed(text: str, number_format: str, typed: tuple[str, ...]) -> None:
    assert made_a_date(text, number_format) == typed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A1",
        "1.12",
        "3.10",
        "Z 6",
        "510-2",
        "Jobcenter-1",
        "13",
        "Kita 13",
        "1.1.1",
        "32.01.",
        "01.13.",
        "E3",
        "Mai",
    ],
)
def test_other_numbers_are_as_they_are(text: str) -> None:
    assert made_a_date(text) == ()
