"""Following by e-mail in a real browser: from a page to the confirmed subscription and out again."""

from django.core.mail import EmailMessage
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import assert_accessible, assert_everybody_can_use
from tests.reports.subscriptions import link

MEASURE = "/heidelberg/soziale-lage-2018/A3/"
FORM = "/heidelberg/abonnieren/?bericht=soziale-lage-2018&massnahme=A3"


def test_everybody_can_follow_and_leave(page: Page, mailoutbox: list[EmailMessage]) -> None:
    page.goto(MEASURE)
    page.get_by_role("region", name="Folgen").get_by_role("link", name="Per E-Mail").click()
    assert_everybody_can_use(page)
    page.get_by_role("button", name="anfordern").click()
    expect(page.get_by_label("Ihre E-Mail-Adresse")).to_have_accessible_description(
        "Bitte geben Sie Ihre E-Mail-Adresse ein."
    )
    assert_everybody_can_use(page)
    page.get_by_label("Ihre E-Mail-Adresse").fill("kim@example.org")
    page.get_by_role("button", name="anfordern").click()
    expect(page.locator("h1")).to_have_text("Sehen Sie in Ihr Postfach")
    assert_everybody_can_use(page)
    confirm, unsubscribe = link(mailoutbox[0], "confirm"), link(mailoutbox[0], "unsubscribe")
    page.goto(confirm)
    assert_everybody_can_use(page)
    page.get_by_role("button", name="Ja, per E-Mail folgen").click()
    expect(page.locator("h1")).to_have_text("Sie folgen per E-Mail")
    assert_everybody_can_use(page)
    page.goto(unsubscribe)
    assert_everybody_can_use(page)
    page.get_by_role("button", name="Abbestellen").click()
    expect(page.locator("h1")).to_have_text("Sie haben abbestellt")
    assert_everybody_can_use(page)


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
