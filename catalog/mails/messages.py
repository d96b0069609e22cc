"""Writes mails: plain text, and the same as sober HTML.

A template holds the plain text alone. An empty line ends a paragraph, a line that begins with "- " is an item, a line
that is an address becomes a link, and what follows a line "-- " is the foot. Lines may be as long as they like: the
plain text is wrapped. Nothing is loaded from elsewhere, and nothing tells whether a mail was read.
"""

from __future__ import annotations

import re
from textwrap import wrap
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import get_language

from catalog.texts.plain_text import one_line, printable, shortened, with_few_blank_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

WIDTH = 72
LONGEST_SUBJECT = 120
ITEM, INDENT, FOOT = "- ", "  ", "--"
ADDRESS = re.compile(r"https?://\S+")


def message(
    subject: str, text_template: str, context: dict[str, Any], to: str | Sequence[str], *, unsubscribe_url: str = ""
) -> EmailMultiAlternatives:
    """Returns a mail in the language of the moment, made of a template with its plain text.

    With `unsubscribe_url`, mail programs offer a button to switch such mails off, which posts there (RFC 8058).
    """
    text = printable(render_to_string(text_template, context)).strip()
    lines = with_few_blank_lines(text.split("\n"), 1)  # templates leave more between their parts
    mail = EmailMultiAlternatives(
        one_line_subject(subject),
        wrapped(lines),
        to=[to] if isinstance(to, str) else list(to),
        headers=headers(unsubscribe_url),
    )
    shown = {"subject": mail.subject, "language": get_language(), "parts": list(parts(lines))}
    mail.attach_alternative(render_to_string("mails/mail.html", shown), "text/html")
    return mail


def one_line_subject(subject: str) -> str:
    """Returns a subject that is one line, whatever a title holds; Django refuses any other."""
    return shortened(one_line(subject), LONGEST_SUBJECT)


def headers(unsubscribe_url: str = "") -> dict[str, str]:
    """Returns headers that keep automatic answers away, and let mail programs offer to unsubscribe."""
    given = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply"}
    if unsubscribe_url:
        given["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        given["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return given


def wrapped(lines: Iterable[str]) -> str:
    """Returns lines of at most 72 characters, longer ones only where a word is."""
    return "\n".join(short for line in lines for short in _wrapped(line)) + "\n"


def _wrapped(line: str) -> list[str]:
    if ADDRESS.fullmatch(line.strip()) or line.strip() == FOOT:
        return [line]
    hanging = INDENT if line.startswith((ITEM, INDENT)) else ""
    text = line.rstrip()
    return wrap(text, WIDTH, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False) or [""]


class Part(NamedTuple):
    """A piece of the HTML: the items of a list, a link, or the lines of a paragraph."""

    items: list[list[str]]
    address: str
    lines: list[str]
    is_foot: bool


def parts(lines: Iterable[str]) -> Iterator[Part]:
    is_foot = False
    paragraph: list[str] = []
    for line in [*lines, ""]:
        if line.strip() == FOOT:
            yield from _of_paragraph(paragraph, is_foot=is_foot)
            is_foot, paragraph = True, []
        elif line.strip():
            paragraph.append(line)
        else:
            yield from _of_paragraph(paragraph, is_foot=is_foot)
            paragraph = []


def _of_paragraph(lines: list[str], *, is_foot: bool) -> Iterator[Part]:
    """Yields the parts of lines between empty ones, in their order."""
    text: list[str] = []
    items: list[list[str]] = []
    for line in lines:
        is_item, goes_on = line.startswith(ITEM), bool(items) and line.startswith(INDENT)
        is_address = bool(ADDRESS.fullmatch(line)) and not is_foot
        if text and (is_item or is_address):
            yield Part([], "", text, is_foot)
            text = []
        if items and not (is_item or goes_on):
            yield Part(items, "", [], is_foot)
            items = []
        if is_item:
            items.append([line.removeprefix(ITEM).strip()])
        elif goes_on:
            items[-1].append(line.strip())
        elif is_address:
            yield Part([], line, [], is_foot)
        else:
            text.append(line.strip())
    if items or text:
        yield Part(items, "", text, is_foot)
