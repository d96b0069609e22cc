"""A program that is killed while it sends: the mail is not sent again, and the log says that nobody knows."""

import os
import subprocess
import sys
from pathlib import Path
from signal import SIGKILL
from typing import Any

import pytest
from django.core.mail import EmailMessage

from catalog.choices import MailKind, MailState
from catalog.mails.sending import Occasion, send_once
from catalog.models import SentMail
from tests.databases import connected_to

pytestmark = [pytest.mark.both, pytest.mark.django_db]
ROOT = Path(__file__).resolve().parents[3]
MAIL = EmailMessage("Erinnerung", "Bitte antworten.", to=["amt@example.org"])


def test_a_killed_sender_leaves_what_is_not_known(prepared: Any, mailoutbox: list[EmailMessage]) -> None:
    name = prepared.databases.copy(prepared.empty)
    environment = {**os.environ, "DATABASE_URL": prepared.databases.url_of(name)}
    command = [sys.executable, "-m", "tests.catalog.mails.killed"]
    ended = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, check=False, timeout=120)
    assert ended.returncode == -SIGKILL, ended.stderr.decode()
    with connected_to(environment["DATABASE_URL"]):
        assert SentMail.objects.get().state == MailState.UNCERTAIN
        assert SentMail.objects.get().get_state_display() == "nicht bekannt, ob angekommen"
        assert send_once(MAIL, Occasion(key="reminder:1", kind=MailKind.ROUND_REMINDER)) is None
    assert mailoutbox == []
