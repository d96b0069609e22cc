"""The content of a document without any format: headings, paragraphs, lists, tables, pairs and pictures.

Plain data: no database, no request, no template. Writers turn it into a page, a DOCX or a PDF, all with the same
content. Texts are plain; formatted fields of the database become paragraphs and lists of runs.
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
    """Words with the same look; `url` makes them a link."""

    text: str
    is_bold: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class DocHeading:
    """A heading; `level` is 1 to 4 below the title of the document, and levels are never skipped."""

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
    """A list of labels with contents, such as the facts of a measure. Shown as a table with two columns."""

    pairs: Sequence[tuple[str, Sequence[DocParagraph | Items]]]


@dataclass(frozen=True, slots=True)
class DocColumn:
    """A column of a table; `share` is the width in relation to the other columns."""

    title: str
    share: float = 1.0
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class DocCell:
    blocks: Sequence[DocParagraph | Items]
    is_header: bool = False  # the header of its row

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
    """A table whose head is repeated on every page and whose rows are never broken in two."""

    caption: str
    columns: Sequence[DocColumn]
    groups: Sequence[DocGroup]


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG as text, with a description in words."""

    svg: str
    alternative: str
    caption: str = ""


Block: TypeAlias = DocHeading | DocParagraph | Items | Pairs | DocTable | Picture


@dataclass(frozen=True, slots=True)
class Part:
    """A part that begins on a new page, in one orientation: the paper itself or an annex."""

    blocks: Sequence[Block]
    orientation: Orientation = Orientation.PORTRAIT


@dataclass(frozen=True, slots=True)
class Document:
    """A document; `written_at` is the time in the properties of a file, so that equal documents give equal bytes."""

    title: str
    parts: Sequence[Part]
    written_at: datetime
    author: str = ""
    subject: str = ""
    language: str = "de-DE"
    sender: Sequence[str] = field(default=())  # lines of the letterhead
    footer: str = ""
    has_contents: bool = False  # a table of contents after the title
