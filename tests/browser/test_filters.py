"""Filters in a real browser: for everybody, on every screen, by keyboard and on paper."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import NARROW, WIDE, assert_everybody_can_use
from tests.effort import THOROUGH

BIELEFELD = "/bielefeld/ziele-und-massnahmen-2022-2023/"
HEIDELBERG = "/heidelberg/soziale-lage-2018/"
PAGES = [
    f"{BIELEFELD}?suche=beratung&frist=verstrichen",
    f"{BIELEFELD}?sortierung=frist&stand=2022-12-01",
    f"{HEIDELBERG}?status=quatsch&stand=gestern",
    f"{HEIDELBERG}?suche=gibtesnicht&status=umgesetzt",
    f"{HEIDELBERG}A3/?stand=2020-01-01",
    "/koblenz/soziale-lage-2015/?stand=2018-09-01&suche=wohnen",
    "/massnahmen/",
    "/massnahmen/?suche=jugend&sortierung=-meldung",
    "/heidelberg/massnahmen/?amt=kbb&beteiligt=ja",
    "/en/massnahmen/?suche=arbeit",
]
UNFOLD = "document.querySelectorAll('.filters details').forEach(fold => { fold.open = true })"


@pytest.mark.parametrize("path", PAGES)
def test_everybody_can_use_every_page(page: Page, path: str) -> None:
    page.goto(path)
    page.evaluate(UNFOLD)
    assert_everybody_can_use(page, like_others=not THOROUGH)


def test_one_searches_and_lets_go_by_keyboard(page: Page) -> None:
    page.goto(HEIDELBERG)
    field = page.get_by_label("In den Maßnahmen suchen")
    field.fill("aeltere")
    field.press("Enter")
    expect(page.locator("mark").first).to_have_text("Ältere", ignore_case=True)
    chip = page.get_by_role("link", name="Filter entfernen: Suche: aeltere")
    chip.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{page.url.partition('/heidelberg')[0]}{HEIDELBERG}")


def test_a_click_on_a_head_sorts_and_sorts_back(page: Page) -> None:
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.goto(HEIDELBERG)
    page.locator("table.status-table thead").first.get_by_role("link", name="Thema").click()
    head = page.locator("th[aria-sort]")
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("link").click()
    expect(page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "descending")


def test_on_a_phone_no_link_hides_in_the_head(page: Page) -> None:
    page.set_viewport_size({"width": NARROW, "height": 900})
    page.goto(HEIDELBERG)
    expect(page.locator("thead a").first).to_be_hidden()


def test_paper_shows_what_is_filtered_but_no_form(page: Page) -> None:
    page.emulate_media(media="print")
    page.goto(f"{HEIDELBERG}?suche=arbeit&stand=2021-01-19")
    expect(page.locator("form.filters")).to_be_hidden()
    expect(page.locator(".chips li").first).to_be_visible()
    expect(page.locator("p.as-of")).to_be_visible()
