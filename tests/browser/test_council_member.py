"""Ten minutes before the meeting, on a tablet: what is done, what has changed, who is responsible – and send it on."""

import re

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

TABLET: ViewportSize = {"width": 820, "height": 1180}
BIELEFELD = "/bielefeld/ziele-und-massnahmen-2022-2023/"
KOBLENZ = "/koblenz/soziale-lage-2015/"
DISCUSSED, AHEAD = "Besprochen", "Noch zu terminieren"


@pytest.fixture
def tablet(page: Page) -> Page:
    page.set_viewport_size(TABLET)
    return page


def rows(page: Page) -> list[str]:
    """All that the rows of a status table say."""
    page.wait_for_load_state()  # with the stylesheet, which says what is a table
    return page.locator(":is(table.status-table, table.overview) tbody tr:not(.heading, .section)").all_inner_texts()


def numbers(page: Page) -> dict[str, int]:
    """How many measures stand below each heading."""
    page.wait_for_load_state()
    tables = page.locator("section.group")
    return {
        tables.nth(place).locator("h2").inner_text(): tables.nth(place).locator("tr:has([data-label])").count()
        for place in range(tables.count())
    }


def test_what_has_changed_is_two_clicks_away(tablet: Page) -> None:
    tablet.goto("/heidelberg/")
    tablet.get_by_role("link", name="Was hat sich geändert?").click()
    tablet.get_by_role("link", name="seit 01.01.2020").click()
    expect(tablet).to_have_url(re.compile(r"/heidelberg/soziale-lage-2018/aenderungen/\?.*von=2020-01-01"))
    said = " ".join(tablet.locator("main").inner_text().split())
    assert re.search(r"Vom 01\.01\.2020 bis .*: 2 Maßnahmen umgesetzt, ", said)
    expect(tablet.locator("main")).to_contain_text("16 mit neuer Meldung.")
    expect(tablet.locator(".change-list > li")).to_have_count(16)


def test_a_colleague_who_gets_the_address_sees_the_same_rows(tablet: Page, browser: Browser, site_url: str) -> None:
    tablet.goto(BIELEFELD)
    everything = rows(tablet)
    for label, choice in (("Abschnitt", {"value": "wohnen"}), ("Federführung", {"index": 1})):
        tablet.get_by_text("Filtern, sortieren").click()
        tablet.get_by_label(label, exact=True).select_option(**choice)
        tablet.get_by_role("button", name="Anwenden").click()
    expect(tablet.get_by_role("link", name="Filter entfernen:")).to_have_count(2)
    chosen = rows(tablet)
    assert 0 < len(chosen) < len(everything)
    context = browser.new_context(base_url=site_url, locale="de-DE", viewport=TABLET, java_script_enabled=False)
    colleague = context.new_page()
    colleague.goto(tablet.url)
    assert rows(colleague) == chosen
    context.close()


def test_an_earlier_day_shows_what_was_known_then(tablet: Page) -> None:
    tablet.goto(KOBLENZ)
    assert numbers(tablet) == {DISCUSSED: 12, AHEAD: 2}
    tablet.goto(f"{KOBLENZ}?stand=2018-09-01")
    expect(tablet.locator(".as-of")).to_contain_text("Stand am 01.09.2018")
    assert numbers(tablet) == {DISCUSSED: 5, AHEAD: 9}
    tablet.get_by_role("link", name="zum heutigen Stand").click()
    expect(tablet).to_have_url(re.compile(f"{KOBLENZ}$"))
    assert numbers(tablet) == {DISCUSSED: 12, AHEAD: 2}


def test_an_earlier_day_can_be_chosen_from_those_that_exist(tablet: Page) -> None:
    tablet.goto(KOBLENZ)
    tablet.get_by_text("Filtern, sortieren").click()
    tablet.get_by_label("Stand am").select_option(label="30.08.2018")
    tablet.get_by_role("button", name="Anwenden").click()
    expect(tablet.locator(".as-of")).to_contain_text("Stand am 30.08.2018")
    assert numbers(tablet) == {DISCUSSED: 5, AHEAD: 9}
