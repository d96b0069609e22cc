from playwright.sync_api import Page, expect

from tests.browser.accessibility import assert_accessible


def test_the_login_page_can_be_used_by_everybody(page: Page) -> None:
    page.goto("/admin/")
    expect(page.locator("input[name=username]")).to_be_focused()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    assert_accessible(page)
