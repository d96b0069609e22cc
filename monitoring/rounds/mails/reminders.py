"""Reminds offices that have not answered: before the last day, on it, after it; then the superior office is told.

What would fall on a weekend or a public holiday of the state is sent on the next working day; the reminder before the
last day is left out once that day has come. Of several that are due, as the command did not run for days, only the
latest is sent. An office is reminded once of each stage and last day, and never after it has answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import get_connection
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.choices import MailKind, MailState
from catalog.mails.messages import message
from catalog.mails.sending import Occasion, send_once
from catalog.site_address import address_of_site
from catalog.texts.plain_text import one_line
from monitoring.choices import ReminderStage
from monitoring.comments.events import commented_among
from monitoring.models import ReportingRound, RoundAnswer, RoundRequest
from monitoring.rounds.mails.holidays import is_working_day, next_working_day
from monitoring.rounds.mails.links import address_of_office
from monitoring.rounds.mails.request_mails import key_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.core.mail import EmailMultiAlternatives
    from django.core.mail.backends.base import BaseEmailBackend

    from catalog.models import Office, SentMail
    from monitoring.models.round_answers import RoundAnswerQuerySet

URGENCY = list(ReminderStage)
REQUESTS_AT_ONCE = 100


class UnreachedError(Exception):
    """The mail server cannot be reached; what was not sent is sent by the next run."""


# When


def planned(reporting_round: ReportingRound, last_day: date) -> dict[ReminderStage, date]:
    """Returns the days of the reminders that a round wants, whatever days of the week they are."""
    days = {
        ReminderStage.BEFORE: None if reporting_round.remind_before is None else -reporting_round.remind_before,
        ReminderStage.ON_DAY: 0 if reporting_round.remind_on_day else None,
        ReminderStage.AFTER: reporting_round.remind_after,
        ReminderStage.ESCALATED: reporting_round.escalate_after,
    }
    return {stage: last_day + timedelta(days=number) for stage, number in days.items() if number is not None}


def stage_due(
    reporting_round: ReportingRound, last_day: date, asked_on: date, today: date, state: str
) -> ReminderStage | None:
    """Returns the latest reminder whose day has come since an office was asked; None on days when nobody works.

    `state` is the federal state. Of two on one day it is the more urgent.
    """
    if not is_working_day(today, state):
        return None
    due = [
        (day, URGENCY.index(stage))
        for stage, on in planned(reporting_round, last_day).items()
        if asked_on < (day := next_working_day(on, state)) <= today
        and (stage != ReminderStage.BEFORE or today < last_day)
    ]
    return URGENCY[max(due)[1]] if due else None


def stage_of(request: RoundRequest, today: date) -> ReminderStage | None:
    """Returns the reminder of a request that is due, whether it was sent or not."""
    reporting_round = request.round
    asked_at = max(filter(None, (request.sent_at, reporting_round.opened_at)), default=timezone.now())
    state = reporting_round.municipality.state
    return stage_due(reporting_round, request.last_day, localdate(asked_at), today, state)


# To whom


def superior_of(office: Office) -> Office | None:
    """Returns the superior office if it can be written to; otherwise the planners are told (told.py)."""
    above = office.parent
    return above if above and above.email and not above.dissolved_on else None


def receivers(office: Office, stage: ReminderStage | None = None) -> dict[str, str]:
    """Returns the addresses by what distinguishes their mails: "" for the office, "copy" for its substitute."""
    if stage == ReminderStage.ESCALATED:
        above = superior_of(office)
        return {"": above.email} if above else {}
    found = {"": office.email, "copy": office.substitute_email}
    if office.email == office.substitute_email:
        found.pop("copy")
    return {name: email for name, email in found.items() if email}


def open_answers(request: RoundRequest) -> RoundAnswerQuerySet:
    """Returns what the office still owes, in the order of the report; nothing can be reported to closed reports."""
    found = RoundAnswer.objects.awaited().filter(request=request, measure__report__is_closed=False)
    return found.select_related("measure__report", "measure__parent").in_order()


def reminded(today: date) -> Iterator[tuple[RoundRequest, ReminderStage]]:
    """Yields the requests of running rounds that something is due for and that have answers still to come."""
    awaited = RoundAnswer.objects.awaited().filter(measure__report__is_closed=False).values("request")
    requests = RoundRequest.objects.filter(
        pk__in=awaited, revoked_at__isnull=True, round__in=ReportingRound.objects.running()
    )
    for request in in_portions(list(requests.order_by("pk").values_list("pk", flat=True))):
        stage = stage_of(request, today)
        if stage:
            yield request, stage


def in_portions(keys: list[int]) -> Iterator[RoundRequest]:
    """Yields the requests with these ids, some of which are held at a time, with their round and office."""
    for start in range(0, len(keys), REQUESTS_AT_ONCE):
        some = RoundRequest.objects.filter(pk__in=keys[start : start + REQUESTS_AT_ONCE])
        yield from some.select_related("round__municipality", "office__parent").order_by("pk")


# What


def reminder_mail(
    request: RoundRequest,
    answers: Sequence[RoundAnswer],
    to: str,
    *,
    stage: ReminderStage | None = None,
    today: date | None = None,
    site: str = "",
) -> EmailMultiAlternatives:
    """Returns a mail that names what an office still owes, with its link, in the language of the site.

    Without a `stage` a planner has it sent by hand.
    """
    with translation.override(settings.LANGUAGE_CODE):
        left = request.days_left(today or localdate())
        context = {
            "office": one_line(str(request.office)),
            "round": one_line(request.round.title),
            "city": one_line(request.round.municipality.name),
            "last_day": date_format(request.last_day, "SHORT_DATE_FORMAT"),
            "left": left,
            "number": len(answers),
            "measures": [one_line(str(answer.measure)) for answer in answers],
            "is_escalated": stage == ReminderStage.ESCALATED,
            "commented": [one_line(str(one)) for one in commented_among(answer.measure for answer in answers)],
            "needs_login": request.round.needs_login,
            "url": address_of_office(request.token, site),
        }
        return message(subject_of(request, stage, left), "rounds/mail/reminder.txt", context, to)


def subject_of(request: RoundRequest, stage: ReminderStage | None, left: int) -> str:
    names = {"round": request.round.title, "office": request.office, "days": left}
    if stage == ReminderStage.ESCALATED:
        return _("No answer from %(office)s: %(round)s") % names
    if left < 0:
        return _("The last day has passed: %(round)s") % names
    if left == 0:
        return _("Today is the last day: %(round)s") % names
    return ngettext("Reminder, %(days)d day left: %(round)s", "Reminder, %(days)d days left: %(round)s", left) % names


# Sending


@dataclass(frozen=True, slots=True)
class Reminder:
    """One mail about a request; `copy` is "" for the first receiver."""

    request: RoundRequest
    stage: ReminderStage
    today: date
    to: str
    copy: str = ""

    @property
    def key(self) -> str:
        parts = (str(self.stage), f"{self.request.last_day:%Y-%m-%d}", self.copy)
        return key_of(MailKind.ROUND_REMINDER, self.request.pk, *filter(None, parts))

    @property
    def occasion(self) -> Occasion:
        is_escalated = self.stage == ReminderStage.ESCALATED
        return Occasion(
            key=self.key,
            kind=MailKind.ROUND_ESCALATED if is_escalated else MailKind.ROUND_REMINDER,
            about=f"{self.request.round}: {self.request.office}",
            municipality=self.request.round.municipality,
        )

    def write(self, _entry: SentMail) -> EmailMultiAlternatives | None:
        """Returns the mail with what is open by now, None where nothing is; answers wait until it is noted."""
        related = ("round__municipality", "office__parent")
        stored = RoundRequest.objects.select_for_update(no_key=True, of=("self",)).select_related(*related)
        request = stored.filter(pk=self.request.pk).first()
        if request is None:
            return None
        is_due = request.round.is_running and not request.revoked_at and request.last_day == self.request.last_day
        answers = list(open_answers(request).select_for_update(no_key=True, of=("self",))) if is_due else []
        if not answers:
            return None
        if not request.is_known:
            request.renew_token()
        return reminder_mail(request, answers, self.to, stage=self.stage, today=self.today)

    def send(self, connection: BaseEmailBackend) -> SentMail | None:
        return send_once(self.write, self.occasion, connection)


def reminders(today: date) -> Iterator[Reminder]:
    """Yields the reminders of a day, the sent ones too, which `send_once` knows."""
    for request, stage in reminded(today):
        for copy, email in receivers(request.office, stage).items():
            yield Reminder(request, stage, today, email, copy)


def send_reminders(today: date) -> tuple[int, int]:
    """Sends what is due today; returns how many were sent, and how many not or perhaps not. Raises UnreachedError."""
    address_of_site()
    connection = get_connection()
    sent = failed = 0
    for reminder in reminders(today):
        entry = reminder.send(connection)
        if entry is None:
            continue
        if entry.state == MailState.UNREACHED:
            raise UnreachedError
        sent += entry.state == MailState.SENT
        failed += entry.state != MailState.SENT
    return sent, failed
