"""`manage.py send_reminders`: who is reminded of what, by which mail, and never twice."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone
from pytest_django import Settings

from catalog.choices import MailKind, MailState
from catalog.models import Office, Report, SentMail
from monitoring.choices import AnswerState
from monitoring.models import ReportingRound, RoundAnswer, RoundRequest
from tests import factories

pytestmark = pytest.mark.usefixtures("without_cities")
Mails = list[EmailMessage]
LAST = date(2026, 7, 31)  # a Friday
SITE = "https://massnahmen.example.org"


@pytest.fixture(autouse=True)
def clock(settings: Settings) -> Any:
    settings.SITE_URL = SITE
    with time_machine.travel(datetime(2026, 7, 24, 6, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def report() -> Report:
    return factories.make_report(factories.make_municipality(name="Heidelberg"))


@pytest.fixture
def above(report: Report) -> Office:
    return factories.make_office(report.municipality, name="Dezernat III", email="dezernat@example.org")


@pytest.fixture
def office(report: Report, above: Office) -> Office:
    return factories.make_office(report.municipality, name="Jugendamt", email="jugendamt@example.org", parent=above)


@pytest.fixture
def reporting_round(report: Report) -> ReportingRound:
    return factories.make_round(report, title="Halbjahr 1/2026", open_until=LAST)


@pytest.fixture
def request_of(report: Report, office: Office, reporting_round: ReportingRound) -> RoundRequest:
    measures = [factories.make_measure(report, code=code, title=f"Beratung {code}") for code in ("A2", "A1")]
    return factories.make_request(reporting_round, office, *measures)


def run(on: date | None = None, clock: Any = None) -> str:
    if on:
        clock.move_to(datetime(on.year, on.month, on.day, 6, tzinfo=UTC))
    output = StringIO()
    call_command("send_reminders", stdout=output, stderr=output)
    return output.getvalue()


def test_the_mail_names_what_is_open_with_the_link(request_of: RoundRequest, mailoutbox: Mails) -> None:
    RoundAnswer.objects.filter(measure__code="A2").update(state=AnswerState.TYPED, text="Geheimes, nicht Abgegebenes")
    assert run() == "Erinnerungen verschickt: 1.\n"
    (mail,) = mailoutbox
    body = str(mail.body)
    assert mail.to == ["jugendamt@example.org"]
    assert mail.subject == "Erinnerung, noch 7 Tage: Halbjahr 1/2026"
    assert "- A1 Beratung A1\n- A2 Beratung A2\n" in body
    assert f"{SITE}/rueckmeldung/{request_of.token}/" in body.splitlines()
    assert "31.07.2026" in body
    assert "Geheimes" not in str(mail.message())


@pytest.mark.both
def test_each_reminder_is_sent_once_however_often_it_runs(
    request_of: RoundRequest, mailoutbox: Mails, clock: Any
) -> None:
    for number in range(60):
        for _time in range(2):
            run(date(2026, 7, 15) + timedelta(days=number), clock)
    assert [(mail.to[0], mail.subject) for mail in mailoutbox] == [
        ("jugendamt@example.org", "Erinnerung, noch 7 Tage: Halbjahr 1/2026"),
        ("jugendamt@example.org", "Heute ist der letzte Tag: Halbjahr 1/2026"),
        ("jugendamt@example.org", "Die Frist ist abgelaufen: Halbjahr 1/2026"),
        ("dezernat@example.org", "Keine Antwort von Jugendamt: Halbjahr 1/2026"),
    ]
    assert [mail.kind for mail in SentMail.objects.order_by("pk")] == [
        *[MailKind.ROUND_REMINDER] * 3,
        MailKind.ROUND_ESCALATED,
    ]


@pytest.mark.both
@pytest.mark.parametrize("state", [AnswerState.SUBMITTED, AnswerState.PUBLISHED])
def test_who_has_answered_is_left_alone(request_of: RoundRequest, mailoutbox: Mails, state: AnswerState) -> None:
    RoundAnswer.objects.update(state=state)
    run()
    assert mailoutbox == []
    RoundAnswer.objects.filter(measure__code="A1").update(state=AnswerState.SENT_BACK)
    run()
    assert "A1 Beratung" in str(mailoutbox[0].body)
    assert "A2 Beratung" not in str(mailoutbox[0].body)


@pytest.mark.both
@pytest.mark.parametrize("change", ["closed round", "draft", "revoked", "closed report", "no address"])
def test_nothing_is_asked_that_cannot_be_answered(request_of: RoundRequest, mailoutbox: Mails, change: str) -> None:
    if change == "closed round":
        ReportingRound.objects.update(closed_at=timezone.now())
    elif change == "draft":
        ReportingRound.objects.update(opened_at=None)
    elif change == "revoked":
        request_of.revoke()
    elif change == "closed report":
        Report.objects.update(is_closed=True)
    else:
        Office.objects.update(email="")
    run()
    assert mailoutbox == []


def test_the_substitute_gets_a_copy(request_of: RoundRequest, office: Office, mailoutbox: Mails) -> None:
    office.substitute_email = "vertretung@example.org"
    office.save()
    run()
    run()
    assert [mail.to[0] for mail in mailoutbox] == ["jugendamt@example.org", "vertretung@example.org"]


@pytest.mark.both
def test_an_extended_office_is_reminded_of_its_own_day(request_of: RoundRequest, mailoutbox: Mails, clock: Any) -> None:
    request_of.open_until = date(2026, 8, 14)
    request_of.save()
    run(LAST, clock)
    assert mailoutbox == []
    run(date(2026, 8, 7), clock)
    assert mailoutbox[0].subject == "Erinnerung, noch 7 Tage: Halbjahr 1/2026"


def test_after_a_break_only_the_most_urgent_is_sent(request_of: RoundRequest, mailoutbox: Mails, clock: Any) -> None:
    run(date(2026, 8, 10), clock)
    run(date(2026, 8, 11), clock)
    assert [mail.subject for mail in mailoutbox] == ["Die Frist ist abgelaufen: Halbjahr 1/2026"]


def test_midnight_is_that_of_the_city(request_of: RoundRequest, mailoutbox: Mails, clock: Any) -> None:
    clock.move_to(datetime(2026, 7, 23, 21, 59, tzinfo=UTC))  # still Thursday in Germany
    run()
    assert mailoutbox == []
    clock.move_to(datetime(2026, 7, 23, 22, 1, tzinfo=UTC))
    run()
    assert len(mailoutbox) == 1


def test_without_a_superior_office_the_planners_are_told_elsewhere(
    request_of: RoundRequest, above: Office, mailoutbox: Mails, clock: Any
) -> None:
    above.dissolved_on = date(2026, 1, 1)
    above.save()
    run(date(2026, 8, 14), clock)
    assert mailoutbox == []  # test_staff_mails: it is an event for the planners


@pytest.mark.both
def test_a_link_lost_with_the_secret_key_is_made_anew(request_of: RoundRequest, mailoutbox: Mails) -> None:
    RoundRequest.objects.update(digest="0" * 64)
    run()
    token = RoundRequest.objects.get().token
    assert RoundRequest.objects.with_token(token).exists()
    assert f"/rueckmeldung/{token}/" in str(mailoutbox[0].body)


class AnsweringMeanwhile(EmailBackend):
    """While the first mail is on its way, the other office submits all it owes."""

    def send_messages(self, messages: Any) -> int:
        others = RoundAnswer.objects.exclude(request__office__email=messages[0].to[0])
        others.update(state=AnswerState.SUBMITTED)
        return super().send_messages(messages)


@pytest.mark.both
def test_who_answers_while_others_are_reminded_is_not_reminded(
    request_of: RoundRequest, report: Report, mailoutbox: Mails
) -> None:
    other = factories.make_office(report.municipality, email="sozialamt@example.org")
    factories.make_request(request_of.round, other, factories.make_measure(report))
    with override_settings(EMAIL_BACKEND=f"{__name__}.AnsweringMeanwhile"):
        run()
    assert [mail.to[0] for mail in mailoutbox] == ["jugendamt@example.org"]


def test_what_was_refused_is_repeated_and_what_is_unknown_is_not(request_of: RoundRequest, mailoutbox: Mails) -> None:
    with override_settings(EMAIL_BACKEND="tests.mail_servers.Refusing"), pytest.raises(CommandError, match="1"):
        run()
    assert SentMail.objects.get().state == MailState.REFUSED
    with override_settings(EMAIL_BACKEND="tests.mail_servers.FallingSilent"), pytest.raises(CommandError):
        run()
    mailoutbox.clear()
    run()
    assert mailoutbox == []
    assert SentMail.objects.get().state == MailState.UNCERTAIN


def test_without_a_mail_server_it_stops_and_says_so(
    request_of: RoundRequest, report: Report, mailoutbox: Mails, settings: Settings
) -> None:
    other = factories.make_office(report.municipality, email="sozialamt@example.org")
    factories.make_request(request_of.round, other, factories.make_measure(report))
    before, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.mail_servers.Unreachable"
    with pytest.raises(CommandError, match="nicht erreichbar"):
        run()
    settings.EMAIL_BACKEND = before
    assert SentMail.objects.count() == 1
    run()
    assert len(mailoutbox) == 2


def test_a_dry_run_sends_nothing(request_of: RoundRequest, mailoutbox: Mails) -> None:
    output = StringIO()
    call_command("send_reminders", dry_run=True, stdout=output)
    assert "Jugendamt" in output.getvalue()
    assert mailoutbox == []


@pytest.mark.both
def test_offices_that_need_nothing_cost_nothing(request_of: RoundRequest, report: Report, mailoutbox: Mails) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            run()
        return len(captured)

    run()
    few = queries()
    for number in range(5):
        office = factories.make_office(report.municipality, email=f"amt-{number}@example.org")
        request = factories.make_request(request_of.round, office, factories.make_measure(report))
        request.answers.update(state=AnswerState.SUBMITTED)
    assert queries() == few
