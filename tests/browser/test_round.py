"""A whole round as new users go through it: opened, answered in three ways, reviewed, closed, and a paper made of it.

A real mail server gets the mails; offices open the links that stand in them. Each click is counted.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect
from pytest_django import Settings

from catalog.models import Municipality
from monitoring.choices import AnswerState
from monitoring.models import ReportingRound, RoundAnswer, RoundRequest
from reports.models import CouncilPaper
from tests import factories
from tests.admin_pages import admin_url
from tests.browser.accessibility import assert_everybody_can_use, assert_fits
from tests.catalog.mails.smtp import Inbox, mail_server
from tests.monitoring.rounds.office import answer_about, make_office_round, page_of
from tests.queued import do_queued

pytestmark = pytest.mark.django_db
OPENED, NEXT_DAY = datetime(2026, 12, 14, 9, tzinfo=UTC), datetime(2026, 12, 15, 9, tzinfo=UTC)  # Monday, Tuesday
WIDTHS = (320, 390, 768)
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
REPORT = "/heidelberg/soziale-lage-2018/"
TEXT, FROM_FILE = "Die Stelle ist seit März besetzt.", "Aus der Datei gemeldet."


class Hand:
    """Does what a person does with a page, and counts by part: a click, or a field that is filled in, is one."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.part = page, Counter[str](), ""

    def begin(self, part: str) -> Page:
        """Names what is counted from now on."""
        self.part = part
        return self.page

    def click(self, place: Locator) -> None:
        self.clicks[self.part] += 1
        place.click()

    def press(self, name: str | re.Pattern[str], within: Locator | Page | None = None) -> None:
        self.click((within or self.page).get_by_role("button", name=name))

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.click(self.page.get_by_role("link", name=name))

    def fill(self, place: Locator, text: str) -> None:
        self.clicks[self.part] += 1
        place.fill(text)

    def expect_fit(self) -> None:
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            assert_fits(self.page, width)
        self.page.set_viewport_size(WIDE)  # type: ignore[arg-type]

    def expect_said(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.locator(".messagelist, #meldung")).to_contain_text(words)


@pytest.fixture
def heidelberg() -> Municipality:
    return Municipality.objects.get(slug="heidelberg")


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mail_server() as found, time_machine.travel(OPENED):
        yield found


@pytest.fixture
def hand(page: Page, heidelberg: Municipality, inbox: Inbox, settings: Settings, site_url: str) -> Hand:
    """The hand of a planner who has logged in."""
    settings.SITE_URL = site_url
    factories.make_planner(heidelberg, username="planung", password="geheim", email="planung@example.org")
    page.goto("/admin/login/?next=/admin/")
    page.fill("#id_username", "planung")
    page.fill("#id_password", "geheim")
    page.get_by_role("button", name="Anmelden").click()
    expect(page).to_have_url(re.compile("/admin/$"))
    page.set_default_timeout(10000)
    return Hand(page)


def plain(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body
    return str(body.get_content())


def mails_to(inbox: Inbox, request: RoundRequest) -> list[EmailMessage]:
    return [mail for mail in inbox.mails if mail["To"] == request.office.email]


def link_in(mail: EmailMessage) -> str:
    return next(line for line in plain(mail).splitlines() if "/rueckmeldung/" in line)


def go_by_mail(hand: Hand, inbox: Inbox, request: RoundRequest, part: str) -> Page:
    """Opens the link of the newest mail to an office."""
    hand.page.goto(link_in(mails_to(inbox, request)[-1]))
    return hand.begin(part)


def test_a_whole_round(hand: Hand, inbox: Inbox) -> None:
    opened = open_it(hand, inbox)
    requests = {request.office.name: request for request in opened.requests.all()}
    by_form, unchanged, by_file, silent = (
        requests[name]
        for name in (
            "Amt für Soziales und Senioren",
            "Kinder- und Jugendamt",
            "Amt für Stadtentwicklung und Statistik",
            "Jobcenter",
        )
    )
    answer_on_a_phone(hand, inbox, by_form)
    confirm(hand, inbox, unchanged)
    answer_by_file(hand, inbox, by_file)
    remind_one(hand, inbox, silent)
    send_back(hand, by_form)
    tell_on_the_next_day(inbox, by_form)
    answer_again(hand, inbox, by_form)
    publish_all(hand, opened)
    close(hand, opened)
    read_the_frozen_state(hand, opened)
    assert hand.clicks["unchanged"] <= 3
    assert hand.clicks["changed"] <= 8
    assert hand.clicks["again"] <= 3
    assert {part: number for part, number in hand.clicks.items() if part != "addresses" and number > 8} == {}


def open_it(hand: Hand, inbox: Inbox) -> ReportingRound:
    page = hand.begin("open")
    hand.follow("Kalender der Runden")
    hand.follow("Neue Runde")
    hand.expect_fit()
    hand.press("Speichern und Maßnahmen auswählen")
    hand.expect_fit()
    hand.press("Speichern und weiter: Wer gefragt wird")
    hand.expect_fit()
    hand.begin("addresses")
    for number, field in enumerate(page.locator("input[name^=email_]").all(), 1):
        hand.fill(field, f"amt-{number}@example.org")
    hand.begin("open")
    hand.press("Speichern und weiter: Runde eröffnen")
    hand.expect_fit()
    hand.press(re.compile(r"Runde eröffnen und \d+ Ämter anschreiben"))
    opened = ReportingRound.objects.get()
    asked = opened.requests.count()
    hand.expect_said(f"{asked} Ämter werden angeschrieben; nichts davon ist öffentlich")
    do_queued()
    assert len({mail["To"] for mail in inbox.mails}) == len(inbox.mails) == asked
    assert len({link_in(mail) for mail in inbox.mails}) == asked
    page.reload()
    expect(page.get_by_text(f"0 von {asked} Ämtern")).to_be_visible()
    hand.expect_fit()
    return opened


def answer_on_a_phone(hand: Hand, inbox: Inbox, request: RoundRequest) -> None:
    page = go_by_mail(hand, inbox, request, "changed")
    hand.expect_fit()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    first = page.locator("details.ask").first
    hand.fill(page.get_by_label("Ihr Name"), "Kim Muster")
    hand.click(first.get_by_text("umgesetzt", exact=True).last)
    hand.fill(first.get_by_label("Was geschehen ist"), "Die Stelle ist besetzt.")
    hand.press("Diese Antwort abgeben", first)
    hand.expect_said("abgegeben; noch nicht öffentlich")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def confirm(hand: Hand, inbox: Inbox, request: RoundRequest) -> None:
    page = go_by_mail(hand, inbox, request, "unchanged")
    hand.fill(page.get_by_label("Ihr Name"), "Toni Beispiel")
    hand.press("Unverändert", page.locator("details.ask[open]"))
    hand.expect_said("unverändert bestätigt; noch nicht öffentlich")


def answer_by_file(hand: Hand, inbox: Inbox, request: RoundRequest) -> None:
    page = go_by_mail(hand, inbox, request, "file")
    hand.fill(page.get_by_label("Ihr Name"), "Alex Probe")
    with page.expect_download() as coming:
        hand.follow("Excel (XLSX)")
    hand.clicks[hand.part] += 1  # chooses the file
    file = {"name": "massnahmen.xlsx", "mimeType": "", "buffer": filled_in(coming.value.path().read_bytes())}
    page.get_by_label("Die ausgefüllte Datei").set_input_files(file)  # type: ignore[arg-type]
    hand.press("Erst ansehen")
    expect(page.get_by_text(FROM_FILE)).to_be_visible()
    hand.expect_fit()
    hand.press("Übernehmen")
    hand.expect_said("noch nicht abgegeben")
    hand.press("Alle begonnenen abgeben")
    hand.expect_said("abgegeben; noch nicht öffentlich")


def filled_in(content: bytes) -> bytes:
    """Returns the table of an office with an answer about its first measure."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    sheet.cell(2, headings.index("Was geschehen ist") + 1, FROM_FILE)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def remind_one(hand: Hand, inbox: Inbox, request: RoundRequest) -> None:
    hand.page.goto("/admin/")
    page = hand.begin("remind")
    hand.follow("Kalender der Runden")
    hand.follow("Halbjahr 2/2026")
    expect(page.get_by_text(re.compile("3 von .* Antworten sind da"))).to_be_visible()
    hand.expect_fit()
    hand.press(re.compile(f"Erinnern ?: {request.office.name}"))
    hand.expect_said(f"wird unter {request.office.email} erinnert")
    do_queued()
    question, reminder = mails_to(inbox, request)
    assert link_in(reminder) == link_in(question)
    assert str(request.answers.get().measure) in " ".join(plain(reminder).split())


def send_back(hand: Hand, request: RoundRequest) -> None:
    page = hand.begin("send back")
    hand.follow("Antworten prüfen")
    hand.expect_fit()
    entry = page.locator(".editing-entries > li").filter(has_text="Kim Muster")
    hand.click(entry.get_by_text("Mit Bemerkung zurückgeben"))
    hand.fill(entry.get_by_label("Was das Amt ändern soll"), "Seit wann?")
    hand.press("Zurückgeben", entry)
    hand.expect_said(re.compile(f"{request.office.name}.*zurückgegeben|zurückgegeben.*{request.office.name}"))


def tell_on_the_next_day(inbox: Inbox, request: RoundRequest) -> None:
    """The office is told what came back; nobody hears anything twice."""
    before = len(inbox.mails)
    with time_machine.travel(NEXT_DAY):
        call_command("send_staff_mails")
        told = inbox.mails[before:]
        call_command("send_staff_mails")
    assert {mail["To"] for mail in told} == {request.office.email, "planung@example.org"}
    assert len(inbox.mails) == before + len(told)
    assert "Seit wann?" in plain(mails_to(inbox, request)[-1])


def answer_again(hand: Hand, inbox: Inbox, request: RoundRequest) -> None:
    page = go_by_mail(hand, inbox, request, "again")
    entry = page.locator("details.ask[open]")
    expect(entry.get_by_text("Seit wann?")).to_be_visible()
    hand.fill(entry.get_by_label("Was geschehen ist"), TEXT)
    hand.press("Diese Antwort abgeben", entry)
    hand.expect_said("abgegeben; noch nicht öffentlich")


def publish_all(hand: Hand, opened: ReportingRound) -> None:
    hand.page.goto(reverse("admin:round_review", args=[opened.pk]))
    page = hand.begin("publish")
    hand.press("Alle unproblematischen veröffentlichen")
    hand.expect_said("veröffentlicht")
    for _entry in page.locator(".editing-entries > li").all():
        hand.press(re.compile(" veröffentlichen$"), page.locator(".editing-entries > li").first)
        hand.expect_said("Jetzt öffentlich zu sehen")
    expect(page.get_by_text("Zurzeit ist keine Antwort zu prüfen")).to_be_visible()
    published = RoundAnswer.objects.filter(state=AnswerState.PUBLISHED)
    assert sorted(published.values_list("answered_by", flat=True)) == ["Alex Probe", "Kim Muster", "Toni Beispiel"]


def close(hand: Hand, opened: ReportingRound) -> None:
    page = hand.begin("close")
    hand.follow("Runde abschließen")
    hand.expect_fit()
    expect(page.get_by_text("Antworten sind nicht gekommen")).to_be_visible()
    hand.press("Runde abschließen")
    hand.expect_said("ist geschlossen")
    hand.expect_fit()
    hand.begin("paper")
    hand.press("Vorlage „seit der letzten Runde“ entwerfen")
    hand.expect_said("Das ist der Entwurf")
    assert CouncilPaper.objects.get(reporting_round=opened).is_draft


def read_the_frozen_state(hand: Hand, opened: ReportingRound) -> None:
    answer = RoundAnswer.objects.get(answered_by="Kim Muster")
    hand.page.goto(f"{answer.measure.get_absolute_url()}?stand={opened.slug}")
    expect(hand.page.locator("main")).to_contain_text(TEXT)
    expect(hand.page.locator(".as-of")).to_contain_text("Stand Halbjahr 2/2026")


def test_everybody_can_use_the_pages_of_a_round(hand: Hand, heidelberg: Municipality, problems: list[str]) -> None:
    report = heidelberg.reports.get()
    measure = report.measures.filter(parent=None)[0]
    office = factories.make_office(heidelberg, name="Gesundheitsamt", email="amt@example.org")
    draft, running = factories.make_round(report, opened_at=None), factories.make_round(report)
    draft.measures.add(measure)
    request = factories.make_request(running, office)
    answer = factories.make_answer(request, measure, text=TEXT, state=AnswerState.SUBMITTED)
    steps = [admin_url(f"round_{name}", draft.pk) for name in ("settings", "measures", "offices", "open")]
    pages = [admin_url(f"round_{name}", running.pk) for name in ("missing", "review", "close")]
    of_office = [admin_url("round_request", request.pk), admin_url("round_note", answer.pk)]
    for path in [*steps, *pages, *of_office, admin_url("round_calendar"), "/admin/benachrichtigungen/"]:
        hand.page.goto(path)
        assert not problems
        assert_everybody_can_use(hand.page)


def test_an_office_answers_with_the_keyboard_alone(page: Page) -> None:
    page.goto(page_of(make_office_round()))
    tab_to(page, page.get_by_label("Ihr Name"))
    page.keyboard.type("Kim Muster")
    tab_to(page, page.get_by_role("button", name="Unverändert"))
    page.keyboard.press("Enter")
    expect(page.locator("#meldung")).to_contain_text("A1: unverändert bestätigt")
    tab_to(page, page.locator("details.ask[open]").get_by_label("Was geschehen ist"))
    page.keyboard.type(TEXT)
    tab_to(page, page.locator("details.ask[open]").get_by_role("button", name="Diese Antwort abgeben"))
    page.keyboard.press("Space")
    expect(page.locator("#meldung")).to_contain_text("A2: abgegeben")
    assert answer_about("A1").is_unchanged
    assert answer_about("A2").text == TEXT


def tab_to(page: Page, place: Locator, most: int = 40) -> None:
    """Presses Tab until the place has the focus."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if place.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{place} is not reached by {most} times Tab")
