"""Headings and titles as they are compared, rows without what is empty, and the letters of the columns."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from catalog.texts.plain_text import clean, without_formula

ALPHABET = 26
STRUCK = _("Struck through and therefore left out: “%(text)s”")
BULLET = "- "  # begins an item of a list in a cell
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how Office writes a character that XML forbids
HYPHENATED = re.compile(r"(?<=\w)-[^\S\n]*+\n\s*+(?=[a-zäöüß])")


def heading_line(text: str) -> str:
    """Returns a heading or title in one line: words hyphenated at a line break are joined again."""
    return " ".join(HYPHENATED.sub("", text.replace("\u00ad", "")).split())


def folded(text: str) -> str:
    """Returns what two spellings of one heading have in common."""
    return heading_line(text).casefold()


def column_letter(index: int) -> str:
    """Returns A for 0, Z for 25 and AA for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, ALPHABET)
        letters = chr(ord("A") + rest) + letters
    return letters


def trimmed(cells: list[str]) -> list[str]:
    """Returns the cells without the empty ones at the end."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


class Struck(NamedTuple):
    """What is left of a text and what is struck through in it."""

    left: str
    gone: str

    @classmethod
    def of(cls, pieces: Iterable[tuple[str, bool]]) -> "Struck":
        """Takes pieces of a text, each with whether it is struck through."""
        taken = list(pieces)
        return cls("".join(text for text, gone in taken if not gone), "".join(text for text, gone in taken if gone))

    @property
    def is_all(self) -> bool:
        """Tells whether nothing of it is left."""
        return bool(self.gone.strip()) and not self.left.strip()

    @property
    def shown(self) -> str:
        """Returns what is left; the whole text where that is nothing."""
        return self.gone if self.is_all else self.left

    @property
    def partly(self) -> str:
        """Returns what is struck through in a text that otherwise stays."""
        return "" if self.is_all else self.gone.strip()


def of_office(text: str) -> str:
    """Returns a text of an Office file with what XML forbids written out, and clean."""
    return without_formula(clean(ESCAPED.sub(unescaped, text) if "_x" in text else text))


def unescaped(found: re.Match[str]) -> str:
    """Returns the character: _x000D_ is a carriage return."""
    character = chr(int(found[1], 16))
    return "" if "\ud800" <= character <= "\udfff" else character
