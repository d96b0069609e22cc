"""Filters for texts of the cities as paragraphs, with the hits of a search marked, and for numbers."""

import re
from html import unescape

from django import template
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from catalog.texts.plain_text import unicode_form
from reports.measures.search import Search
from reports.texts.formatted import formatted, in_a_line
from reports.texts.hyphenation import hyphenated
from reports.texts.numbers import figure

register = template.Library()
register.filter("figure", figure)
register.filter("formatted", formatted, is_safe=True)
register.filter("hyphenated", hyphenated, is_safe=True)
register.filter("in_a_line", in_a_line)


TAG = re.compile(r"(<[^>]*>)")


@register.filter
def marked(value: str, search: Search | None) -> str:
    """Returns the text or HTML with hits between <mark> and </mark>; unchanged without a search."""
    if not search:
        return value
    pieces = TAG.split(unicode_form("NFC", conditional_escape(value)))
    return mark_safe("".join(piece if piece.startswith("<") else _marked(piece, search) for piece in pieces))  # noqa: S308 - escaped


@register.filter
def marked_code(code: str, search: Search | None) -> str:
    """Returns the number of a measure, marked as a whole or not at all."""
    if not search or not search.names(code):
        return code
    return mark_safe(f"<mark>{escape(code)}</mark>")  # noqa: S308 - escaped


def _marked(escaped: str, search: Search) -> str:
    """Returns text between two tags, where < and & are written as entities, with its hits marked."""
    text = unescape(escaped)
    pieces = []
    end = 0
    for start, stop in search.hits(text):
        pieces += [escape(text[end:start]), SafeString("<mark>"), escape(text[start:stop]), SafeString("</mark>")]
        end = stop
    return "".join([*pieces, escape(text[end:])]) if pieces else escaped
