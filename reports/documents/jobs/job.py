"""A document that somebody asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitoring.exports.tables import language_of_files
from reports.documents.progress import nobody

if TYPE_CHECKING:
    from collections.abc import Callable

    from catalog.models import Report
    from reports.documents.document import Document
    from reports.documents.progress import Listener

MOST_MEASURES_AT_ONCE = 100  # more than these are not made within a request


@dataclass(frozen=True)
class DocumentJob:
    """`build` is told whom to tell how far it is. Both `build` and `write` may run in a thread of their own.

    `address` is where the document can be asked for, with all that changes it in its query string; `page` is where
    the way back leads.
    """

    report: Report
    title: str
    name: str
    content_type: str
    address: str
    page: str
    measures: int
    build: Callable[[Listener], Document]
    write: Callable[[Document], bytes]

    @property
    def is_large(self) -> bool:
        return self.measures > MOST_MEASURES_AT_ONCE

    def made(self) -> bytes:
        """In the language of files, whatever that of the page."""
        return self.written(self.built(nobody))

    def built(self, listener: Listener) -> Document:
        with language_of_files():
            return self.build(listener)

    def written(self, document: Document) -> bytes:
        with language_of_files():
            return self.write(document)
