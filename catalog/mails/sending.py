"""Hands mails to the mail server, and keeps a log of them.

`send_once` sends a mail once, whatever happens meanwhile: its log entry is committed before the mail leaves. Should the
program be killed just then, nobody knows whether the mail has arrived: it is not sent again by itself, and the log says
so. Only what the mail server has refused, or what never reached it, is sent again by the next attempt.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import make_msgid, parseaddr
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException
from typing import TYPE_CHECKING, TypeAlias
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone

from catalog.choices import MailState
from catalog.models import SentMail
from catalog.models.sent_mail import LONGEST_ERROR, TO_BE_REPEATED
from catalog.texts.plain_text import one_line

if TYPE_CHECKING:
    from django.core.mail.backends.base import BaseEmailBackend

    from catalog.choices import MailKind
    from catalog.models import Municipality, User

# A mail, or what writes it while its log entry is held; None if there is nothing to send any more.
Mail: TypeAlias = EmailMessage | Callable[[SentMail], EmailMessage | None]


def no_key() -> str:
    return uuid4().hex


def nothing() -> None:
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class Occasion:
    """What a mail is sent for. Two mails of the same `key` are one; without a key each is another.

    The log of what `is_private` has no address.
    """

    kind: MailKind
    key: str = field(default_factory=no_key)
    about: str = ""
    municipality: Municipality | None = None
    person: User | None = None
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far a mail has come, and why not further."""

    state: MailState
    error: Exception | None = None

    @property
    def has_failed(self) -> bool:
        """Tells whether the mail has certainly not left."""
        return self.state in TO_BE_REPEATED


def deliver(message: EmailMessage, connection: BaseEmailBackend) -> Delivery:
    """Hands a mail to the mail server, and closes the connection. Raises nothing that the mail server causes."""
    try:
        connection.open()
    except OSError as error:
        return Delivery(MailState.UNREACHED, error)
    try:
        connection.send_messages([message])
    except (SMTPRecipientsRefused, SMTPResponseException, SMTPNotSupportedError, ValueError) as error:
        return Delivery(MailState.REFUSED, error)  # a ValueError: it cannot be written as a mail
    except OSError as error:  # the connection broke: nobody knows whether the mail has arrived
        return Delivery(MailState.UNCERTAIN, error)
    finally:
        with suppress(OSError):
            connection.close()
    return Delivery(MailState.SENT)


def send_once(
    mail: Mail,
    occasion: Occasion,
    connection: BaseEmailBackend | None = None,
    take_back: Callable[[], None] = nothing,
) -> SentMail | None:
    """Sends a mail to its only receiver and returns its log entry; None if it was sent before, or is not to be sent.

    A function as `mail` is called while others that want to send the same wait, in the transaction that notes it: what
    it looks up or writes down holds for the mail. `take_back` undoes that where the mail has certainly not left.

    Must not be called in a transaction: the entry has to be committed before the mail leaves. Raises nothing that the
    mail server causes: what it says stands in the entry.
    """
    noted = _note(mail, occasion)
    if noted is None:
        return None
    message, entry = noted
    delivery = deliver(message, connection or get_connection())
    with transaction.atomic():
        if delivery.has_failed:
            take_back()
        return write_result(entry, delivery)


def send_and_log(message: EmailMessage, occasion: Occasion) -> SentMail:
    """Sends a mail that somebody waits for, in a transaction or not. Raises what the mail server causes."""
    entry = write_down(message, occasion)
    delivery = deliver(message, get_connection())
    write_result(entry, delivery)
    if delivery.error:
        raise delivery.error
    return entry


@transaction.atomic(durable=True)
def _note(mail: Mail, occasion: Occasion) -> tuple[EmailMessage, SentMail] | None:
    """Writes the entry that keeps others from sending the same; a second sender waits here and finds it."""
    entry, is_new = SentMail.objects.select_for_update(no_key=True).get_or_create(
        key=occasion.key, defaults={"kind": occasion.kind}
    )
    if not is_new and entry.state not in TO_BE_REPEATED:
        return None
    message = mail(entry) if callable(mail) else mail
    if message is None:
        transaction.set_rollback(True)
        return None
    return message, write_down(message, occasion, entry)


def write_down(message: EmailMessage, occasion: Occasion, entry: SentMail | None = None) -> SentMail:
    """Returns the stored entry of a mail that is about to leave."""
    message.extra_headers.setdefault("Message-ID", make_msgid(domain=own_domain()))
    entry = entry or SentMail(key=occasion.key)
    entry.kind, entry.about = occasion.kind, one_line(occasion.about)[:300]
    entry.municipality, entry.person = occasion.municipality, occasion.person
    entry.email = "" if occasion.is_private else parseaddr(message.to[0])[1]
    entry.message_id = message.extra_headers["Message-ID"]
    entry.state, entry.error, entry.sent_at = MailState.UNCERTAIN, "", timezone.now()
    entry.save()
    return entry


def write_result(entry: SentMail, delivery: Delivery) -> SentMail:
    """Notes what has become of a mail; of a private one no words of the mail server, which may repeat the address."""
    words = words_of(delivery.error) if delivery.error else ""
    entry.state, entry.error = delivery.state, (words if entry.email else words.partition(" ")[0])[:LONGEST_ERROR]
    entry.save(update_fields=["state", "error"])
    return entry


def own_domain() -> str:
    """Returns the domain that mails come from; the name of the computer is nobody's business."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def words_of(error: Exception) -> str:
    """Returns what the mail server has answered, as one line."""
    if isinstance(error, SMTPRecipientsRefused):
        answers = [f"{code} {_text(answer)}" for code, answer in error.recipients.values()]
        return "; ".join(answers)
    if isinstance(error, SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return one_line(f"{type(error).__name__}: {error}")


def _text(answer: bytes | str) -> str:
    return one_line(answer.decode("utf-8", errors="replace") if isinstance(answer, bytes) else answer)
