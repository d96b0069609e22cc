"""How the documents of a city look: plain data that every writer understands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HEX = re.compile(r"#[0-9a-fA-F]{6}")
LEAST_CONTRAST = 4.5
DARK = 0.04045  # below it, light grows in proportion to the number


def contrast_on_white(colour: str) -> float:
    """From 1 for white itself to 21 for black, as WCAG 2.2 reckons it; `colour` is #rrggbb."""
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= DARK else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


class Font(StrEnum):
    """The fonts that are free and come with the writer of PDF files."""

    LIBERTINUS = "Libertinus Serif"
    COMPUTER_MODERN = "New Computer Modern"


@dataclass(frozen=True, slots=True)
class Dress:
    """`letterhead` stands above the title in lines, before the sender that a document names itself.

    `accent` is a colour as #rrggbb, dark enough to be read on white. A DOCX embeds no font: `word_font` is one that is
    on the computers of the city, and Word takes another where it is missing. Raises ValueError for anything that is no
    colour.
    """

    letterhead: Sequence[str] = field(default=())
    accent: str = "#17538f"
    font: Font = Font.LIBERTINUS
    word_font: str = "Calibri"

    def __post_init__(self) -> None:
        if not HEX.fullmatch(self.accent):
            raise ValueError(f"{self.accent} is no colour such as #17538f")
        object.__setattr__(self, "font", Font(self.font))


PLAIN = Dress()
