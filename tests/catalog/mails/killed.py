"""A program of its own that is killed while it sends: `python -m tests.catalog.mails.killed`."""

import os
import signal
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.core.mail import EmailMessage  # noqa: E402 - models can be imported once Django is set up
from django.core.mail.backends.base import BaseEmailBackend  # noqa: E402

from catalog.choices import MailKind  # noqa: E402
from catalog.mails.sending import Occasion, send_once  # noqa: E402


class Deadly(BaseEmailBackend):
    def send_messages(self, _messages: Any) -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return 1


if __name__ == "__main__":
    message = EmailMessage("Erinnerung", "Bitte antworten.", to=["amt@example.org"])
    send_once(message, Occasion(key="reminder:1", kind=MailKind.ROUND_REMINDER), Deadly())
