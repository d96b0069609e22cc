"""Badges: words with a class, for status, drafts and overdue rows. Nothing is said by colour alone."""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from monitoring.choices import ReviewState, Status


def status_badge(status: str) -> str:
    """Returns the word of a status; "" stands for a measure that nobody has reported on."""
    look, word = (Status(status).look.key, Status(status).label) if status else ("none", _("no report yet"))
    return format_html('<span class="status status-{}">{}</span>', look, word)


def publication_badge(publication: str) -> str:
    word = ReviewState(publication).label
    return str(word) if publication == ReviewState.PUBLISHED else format_html('<span class="draft">{}</span>', word)


def late_badge(*, is_late: bool) -> str:
    return format_html('<span class="late">{}</span>', _("overdue")) if is_late else ""
