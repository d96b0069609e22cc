"""Following by e-mail in a real browser: from a page to the confirmed subscription and out again."""

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import assert_accessible
from tests.reports.subscriptions import link

MEASURE = "/heidelberg/soziale-lage-2018/A3/"
FORM = "/heidelberg/abonnieren/?bericht=soziale-lage-2018&massnahme=A3"
WIDE, NARROW = 1280, 320


def fits(page: Page, width: int) -> bool:
    content: int = page.evaluate("document.documentElement.scrollWidth")
    return content <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_everybody_can_follow_and_leave(page: Page, mailoutbox: list[EmailMessage], width: int, scheme: str) -> None:
    def look() -> None:
        assert_accessible(page)
        assert fits(page, width), f"{page.url} scrolls sideways at {width} px"

    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(MEASURE)
    page.get_by_role("region", name="Folgen").get_by_role("link", name="Per E-Mail").click()
    look()
    page.get_by_role("button", name="anfordern").click()
    expect(page.get_by_label("Ihre E-Mail-Adresse")).to_have_accessible_description(
        "Bitte geben Sie Ihre E-Mail-Adresse ein."
    )
    look()
    page.get_by_label("Ihre E-Mail-Adresse").fill("kim@example.org")
    page.get_by_role("button", name="anfordern").click()
    expect(page.locator("h1")).to_have_text("Sehen Sie in Ihr Postfach")
    look()
    confirm, unsubscribe = link(mailoutbox[0], "confirm"), link(mailoutbox[0], "unsubscribe")
    page.goto(confirm)
    look()
    page.get_by_role("button", name="Ja, per E-Mail folgen").click()
    expect(page.locator("h1")).to_have_text("Sie folgen per E-Mail")
    look()
    page.goto(unsubscribe)
    look()
    page.get_by_role("button", name="Abbestellen").click()
    expect(page.locator("h1")).to_have_text("Sie haben abbestellt")
    look()


def test_links_that_are_too_old_or_cut_can_be_read_by_everybody(
    page: Page, mailoutbox: list[EmailMessage], problems: list[str]
) -> None:
    page.goto(FORM)
    page.get_by_label("Ihre E-Mail-Adresse").fill("kim@example.org")
    page.get_by_role("button", name="anfordern").click()
    confirm = link(mailoutbox[0], "confirm")
    page.goto(link(mailoutbox[0], "unsubscribe"))
    page.get_by_role("button", name="Abbestellen").click()
    page.goto(confirm)
    expect(page.locator("h1")).to_have_text("Dieser Link gilt nicht mehr")
    assert_accessible(page)
    page.goto(f"{confirm[:-5]}/")
    expect(page.locator("h1")).to_have_text("Dieser Link ist nicht vollständig")
    assert_accessible(page)
    problems[:] = [problem for problem in problems if "404" not in problem and "410" not in problem]


def test_it_works_without_scripts(browser: Browser, db: None, site_url: str, mailoutbox: list[EmailMessage]) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=site_url, locale="de-DE")
    page = context.new_page()
    page.goto("/heidelberg/")
    page.get_by_role("link", name="Per E-Mail").click()
    page.get_by_label("Ihre E-Mail-Adresse").fill("kim@example.org")
    page.get_by_role("button", name="anfordern").click()
    expect(page.locator("h1")).to_have_text("Sehen Sie in Ihr Postfach")
    context.close()


def test_the_invitation_to_follow_is_not_printed(page: Page) -> None:
    page.goto(MEASURE)
    expect(page.locator(".follow")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".follow")).to_be_hidden()
