"""The pictures in a real browser: usable by everybody, legible on a phone and on paper, never told by colour alone."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from monitoring.choices import Direction, Status
from monitoring.models import Indicator
from tests.browser.accessibility import NARROW, WIDE, assert_everybody_can_use
from tests.factories import (
    make_indicator,
    make_measure,
    make_milestone,
    make_municipality,
    make_report,
    make_section,
    make_target,
    make_update,
    make_value,
)

YEARS = range(2015, 2023)
SCHEMES = ["light", "dark"]


@pytest.fixture
def indicator(db: None) -> Indicator:
    """In a report of two sections with something of everything that can be drawn."""
    report = make_report(make_municipality(slug="stadt"), slug="bericht")
    for word, year in zip(Status, YEARS, strict=False):
        measure = make_measure(report, section=make_section(report), code=word.value, start="2015", due="Ende 2022")
        make_update(measure, status=word, as_of=date(year, 1, 19))
        make_milestone(measure, due="Ende 2016", done_on=date(2016, 12, 1))
        make_milestone(measure, due="Ende 2020", original_due="Ende 2017", change_reason="Kein Geld")
        make_milestone(measure, due="Ende 2090")
    indicator = make_indicator(measure, direction=Direction.RISE, baseline=10, baseline_on=date(2014, 12, 31))
    make_target(indicator, value=12_500_000, due="Ende 2025")
    for number, year in enumerate(YEARS):
        make_value(indicator, value=1_000_000 * number, as_of=date(year, 12, 31))
    return indicator


def addresses(indicator: Indicator) -> list[str]:
    report = indicator.measure.report
    return [
        report.get_absolute_url(),
        f"{report.get_absolute_url()}verlauf/",
        f"{report.get_absolute_url()}indikatoren/",
        indicator.measure.get_absolute_url(),
    ]


def open_everything(page: Page) -> None:
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")


def test_everybody_can_use_pictures_and_tables(page: Page, indicator: Indicator) -> None:
    for address in addresses(indicator):
        page.goto(address)
        open_everything(page)
        assert_everybody_can_use(page, on_paper=True)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_each_status_has_a_fill_of_its_own_and_a_pattern_on_paper(
    page: Page, indicator: Indicator, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(f"{indicator.measure.report.get_absolute_url()}verlauf/")
    patterns = {}
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        fills = page.locator(".swatch rect").evaluate_all("all => all.map(one => getComputedStyle(one).fill)")
        assert len(set(fills)) == len(fills) == len(Status) + 1
        patterns[media] = sum("url(" in fill for fill in fills)
    assert patterns == {"screen": 0, "print": len(Status) - 1}


def test_a_picture_too_wide_for_a_phone_scrolls_by_itself_and_by_keyboard(page: Page, indicator: Indicator) -> None:
    page.set_viewport_size({"width": NARROW, "height": 900})
    page.goto(f"{indicator.measure.report.get_absolute_url()}verlauf/")
    region = page.get_by_role("region", name="Stand im Zeitverlauf als Bild")
    region.focus()
    expect(region).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("region => region.scrollLeft > 0", arg=region.element_handle())


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_words_in_pictures_keep_their_size_and_place(page: Page, indicator: Indicator, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(indicator.measure.get_absolute_url())
    chart = page.locator("figure.chart svg[role=img]")
    frame = chart.bounding_box()
    assert frame
    for word in chart.locator("text").all():
        box = word.bounding_box()
        assert box
        assert box["height"] >= 11
        assert frame["x"] - 16 <= box["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 16
