"""A session ends while somebody types; and a form is left that was changed."""

import pytest
from playwright.sync_api import Dialog, Page, expect

from catalog.models import Municipality
from monitoring.models import StatusUpdate
from tests.browser.accessibility import assert_accessible
from tests.factories import make_contributor, make_measure, make_office
from tests.second_factor import PASSWORD

pytestmark = pytest.mark.django_db
TEXT = "Zwei Stellen sind seit März besetzt."


def log_in(page: Page) -> None:
    page.get_by_label("Benutzername").fill("amt")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()


def test_what_was_typed_outlives_the_session(page: Page, problems: list[str]) -> None:
    city = Municipality.objects.get(slug="heidelberg")
    office = make_office(city, name="Amt für Proben")
    measure = make_measure(city.reports.first(), title="Probe", lead=office)
    make_contributor(office, username="amt", password=PASSWORD)
    page.goto(f"/admin/monitoring/statusupdate/add/?measure={measure.pk}")
    log_in(page)
    page.locator("[name=status]").select_option("in_progress")
    page.locator("[name=as_of]").fill("19.01.2021")
    page.locator("[name=text]").fill(TEXT)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.locator("#site-name a").click(no_wait_after=True)
    expect(page.locator("[name=text]")).to_have_value(TEXT)
    assert asked == ["beforeunload"]
    page.context.clear_cookies(name="sessionid")
    page.locator("[name=_save]").click()
    log_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Das hatten Sie eingegeben")
    assert not problems
    assert_accessible(page)
    problems.clear()
    page.get_by_role("button", name="Jetzt senden").click()
    expect(page.locator(".messagelist")).to_contain_text("hinzugefügt")
    assert StatusUpdate.objects.get(measure=measure).text == TEXT
    assert asked == ["beforeunload"]
