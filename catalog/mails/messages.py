"""Mails to staff and offices: what all of them have in common."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from catalog.texts.plain_text import one_line, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping

COLUMNS = 72
LONGEST_SUBJECT = 120
OF_A_MACHINE = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply"}


def message(subject: str, text_template: str, context: Mapping[str, Any], to: str) -> EmailMultiAlternatives:
    """Returns a mail in plain text to one address; nobody's absence note answers it.

    The subject is made one line, whatever a title holds; Django refuses any other.
    """
    text = wrapped(render_to_string(text_template, dict(context)).strip())
    return EmailMultiAlternatives(
        shortened(one_line(subject), LONGEST_SUBJECT), f"{text}\n", to=[to], headers=dict(OF_A_MACHINE)
    )


def site_of_mails() -> str:
    """Returns scheme and host for links in mails. Raises ImproperlyConfigured where the settings do not name it."""
    if settings.SITE_URL:
        return str(settings.SITE_URL)
    if not settings.DEBUG:
        raise ImproperlyConfigured("SITE_URL is not set. Set it to the address of the site: https://example.org.")
    return "http://localhost:8000"


def wrapped(text: str) -> str:
    """Returns the text in lines that fit a mail; what has no blank, such as a link, stays whole."""
    return "\n".join(_line(line) for line in text.splitlines())


def _line(line: str) -> str:
    begins = line[: len(line) - len(line.lstrip(" -"))]  # that of an item is as wide as the rest of it is indented
    return textwrap.fill(
        line, COLUMNS, subsequent_indent=" " * len(begins), break_long_words=False, break_on_hyphens=False
    )
