"""Texts as feeds, calendars and mails can carry them."""

import re
from collections.abc import Iterable

MOST_BLANK_LINES = 2  # in a row; more say nothing
# What XML forbids: control characters that come along with texts copied from Word or a PDF.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """The same text without control characters and long gaps, its lines ended alike."""
    lines = FORBIDDEN.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(with_few_blank_lines(lines))


def with_few_blank_lines(lines: Iterable[str]) -> list[str]:
    """The lines without those that would leave a gap of more than two."""
    kept: list[str] = []
    blank = 0
    for line in lines:
        blank = 0 if line.strip() else blank + 1
        if blank <= MOST_BLANK_LINES:
            kept.append(line)
    return kept


def one_line(text: str) -> str:
    return " ".join(printable(text).split())


def shortened(text: str, most: int) -> str:
    """At most so many characters, cut between words."""
    if len(text) <= most:
        return text
    words = text[: most - 2].rsplit(maxsplit=1) or [""]
    return f"{words[0].rstrip(' .,;:–-')} …"
