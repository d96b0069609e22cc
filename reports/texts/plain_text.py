"""Texts as feeds, calendars and mails can carry them."""

import re

# What XML forbids: control characters that come along with texts copied from Word or a PDF.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """The same text without control characters, its lines ended alike."""
    return FORBIDDEN.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    return " ".join(printable(text).split())


def shortened(text: str, most: int) -> str:
    """At most so many characters, cut between words."""
    return text if len(text) <= most else f"{text[: most - 2].rsplit(maxsplit=1)[0].rstrip(' .,;:–-')} …"
