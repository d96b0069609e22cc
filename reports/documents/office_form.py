"""The measures of an office as a Word file to fill in: one small table a measure, its labels beside what they say.

An import reads such forms, each label as the heading of a column. So the file comes back as a table would. Milestones
and values of indicators follow as tables on pages across.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from reports.documents.document import (
    DocCell,
    DocColumn,
    DocGroup,
    DocHeading,
    DocParagraph,
    DocRow,
    DocTable,
    Document,
    Orientation,
    Part,
)
from reports.documents.writers.docx import write_docx

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitoring.exports.office_formats import FurtherTable
    from reports.documents.document import Block

NARROW = 0.35  # of the width that the entries have


def write_form(
    title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], further: Sequence[FurtherTable] = ()
) -> bytes:
    """Returns a DOCX; a cell of several lines becomes several paragraphs."""
    parts = [Part([block for row in rows for block in _form(headings, row)])]
    if further:
        parts.append(Part([block for one in further for block in _table(one)], Orientation.LANDSCAPE))
    return write_docx(Document(title, parts, timezone.localtime()))


def _table(further: FurtherTable) -> Iterator[Block]:
    yield DocHeading(further.name, 1)
    lines = [DocRow([_cell(text) for text in row]) for row in further.rows]
    yield DocTable("", [DocColumn(heading) for heading in further.headings], [DocGroup("", lines)])


def _form(headings: Sequence[str], row: Sequence[str]) -> Iterator[Block]:
    yield DocHeading(" ".join(filter(None, row[:3])), 1)
    lines = [
        DocRow([DocCell.of(heading, is_header=True), _cell(text)]) for heading, text in zip(headings, row, strict=True)
    ]
    yield DocTable("", [DocColumn(_("Field"), NARROW), DocColumn(_("Entry"))], [DocGroup("", lines)])


def _cell(text: str) -> DocCell:
    return DocCell([DocParagraph.of(line) for line in text.split("\n")])
