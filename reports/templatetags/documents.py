"""Tags for the blocks of a document on a page: every kind of block has a template."""

from typing import Any

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reports.documents.document import Run
from reports.documents.storing import NAMES

register = template.Library()

STEP = 5


@register.filter
def template_of(block: object) -> str:
    return f"documents/_{NAMES[type(block)]}.html"


@register.filter
def in_html(run: Run) -> SafeString:
    """Returns the words of a run, bold or as a link where it says so, with nothing around them."""
    words: SafeString = linebreaksbr(run.text)
    if run.is_bold:
        words = format_html("<b>{}</b>", words)
    return format_html('<a href="{}" rel="nofollow noopener">{}</a>', run.url, words) if run.url else words


@register.filter
def below(level: int, heading: int) -> int:
    """Returns the level of a heading on a page whose own heading is `heading`."""
    return min(level + heading, 6)


@register.filter
def at(sequence: Any, place: int) -> Any:
    return sequence[place]


@register.filter
def widths(columns: Any) -> list[int]:
    """Returns the shares of columns in per cent, in steps of five: those the stylesheet knows."""
    total = sum(column.share for column in columns)
    return [max(STEP, round(100 * column.share / total / STEP) * STEP) for column in columns]
