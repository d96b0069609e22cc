"""Mails of a round to its offices: the question, a reminder, and a rehearsal of all of them for the planner.

Their keys name the request, so that the planner's page finds what became of each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from catalog.choices import MailKind
from catalog.mails.messages import message
from catalog.mails.sending import Occasion
from catalog.texts.plain_text import one_line
from monitoring.comments.events import commented_among
from monitoring.rounds.mails.links import address_of_office
from monitoring.rounds.planning.letters import letter_to

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.core.mail import EmailMultiAlternatives

    from catalog.models import Measure, Office, User
    from monitoring.models import ReportingRound, RoundAnswer, RoundRequest

REHEARSED = "probelauf"  # stands in place of a token, and opens nothing
DIGITS_OF_DIGEST = 12


def request_mail(request: RoundRequest, answers: Sequence[RoundAnswer], site: str = "") -> EmailMultiAlternatives:
    """Returns the question to an office, with its link and the measures of these answers."""
    measures = [answer.measure for answer in answers]
    letter = letter_to(request.round, request.office, len(measures), request.last_day)
    context = {
        "letter": letter.text,
        "note": request.note,
        "handed_over_by": request.handed_over_by,
        "url": address_of_office(request.token, site),
        **_list(request.round, measures, request.last_day),
    }
    return message(letter.subject, "rounds/mail/request.txt", context, request.office.email)


def planned_mail(
    reporting_round: ReportingRound, office: Office, measures: Sequence[Measure], site: str = ""
) -> EmailMultiAlternatives:
    """Returns the question of a draft to an office as it will be, but with a link that opens nothing."""
    subject, context = _planned(reporting_round, office, measures, site)
    return message(subject, "rounds/mail/request.txt", context, office.email)


def rehearsal_mail(
    reporting_round: ReportingRound, office: Office, measures: Sequence[Measure], to: str, site: str = ""
) -> EmailMultiAlternatives:
    """Returns the question of a draft to an office, for the planner; it says that it is a rehearsal."""
    subject, context = _planned(reporting_round, office, measures, site)
    context |= {"rehearsed_for": office.email or _("no address yet"), "office": office}
    return message(_("Rehearsal: %(subject)s") % {"subject": subject}, "rounds/mail/request.txt", context, to)


def _planned(
    reporting_round: ReportingRound, office: Office, measures: Sequence[Measure], site: str
) -> tuple[str, dict[str, Any]]:
    letter = letter_to(reporting_round, office, len(measures), reporting_round.open_until)
    url = address_of_office(REHEARSED, site)
    listed = _list(reporting_round, measures, reporting_round.open_until)
    return letter.subject, {"letter": letter.text, "url": url, **listed}


def _list(reporting_round: ReportingRound, measures: Sequence[Measure], last_day: date) -> dict[str, Any]:
    """Returns what all of these mails say below the letter."""
    return {
        "round": reporting_round,
        "municipality": reporting_round.municipality,
        "measures": measures,
        "commented": [one_line(str(measure)) for measure in commented_among(measures)],
        "last_day": last_day,
        "needs_login": reporting_round.needs_login,
    }


# What they are sent for


def key_of(kind: MailKind, key: int, *parts: str) -> str:
    """Returns the key of a mail about a request, or about an office of a rehearsal: "round-request:12:0f3a…"."""
    return ":".join((kind.value.replace("_", "-"), str(key), *parts))


def request_in(key: str) -> int:
    """Returns the id of the request that a key names; 0 where it names none."""
    parts = key.split(":")
    return int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else 0


def occasion_of(request: RoundRequest, kind: MailKind, *parts: str) -> Occasion:
    return Occasion(
        key=key_of(kind, request.pk, *parts),
        kind=kind,
        about=f"{request.round}: {request.office}",
        municipality=request.round.municipality,
    )


def occasion_of_rehearsal(reporting_round: ReportingRound, office: Office, stamp: str, person: User) -> Occasion:
    return Occasion(
        key=key_of(MailKind.ROUND_REHEARSAL, reporting_round.pk, stamp, str(office.pk)),
        kind=MailKind.ROUND_REHEARSAL,
        about=f"{reporting_round}: {office}",
        municipality=reporting_round.municipality,
        person=person,
    )
