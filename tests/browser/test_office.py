"""An office answers on a phone: saved while typing, submitted, and all of it without a script, too."""

import re

import pytest
from playwright.sync_api import Page, expect

from monitoring.choices import AnswerState, Status
from monitoring.models import RoundRequest
from tests.browser.accessibility import assert_everybody_can_use, assert_fits
from tests.monitoring.rounds.office import answer_about, make_office_round, page_of

pytestmark = pytest.mark.django_db
TEXT = "Zwei Stellen sind seit März besetzt."
PHONE = {"width": 360, "height": 780}


@pytest.fixture
def request_of_office() -> RoundRequest:
    return make_office_round()


def test_answering_on_a_phone(page: Page, request_of_office: RoundRequest, problems: list[str]) -> None:
    page.clock.install()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(page_of(request_of_office))
    assert_everybody_can_use(page)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    first = page.locator("details.ask").first
    first.get_by_label("Was geschehen ist").fill(TEXT)
    page.route("**/rueckmeldung/**", lambda route: route.abort())  # no network for a moment
    page.clock.run_for(4000)
    expect(first.get_by_text("Keine Verbindung")).to_be_visible()
    page.unroute("**/rueckmeldung/**")
    page.clock.run_for(16_000)
    expect(first.get_by_text(re.compile(r"gespeichert um \d\d:\d\d"))).to_be_visible()
    assert (answer_about("A1").text, answer_about("A1").state) == (TEXT, AnswerState.TYPED)
    problems.clear()  # the connection that was lost

    page.get_by_label("Ihr Name").fill("Kim Muster")
    first.get_by_label("Was geschehen ist").fill(f"{TEXT} Mehr.")
    first.get_by_role("button", name="Diese Antwort abgeben").click()
    expect(page.locator("#meldung")).to_contain_text("A1: abgegeben; noch nicht öffentlich")
    answer = answer_about("A1")
    assert (answer.text, answer.state, answer.answered_by) == (f"{TEXT} Mehr.", AnswerState.SUBMITTED, "Kim Muster")
    expect(page.locator("details.ask[open]")).to_have_count(1)  # the next one
    assert_fits(page, PHONE["width"])


def test_what_is_missing_is_said_where_it_is(page: Page, request_of_office: RoundRequest) -> None:
    page.goto(page_of(request_of_office))
    page.get_by_label("Ihr Name").fill("Kim Muster")
    first = page.locator("details.ask").first
    first.get_by_label("Neue Frist", exact=True).fill("31.02.2027")
    first.get_by_label("Neue Frist", exact=True).press("Enter")  # saves, and submits nothing
    expect(page.locator("#meldung")).to_contain_text("noch nicht abgegeben")
    first.get_by_role("button", name="Diese Antwort abgeben").click()
    page.get_by_role("link", name=re.compile("Einen Tag „31.02.2027“ gibt es nicht")).click()
    expect(first.get_by_label("Neue Frist", exact=True)).to_be_focused()
    assert_everybody_can_use(page, like_others=True)


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_all_of_it_works_without_a_script(page: Page, request_of_office: RoundRequest) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(page_of(request_of_office))
    page.get_by_label("Ihr Name").fill("Kim Muster")
    first, second = page.locator("details.ask").all()
    first.get_by_role("button", name="Text der letzten Meldung übernehmen").click()
    expect(first.get_by_label("Was geschehen ist")).to_have_value("Eine Stelle ist besetzt.")
    first.get_by_label("Was geschehen ist").fill(TEXT)
    first.get_by_role("button", name="Zwischenspeichern").click()
    expect(page.locator("#meldung")).to_contain_text("Gespeichert um")
    second.locator("summary").first.click()
    second.get_by_text("umgesetzt", exact=True).click()
    page.get_by_role("button", name="Alle begonnenen abgeben").click()
    expect(page.locator("#meldung")).to_contain_text("A1, A2: abgegeben")
    assert (answer_about("A1").text, answer_about("A2").status) == (TEXT, Status.DONE)


def test_whoever_only_looks_has_not_opened_it(page: Page, request_of_office: RoundRequest) -> None:
    page.goto(page_of(request_of_office))
    request_of_office.refresh_from_db()
    assert request_of_office.first_opened_at is None
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.get_by_label("Ihr Name").click()
    request_of_office.refresh_from_db()
    assert request_of_office.first_opened_at is not None
