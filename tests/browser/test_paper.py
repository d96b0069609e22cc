"""What comes out of the printer: complete, and with the way back to the web."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_public_pages import PAGES, REPORTS

MILLIMETRE = 96 / 25.4
LANDSCAPE, UPRIGHT = 297 - 24, 210 - 32  # the width of A4 between the margins
LINK_TO_FIRST_ROWS = """
for (const heading of document.querySelectorAll(".group h2")) {
  const row = heading.closest(".group").querySelector("tr:not(.heading) [data-label]")?.closest("tr")
  if (!row) continue
  row.id = `first-of-${heading.id}`
  for (const place of [heading, row]) document.body.append(Object.assign(document.createElement("a"),
    {href: `#${place.id}`, textContent: "·"}))
}
"""


def destinations(pdf: bytes) -> dict[str, int]:
    """The number of the object that is the page, for every place a link of the document leads to."""
    found = re.findall(rb"/([\w-]+) \[(\d+) 0 R /XYZ", pdf)
    return {name.decode(): int(page) for name, page in found}


def test_the_code_and_the_address_are_on_paper_only(page: Page, site_url: str) -> None:
    page.goto("/heidelberg/soziale-lage-2018/?status=done")
    expect(page.locator(".take-along")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".take-along")).to_contain_text(re.compile(rf"{site_url}/k/b\d+/\?status=done"))
    box = page.locator("svg.qr").bounding_box()
    assert box
    assert box["width"] == box["height"] >= 25 * MILLIMETRE
    address = page.locator(".take-along b").inner_text()
    page.goto(address)
    expect(page).to_have_url(f"{site_url}/heidelberg/soziale-lage-2018/?status=done")


def test_nothing_is_cut_off(page: Page) -> None:
    page.emulate_media(media="print")
    for path in PAGES:
        page.set_viewport_size({"width": round(UPRIGHT * MILLIMETRE), "height": 900})
        page.goto(path)
        if page.evaluate("getComputedStyle(document.body).page") != "upright":
            page.set_viewport_size({"width": round(LANDSCAPE * MILLIMETRE), "height": 900})
        width, content = page.evaluate("[innerWidth, document.documentElement.scrollWidth]")
        assert content <= width, f"{path} is {content} px wide on paper of {width} px"


@pytest.mark.parametrize("path", REPORTS)
def test_no_heading_is_left_alone_at_the_foot(page: Page, path: str) -> None:
    """The heading of a group, the head of its table and the first measure are on one page."""
    page.goto(path)
    page.evaluate(LINK_TO_FIRST_ROWS)
    places = destinations(page.pdf(prefer_css_page_size=True))
    groups = [name for name in places if f"first-of-{name}" in places]
    assert len(groups) == page.locator(".group:has(tr:not(.heading) td)").count()
    for group in groups:
        assert places[group] == places[f"first-of-{group}"], group


def test_texts_are_upright_and_tables_lie_across(page: Page) -> None:
    for path, is_upright in (("/heidelberg/", True), (f"{REPORTS[0]}A3/", True), (REPORTS[0], False)):
        page.goto(path)
        boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True))
        assert {float(width) < float(height) for width, height in boxes} == {is_upright}


def test_folded_texts_are_printed(page: Page) -> None:
    page.emulate_media(media="print")
    page.goto("/heidelberg/")
    expect(page.locator("details.plain .prose")).to_be_visible()
