"""A real mail server gets the mails of a round, as they travel: headers, plain text and HTML."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from pytest_django import Settings

from catalog.choices import MailKind, MailState
from catalog.mails.messages import message
from catalog.mails.sending import Occasion, send_once
from catalog.models import SentMail
from tests import factories
from tests.catalog.mails.smtp import mail_server

pytestmark = pytest.mark.usefixtures("without_cities")
SITE = "https://massnahmen.example.org"


@pytest.fixture(autouse=True)
def site(settings: Settings) -> None:
    settings.SITE_URL = SITE
    settings.DEFAULT_FROM_EMAIL = "Maßnahmen <massnahmen@example.org>"


def test_a_reminder_arrives_as_plain_text_and_html_and_a_refusal_is_noted() -> None:
    report = factories.make_report()
    reporting_round = factories.make_round(report, title="Halbjahr 1/2026", open_until=date(2026, 7, 31))
    for name in ("jugendamt", "unbekannt"):
        office = factories.make_office(report.municipality, name=name, email=f"{name}@example.org")
        measure = factories.make_measure(report, title="Räume für Mädchen & Jungen")
        factories.make_request(reporting_round, office, measure)
    with mail_server() as inbox, time_machine.travel(datetime(2026, 7, 24, 6, tzinfo=UTC), tick=False):
        inbox.unknown.add("unbekannt@example.org")
        with pytest.raises(CommandError, match="1"):
            call_command("send_reminders")
        inbox.unknown.clear()
        call_command("send_reminders")
        call_command("send_reminders")
    first, second = inbox.mails
    assert [first["To"], second["To"]] == ["jugendamt@example.org", "unbekannt@example.org"]
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["From"] == "Maßnahmen <massnahmen@example.org>"
    assert first["Message-ID"] == SentMail.objects.get(email="jugendamt@example.org").message_id
    plain, html = first.get_body(("plain",)), first.get_body(("html",))
    assert plain
    assert html
    link = next(line for line in plain.get_content().splitlines() if line.startswith(SITE))
    page = BeautifulSoup(html.get_content(), "lxml")
    assert [one["href"] for one in page.select("a")] == [link]
    assert "Räume für Mädchen & Jungen" in plain.get_content()
    assert "Räume für Mädchen & Jungen" in page.get_text()
    assert {mail.state for mail in SentMail.objects.all()} == {MailState.SENT}


def test_a_request_made_by_message_arrives() -> None:
    context = {"office": "Jugendamt", "round": "Halbjahr 1/2026", "published": ["A1 Beratung"]}
    with mail_server() as inbox:
        mail = message("Ihre Meldung: Halbjahr", "rounds/mail/reviewed.txt", context, "jugendamt@example.org")
        send_once(mail, Occasion(key="round-request:1", kind=MailKind.ROUND_REQUEST))
    (arrived,) = inbox.mails
    assert arrived["Subject"] == "Ihre Meldung: Halbjahr"
    assert arrived.get_content_type() == "multipart/alternative"
