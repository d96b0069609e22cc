"""What mail servers send back is noted in the log; nothing that arrives there breaks it."""

import sys
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from catalog.choices import MailKind, MailState
from catalog.mails.bounces import bounce_in
from catalog.models import SentMail
from tests.effort import tries

KEY = "<176.1234@massnahmen.example.org>"


def notification(
    *,
    action: str = "failed",
    message_id: str = KEY,
    returned: str = "message/rfc822",
    diagnosis: str = "smtp; 550 5.1.1 <amt@example.org>: user\r\n unknown",
) -> bytes:
    """As Postfix writes it."""
    text = f"""From: MAILER-DAEMON@mail.example.org
To: massnahmen@example.org
Subject: Undelivered Mail Returned to Sender
Message-ID: <own@mail.example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; amt@example.org
Action: {action}
Status: 5.1.1
Diagnostic-Code: {diagnosis}

--x
Content-Type: {returned}

From: massnahmen@example.org
Message-ID: {message_id}
Subject: Erinnerung

--x--
"""
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode()


@pytest.fixture
def mail(db: None) -> SentMail:
    return SentMail.objects.create(
        key="1", kind=MailKind.ROUND_REMINDER, email="amt@example.org", message_id=KEY, state=MailState.SENT
    )


def piped(content: bytes, monkeypatch: pytest.MonkeyPatch) -> str:
    output = StringIO()
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(content)))
    call_command("note_bounces", stdout=output)
    return output.getvalue()


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers", "message/global"])
def test_a_mail_that_came_back_is_marked(mail: SentMail, monkeypatch: pytest.MonkeyPatch, returned: str) -> None:
    assert piped(notification(returned=returned), monkeypatch).startswith("Zurückgekommen: 1")
    mail.refresh_from_db()
    assert mail.state == MailState.BOUNCED
    assert mail.error == "550 5.1.1 <amt@example.org>: user unknown"


@pytest.mark.parametrize(
    "content",
    [
        notification(action="delayed"),
        notification(action="delivered"),
        notification(message_id="<other@massnahmen.example.org>"),
        b"Subject: Ich bin im Urlaub\r\nIn-Reply-To: " + KEY.encode() + b"\r\n\r\nBis Montag.",
        b"",
        b"\xff\xfe\x00" * 1000,
        b"Content-Type: multipart/mixed; boundary=" + b"x" * 100_000,
    ],
)
def test_other_mails_are_counted_and_left_alone(
    mail: SentMail, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    assert "Andere: 1" in piped(content, monkeypatch)
    mail.refresh_from_db()
    assert mail.state == MailState.SENT


def test_what_was_refused_does_not_come_back(mail: SentMail, monkeypatch: pytest.MonkeyPatch) -> None:
    SentMail.objects.update(state=MailState.REFUSED, error="550")
    piped(notification(), monkeypatch)
    assert SentMail.objects.get().state == MailState.REFUSED


def test_of_a_mail_without_address_only_the_code_is_noted(mail: SentMail, monkeypatch: pytest.MonkeyPatch) -> None:
    SentMail.objects.update(email="")
    piped(notification(), monkeypatch)
    assert (SentMail.objects.get().state, SentMail.objects.get().error) == (MailState.BOUNCED, "550")


def nested(depth: int) -> bytes:
    heads = [f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth)]
    return "".join(heads).encode() + notification()


def test_deep_and_long_ones_end(mail: SentMail, monkeypatch: pytest.MonkeyPatch) -> None:
    for content in (nested(3000), notification() + b"x" * 5_000_000, notification(diagnosis="x" * 100_000)):
        piped(content, monkeypatch)
    assert len(SentMail.objects.get().error) <= 300


@hypothesis_settings(max_examples=tries(100), deadline=None)
@given(st.binary(max_size=400), st.integers(0, 800))
def test_nothing_that_arrives_breaks_it(rubbish: bytes, place: int) -> None:
    whole = notification()
    for content in (rubbish, whole[:place] + rubbish + whole[place:]):
        bounce = bounce_in(content)
        assert bounce is None or len(bounce.reason) <= 300


def test_the_new_mails_of_a_folder_are_read_once(mail: SentMail, tmp_path: Path) -> None:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1.host").write_bytes(notification())
    (tmp_path / "new" / "2.host").write_bytes(b"Subject: Hallo\n\n")
    (tmp_path / "new" / "3.host").symlink_to(tmp_path / "nowhere")
    outputs = []
    for _run in range(2):
        output = StringIO()
        call_command("note_bounces", maildir=tmp_path, stdout=output)
        outputs.append(output.getvalue().strip())
    assert outputs == [
        "Zurückgekommen: 1. Andere: 1, sie bleiben liegen.",
        "Zurückgekommen: 0. Andere: 0, sie bleiben liegen.",
    ]
    assert sorted(file.name for file in (tmp_path / "cur").iterdir()) == ["1.host:2,S", "2.host:2,S"]
    with pytest.raises(CommandError):
        call_command("note_bounces", maildir=tmp_path / "new")
