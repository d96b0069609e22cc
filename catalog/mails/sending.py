"""Sends a mail once, whatever happens meanwhile.

The log entry is committed before the mail leaves. Should the program be killed just then, nobody knows whether the mail
has arrived: it is not sent again by itself, and the log says so. Only what the mail server has refused, or what never
reached it, is sent again by the next attempt.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import make_msgid
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import TYPE_CHECKING

from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from catalog.choices import MailState
from catalog.models import SentMail

if TYPE_CHECKING:
    from django.core.mail import EmailMessage
    from django.core.mail.backends.base import BaseEmailBackend

    from catalog.choices import MailKind
    from catalog.models import Municipality, User

TO_BE_REPEATED = (MailState.REFUSED, MailState.UNREACHED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Occasion:
    """What a mail is sent for. Two mails of the same `key` are one."""

    key: str
    kind: MailKind
    about: str = ""
    municipality: Municipality | None = None
    person: User | None = None


def send_once(message: EmailMessage, occasion: Occasion, connection: BaseEmailBackend | None = None) -> SentMail | None:
    """Sends a mail to its first receiver and returns its log entry; None if it was sent before.

    Must not be called in a transaction: the entry has to be committed before the mail leaves. Raises nothing: what the
    mail server says stands in the entry.
    """
    entry = _note(message, occasion)
    if entry is None:
        return None
    connection = connection or get_connection()
    try:
        connection.open()
    except OSError as error:
        return _noted(entry, MailState.UNREACHED, error)
    try:
        connection.send_messages([message])
    except (SMTPRecipientsRefused, SMTPResponseException) as error:
        return _noted(entry, MailState.REFUSED, error)
    except OSError as error:  # the connection broke: nobody knows whether the mail has arrived
        return _noted(entry, MailState.UNCERTAIN, error)
    finally:
        connection.close()
    return _noted(entry, MailState.SENT)


@transaction.atomic(durable=True)
def _note(message: EmailMessage, occasion: Occasion) -> SentMail | None:
    """Writes the entry that keeps others from sending the same; a second sender waits here and finds it."""
    message.extra_headers["Message-ID"] = message.extra_headers.get("Message-ID") or make_msgid()
    facts = {
        "kind": occasion.kind,
        "about": occasion.about,
        "municipality": occasion.municipality,
        "person": occasion.person,
        "email": message.to[0],
        "message_id": message.extra_headers["Message-ID"],
        "sent_at": timezone.now(),
    }
    entry, is_new = SentMail.objects.select_for_update(no_key=True).get_or_create(key=occasion.key, defaults=facts)
    if is_new:
        return entry
    if entry.state not in TO_BE_REPEATED:
        return None
    for name, value in {**facts, "state": MailState.UNCERTAIN, "error": ""}.items():
        setattr(entry, name, value)
    entry.save()
    return entry


def _noted(entry: SentMail, state: MailState, error: Exception | None = None) -> SentMail:
    entry.state = state
    entry.error = words_of(error)[:300] if error else ""
    entry.save(update_fields=["state", "error"])
    return entry


def words_of(error: Exception) -> str:
    """Returns what the mail server has answered, as one line."""
    if isinstance(error, SMTPRecipientsRefused):
        answers = [f"{code} {_text(answer)}" for code, answer in error.recipients.values()]
        return "; ".join(answers)
    if isinstance(error, SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _text(answer: bytes | str) -> str:
    text = answer.decode("utf-8", errors="replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())
