"""Stops the reading of a document that is nested too deeply or holds too much, before more of it is built."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from django.utils.translation import gettext_lazy as _

from monitoring.tables.limits import Limits
from monitoring.tables.problems import Text, UnreadableFile, too_much_text

Event = tuple[str, Element]


@dataclass(frozen=True, slots=True)
class BoundTags:
    """What the elements of a kind of document are called."""

    table: str
    row: str
    cells: frozenset[str]
    paragraphs: frozenset[str]
    text: str | None = None  # None where any element may hold text


@dataclass(slots=True)
class Bounds:
    """Counts the elements of a document while they are read."""

    limits: Limits
    tags: BoundTags
    depth: int = 0
    tables: int = 0  # inside each other
    rows: int = 0
    row_cells: int = 0
    cells: int = 0
    paragraphs: int = 0
    characters: int = 0

    def of(self, events: Iterable[Event]) -> Iterator[Event]:
        """Yields the same events; raises UnreadableFile at the first that is too much."""
        for event, element in events:
            if event == "start":
                self._begin(element.tag)
            else:
                self._end(element)
            yield event, element

    def _begin(self, tag: str) -> None:
        self.depth += 1
        if self.depth > self.limits.depth:
            raise _refused(_("The document is nested too deeply. Copy the table alone into a new document."))
        if tag == self.tags.table:
            self.tables += 1
        elif tag == self.tags.row and self.tables == 1:
            self.rows += 1
            self.row_cells = 0
        elif tag in self.tags.cells:
            self._count_cell()
        elif tag in self.tags.paragraphs:
            self.paragraphs += 1
            if self.paragraphs > self.limits.paragraphs:
                words = _("The document has more than %(limit)s paragraphs. Copy the table alone into a new document.")
                raise _refused(words, limit=self.limits.paragraphs)

    def _count_cell(self) -> None:
        self.row_cells += 1
        self.cells += 1
        if self.row_cells > self.limits.row_cells:
            words = _("Row %(row)s of the document's tables has more than %(limit)s cells. Divide the table.")
            raise _refused(words, row=self.rows, limit=self.limits.row_cells)
        if self.cells > self.limits.cells:
            words = _("The tables of the document have more than %(limit)s cells. Divide them into several files.")
            raise _refused(words, limit=self.limits.cells)

    def _end(self, element: Element) -> None:
        self.depth -= 1
        if element.tag == self.tags.table:
            self.tables -= 1
        if self.tags.text in {None, element.tag}:
            self.characters += len(element.text or "") + len(element.tail or "")
            if self.characters > self.limits.characters:
                raise too_much_text()


def _refused(text: Text, **values: int) -> UnreadableFile:
    return UnreadableFile(text, **values)
