"""Mail servers that misbehave."""

from collections.abc import Sequence
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command


class Unreachable(BaseEmailBackend):
    def open(self) -> bool:
        raise ConnectionRefusedError

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise ConnectionRefusedError


class Refusing(BaseEmailBackend):
    """Knows no mailbox."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise SMTPRecipientsRefused({message.to[0]: (550, b"no such user") for message in email_messages})


class FallingSilent(EmailBackend):
    """Takes the mail and never says so."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        super().send_messages(messages)
        raise SMTPServerDisconnected


class Killed(BaseEmailBackend):
    """The program ends while it sends."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise KeyboardInterrupt


class Overtaken(EmailBackend):
    """While the first mail is on its way, cron starts a second run, and then something else happens."""

    overtaken = False

    @staticmethod
    def afterwards() -> None:
        """For a test to fill in."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        if not Overtaken.overtaken:
            Overtaken.overtaken = True
            call_command("send_digests")
            self.afterwards()
        return super().send_messages(messages)


class Meanwhile(EmailBackend):
    """While the first mail is on its way, something happens."""

    has_happened = False

    @staticmethod
    def event() -> None:
        """For a test to fill in."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        if not Meanwhile.has_happened:
            Meanwhile.has_happened = True
            self.event()
        return super().send_messages(messages)
