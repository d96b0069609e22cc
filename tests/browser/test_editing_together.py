"""The page that tells what somebody else has changed meanwhile: used by everybody, and without script."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from catalog.models import Measure
from monitoring.models import Milestone
from tests import factories
from tests.browser.test_admin_measures import look_at_everything

DESCRIPTION = "Die Stadt richtet in jedem Stadtteil eine Anlaufstelle ein, die älteren Menschen im Alltag hilft."


@pytest.fixture
def measure(db: None) -> Measure:
    measure = factories.make_measure(title="Anlaufstellen", description=DESCRIPTION, pages="S. 12")
    factories.make_milestone(measure, title="Konzept", due="2023")
    factories.make_milestone(measure, title="Eröffnung", due="2024")
    return measure


@pytest.fixture
def without_script(browser: Browser, site_url: str, db: None) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, base_url=site_url, locale="de-DE")
    yield context.new_page()
    context.close()


def save_what_somebody_else_has_changed(page: Page, measure: Measure) -> None:
    factories.make_planner(username="planung", password="geheim")
    page.goto(f"/admin/catalog/measure/{measure.pk}/change/")
    page.fill("#id_username", "planung")
    page.fill("#id_password", "geheim")
    page.click("input[type=submit]")
    changed: Any = measure
    changed._history_user = factories.make_user(first_name="Karla", last_name="Kollegin")
    changed.description = DESCRIPTION.replace("jedem Stadtteil", "fünf Stadtteilen")
    changed.pages = "S. 12–14"
    changed.save()
    Milestone.objects.get(title="Konzept").delete()
    for fold in (
        "details.fold:has(#id_description)",
        "details.fold:has(#id_milestones-0-title)",
        "#milestones-0 > details",
    ):
        page.locator(f"{fold}:not([open]) > summary").click()
    page.fill("#id_description", DESCRIPTION.replace("älteren", "alten"))
    page.fill("#id_milestones-0-title", "Konzept, beschlossen")
    page.click("input[name=_continue] >> nth=0")
    expect(page.locator(".conflict")).to_contain_text("Karla Kollegin, ")
    expect(page.locator(".conflict-table tbody tr")).to_have_count(3)


def test_everybody_can_read_who_has_changed_what(page: Page, measure: Measure, problems: list[str]) -> None:
    save_what_somebody_else_has_changed(page, measure)
    look_at_everything(page, problems)
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.querySelector('.conflict').scrollWidth") <= 320


def test_it_works_without_script(without_script: Page, measure: Measure) -> None:
    save_what_somebody_else_has_changed(without_script, measure)
    without_script.check("text=andere Fassung übernehmen")
    without_script.click("input[name=_continue] >> nth=0")
    expect(without_script.locator(".messagelist .success")).to_be_visible()
    measure.refresh_from_db()
    assert "fünf Stadtteilen" in measure.description
    assert measure.pages == "S. 12–14"
    assert {milestone.title for milestone in measure.milestones.all()} == {"Konzept, beschlossen", "Eröffnung"}
