"""The public pages in a real browser: for everybody, on every screen, in both dresses, without scripts."""

import re

import pytest
from django.urls import resolve
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import NARROW, WIDE, assert_accessible, assert_everybody_can_use, assert_fits
from tests.effort import THOROUGH, sample
from tests.public_addresses import ANSWERS, CALENDARS, COMPARED, FILES, FOLLOWING, PAPERS, url_names

REPORT = "/heidelberg/soziale-lage-2018/"
PAGES = [
    "/",
    "/?q=Xanten",
    "/heidelberg/",
    "/bielefeld/",
    "/heidelberg/einfache-sprache/",
    REPORT,
    "/koblenz/soziale-lage-2015/",
    "/bielefeld/ziele-und-massnahmen-2022-2023/",
    "/lueneburg/stadtteilorientierte-soziale-arbeit/",
    f"{REPORT}?suche=schule&stand=2021-01-19",
    f"{REPORT}?ansicht=uebersicht&details=alle",
    "/bielefeld/ziele-und-massnahmen-2022-2023/?ansicht=tabelle",
    f"{REPORT}aenderungen/?von=2020-01-01",
    f"{REPORT}verlauf/",
    f"{REPORT}indikatoren/",
    "/bielefeld/ziele-und-massnahmen-2022-2023/verlauf/",
    "/bielefeld/ziele-und-massnahmen-2022-2023/indikatoren/",
    f"{REPORT}einbetten/",
    f"{REPORT}einbetten/balken/",
    f"{REPORT}einbetten/tabelle/",
    f"{REPORT}A3/",
    f"{REPORT}A3/?sprache=einfach",
    f"{REPORT}S3/",
    f"{REPORT}S3/2/",
    "/bielefeld/ziele-und-massnahmen-2022-2023/540-2/",
    "/koblenz/soziale-lage-2015/M-14/",
    "/heidelberg/aemter/kbb/",
    "/heidelberg/vorlagen/",
    "/heidelberg/vorlagen/umsetzung-kurzfristiger-massnahmen-2021/",
    "/koblenz/vorlagen/stand-der-umsetzung-2018/",
    "/lueneburg/vorlagen/stadtteilorientierte-soziale-arbeit/",
    "/kornwestheim/gremien/",
    "/bielefeld/gremien/",
    "/kornwestheim/gremien/soziales-und-integration/",
    "/koblenz/gremien/sozialausschuss/",
    "/koblenz/gremien/sozialausschuss/beschluesse/",
    "/themen/",
    "/themen/aeltere-menschen/",
    "/vergleich/",
    COMPARED,
    f"{COMPARED}&berichte=kornwestheim/quartiersmanagement-2022&berichte=koblenz/soziale-lage-2015",
    "/massnahmen/",
    "/heidelberg/massnahmen/?sortierung=-frist",
    "/heidelberg/abonnieren/",
    "/heidelberg/abonnieren/gesendet/",
    "/status/",
    "/barrierefreiheit/",
    "/impressum/",
    "/datenschutz/",
    "/hilfe/",
    "/hilfe/planung/bericht-anlegen/",
    "/en/hilfe/rat/herunterladen/",
    f"/en{REPORT}",
    f"/en{REPORT}A3/",
    f"/en{COMPARED}&thema=aeltere-menschen",
    f"/en{REPORT}aenderungen/",
]
REPORTS = [
    REPORT,
    "/koblenz/soziale-lage-2015/",
    "/bielefeld/ziele-und-massnahmen-2022-2023/",
    "/lueneburg/stadtteilorientierte-soziale-arbeit/",
]
BETWEEN = 390, 768


def kind(path: str) -> str | None:
    return resolve(path.partition("?")[0]).url_name


FIRST = list({kind(path): path for path in reversed(PAGES)}.values())  # of every kind of page
ENGLISH = f"/en{REPORT}"
TRIED = [path for path in PAGES if path in {*FIRST, ENGLISH, *sample(PAGES)}]
PHONE = 390, 844


def test_every_kind_of_page_is_looked_at() -> None:
    """Whoever adds a page names it here."""
    assert {
        kind(path) for path in PAGES
    } == url_names() - ANSWERS - FILES - PAPERS.keys() - FOLLOWING.keys() - CALENDARS


@pytest.mark.parametrize("path", TRIED)
def test_everybody_can_use_every_page(page: Page, path: str) -> None:
    """On screens and on paper, and never wider than the screen."""
    page.goto(path)
    like_others = path not in FIRST and not THOROUGH
    assert_everybody_can_use(page, on_paper=not like_others, like_others=like_others)
    for width in BETWEEN:
        page.set_viewport_size({"width": width, "height": 900})
        assert_fits(page, width)


def test_on_a_phone_the_table_begins_within_two_screens(page: Page) -> None:
    width, height = PHONE
    page.set_viewport_size({"width": width, "height": height})
    for path in REPORTS:
        page.goto(path)
        row = page.locator(":is(table.status-table, table.overview) tbody tr").first.bounding_box()
        assert row, path
        assert row["y"] < 2 * height, path


def test_what_a_report_is_about_is_folded_on_narrow_screens_only(page: Page) -> None:
    for width, is_shown in ((WIDE, True), (NARROW, False)):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(REPORT)
        expect(page.locator(".about .intro")).to_be_visible(visible=is_shown)
        expect(page.locator(".about summary")).to_be_visible(visible=not is_shown)


def test_a_missing_page_can_be_used_by_everybody(page: Page, problems: list[str]) -> None:
    page.goto("/nirgendwo/")
    assert_accessible(page)
    problems[:] = [problem for problem in problems if "404" not in problem]


def test_rows_are_cards_on_a_phone_and_a_table_on_a_desk(page: Page) -> None:
    row = page.locator("tr#A3")
    page.set_viewport_size({"width": NARROW, "height": 900})
    page.goto(REPORT)
    expect(row).to_have_css("display", "block")
    label = row.locator("td.c-lead").evaluate("cell => getComputedStyle(cell, '::before').content")
    assert label == '"Federführung"'
    page.set_viewport_size({"width": WIDE, "height": 900})
    expect(row).to_have_css("display", "table-row")


def test_the_header_stays_in_sight(page: Page) -> None:
    page.set_viewport_size({"width": WIDE, "height": 700})
    page.goto("/bielefeld/ziele-und-massnahmen-2022-2023/#510-3")
    tops = page.locator("table.overview thead").evaluate_all(
        "heads => heads.map(head => head.rows[0].cells[0].getBoundingClientRect().top)"
    )
    assert 0 in tops, "no header sticks to the top"


def test_the_paper_version_is_a_table_in_landscape_that_repeats_its_header(page: Page) -> None:
    page.emulate_media(media="print")
    page.goto(REPORT)
    expect(page.locator("header.site-header nav")).to_be_hidden()
    expect(page.locator("table.status-table thead").first).to_have_css("display", "table-header-group")
    expect(page.locator("tr#A3")).to_have_css("display", "table-row")
    pdf = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert boxes
    assert all(float(width) > float(height) for width, height in boxes)


def test_one_can_walk_through_without_scripts(browser: Browser, db: None, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=site_url, locale="de-DE")
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Kommunen durchsuchen").fill("heidel")
    page.get_by_role("button", name="Suchen").click()
    page.locator(".cities").get_by_role("link", name="Heidelberg").click()
    page.get_by_role("link", name="Bericht zur Sozialen Lage 2018").first.click()
    expect(page.locator("h1")).to_have_text("Bericht zur Sozialen Lage 2018: kurzfristige Maßnahmen")
    page.get_by_role("link", name="Elterneinbindung stärken und ausbauen").click()
    expect(page.locator("h1")).to_contain_text("B1")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="What has happened")).to_be_visible()
    context.close()


def test_the_keyboard_reaches_the_content_first(page: Page) -> None:
    page.goto("/heidelberg/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Zum Inhalt springen")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_link_to_a_row_leads_there(page: Page) -> None:
    page.set_viewport_size({"width": WIDE, "height": 700})
    page.goto(f"{REPORT}#Z-6")
    expect(page.locator("tr#Z-6")).to_be_in_viewport()
