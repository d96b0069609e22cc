"""Marks what a search has found in texts and numbers."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from catalog.texts.plain_text import unicode_form

if TYPE_CHECKING:
    from monitoring.search.search import Search

TAG = re.compile(r"(<[^>]*>)")


def marked(value: str, search: Search | None) -> str:
    """Returns the text or HTML with hits between <mark> and </mark>; unchanged without a search."""
    if not search:
        return value
    pieces = TAG.split(unicode_form("NFC", conditional_escape(value)))
    return mark_safe("".join(piece if piece.startswith("<") else _marked(piece, search) for piece in pieces))  # noqa: S308 - escaped


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
