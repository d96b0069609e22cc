"""Who is missing in a round, and what a planner does about it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from catalog.choices import MailKind, MailState
from catalog.models import Municipality, Office, Report, SentMail, User
from monitoring.choices import AnswerState, OfficeState, RoundQuestion, Status
from monitoring.models import ReportingRound, RoundAnswer, RoundRequest
from monitoring.rounds.planning import missing_views
from monitoring.rounds.planning.progress import RoundProgress
from tests import factories
from tests.admin_pages import admin_url
from tests.queued import do_queued, number_queued
from tests.reports.pages import get, text, texts

pytestmark = pytest.mark.usefixtures("without_cities")
DAY = date(2026, 12, 1)
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def city() -> Municipality:
    return factories.make_municipality(name="Heidelberg")


@pytest.fixture
def report(city: Municipality) -> Report:
    return factories.make_report(city)


@pytest.fixture
def planner(client: Client, city: Municipality) -> Client:
    client.force_login(factories.make_planner(city, last_name="Planung"))
    return client


@pytest.fixture
def running(report: Report) -> ReportingRound:
    return factories.make_round(report, title="Halbjahr 2/2026", open_until=date(2026, 12, 11))


def ask(running: ReportingRound, name: str, *states: AnswerState, **fields: Any) -> RoundRequest:
    """An office that is asked about a measure for each state of its answers."""
    report = running.reports.get()
    office = factories.make_office(report.municipality, name=name, email=f"{name.lower()}@example.org")
    request = factories.make_request(running, office, **fields)
    for state in states:
        factories.make_answer(request, factories.make_measure(report, lead=office), state=state)
    return request


@pytest.fixture
def asked(running: ReportingRound) -> dict[str, RoundRequest]:
    open_, typed, submitted, published = (
        AnswerState.OPEN,
        AnswerState.TYPED,
        AnswerState.SUBMITTED,
        AnswerState.PUBLISHED,
    )
    found = [
        ask(running, "Fertig", submitted, published),
        ask(running, "Halb", submitted, open_),
        ask(running, "Offen", open_, open_, first_opened_at=timezone.now()),
        ask(running, "Tippt", typed),
        ask(running, "Stumm", open_),
        ask(running, "Leer"),
    ]
    return {request.office.name: request for request in found}


def page(name: str, row: Any) -> str:
    return admin_url(f"round_{name}", row.pk)


def said(client: Client, url: str, sent: Any = None) -> str:
    """What the messages say after an act."""
    answer = client.post(url, sent or {}, follow=True)
    return " ".join(str(message) for message in answer.context["messages"])


def test_each_office_stands_with_its_state(running: ReportingRound, asked: dict[str, RoundRequest]) -> None:
    progress = RoundProgress(running, DAY)
    assert {one.request.office.name: one.state for one in progress.offices} == {
        "Fertig": OfficeState.ANSWERED,
        "Halb": OfficeState.PARTLY,
        "Offen": OfficeState.OPENED,
        "Tippt": OfficeState.OPENED,
        "Stumm": OfficeState.UNOPENED,
        "Leer": OfficeState.NOTHING,
    }
    assert (progress.answered, progress.asked, progress.submitted) == (3, 8, 2)
    assert (len(progress.complete), len(progress.involved), progress.days_left) == (1, 5, 10)
    assert [one.request.office.name for one in progress.to_remind] == ["Halb", "Offen", "Stumm", "Tippt"]


def test_the_page_says_who_is_missing_and_until_when(
    planner: Client, running: ReportingRound, asked: dict[str, RoundRequest]
) -> None:
    RoundRequest.objects.filter(pk=asked["Stumm"].pk).update(open_until=date(2026, 12, 20))
    shown = get(planner, page("missing", running))
    assert "1 of 5 offices have answered everything; 3 of 8 answers are there. 10 days left" in text(shown)
    line = next(row for row in texts(shown, ".round-table tbody tr") if row.startswith("Stumm"))
    assert "not opened" in line
    assert "19 days left" in line
    assert "Remind all 4 that have not answered yet" in text(shown, ".round-acts")


def test_what_the_mail_server_said_stands_beside_the_office(
    planner: Client, running: ReportingRound, asked: dict[str, RoundRequest]
) -> None:
    def log(request: RoundRequest, kind: MailKind, state: MailState, error: str, hour: int) -> None:
        SentMail.objects.create(
            municipality=running.municipality,
            key=f"{kind.value.replace('_', '-')}:{request.pk}:x",
            kind=kind,
            email=request.office.email,
            state=state,
            error=error,
            sent_at=NOON.replace(hour=hour),
        )

    log(asked["Stumm"], MailKind.ROUND_REQUEST, MailState.SENT, "", 8)
    log(asked["Stumm"], MailKind.ROUND_REMINDER, MailState.BOUNCED, "5.1.1 user unknown", 9)
    log(asked["Halb"], MailKind.ROUND_REQUEST, MailState.REFUSED, "550 no such user", 8)
    lines = texts(get(planner, page("missing", running)), ".round-table tbody tr")
    by_office = {line.split()[0]: line for line in lines}
    assert "came back 5.1.1 user unknown" in by_office["Stumm"]
    assert "refused by the mail server 550 no such user" in by_office["Halb"]
    assert "user" not in by_office["Fertig"]
    assert "reminder of an office" in text(get(planner, page("request", asked["Stumm"])), ".round-mails")


@pytest.mark.both
def test_as_many_questions_for_many_offices(planner: Client, running: ReportingRound) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            get(planner, page("missing", running))
        return len(captured)

    ask(running, "Eins", AnswerState.OPEN)
    few = queries()
    for number in range(15):
        ask(running, f"Amt{number}", AnswerState.OPEN, AnswerState.SUBMITTED)
    assert queries() == few


def test_many_offices_stand_on_several_pages_counted_together(
    planner: Client, running: ReportingRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(missing_views, "OFFICES_PER_PAGE", 2)
    for number in range(5):
        ask(running, f"Amt{number}", AnswerState.OPEN)
    shown = get(planner, page("missing", running))
    assert texts(shown, "tbody th a") == ["Amt0", "Amt1"]
    assert "0 of 5 offices have answered everything" in text(shown, ".round-lead")
    assert "Remind all 5 that have not answered yet" in text(shown, ".round-acts")
    assert texts(get(planner, f"{page('missing', running)}?seite=3"), "tbody th a") == ["Amt4"]
    assert len(planner.get(page("missing_csv", running)).content.splitlines()) == 6


def test_an_office_is_reminded_at_once_and_once_a_day(
    planner: Client, asked: dict[str, RoundRequest], mailoutbox: list[EmailMessage]
) -> None:
    halb = asked["Halb"]
    Office.objects.filter(pk=halb.office_id).update(substitute_email="vertretung@example.org")
    assert "Halb is being reminded at halb@example.org." in said(planner, page("remind", halb))
    do_queued()
    missing = halb.answers.get(state=AnswerState.OPEN).measure
    given = halb.answers.get(state=AnswerState.SUBMITTED).measure
    assert [mail.to for mail in mailoutbox] == [["halb@example.org"], ["vertretung@example.org"]]
    assert str(missing) in mailoutbox[0].body
    assert str(given) not in mailoutbox[0].body
    assert f"/rueckmeldung/{halb.token}/" in mailoutbox[0].body
    assert "has been reminded today" in said(planner, page("remind", halb))
    do_queued()
    assert len(mailoutbox) == 2


def test_all_who_are_missing_are_reminded_and_nobody_else(
    planner: Client, running: ReportingRound, asked: dict[str, RoundRequest], mailoutbox: list[EmailMessage]
) -> None:
    asked["Offen"].revoke()
    asked["Stumm"].answers.update(state=AnswerState.OPEN)
    said(planner, page("remind", asked["Tippt"]))
    do_queued()
    assert "2 offices are being reminded" in said(planner, page("remind_all", running))
    asked["Stumm"].answers.update(state=AnswerState.SUBMITTED)  # just before the mail leaves
    do_queued()
    assert sorted(mail.to[0] for mail in mailoutbox) == ["halb@example.org", "tippt@example.org"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"revoked_at": NOON}, "is revoked"),
        ({"office__email": ""}, "has no e-mail address"),
    ],
)
def test_who_cannot_be_reminded_is_said(
    planner: Client, asked: dict[str, RoundRequest], change: dict[str, Any], words: str
) -> None:
    stumm = asked["Stumm"]
    if "office__email" in change:
        Office.objects.filter(pk=stumm.office_id).update(email="")
    else:
        RoundRequest.objects.filter(pk=stumm.pk).update(**change)
    assert words in said(planner, page("remind", stumm))
    assert number_queued() == 0


def test_an_office_gets_longer_but_not_shorter(planner: Client, asked: dict[str, RoundRequest]) -> None:
    stumm = asked["Stumm"]
    refused = planner.post(page("extend", stumm), {"open_until": "2026-12-05"}).content.decode()
    assert "The day is not before 11.12.2026" in refused
    assert "Stumm has until 12/20/2026" in said(planner, page("extend", stumm), {"open_until": "2026-12-20"})
    stumm.refresh_from_db()
    assert stumm.last_day == date(2026, 12, 20)


def test_a_measure_is_handed_over_and_the_other_office_written_to(
    planner: Client, asked: dict[str, RoundRequest], mailoutbox: list[EmailMessage]
) -> None:
    offen, halb = asked["Offen"], asked["Halb"]
    RoundRequest.objects.filter(pk=halb.pk).update(sent_at=NOON)
    given = offen.answers.all()[0]
    sent = {"answers": [given.pk], "office": halb.office_id, "note": "Bitte übernehmen."}
    assert "One measure is now asked of Halb." in said(planner, page("hand_over", offen), sent)
    do_queued()
    given.refresh_from_db()
    assert given.request == halb
    assert [mail.to for mail in mailoutbox] == [["halb@example.org"]]
    assert str(given.measure) in mailoutbox[0].body
    new = factories.make_office(halb.office.municipality, name="Neu", email="neu@example.org")
    said(planner, page("hand_over", offen), {"answers": [offen.answers.get().pk], "office": new.pk, "note": "Bitte!"})
    do_queued()
    assert mailoutbox[1].to == ["neu@example.org"]
    assert "Bitte!" in mailoutbox[1].body
    assert "handed over by Offen" in text(get(planner, page("missing", offen.round)))


def test_nothing_is_handed_over_to_an_office_of_another_city_nor_twice(
    planner: Client, asked: dict[str, RoundRequest]
) -> None:
    offen, halb = asked["Offen"], asked["Halb"]
    given = offen.answers.all()[0]
    foreign = factories.make_office()
    planner.post(page("hand_over", offen), {"answers": [given.pk], "office": foreign.pk})
    planner.post(page("hand_over", offen), {"answers": [halb.answers.all()[0].pk], "office": halb.office_id})
    factories.make_answer(halb, given.measure)
    words = said(planner, page("hand_over", offen), {"answers": [given.pk], "office": halb.office_id})
    assert "is already asked about" in words
    assert offen.answers.count() == 2


def test_a_new_link_is_mailed_and_the_former_one_ends(
    planner: Client, asked: dict[str, RoundRequest], mailoutbox: list[EmailMessage]
) -> None:
    stumm = asked["Stumm"]
    before = stumm.token
    said(planner, page("revoke", stumm))
    assert not RoundRequest.objects.with_token(before).exists()
    said(planner, page("renew", stumm))
    do_queued()
    stumm.refresh_from_db()
    assert stumm.token != before
    assert RoundRequest.objects.with_token(stumm.token).exists()
    assert [f"/{stumm.token}/" in mail.body for mail in mailoutbox] == [True]


def note(client: Client, answer: RoundAnswer, **sent: Any) -> str:
    return said(client, page("note", answer), {"version": answer.version, **sent})


def test_what_was_said_by_telephone_is_noted_as_submitted(planner: Client, asked: dict[str, RoundRequest]) -> None:
    answer = asked["Stumm"].answers.get()
    words = note(planner, answer, answered_by="Frau Weiß", status=Status.IN_PROGRESS, text="Wird gebaut.")
    assert "not public yet" in words
    answer.refresh_from_db()
    assert (answer.state, answer.text, answer.answered_by) == (AnswerState.SUBMITTED, "Wird gebaut.", "Frau Weiß")
    assert answer.noted_by
    assert answer.submitted_at == NOON
    assert "noted by Planung" in text(get(planner, page("request", asked["Stumm"])))
    assert answer.measure.status_updates.count() == 0


def test_unchanged_needs_a_report_that_still_holds(planner: Client, asked: dict[str, RoundRequest]) -> None:
    answer = asked["Tippt"].answers.get()
    RoundAnswer.objects.filter(pk=answer.pk).update(text="Angefangen", costs="viel")
    planner.post(page("note", answer), {"version": 0, "is_unchanged": "on"})
    answer.refresh_from_db()
    assert answer.state == AnswerState.TYPED
    factories.make_update(answer.measure, as_of=date(2026, 6, 30))
    note(planner, answer, is_unchanged="on")
    answer.refresh_from_db()
    assert (answer.state, answer.is_unchanged, answer.text, answer.costs) == (AnswerState.SUBMITTED, True, "", "")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Write down what the office has said"),
        ({"text": "Neu", "is_unchanged": "on"}, "cannot be said together"),
        ({"due": "Ende 2027"}, "A deadline that moves needs a reason"),
    ],
)
def test_a_note_that_says_nothing_or_too_much_is_refused(
    planner: Client, asked: dict[str, RoundRequest], sent: dict[str, str], words: str
) -> None:
    answer = asked["Stumm"].answers.get()
    factories.make_update(answer.measure, as_of=date(2026, 6, 30))
    assert words in planner.post(page("note", answer), {"version": 0, **sent}).content.decode()
    answer.refresh_from_db()
    assert answer.state == AnswerState.OPEN


def test_a_note_does_not_overwrite_what_the_office_has_saved_meanwhile(
    planner: Client, asked: dict[str, RoundRequest]
) -> None:
    answer = asked["Stumm"].answers.get()
    RoundAnswer.objects.filter(pk=answer.pk).update(text="Vom Amt", version=1)
    assert "was answered meanwhile" in note(planner, answer, text="Von der Planung")
    answer.refresh_from_db()
    assert answer.text == "Vom Amt"


def test_only_what_the_round_asks_stands_in_the_note(
    planner: Client, running: ReportingRound, asked: dict[str, RoundRequest]
) -> None:
    running.questions = [RoundQuestion.STATUS]
    running.save()
    form = planner.get(page("note", asked["Stumm"].answers.get())).context["form"]
    assert set(form.fields) == {"answered_by", "status"}


def test_milestones_and_values_are_noted_too(
    planner: Client, running: ReportingRound, asked: dict[str, RoundRequest]
) -> None:
    answer = asked["Stumm"].answers.get()
    milestone = factories.make_milestone(answer.measure, title="Spatenstich", due="31.12.2026")
    indicator = factories.make_indicator(answer.measure, name="Plätze")
    shown = text(get(planner, page("note", answer)))
    assert "Spatenstich" in shown
    assert "Plätze" in shown
    due, value = f"a{answer.pk}-m{milestone.pk}-due", f"a{answer.pk}-v{indicator.pk}"
    refused = planner.post(page("note", answer), {"version": 0, due: "31.03.2027"}).content.decode()
    assert "Say why the deadline moves" in refused
    sent = {due: "31.03.2027", f"{due}_reason": "Lieferzeit", f"{value}-value": "12", f"{value}-as_of": "30.11.2026"}
    assert "not public yet" in note(planner, answer, **sent)
    answer.refresh_from_db()
    told = answer.milestones.get()
    assert (answer.state, told.due, told.due_reason) == (AnswerState.SUBMITTED, "31.03.2027", "Lieferzeit")
    assert [(one.value, one.as_of) for one in answer.values.all()] == [(12, date(2026, 11, 30))]


def test_what_is_published_is_neither_noted_nor_handed_over(planner: Client, asked: dict[str, RoundRequest]) -> None:
    answer = asked["Fertig"].answers.get(state=AnswerState.PUBLISHED)
    assert "published already" in note(planner, answer, text="Anders")
    shown = planner.get(page("request", asked["Fertig"])).context["hand_over_form"]
    assert [one.state for one in shown.fields["answers"].queryset] == [AnswerState.SUBMITTED]


def test_in_a_closed_round_everything_is_seen_and_nothing_done(
    planner: Client, running: ReportingRound, asked: dict[str, RoundRequest]
) -> None:
    running.closed_at = NOON
    running.save()
    stumm = asked["Stumm"]
    assert not get(planner, page("missing", running)).select(".round-act")
    get(planner, page("request", stumm))
    for name, row in (
        *((name, running) for name in ("remind_all", "send_again", "settings")),
        *((name, stumm) for name in ("remind", "extend", "hand_over", "revoke", "renew")),
        ("note", stumm.answers.get()),
    ):
        assert planner.post(page(name, row), {}).status_code == 403, name


def test_the_table_goes_to_excel_and_csv(
    planner: Client, running: ReportingRound, asked: dict[str, RoundRequest]
) -> None:
    csv = planner.get(admin_url("round_missing_csv", running.pk)).content.decode("utf-8-sig")
    assert len(csv.splitlines()) == 1 + len(asked)
    assert "halb@example.org" in csv
    book = load_workbook(BytesIO(planner.get(admin_url("round_missing_xlsx", running.pk)).content))
    cells = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    halb = next(row for row in cells if row[0] == "Halb")
    assert halb[2:6] == [2, 1, 0, 1]


def test_changes_of_a_running_round_leave_what_was_asked(planner: Client, running: ReportingRound) -> None:
    url = page("settings", running)
    shown = planner.get(url)
    assert set(shown.context["form"].fields).isdisjoint({"reports", "as_of", "questions", "title"})
    sent = {"seen": shown.context["seen"], "open_until": "2027-01-15", "remind_before": "", "escalate_after": 20}
    planner.post(url, {**sent, "remind_after": 3})
    running.refresh_from_db()
    assert (running.open_until, running.remind_before, running.escalate_after) == (date(2027, 1, 15), None, 20)


def test_the_calendar_lists_rounds_by_state_and_as_a_file(
    planner: Client, running: ReportingRound, asked: dict[str, RoundRequest], report: Report
) -> None:
    factories.make_round(report, title="Geplante", opened_at=None)
    factories.make_round(report, title="Alte", closed_at=NOON)
    factories.make_round(title="Fremde")
    shown = get(planner, admin_url("round_calendar"))
    assert texts(shown, ".round-table th a") == ["Halbjahr 2/2026", "Geplante", "Alte"]
    assert "1 of 5 have answered" in text(shown)
    assert not shown.select(".import-steps")  # they are those of a draft
    file = planner.get(admin_url("round_calendar_file")).content.decode()
    assert file.count("BEGIN:VEVENT") == 6
    assert "DTSTART;VALUE=DATE:20261211" in file
    assert "Fremde" not in file


def start(client: Client) -> str:
    return text(get(client, admin_url("index")), ".agenda")


def test_the_start_page_of_a_planner_says_how_far_rounds_are(
    planner: Client, running: ReportingRound, asked: dict[str, RoundRequest]
) -> None:
    shown = start(planner)
    assert "Halbjahr 2/2026 1 of 5 offices have answered, until 12/11/2026" in shown
    assert "Rounds with answers to review 1 Halbjahr 2/2026 2 submitted" in shown
    with time_machine.travel(datetime(2026, 12, 12, 12, tzinfo=UTC), tick=False):
        planner.force_login(User.objects.get(last_name="Planung"))
        shown = start(planner)
    assert "Rounds with overdue offices 1 Halbjahr 2/2026 4 offices: " in shown


def test_the_start_page_of_an_office_says_that_it_is_asked(client: Client, asked: dict[str, RoundRequest]) -> None:
    client.force_login(factories.make_contributor(asked["Offen"].office))
    assert "Your office is asked 1 Halbjahr 2/2026 2 measures until 12/11/2026" in start(client)
    client.force_login(factories.make_contributor(asked["Fertig"].office))
    assert "Your office is asked" not in start(client)


def test_nobody_sees_rounds_of_another_city(
    client: Client, running: ReportingRound, asked: dict[str, RoundRequest]
) -> None:
    client.force_login(factories.make_planner(factories.make_municipality()))
    assert "Halbjahr" not in start(client)
    assert client.get(page("missing", running)).status_code == 404
    assert client.get(page("request", asked["Stumm"])).status_code == 404
