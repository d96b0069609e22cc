"""Planner and office talk about a measure in a real browser: without a script, on a phone, with the keyboard alone."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from monitoring.models import Comment, RoundRequest
from tests import factories
from tests.browser.accessibility import assert_everybody_can_use
from tests.monitoring.rounds.office import answer_about, make_office_round, measure, page_of

pytestmark = pytest.mark.django_db
PASSWORD = "ein langes Kennwort"


@pytest.fixture
def request_of_office() -> RoundRequest:
    return make_office_round()


def test_a_question_is_asked_answered_and_closed(
    page: Page, context: BrowserContext, request_of_office: RoundRequest
) -> None:
    factories.make_planner(request_of_office.round.municipality, username="anna", password=PASSWORD)
    page.goto("/admin/login/")
    page.get_by_label("Benutzername").fill("anna")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_label("Passwort").press("Enter")
    page.goto(f"/admin/kommentare/{measure('A1').pk}/")
    page.get_by_label("Kommentar", exact=True).fill("Stimmt die Zahl der Stellen?")
    page.get_by_role("button", name="Kommentar senden").click()
    expect(page.get_by_text("Er bleibt intern")).to_be_visible()
    assert_everybody_can_use(page)
    page.goto("/admin/kommentare/")
    assert_everybody_can_use(page, like_others=True)

    office = context.new_page()
    office.goto(page_of(request_of_office))
    office.locator("details.ask").first.get_by_role("link", name="Kommentar").click()
    assert_everybody_can_use(office)
    office.locator(".comment-answer > summary").focus()
    office.keyboard.press("Enter")
    thread = office.locator(".thread")
    thread.get_by_label("Ihr Name").fill("Kim Muster")
    thread.get_by_label("Kommentar", exact=True).fill("Ja, es sind zwei.")
    thread.get_by_role("button", name="Antwort senden").click()
    expect(office.locator("#meldung")).to_contain_text("Er bleibt intern")
    assert office.url.startswith("http")
    assert Comment.objects.filter(thread__isnull=False).get().writer_name == "Kim Muster"
    office.get_by_role("link", name="Zurück zur Seite Ihres Amtes").click()
    expect(office.locator(f"#a{answer_about('A1').pk}")).to_contain_text("Ja, es sind zwei.")

    page.goto(f"/admin/kommentare/{measure('A1').pk}/")
    page.get_by_role("button", name="Schließen").click()
    expect(page.get_by_text("1 geschlossener Kommentar")).to_be_visible()
