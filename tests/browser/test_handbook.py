"""The handbook in a real browser: two of its chapters done as they say, and the way from a page to its chapter."""

import re

import pytest
from playwright.sync_api import Page, expect

from catalog.choices import Publication
from catalog.models import Measure, Municipality, Report
from measures_tracker.demo.people import prepare_people
from measures_tracker.handbook.contents import chapters
from monitoring.choices import AnswerState, Status
from monitoring.models import RoundRequest
from tests.browser.handbook import Reader, acts
from tests.monitoring.rounds.office import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_musterstadt")]
PHONE = {"width": 390, "height": 844}
IMPORT, ANSWER = "planung/bericht-anlegen", "amt/abfrage-beantworten"


def log_in_as_planner(page: Page) -> None:
    planner = prepare_people(Municipality.objects.get(slug="musterstadt"))[0]
    page.goto("/admin/login/?next=/admin/")
    page.get_by_label("Benutzername").fill(planner.username)
    page.get_by_label("Passwort").fill(planner.password)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.locator("#user-tools")).to_be_visible()


def test_a_report_comes_into_being_as_the_chapter_says(page: Page) -> None:
    log_in_as_planner(page)
    reader = Reader(page, IMPORT)
    reader.follow()
    assert reader.done == len(list(acts(IMPORT))) > 10
    expect(page.locator("h1")).to_have_text("Ergebnis des Imports")
    report = Report.objects.get(title="Sozialbericht 2027")
    assert (report.municipality.slug, report.is_public, report.measures.count()) == ("musterstadt", False, 6)
    measure = Measure.objects.get(report=report, code="2.1")
    assert (measure.title, measure.publication) == ("Wohnberatung für Ältere", Publication.DRAFT)
    assert [update.status for update in measure.status_updates.all()] == [Status.DONE]


def test_an_office_answers_as_the_chapter_says(page: Page) -> None:
    request = RoundRequest.objects.get(office__name="Amt für Soziales", round__closed_at=None)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(page_of(request))
    reader = Reader(page, ANSWER)
    reader.follow()
    assert reader.done == len(list(acts(ANSWER))) > 5
    answer = request.answers.get(measure__code="C3")
    assert (answer.state, answer.status, answer.answered_by) == (AnswerState.SUBMITTED, Status.DONE, "Kim Muster")
    assert (answer.text, answer.next_steps) == (
        "Die zweite Stelle ist seit März besetzt.",
        "Im Herbst wird ausgewertet.",
    )
    confirmed = request.answers.get(measure__code="C7")
    assert (confirmed.state, confirmed.is_unchanged) == (AnswerState.SUBMITTED, True)
    expect(page.locator(f"#a{answer.pk}")).to_contain_text("abgegeben")


def test_help_leads_from_a_page_to_its_chapter_and_on(page: Page) -> None:
    log_in_as_planner(page)
    page.get_by_role("link", name="Tabelle einlesen").click()
    page.get_by_role("link", name="Hilfe", exact=True).click()
    expect(page.locator("h1")).to_have_text(chapters()[IMPORT].title)
    picture = page.locator("article img").first
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
    page.get_by_role("link", name=re.compile("^Weiter:")).click()
    expect(page.locator("h1")).to_have_text("Maßnahmen und Abschnitte pflegen")
