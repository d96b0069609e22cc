"""The formats of files that a document can be written to, by their endings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.documents.writers.docx import DOCX, write_docx
from reports.documents.writers.pdf import PDF, write_pdf

if TYPE_CHECKING:
    from collections.abc import Callable

    from reports.documents.document import Document
    from reports.documents.theme import DocumentTheme


@dataclass(frozen=True, slots=True)
class Format:
    write: Callable[[Document, DocumentTheme], bytes]
    content_type: str


FORMATS = {"pdf": Format(write_pdf, PDF), "docx": Format(write_docx, DOCX)}
