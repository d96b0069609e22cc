"""A planner moves sections and measures in a report as a workplace: by mouse, by keyboard, and without either."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from catalog.models import Measure, Report
from tests import factories
from tests.browser.accessibility import assert_everybody_can_use
from tests.browser.test_council import logged_in


@pytest.fixture
def report(db: None) -> Report:
    report = factories.make_report(title="Lage")
    for letter, title in zip("ABC", ("Arbeit", "Bildung", "Wohnen"), strict=True):
        section = factories.make_section(report, title=title, order=0)
        for number in (1, 2):
            factories.make_measure(report, code=f"{letter}{number}", title=f"{title} {number}", section=section)
    return report


@pytest.fixture
def planner(page: Page, report: Report) -> Page:
    factories.make_planner(report.municipality, username="planung", password="geheim")
    return logged_in(page, "/admin/", "planung")


def drag(page: Page, grip: Locator, target: Locator, part: float = 0.5) -> None:
    """Drags slowly, as a hand does; the target may appear on the way."""
    start = grip.bounding_box()
    assert start
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 30, start["y"] + 20, steps=3)
    end = target.bounding_box()
    assert end
    page.mouse.move(end["x"] + 60, end["y"] + end["height"] * part, steps=5)
    page.mouse.up()


def names(page: Page) -> Locator:
    return page.locator(".outline-name a")


def test_sections_are_dragged_and_moved_by_keyboard(planner: Page, report: Report) -> None:
    planner.goto(f"/admin/catalog/report/{report.pk}/sections/")
    expect(names(planner)).to_have_text(["Arbeit", "Bildung", "Wohnen"])
    assert_everybody_can_use(planner)
    planner.set_viewport_size({"width": 1280, "height": 900})
    rows = planner.locator("[data-section]")
    drag(planner, rows.nth(0).locator(".grip"), rows.nth(2), part=0.9)
    expect(names(planner)).to_have_text(["Bildung", "Wohnen", "Arbeit"])
    expect(planner.locator(".messagelist")).to_contain_text("„Arbeit“ ist verschoben.")

    grip = planner.get_by_role("button", name=re.compile("„Arbeit“ verschieben"))
    grip.press(" ")
    expect(grip).to_have_attribute("aria-pressed", "true")
    grip.press("ArrowUp")
    expect(planner.locator("[aria-live]")).to_have_text("hinter „Wohnen“")
    grip.press("ArrowUp")
    expect(planner.locator("[aria-live]")).to_have_text("in „Wohnen“")
    grip.press("Escape")
    expect(planner.locator("[aria-live]")).to_have_text("Alles bleibt, wo es war.")
    grip.press("Enter")
    for _place in range(2):
        grip.press("ArrowUp")
    grip.press("Enter")
    expect(planner.locator(".outline-1")).to_contain_text("Arbeit")


def test_measures_are_dragged_into_a_section(planner: Page, report: Report) -> None:
    planner.goto(f"/admin/catalog/report/{report.pk}/")
    assert_everybody_can_use(planner)
    planner.set_viewport_size({"width": 1280, "height": 900})
    planner.get_by_role("checkbox", name="A2 Arbeit 2").check()
    row = planner.get_by_role("row").filter(has_text="Arbeit 1")
    drag(planner, row.locator(".grip"), planner.locator(".drop-places li").filter(has_text="Wohnen"))
    expect(planner.locator(".messagelist")).to_contain_text("2 Maßnahmen stehen jetzt in „Wohnen“.")
    expect(planner.locator(".messagelist")).to_contain_text("A1 → C3, A2 → C4")
    assert Measure.objects.filter(report=report, section__title="Wohnen").count() == 4


def test_nothing_moves_that_is_let_go_elsewhere(planner: Page, report: Report) -> None:
    planner.goto(f"/admin/catalog/report/{report.pk}/")
    row = planner.get_by_role("row").filter(has_text="Arbeit 1")
    drag(planner, row.locator(".grip"), planner.locator("h1"))
    expect(planner.locator(".drop-places")).to_have_count(0)
    expect(planner.locator(".messagelist")).to_have_count(0)
