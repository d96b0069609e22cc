"""The blocks of a document on a page: every kind of block has a template of its own."""

from typing import Any

from django import template

from reports.documents.storing import NAMES

register = template.Library()

STEP = 5


@register.filter
def template_of(block: object) -> str:
    return f"documents/_{NAMES[type(block)]}.html"


@register.filter
def below(level: int, heading: int) -> int:
    """The level of a heading on a page whose own heading is `heading`."""
    return min(level + heading, 6)


@register.filter
def at(sequence: Any, place: int) -> Any:
    return sequence[place]


@register.filter
def widths(columns: Any) -> list[int]:
    """The shares of columns in per cent, in steps of five: those the stylesheet knows."""
    total = sum(column.share for column in columns)
    return [max(STEP, round(100 * column.share / total / STEP) * STEP) for column in columns]
