"""`manage.py send_staff_mails`: planners and contributors are told what concerns them, as soon as they want it."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.test.utils import override_settings
from django.utils import timezone
from pytest_django import Settings

from catalog.choices import Language, MailKind, MailPace, MailState
from catalog.mails.preferences import choose
from catalog.models import Office, Report, SentMail, StaffNotice, User
from monitoring.choices import AnswerState
from monitoring.models import ReportingRound, RoundAnswer, RoundRequest
from monitoring.rounds.mails.staff_mails import tell_at_once
from tests import factories

pytestmark = pytest.mark.usefixtures("without_cities")
Mails = list[EmailMessage]
SITE = "https://massnahmen.example.org"
NOW = datetime(2026, 7, 20, 6, tzinfo=UTC)  # a Monday
LAST = date(2026, 7, 31)


@pytest.fixture(autouse=True)
def clock(settings: Settings) -> Any:
    settings.SITE_URL = SITE
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def report() -> Report:
    return factories.make_report()


@pytest.fixture
def office(report: Report) -> Office:
    return factories.make_office(report.municipality, name="Jugendamt", email="jugendamt@example.org")


@pytest.fixture
def reporting_round(report: Report) -> ReportingRound:
    """Opened so long ago that this is no news any more."""
    opened = NOW - timedelta(days=40)
    return factories.make_round(report, title="Halbjahr 1/2026", open_until=LAST, opened_at=opened)


@pytest.fixture
def request_of(report: Report, office: Office, reporting_round: ReportingRound) -> RoundRequest:
    measures = [factories.make_measure(report, code=code, title=f"Beratung {code}") for code in ("A1", "A2")]
    return factories.make_request(reporting_round, office, *measures)


@pytest.fixture
def planner(report: Report) -> User:
    return factories.make_planner(report.municipality, email="planung@example.org")


@pytest.fixture
def contributor(office: Office) -> User:
    return factories.make_contributor(office, email="kim@example.org")


def submit(*codes: str) -> None:
    answers = RoundAnswer.objects.filter(measure__code__in=codes)
    answers.update(state=AnswerState.SUBMITTED, submitted_at=timezone.now(), text="Geheimer Wortlaut")


def review(code: str, state: AnswerState, remark: str = "") -> None:
    answers = RoundAnswer.objects.filter(measure__code=code)
    answers.update(state=state, reviewed_at=timezone.now(), remark=remark, text="Geheimer Wortlaut")


def run() -> str:
    output = StringIO()
    call_command("send_staff_mails", stdout=output, stderr=output)
    return output.getvalue()


def told(mails: Mails) -> list[tuple[str, str]]:
    found = [(mail.to[0], str(mail.subject)) for mail in mails]
    mails.clear()
    return found


def test_planners_are_told_who_has_submitted_but_not_what(
    request_of: RoundRequest, planner: User, mailoutbox: Mails
) -> None:
    submit("A1", "A2")
    assert run() == "Mails an Beschäftigte und Ämter verschickt: 1.\n"
    (mail,) = mailoutbox
    assert mail.to == ["planung@example.org"]
    assert "- Jugendamt: 2" in str(mail.body)
    assert "Geheimer" not in str(mail.message())
    assert f"{SITE}/admin/" in str(mail.body).splitlines()
    entry = SentMail.objects.get()
    assert (entry.person, entry.municipality, entry.kind) == (planner, request_of.round.municipality, "round_submitted")


@pytest.mark.both
def test_nothing_is_told_twice_and_one_mail_a_day(
    request_of: RoundRequest, planner: User, mailoutbox: Mails, clock: Any
) -> None:
    submit("A1")
    run()
    submit("A2")
    run()
    assert len(told(mailoutbox)) == 1
    clock.shift(timedelta(days=1))
    run()
    run()
    assert len(mailoutbox) == 1
    assert "- Jugendamt: 1" in str(mailoutbox[0].body)


def test_a_contributor_is_told_what_was_sent_back_and_published(
    request_of: RoundRequest, contributor: User, mailoutbox: Mails
) -> None:
    review("A1", AnswerState.SENT_BACK, "Bitte ein Datum nennen.")
    review("A2", AnswerState.PUBLISHED)
    run()
    mail = next(mail for mail in mailoutbox if mail.to == ["kim@example.org"])
    body = str(mail.body)
    assert "Antworten wurden zurückgegeben:\n\n- A1 Beratung A1: Bitte ein Datum nennen." in body
    assert "Antworten wurden veröffentlicht:\n\n- A2 Beratung A2" in body
    assert "Geheimer" not in str(mail.message())


@pytest.mark.both
def test_the_office_gets_one_mail_a_day_about_its_answers(
    request_of: RoundRequest, mailoutbox: Mails, clock: Any
) -> None:
    review("A1", AnswerState.SENT_BACK, "Bitte ein Datum nennen.")
    run()
    review("A2", AnswerState.PUBLISHED)
    run()
    assert told(mailoutbox) == [("jugendamt@example.org", "Ihre Antworten: Halbjahr 1/2026")]
    clock.shift(timedelta(days=1))
    run()
    (mail,) = mailoutbox
    assert "- A2 Beratung A2" in str(mail.body)
    assert "A1 Beratung" not in str(mail.body)  # the link of the office may hold these two letters by chance
    assert f"/rueckmeldung/{request_of.token}/" in str(mail.body)


@pytest.mark.both
def test_what_was_refused_is_told_the_next_time(
    request_of: RoundRequest, planner: User, mailoutbox: Mails, clock: Any
) -> None:
    submit("A1")
    review("A2", AnswerState.SENT_BACK)
    with override_settings(EMAIL_BACKEND="tests.mail_servers.Refusing"), pytest.raises(CommandError):
        run()
    assert not StaffNotice.objects.exists()
    assert not RoundAnswer.objects.filter(told_at__isnull=False).exists()
    run()
    assert {address for address, _subject in told(mailoutbox)} == {"planung@example.org", "jugendamt@example.org"}
    clock.shift(timedelta(days=1))
    run()
    assert mailoutbox == []


def test_what_may_have_arrived_is_not_told_again(
    request_of: RoundRequest, planner: User, mailoutbox: Mails, clock: Any
) -> None:
    submit("A1")
    with override_settings(EMAIL_BACKEND="tests.mail_servers.FallingSilent"), pytest.raises(CommandError):
        run()
    mailoutbox.clear()
    clock.shift(timedelta(days=1))
    run()
    assert mailoutbox == []
    assert SentMail.objects.get().state == MailState.UNCERTAIN


@pytest.mark.both
@pytest.mark.parametrize(("pace", "expected"), [("at_once", [1, 0]), ("daily", [0, 1]), ("off", [0, 0])])
def test_each_decides_how_soon(
    request_of: RoundRequest, planner: User, mailoutbox: Mails, pace: str, expected: list[int]
) -> None:
    choose(planner, MailKind.ROUND_SUBMITTED, MailPace(pace))
    submit("A1")
    tell_at_once.call(request_of.round.municipality_id)
    at_once = len(told(mailoutbox))
    run()
    assert [at_once, len(told(mailoutbox))] == expected


def test_others_are_told_nothing(request_of: RoundRequest, office: Office, mailoutbox: Mails) -> None:
    factories.make_planner(factories.make_municipality(), email="anderswo@example.org")
    factories.make_reader(office.municipality, email="rat@example.org")
    factories.make_contributor(factories.make_office(office.municipality), email="anderes-amt@example.org")
    factories.make_planner(office.municipality, email="weg@example.org", is_active=False)
    factories.make_planner(office.municipality, email="")
    submit("A1")
    review("A2", AnswerState.SENT_BACK)
    run()
    assert [address for address, _subject in told(mailoutbox)] == ["jugendamt@example.org"]


def test_a_round_that_was_opened_is_told_to_all_but_who_opened_it(
    request_of: RoundRequest, planner: User, contributor: User, mailoutbox: Mails
) -> None:
    opener = factories.make_planner(request_of.round.municipality, email="selbst@example.org")
    ReportingRound.objects.update(opened_at=NOW - timedelta(hours=1), opened_by=opener)
    tell_at_once.call(request_of.round.municipality_id)
    assert sorted(told(mailoutbox)) == [
        ("kim@example.org", "Eine Runde wurde eröffnet: Halbjahr 1/2026"),
        ("planung@example.org", "Eine Runde wurde eröffnet: Halbjahr 1/2026"),
    ]


@pytest.mark.both
def test_contributors_are_told_what_is_due_until_they_have_answered(
    request_of: RoundRequest, contributor: User, mailoutbox: Mails, clock: Any
) -> None:
    clock.move_to(datetime(2026, 7, 24, 6, tzinfo=UTC))
    run()
    assert "- Jugendamt: 2 Maßnahmen ohne Antwort, letzter Tag 31.07.2026" in str(mailoutbox[0].body)
    mailoutbox.clear()
    submit("A1", "A2")
    clock.move_to(datetime(2026, 7, 31, 6, tzinfo=UTC))
    run()
    assert mailoutbox == []


@pytest.mark.both
def test_planners_are_told_who_is_silent_where_nobody_stands_above(
    request_of: RoundRequest, planner: User, mailoutbox: Mails, clock: Any
) -> None:
    clock.move_to(datetime(2026, 8, 14, 6, tzinfo=UTC))
    run()
    run()
    (mail,) = mailoutbox
    assert "1 Amt hat nicht geantwortet, letzter Tag war der 31.07.2026" in str(mail.body)
    assert "- Jugendamt: 2 Maßnahmen ohne Antwort" in " ".join(str(mail.body).split())


def test_a_mail_speaks_the_language_of_its_reader_and_can_be_switched_off(
    request_of: RoundRequest, planner: User, mailoutbox: Mails, clock: Any, client: Any
) -> None:
    planner.language = Language.ENGLISH
    planner.save()
    submit("A1")
    run()
    (mail,) = mailoutbox
    assert mail.subject == "Answers were submitted: Halbjahr 1/2026"
    assert f"{SITE}/en/admin/" in str(mail.body).splitlines()
    url = mail.extra_headers["List-Unsubscribe"].strip("<>").removeprefix(SITE)
    mailoutbox.clear()
    assert client.get(url).status_code == 200
    clock.shift(timedelta(days=1))
    submit("A1")
    run()
    assert len(told(mailoutbox)) == 1  # looking at the page changes nothing
    assert client.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    clock.shift(timedelta(days=1))
    submit("A2")
    run()
    assert mailoutbox == []
    assert client.post(f"{url[:-2]}x/").status_code == 404


def test_a_dry_run_counts(request_of: RoundRequest, planner: User, mailoutbox: Mails) -> None:
    submit("A1", "A2")
    output = StringIO()
    call_command("send_staff_mails", dry_run=True, stdout=output)
    assert output.getvalue().strip() == "Neuigkeiten: 2, Menschen: 1"
    assert mailoutbox == []
