"""The blocks of a document on a page: every kind of block has a template of its own."""

from typing import Any

from django import template

register = template.Library()


@register.filter
def template_of(block: object) -> str:
    return f"documents/_{type(block).__name__.lower()}.html"


@register.filter
def below(level: int, heading: int) -> int:
    """The level of a heading on a page whose own heading is `heading`."""
    return min(level + heading, 6)


@register.filter
def at(sequence: Any, place: int) -> Any:
    return sequence[place]
