"""Words with a class: status, drafts and deadlines that have passed are read before they are seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.translation import gettext as _

from monitoring.choices import SHOWN_WORDS, DeadlineState, ReviewState, look_key

if TYPE_CHECKING:
    from monitoring.models import Milestone


def status_badge(status: str) -> str:
    """Returns the badge of a shown word: a value of Status, UNSTATED, or "" before the first report."""
    return format_html('<span class="status status-{}">{}</span>', look_key(status), SHOWN_WORDS[status])


def publication_badge(publication: str) -> str:
    word = ReviewState(publication).label
    return str(word) if publication == ReviewState.PUBLISHED else format_html('<span class="draft">{}</span>', word)


def deadline_badge(state: str) -> str:
    """Returns the word of a deadline that has passed; "" for every other state."""
    if not DeadlineState.has_passed(state):
        return ""
    return format_html('<span class="{}">{}</span>', DeadlineState(state).look, DeadlineState(state).label)


def open_badge(milestone: Milestone) -> str:
    """Returns for how long a milestone has been open beyond its day; "" where it is not."""
    if not milestone.is_passed():
        return ""
    return format_html('<span class="gap">{}</span>', _("open %(delay)s") % {"delay": milestone.open_for()})
