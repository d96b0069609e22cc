"""Sends digests: at most one mail a day to a subscriber.

Nothing is sent twice: the news in a mail are written down, and committed, before the mail leaves. Should the program be
killed just then, that mail is lost rather than repeated; its news stand in the feeds and on the pages. Only where the
mail server says that it has refused a mail is the note removed, and the news are sent with the next run.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from catalog.choices import MailKind, MailState
from catalog.mails.sending import Occasion, deliver, write_down, write_result
from reports.models import Subscriber, Subscription
from reports.subscriptions.portions import AT_ONCE, KnownNews, Portion

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.core.mail.backends.base import BaseEmailBackend


class Outcome(Enum):
    SENT = auto()
    NOTHING_NEW = auto()
    REFUSED = auto()
    UNCERTAIN = auto()


OUTCOMES = {
    MailState.SENT: Outcome.SENT,
    MailState.UNCERTAIN: Outcome.UNCERTAIN,
    MailState.REFUSED: Outcome.REFUSED,
    MailState.UNREACHED: Outcome.REFUSED,
}


def waiting(today: date) -> list[int]:
    """Returns subscribers with a confirmed subscription and no mail today."""
    confirmed = Subscription.objects.confirmed().values("subscriber")
    due = Subscriber.objects.filter(pk__in=confirmed).exclude(last_digest_on=today).order_by("pk")
    return list(due.values_list("pk", flat=True))


def in_portions(keys: list[int], known: KnownNews) -> Iterator[tuple[Portion, int]]:
    """Yields the ids of those subscribers for whom there is something new, each with its portion."""
    for start in range(0, len(keys), AT_ONCE):
        portion = Portion(keys[start : start + AT_ONCE], known)
        for pk in sorted(portion.digests):
            yield portion, pk


def send_digest(portion: Portion, pk: int, site: str, connection: BaseEmailBackend, known: KnownNews) -> Outcome:
    """Sends a digest. Raises OSError where the mail server cannot be reached; nothing is noted then.

    Two runs at once wait for each other at the subscriber's row, and the second finds today's mail sent. Where anything
    has changed since the portion was looked up, this subscriber is looked up anew.
    """
    today = timezone.localdate()
    with transaction.atomic():
        due = Subscriber.objects.filter(pk=pk).exclude(last_digest_on=today)
        subscriber = due.select_for_update(no_key=True).first()
        if subscriber is None:
            return Outcome.NOTHING_NEW
        current = portion if portion.still_holds(pk) else Portion([pk], known)
        digest = current.digests.get(pk)
        if digest is None:
            return Outcome.NOTHING_NEW
        message = digest.message(subscriber, site)
        before = subscriber.last_digest_on
        digest.note(today)
        entry = write_down(message, Occasion(kind=MailKind.DIGEST, is_private=True))
        connection.open()
    delivery = deliver(message, connection)
    with transaction.atomic():
        write_result(entry, delivery)
        if delivery.has_failed:
            digest.take_back(before)
    return OUTCOMES[delivery.state]
