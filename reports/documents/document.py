"""What a document says, without any format: headings, paragraphs, lists, tables, pairs and pictures.

Plain data: no database, no request, no template. Writers turn it into a page, a DOCX or a PDF, and all three say the
same. Texts are plain; what is formatted in a field of the database arrives here as paragraphs and lists of runs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


class Orientation(StrEnum):
    PORTRAIT = auto()
    LANDSCAPE = auto()


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that look the same; `url` makes them a link."""

    text: str
    is_bold: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class DocHeading:
    """`level` 1 to 4 below the title of the document; levels are never skipped."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class DocParagraph:
    runs: Sequence[Run]

    @classmethod
    def of(cls, text: str) -> DocParagraph:
        return cls([Run(text)])


@dataclass(frozen=True, slots=True)
class Items:
    """A list, numbered or not; every item is one paragraph."""

    items: Sequence[DocParagraph]
    is_numbered: bool = False


@dataclass(frozen=True, slots=True)
class Pairs:
    """What is called how: the head of a paper, the facts of a measure. Shown as a table with two columns."""

    pairs: Sequence[tuple[str, Sequence[DocParagraph | Items]]]


@dataclass(frozen=True, slots=True)
class DocColumn:
    """`share` is the width in relation to the other columns."""

    title: str
    share: float = 1.0
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class DocCell:
    blocks: Sequence[DocParagraph | Items]
    is_header: bool = False  # of its row

    @classmethod
    def of(cls, text: str, *, is_header: bool = False) -> DocCell:
        return cls([DocParagraph.of(text)] if text else [], is_header)


@dataclass(frozen=True, slots=True)
class DocRow:
    cells: Sequence[DocCell]


@dataclass(frozen=True, slots=True)
class DocGroup:
    """Rows under a heading of their own that spans all columns; "" for none."""

    title: str
    rows: Sequence[DocRow]


@dataclass(frozen=True, slots=True)
class DocTable:
    """The head is repeated on every page, and no row is broken in two."""

    caption: str
    columns: Sequence[DocColumn]
    groups: Sequence[DocGroup]


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG as text, and in words what it shows."""

    svg: str
    alternative: str
    caption: str = ""


Block: TypeAlias = DocHeading | DocParagraph | Items | Pairs | DocTable | Picture


@dataclass(frozen=True, slots=True)
class Part:
    """Begins on a new page, in one orientation: the paper itself, an annex."""

    blocks: Sequence[Block]
    orientation: Orientation = Orientation.PORTRAIT


@dataclass(frozen=True, slots=True)
class Document:
    """`written_at` is what the properties of a file say; the same document gives the same bytes."""

    title: str
    parts: Sequence[Part]
    written_at: datetime
    author: str = ""
    subject: str = ""
    language: str = "de-DE"
    sender: Sequence[str] = field(default=())  # lines of the letterhead
    footer: str = ""
    has_contents: bool = False  # a table of contents after the title
