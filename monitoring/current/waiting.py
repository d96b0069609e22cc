"""Notes that a page is made while changes wait to be judged; such a page says so, and is not kept."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(slots=True)
class Page:
    """What is noted of a page that is being made."""

    is_waiting: bool = False


_page: ContextVar[Page | None] = ContextVar("page", default=None)


@contextmanager
def one_page() -> Iterator[None]:
    """Notes what happens within as of one page."""
    before = _page.set(Page())
    try:
        yield
    finally:
        _page.reset(before)


def note_that_something_waits() -> None:
    if page := _page.get():
        page.is_waiting = True


def is_something_waiting() -> bool:
    """Tells whether numbers and lists of this page leave out some of the last changes."""
    page = _page.get()
    return page is not None and page.is_waiting
