"""A planner who has never done it begins the next report: Koblenz with its fourteen measures, in a few clicks."""

import pytest
from playwright.sync_api import Locator, Page, expect

from catalog.models import Municipality, Report
from monitoring.choices import Status
from tests import factories
from tests.browser.accessibility import assert_everybody_can_use

MOST_CLICKS = 10
REPORT = "Bericht zur sozialen Lage 2015: Handlungsempfehlungen"


class Walk:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, place: Locator) -> None:
        self.clicks += 1
        place.click()


@pytest.fixture
def walk(page: Page) -> Walk:
    koblenz = Municipality.objects.get(slug="koblenz")
    factories.make_planner(koblenz, username="planung", password="geheim")
    page.goto("/admin/login/?next=/admin/")
    page.fill("#id_username", "planung")
    page.fill("#id_password", "geheim")
    page.get_by_role("button", name="Anmelden").click()
    return Walk(page)


def test_the_next_report_of_koblenz(walk: Walk) -> None:
    page = walk.page
    earlier = Report.objects.get(title=REPORT)
    factories.make_update(earlier.measures.get(code="M 24"), status=Status.DONE)

    walk.click(page.locator(".card").get_by_role("link", name=REPORT))
    walk.click(page.get_by_role("link", name="Einstellungen"))
    walk.click(page.get_by_role("link", name="Nächsten Bericht beginnen").first)
    expect(page.locator("[name=measures]")).to_have_count(14)
    expect(page.locator("[name=measures]:checked")).to_have_count(13)
    expect(page.get_by_label("M 24")).not_to_be_checked()
    assert_everybody_can_use(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("#id_title").fill("Bericht zur sozialen Lage 2026")
    page.locator("#id_numbers").fill("M 11\tA1\nM 12 → A2")
    walk.click(page.get_by_role("button", name="Nächsten Bericht beginnen"))
    expect(page.locator(".messagelist")).to_contain_text("mit 13 Maßnahmen begonnen")

    walk.click(page.get_by_role("link", name="Veröffentlichung", exact=False).first)
    walk.click(page.get_by_role("button", name="Alles veröffentlichen"))
    expect(page.locator(".messagelist")).to_contain_text("öffentlich")
    walk.click(page.get_by_role("link", name="Auf der Website ansehen"))
    expect(page.locator("h1")).to_contain_text("Bericht zur sozialen Lage 2026")
    walk.click(page.get_by_role("link", name="Gemeinsame Imagekampagne für Pflegeberufe").first)
    expect(page.locator("#berichte")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text=REPORT)).to_contain_text("in Vorbereitung")
    assert walk.clicks <= MOST_CLICKS

    new = Report.objects.get(title="Bericht zur sozialen Lage 2026")
    earlier.refresh_from_db()
    assert earlier.is_closed
    assert not any(measure.status_updates.exists() for measure in new.measures.all())
    assert {measure.predecessor.report_id for measure in new.measures.all() if measure.predecessor} == {earlier.pk}
    assert new.measures.get(code="A1").predecessor == earlier.measures.get(code="M 11")
    page.goto(earlier.get_absolute_url())
    expect(page.locator("main")).to_contain_text("Fortgeschrieben durch")
