"""The planner's own pages, on the data of the five cities."""

import pytest
from playwright.sync_api import Page, expect

from catalog.models import Measure
from tests import factories
from tests.browser.accessibility import assert_accessible


@pytest.fixture
def planner(page: Page) -> Page:
    factories.make_planner(username="planung", password="geheim")
    page.goto("/admin/")
    page.fill("#id_username", "planung")
    page.fill("#id_password", "geheim")
    page.click("input[type=submit]")
    expect(page.locator("#user-tools")).to_be_visible()
    return page


def look_at_everything(page: Page, problems: list[str]) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    assert not problems
    assert_accessible(page)
    problems.clear()  # axe copies imported style sheets into the page, which the policy rightly refuses


@pytest.mark.django_db
def test_the_list_of_measures_can_be_used_by_everybody(planner: Page, problems: list[str]) -> None:
    planner.goto("/admin/catalog/measure/")
    expect(planner.locator("#result_list")).to_be_visible()
    look_at_everything(planner, problems)


@pytest.mark.django_db
def test_the_form_of_a_measure_can_be_used_by_everybody(planner: Page, problems: list[str]) -> None:
    """With its folds open, and once more with the errors of a row that was added by script."""
    measure = Measure.objects.filter(parts__isnull=False, report__municipality__slug="heidelberg").first()
    assert measure
    planner.goto(f"/admin/catalog/measure/{measure.pk}/change/")
    look_at_everything(planner, problems)
    planner.click("#milestones-group .add-row a")
    planner.fill("[name^=milestones-][name$=-title] >> visible=true >> nth=-1", "Konzept")
    planner.fill("[name^=milestones-][name$=-due] >> visible=true >> nth=-1", "31.02.2023")
    planner.click("input[name=_continue] >> nth=0")
    expect(planner.locator(".error-summary li")).to_have_count(1)
    look_at_everything(planner, problems)
    planner.click(".error-summary a")
    expect(planner.locator("[name^=milestones-][name$=-due]:focus, [name^=milestones-]:target")).to_have_count(1)
