"""Figures in forms are typed as offices write them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from monitoring.forms import FigureField


def field() -> FigureField:
    return FigureField(localize=True, max_digits=18, decimal_places=4, required=False)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1250", "1250"),
        ("12,5", "12.5"),
        ("1 250", "1250"),
        ("1\u202f250,5", "1250.5"),
        ("1'250", "1250"),
        ("−5", "-5"),
    ],
)
def test_a_figure_is_read(text: str, number: str) -> None:
    with override("de"):
        assert field().clean(text) == Decimal(number)


@pytest.mark.parametrize("text", ["viele", "80 %", "1 250 Beratungen", "ca. 30", "5–10", "1 2500", "0,12345"])
def test_more_than_a_figure_is_refused(text: str) -> None:
    with override("de"), pytest.raises(ValidationError):
        field().clean(text)


def test_an_empty_field_is_no_figure() -> None:
    assert field().clean("") is None
