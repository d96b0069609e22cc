"""Pictures of documents. They hold no words: their caption says for everybody what they show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from monitoring.choices import SHOWN_WORDS, Status
from reports.documents.document import DocParagraph, Picture

if TYPE_CHECKING:
    from reports.measures.status_bar import StatusBar

WIDTH, HEIGHT, GAP = 1000, 18, 2
PER_CENT = WIDTH / 100
UNKNOWN = "#cbd2d9"
FILLS: dict[str, str] = dict.fromkeys(SHOWN_WORDS, UNKNOWN) | {status.value: status.look.fill for status in Status}


def counted(bar: StatusBar) -> str:
    """Returns the counts as "4 umgesetzt, 2 laufend"."""
    return ", ".join(f"{segment.count} {segment.label}" for segment in bar.segments)


def picture_of(bar: StatusBar) -> Picture | DocParagraph:
    """Returns the number of measures by status as a bar; only words where all have the same status."""
    if len(bar.segments) <= 1:
        return DocParagraph.of(f"{counted(bar)}.")
    parts = "".join(
        f'<rect x="{segment.start * PER_CENT:.1f}" width="{max(segment.width * PER_CENT - GAP, GAP):.1f}" '
        f'height="{HEIGHT}" fill="{FILLS[segment.status]}"/>'
        for segment in bar.segments
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{parts}</svg>'
    words = {"counts": counted(bar)}
    return Picture(
        svg,
        alternative=_("Bar of all measures by their status: %(counts)s.") % words,
        caption=_("Measures by status: %(counts)s.") % words,
    )
