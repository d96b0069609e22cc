"""Reads delivery status notifications (RFC 3464), by which mail servers say that a mail could not be delivered.

Anybody may send one. It can only mark a mail whose Message-ID it knows, which is random and known to its receiver.
"""

from __future__ import annotations

import re
from email import policy
from email.parser import BytesParser
from typing import TYPE_CHECKING, NamedTuple

from catalog.choices import MailState
from catalog.models import SentMail
from catalog.models.sent_mail import LONGEST_ERROR
from catalog.texts.plain_text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

LARGEST = 2_000_000  # bytes of a notification that are read; the returned mail stands at its end
MOST_PARTS = 100
MESSAGE_ID = re.compile(r"<[^<>\s]{1,190}>")
CODE = re.compile(r"\d[.\d]*")
MAY_COME_BACK = (MailState.SENT, MailState.UNCERTAIN)


class Bounce(NamedTuple):
    """The Message-IDs that a notification may be about, and why the mail was not delivered."""

    message_ids: list[str]
    reason: str


def bounce_in(content: bytes) -> Bounce | None:
    """Returns what a notification says; None for any other mail, and for one that says that a mail is late or arrived.

    Never raises: what cannot be read is no notification.
    """
    try:
        return _bounce_in(BytesParser(policy=policy.compat32).parsebytes(content[:LARGEST]))
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return None


def _bounce_in(mail: Message) -> Bounce | None:
    parts = list(_parts(mail))
    reasons = [reason for part in parts if (reason := _failure_in(part))]
    if not reasons:
        return None
    returned = [part for part in parts if part is not mail and part["Message-ID"]]
    named = [str(part["Message-ID"]) for part in returned]
    named += [_text(part) for part in parts if part.get_content_type() == "text/rfc822-headers"]
    named += [str(mail[name]) for name in ("In-Reply-To", "References") if mail[name]]
    found = [key for text in named for key in MESSAGE_ID.findall(text)]
    return Bounce(list(dict.fromkeys(found))[:MOST_PARTS], reasons[0])


def _parts(mail: Message) -> Iterator[Message]:
    for number, part in enumerate(mail.walk()):
        if number == MOST_PARTS:
            return
        yield part


def _failure_in(part: Message) -> str:
    """Returns why a receiver did not get the mail; "" if this is no such part."""
    if str(part["Action"] or "").strip().lower() != "failed":
        return ""
    status, diagnosis = (one_line(str(part[name] or "")) for name in ("Status", "Diagnostic-Code"))
    kind, semicolon, words = diagnosis.partition(";")
    said = (words if semicolon else kind).strip()
    both = said if status and status in said else f"{status} {said}".strip()
    return (both or "failed")[:LONGEST_ERROR]


def _text(part: Message) -> str:
    """Returns the header that names the mail, of headers that are returned as a text."""
    content = part.get_payload(decode=True)
    text = content.decode("latin-1") if isinstance(content, bytes) else ""
    found = re.search(r"^message-id:\s*(\S+)", text, re.IGNORECASE | re.MULTILINE)
    return found[1] if found else ""


def note_bounce(bounce: Bounce) -> bool:
    """Marks the mail as come back; tells whether there is one. One that has come back before stays as it is."""
    mail = SentMail.objects.filter(message_id__in=bounce.message_ids).order_by("pk").first()
    if mail is None:
        return False
    code = CODE.match(bounce.reason)
    reason = bounce.reason if mail.email else (code[0] if code else "")
    mails = SentMail.objects.filter(pk=mail.pk, state__in=MAY_COME_BACK)
    mails.update(state=MailState.BOUNCED, error=reason)
    return True
