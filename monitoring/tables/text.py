"""The text of a cell, as plain as possible, and the letters of the columns."""

import re

ALPHABET = 26
# A vertical tab or form feed is a line break in Office; other control characters mean nothing in a cell, and
# half characters and those that Unicode reserves cannot be written into every file.
LINE_BREAK = re.compile(r"\r\n?|[\v\f\u2028\u2029]")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
UNUSUAL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
HYPHENATED = re.compile(r"(?<=\w)-[^\S\n]*+\n\s*+(?=[a-zäöüß])")


def clean(text: str) -> str:
    """Only line feeds break lines, no control characters. Most texts come back as the same object."""
    if not UNUSUAL.search(text):
        return text
    return CONTROL.sub("", LINE_BREAK.sub("\n", text))


def one_line(text: str) -> str:
    """A heading or title in one line: words hyphenated at a line break are joined again."""
    return " ".join(HYPHENATED.sub("", text.replace("\u00ad", "")).split())


def folded(text: str) -> str:
    """What two spellings of one heading have in common."""
    return one_line(text).casefold()


def column_letter(index: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, ALPHABET)
        letters = chr(ord("A") + rest) + letters
    return letters


def trimmed(cells: list[str]) -> list[str]:
    """Without the empty cells at the end."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]
