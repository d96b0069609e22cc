"""Words with a class: status, drafts and deadlines that have passed are read before they are seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.translation import gettext as _

from monitoring.choices import UNSTATED, UNSTATED_LABEL, DeadlineState, ReviewState, Status

if TYPE_CHECKING:
    from monitoring.models import Milestone


def status_badge(status: str) -> str:
    """The word of a status; "" stands for a measure that nobody has reported on."""
    words = {"": _("no report yet"), UNSTATED: UNSTATED_LABEL}
    word = words[status] if status in words else Status(status).label
    return format_html('<span class="status status-{}">{}</span>', "none" if status in words else status, word)


def publication_badge(publication: str) -> str:
    word = ReviewState(publication).label
    return str(word) if publication == ReviewState.PUBLISHED else format_html('<span class="draft">{}</span>', word)


def deadline_badge(state: str) -> str:
    """Only what a planner has to look after; "" for everything else."""
    if not state or not DeadlineState(state).is_passed:
        return ""
    return format_html('<span class="{}">{}</span>', state, DeadlineState(state).label)


def open_badge(milestone: Milestone) -> str:
    """For how long a milestone has been open beyond its day; "" where it is not."""
    if not milestone.is_passed():
        return ""
    return format_html('<span class="gap">{}</span>', _("open %(delay)s") % {"delay": milestone.open_for()})
