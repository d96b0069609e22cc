"""Words of the writers themselves, in the active language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from catalog.texts.plain_text import one_line, shortened

MOST_SIGNS_OF_FOOTER = 160
NUMBER, TOTAL = "\ue001", "\ue002"  # placeholders for fields that only the finished file can fill


def contents_title() -> str:
    return _("Table of contents")


def untitled() -> str:
    """Returns a title for documents without one, as a tagged file needs one."""
    return _("Document without a title")


def footer_words(footer: str) -> str:
    """Returns the words of the footer, short enough to leave room for the page above it."""
    return shortened(one_line(footer), MOST_SIGNS_OF_FOOTER)


def page_words() -> tuple[str, str, str]:
    """Returns the words before, between and after the two numbers of "page 1 of 9"."""
    before, _number, rest = (_("Page %(number)s of %(total)s") % {"number": NUMBER, "total": TOTAL}).partition(NUMBER)
    between, _total, after = rest.partition(TOTAL)
    return before, between, after
