"""The formats of files that a document can be written to, by their endings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from catalog.on_demand import on_demand

if TYPE_CHECKING:
    from collections.abc import Callable

    from reports.documents.document import Document
    from reports.documents.theme import DocumentTheme


PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Format:
    write: Callable[[Document, DocumentTheme], bytes]
    content_type: str


FORMATS = {
    "pdf": Format(on_demand("reports.documents.writers.pdf.write_pdf"), PDF),
    "docx": Format(on_demand("reports.documents.writers.docx.write_docx"), DOCX),
}
