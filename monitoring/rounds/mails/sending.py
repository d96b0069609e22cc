"""Sends the mails of a round beside the request, each once, however often a task is run."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from catalog.choices import MailKind, MailState
from catalog.mails.sending import send_once
from catalog.models import SentMail, User
from catalog.tasks.task import TaskContext, is_given_up, task
from monitoring.models import ReportingRound, RoundRequest
from monitoring.rounds.mails.reminders import receivers, reminder_mail
from monitoring.rounds.mails.request_mails import (
    DIGITS_OF_DIGEST,
    occasion_of,
    occasion_of_rehearsal,
    rehearsal_mail,
    request_mail,
)
from monitoring.rounds.opening import chosen_measures, who_is_asked

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)
BY_HAND = "by-hand"


@task(takes_context=True)
def send_requests(
    context: TaskContext[Any, Any], round_id: int, request_ids: list[int] | None, site: str, about: str = ""
) -> None:
    """Asks the offices of a running round that have not been asked yet, or some of them about something new.

    `site` begins the links. `about` makes it another question than before: "" is that of the opening.
    """
    if is_given_up(context):
        logger.error("the mails of round %s could not be sent", round_id)
        return
    with override(settings.LANGUAGE_CODE):
        for request in _running(round_id, request_ids):
            if about or request.sent_at is None:
                _ask(request, site, about)


@task(takes_context=True)
def send_reminders_now(
    context: TaskContext[Any, Any], round_id: int, request_ids: list[int] | None, site: str, day: str
) -> None:
    """Reminds the offices of a running round that owe an answer, or some of them; by hand once a day at most."""
    if is_given_up(context):
        logger.error("the reminders of round %s could not be sent", round_id)
        return
    with override(settings.LANGUAGE_CODE):
        for request in _running(round_id, request_ids):
            if answers := list(_answers(request).awaited()):
                for copy, email in receivers(request.office).items():
                    occasion = occasion_of(request, MailKind.ROUND_REMINDER, BY_HAND, day, *filter(None, [copy]))
                    send_once(reminder_mail(request, answers, email, site=site), occasion)


@task(takes_context=True)
def send_rehearsal(context: TaskContext[Any, Any], round_id: int, person_id: int, site: str, stamp: str) -> None:
    """Sends what all offices of a draft would get to the planner."""
    if is_given_up(context):
        logger.error("the rehearsal of round %s could not be sent", round_id)
        return
    draft = ReportingRound.objects.select_related("municipality").filter(pk=round_id, opened_at=None).first()
    person = User.objects.filter(pk=person_id).exclude(email="").first()
    if draft is None or person is None:
        return
    with override(settings.LANGUAGE_CODE):
        measures_of_draft = list(chosen_measures(draft, timezone.localdate()))
        asked = who_is_asked(measures_of_draft, asks_participants=draft.asks_participants)
        for office, measures in asked.by_office.items():
            send_once(
                rehearsal_mail(draft, office, measures, person.email, site),
                occasion_of_rehearsal(draft, office, stamp, person),
            )


def _running(round_id: int, request_ids: list[int] | None) -> Iterator[RoundRequest]:
    """Yields the requests whose office has an address, each as it is just now: a round may be closed meanwhile."""
    found = RoundRequest.objects.filter(round=round_id).exclude(office__email="")
    keys = found if request_ids is None else found.filter(pk__in=request_ids)
    for key in list(keys.order_by("pk").values_list("pk", flat=True)):
        running = RoundRequest.objects.running().filter(revoked_at__isnull=True)
        related = running.select_related("round__municipality", "office__municipality", "handed_over_by")
        if request := related.filter(pk=key).first():
            yield request


def _answers(request: RoundRequest) -> Any:
    return request.answers.select_related("measure__parent", "measure__report").in_order()


def _ask(request: RoundRequest, site: str, about: str) -> None:
    answers = list(_answers(request).awaited())
    if not answers:
        return
    if not request.is_known:  # the secret key of the installation was changed
        request.renew_token()
    parts = (request.digest[:DIGITS_OF_DIGEST], *([about] if about else []))
    occasion = occasion_of(request, MailKind.ROUND_REQUEST, *parts)
    send_once(request_mail(request, answers, site), occasion)
    if sent := SentMail.objects.filter(key=occasion.key, state=MailState.SENT).first():  # perhaps by a former try
        RoundRequest.objects.filter(pk=request.pk).update(sent_at=sent.sent_at)
