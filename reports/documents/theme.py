"""The look of a city's documents: plain data that every writer understands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reports.choices import Font
from reports.fields import HEX

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class DocumentTheme:
    """The look of documents; `letterhead` stands above the title in lines, before the sender.

    `accent` is a colour as #rrggbb, dark enough to be read on white. A DOCX embeds no font: `word_font` is one that is
    on the computers of the city, and Word takes another where it is missing. `crest` is a PNG in base64, `crest_shows`
    its description in words; "" for none. Raises ValueError for anything that is no colour.
    """

    letterhead: Sequence[str] = field(default=())
    accent: str = "#17538f"
    font: Font = Font.LIBERTINUS
    word_font: str = "Calibri"
    crest: str = ""
    crest_shows: str = ""

    def __post_init__(self) -> None:
        if not HEX.fullmatch(self.accent):
            raise ValueError(f"{self.accent} is no colour such as #17538f")
        object.__setattr__(self, "font", Font(self.font))


PLAIN = DocumentTheme()
