"""`send_once`: no mail twice, and the log says what is known of it."""

from smtplib import SMTPNotSupportedError, SMTPSenderRefused
from threading import Event, Thread
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.test import override_settings

from catalog.choices import MailKind, MailState
from catalog.mails.sending import Occasion, send_and_log, send_once
from catalog.models import SentMail
from tests.databases import connected_to

pytestmark = [pytest.mark.both, pytest.mark.django_db]
Mails = list[EmailMessage]
ABOUT_1 = Occasion(key="reminder:1", kind=MailKind.ROUND_REMINDER, about="Halbjahr 2/2026: Jugendamt")


def mail() -> EmailMessage:
    return EmailMessage("Erinnerung", "Bitte antworten.", to=["Jugendamt <amt@example.org>"])


def server(name: str) -> override_settings:
    return override_settings(EMAIL_BACKEND=f"tests.mail_servers.{name}")


def state() -> tuple[str, str]:
    entry = SentMail.objects.get()
    return entry.state, entry.error


def test_the_log_says_who_was_written_to_and_why(mailoutbox: Mails) -> None:
    with override_settings(DEFAULT_FROM_EMAIL="Maßnahmen <massnahmen@stadt.example>"):
        entry = send_once(mail(), ABOUT_1)
    assert entry == SentMail.objects.get()
    assert (entry.email, entry.about, entry.kind) == ("amt@example.org", ABOUT_1.about, MailKind.ROUND_REMINDER)
    assert entry.state == MailState.SENT
    assert entry.message_id == mailoutbox[0].extra_headers["Message-ID"]
    assert entry.message_id.endswith("@stadt.example>")


def test_the_same_is_not_sent_again(mailoutbox: Mails) -> None:
    assert send_once(mail(), ABOUT_1)
    assert send_once(mail(), ABOUT_1) is None
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("name", "found", "said"),
    [
        ("Refusing", MailState.REFUSED, "550 no such user"),
        ("Unreachable", MailState.UNREACHED, "ConnectionRefusedError:"),
        ("NotSupporting", MailState.REFUSED, "SMTPNotSupportedError: SMTPUTF8"),
        ("Full", MailState.REFUSED, "452 <massnahmen@example.org> no room left"),
        ("Unwritable", MailState.REFUSED, "BadHeaderError"),
    ],
)
def test_what_was_not_taken_is_sent_the_next_time(name: str, found: MailState, said: str, mailoutbox: Mails) -> None:
    with override_settings(EMAIL_BACKEND=f"{__name__ if name in OWN else 'tests.mail_servers'}.{name}"):
        entry = send_once(mail(), ABOUT_1)
    assert entry
    assert entry.state == found
    assert said in entry.error
    assert send_once(mail(), ABOUT_1)
    assert state() == (MailState.SENT, "")
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("name", ["FallingSilent", "Killed"])
def test_what_may_have_arrived_is_not_sent_again(name: str, mailoutbox: Mails) -> None:
    try:
        with server(name):
            send_once(mail(), ABOUT_1)
    except KeyboardInterrupt:
        assert name == "Killed"
    assert SentMail.objects.get().get_state_display() == "nicht bekannt, ob angekommen"
    mailoutbox.clear()
    assert send_once(mail(), ABOUT_1) is None
    assert mailoutbox == []


def test_an_end_that_fails_changes_nothing(mailoutbox: Mails) -> None:
    with override_settings(EMAIL_BACKEND=f"{__name__}.EndingBadly"):
        send_once(mail(), ABOUT_1)
    assert state() == (MailState.SENT, "")


def test_a_mail_is_written_while_others_wait_or_not_at_all(mailoutbox: Mails) -> None:
    undone: list[bool] = []
    assert send_once(lambda _entry: None, ABOUT_1) is None
    assert not SentMail.objects.exists()
    with server("Refusing"):
        send_once(lambda _entry: mail(), ABOUT_1, take_back=lambda: undone.append(True))
    assert undone == [True]
    assert send_once(lambda _entry: mail(), ABOUT_1, take_back=lambda: undone.append(True))
    assert undone == [True]
    assert len(mailoutbox) == 1


def test_without_an_address_the_log_repeats_no_words_of_the_server() -> None:
    occasion = Occasion(kind=MailKind.CONFIRMATION, is_private=True)
    with server("Refusing"), pytest.raises(OSError, match="no such user"):
        send_and_log(mail(), occasion)
    entry = SentMail.objects.get()
    assert (entry.email, entry.state, entry.error) == ("", MailState.REFUSED, "550")


class NotSupporting(EmailBackend):
    def send_messages(self, _messages: Any) -> int:
        raise SMTPNotSupportedError("SMTPUTF8 not supported by server")


class Full(EmailBackend):
    def send_messages(self, _messages: Any) -> int:
        raise SMTPSenderRefused(452, b"<massnahmen@example.org> no\r\n room left", "massnahmen@example.org")


class Unwritable(EmailBackend):
    def send_messages(self, messages: Any) -> int:
        messages[0].subject = "zwei\nZeilen"
        return super().send_messages(messages)


class EndingBadly(EmailBackend):
    def close(self) -> None:
        raise TimeoutError


OWN = {"NotSupporting", "Full", "Unwritable", "EndingBadly"}


# Two at once, each with a connection of its own


class Waiting(EmailBackend):
    """Holds a mail back until somebody else has tried to send the same."""

    tried = Event()
    sent: list[str] = []

    def send_messages(self, messages: Any) -> int:
        assert self.tried.wait(20)
        self.sent += [message.to[0] for message in messages]
        return len(messages)


@pytest.fixture
def database(prepared: Any) -> str:
    url: str = prepared.databases.url_of(prepared.databases.copy(prepared.empty))
    return url


@pytest.mark.parametrize("before", [None, MailState.REFUSED])
def test_of_two_senders_at_once_one_sends(database: str, before: MailState | None) -> None:
    Waiting.tried.clear()
    Waiting.sent.clear()
    answers: list[SentMail | None] = []

    def send_in_thread() -> None:
        with connected_to(database):
            answers.append(send_once(mail(), ABOUT_1))

    with connected_to(database), override_settings(EMAIL_BACKEND=f"{__name__}.Waiting"):
        if before:
            SentMail.objects.create(key=ABOUT_1.key, kind=ABOUT_1.kind, state=before)
        first = Thread(target=send_in_thread)
        first.start()
        while not SentMail.objects.filter(state=MailState.UNCERTAIN).exists() and first.is_alive():
            pass
        second = send_once(mail(), ABOUT_1)
        Waiting.tried.set()
        first.join(20)
        assert second is None
        assert [entry and entry.state for entry in answers] == [MailState.SENT]
        assert len(Waiting.sent) == 1
        assert SentMail.objects.get().state == MailState.SENT
