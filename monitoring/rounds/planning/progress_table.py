"""Who is missing as a table for spreadsheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from monitoring.models import RoundRequest
    from monitoring.rounds.planning.progress import OfficeProgress, RoundProgress
    from monitoring.tables.writing import Cell

HEADINGS = (
    _("Office"),
    _("Answers"),
    _("Measures"),
    _("Answered"),
    _("Begun"),
    _("To review"),
    _("Sent back"),
    _("Until"),
    _("Days left"),
    _("E-mail address"),
    _("Last mail"),
    _("State of the mail"),
    _("Answer of the mail server"),
    _("Last reminder"),
    _("Last used"),
    _("Last used by"),
)


def rows(progress: RoundProgress) -> list[list[Cell]]:
    """Returns a row for each office, under HEADINGS."""
    return [_row(one) for one in progress.offices]


def _row(one: OfficeProgress) -> list[Cell]:
    request, mail, reminder = one.request, one.last_mail, one.last_reminder
    return [
        str(request.office),
        str(one.state.label),
        one.asked,
        one.answered,
        one.begun,
        one.submitted,
        one.sent_back,
        request.last_day,
        one.days_left,
        request.office.email,
        timezone.localtime(mail.sent_at).date() if mail else "",
        mail.get_state_display() if mail else "",
        mail.error if mail else "",
        timezone.localtime(reminder.sent_at).date() if reminder else "",
        _used(request),
        request.last_used_by,
    ]


def _used(request: RoundRequest) -> Cell:
    return timezone.localtime(request.last_used_at).date() if request.last_used_at else ""
