"""Snippets: show where a search has hit a text that a table does not show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.text import capfirst

from catalog.models import SEARCHED, Measure
from monitoring.models import MonitoredMeasure, StatusUpdate
from monitoring.models.status import TOLD
from monitoring.search.search import Search

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

BEFORE, AFTER = 50, 70  # characters beside the hit


@dataclass(frozen=True, slots=True)
class Snippet:
    """A few words around a hit, with the name of the text."""

    label: str
    text: str


def snippet(measure: MonitoredMeasure, search: Search | None, shown: Collection[str]) -> Snippet | None:
    """Returns the first hit outside the texts that are `shown`, for words that hit none of these.

    Texts are named as the fields of a measure and its newest update; needs `with_newest_update()`.
    """
    if not search:
        return None
    texts = {name: (label, text) for name, label, text in texts_of(measure)}
    visible = " ".join([measure.full_code, *(text for name, (_label, text) in texts.items() if name in shown)])
    missing = Search(" ".join(word for word in search.words if not Search(word).finds(visible)))
    for name, (label, text) in texts.items():
        if name not in shown and (hits := missing.hits(text)):
            return Snippet(capfirst(label), around(text, *hits[0]))
    return None


def texts_of(measure: MonitoredMeasure) -> Iterator[tuple[str, str, str]]:
    """Yields everything a search looks through: name of the field, label, text."""
    for name in SEARCHED:
        yield name, called(Measure, name), getattr(measure, name)
    if update := measure.newest_update:
        for name in TOLD:
            yield name, called(StatusUpdate, name), getattr(update.told, name)


def called(model: type[Measure | StatusUpdate], name: str) -> str:
    label: str = getattr(model, name).field.verbose_name
    return label


def around(text: str, start: int, end: int) -> str:
    """Returns the part of a text around a hit, cut between words, with "…" for gaps."""
    first = text.rfind(" ", 0, max(start - BEFORE, 0)) + 1 if start > BEFORE else 0
    last = text.find(" ", min(end + AFTER, len(text)))
    part = " ".join(text[first : last if last >= 0 else len(text)].split())
    return f"{'… ' if first else ''}{part}{' …' if last >= 0 else ''}"
