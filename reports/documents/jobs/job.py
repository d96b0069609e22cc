"""A document that a visitor asks for, and the way to make it."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from monitoring.exports.tables import language_of_files
from reports.documents.progress import nobody

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from catalog.models import Report
    from reports.documents.document import Document
    from reports.documents.progress import Listener

MOST_MEASURES_AT_ONCE = 100  # more than these are not made within a request


@dataclass(frozen=True)
class Recipe:
    """The two steps of making a document; `build` reports its progress to a listener."""

    build: Callable[[Listener], Document]
    write: Callable[[Document], bytes]

    def made(self) -> bytes:
        """Returns the file, in the language of files, whatever that of the page."""
        return self.written(self.built(nobody))

    def built(self, listener: Listener) -> Document:
        with language_of_files(), without_collector():
            return self.build(listener)

    def written(self, document: Document) -> bytes:
        with language_of_files(), without_collector():
            return self.write(document)


class _Pauses:
    """How many threads go without the collector."""

    lock = Lock()
    number = 0
    was_on = True


@contextmanager
def without_collector() -> Iterator[None]:
    """Switches the collector of cyclic garbage off until the last thread that wants it off is done.

    A document is plain data without cycles: looking through it again and again as it grows takes a third of the time
    of a large one.
    """
    with _Pauses.lock:
        if not _Pauses.number:
            _Pauses.was_on = gc.isenabled()
            gc.disable()
        _Pauses.number += 1
    try:
        yield
    finally:
        with _Pauses.lock:
            _Pauses.number -= 1
            if not _Pauses.number and _Pauses.was_on:
                gc.enable()


@dataclass(frozen=True)
class DocumentJob:
    """A document that was asked for.

    `recipe` is ready to be used within the request. For a worker, `find_recipe` finds it anew: a function of a module
    that takes the visitor, and the arguments: plain values that can be queued.

    `address` is where the document can be asked for, with everything that changes it in the query string; `page` is
    where the way back leads.
    """

    report: Report
    title: str
    name: str
    content_type: str
    address: str
    page: str
    measures: int
    recipe: Recipe
    find_recipe: Callable[..., Recipe]
    arguments: dict[str, Any]

    @property
    def is_large(self) -> bool:
        return self.measures > MOST_MEASURES_AT_ONCE
