"""Texts of the cities as paragraphs, with the words of a search marked; figures as people read them."""

import re
from html import unescape

from django import template
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from catalog.plain_text import unicode_form
from reports.measures.search import Search
from reports.texts.formatted import formatted
from reports.texts.numbers import figure

register = template.Library()
register.filter("figure", figure)
register.filter("formatted", formatted, is_safe=True)


TAG = re.compile(r"(<[^>]*>)")


@register.filter
def marked(value: str, search: Search | None) -> str:
    """The text or HTML with hits between <mark> and </mark>; without a search as it was."""
    if not search:
        return value
    pieces = TAG.split(unicode_form("NFC", conditional_escape(value)))
    return mark_safe("".join(piece if piece.startswith("<") else _marked(piece, search) for piece in pieces))  # noqa: S308 - escaped


@register.filter
def marked_code(code: str, search: Search | None) -> str:
    """The number of a measure, as a whole or not at all."""
    if not search or not search.names(code):
        return code
    return mark_safe(f"<mark>{escape(code)}</mark>")  # noqa: S308 - escaped


def _marked(escaped: str, search: Search) -> str:
    """For text between two tags, where < and & are written as entities."""
    text = unescape(escaped)
    pieces = []
    end = 0
    for start, stop in search.hits(text):
        pieces += [escape(text[end:start]), SafeString("<mark>"), escape(text[start:stop]), SafeString("</mark>")]
        end = stop
    return "".join([*pieces, escape(text[end:])]) if pieces else escaped
