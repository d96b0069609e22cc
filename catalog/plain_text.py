"""Removes what cannot be shown from texts for cells, columns, feeds, mails and documents."""

import re
from collections.abc import Iterable

MOST_BLANK_LINES = 2  # in a row
# Half characters and those that Unicode reserves cannot be written into every file.
UNWRITABLE = r"\ud800-\udfff\ufffe\uffff"
# A vertical tab or form feed is a line break in Office; other control characters mean nothing in a cell.
LINE_BREAK = re.compile(r"\r\n?|[\v\f\u2028\u2029]")
CONTROL = re.compile(rf"[\x00-\x08\x0e-\x1f\x7f{UNWRITABLE}]")
UNUSUAL = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029{UNWRITABLE}]")
# What XML forbids: control characters that come along with texts copied from Word or a PDF.
FORBIDDEN = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f{UNWRITABLE}]")


def clean(text: str) -> str:
    """Returns the text with line feeds as the only control characters. Most texts come back as the same object."""
    if not UNUSUAL.search(text):
        return text
    return CONTROL.sub("", LINE_BREAK.sub("\n", text))


def printable(text: str) -> str:
    """Returns the text with blanks for what XML forbids, without long gaps, with line feeds only."""
    lines = FORBIDDEN.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(with_few_blank_lines(lines))


def with_few_blank_lines(lines: Iterable[str]) -> list[str]:
    """Returns the lines without those that would leave a gap of more than two."""
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
    """Returns at most so many characters, cut between words."""
    if len(text) <= most:
        return text
    words = text[: most - 2].rsplit(maxsplit=1) or [""]
    return f"{words[0].rstrip(' .,;:–-')} …"
