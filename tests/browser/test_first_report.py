"""A new planner enters a first report and publishes it: three measures with two parts each, with few clicks."""

import pytest
from playwright.sync_api import Page, expect

from catalog.models import Measure, Municipality, Report, Responsibility
from monitoring.models import Indicator, Milestone, StatusUpdate
from tests import factories
from tests.browser.accessibility import NARROW, WIDE, assert_accessible, assert_fits

MOST_CLICKS = 35
PHONE = 390


class Hand:
    """The hand of a person: everything but typing and the tabulator is a click, choosing from a list, too."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def click(self, selector: str) -> None:
        self.clicks += 1
        self.page.click(selector)
        self.page.wait_for_load_state()

    def choose(self, name: str, label: str) -> None:
        self.clicks += 1
        self.page.select_option(f"[name={name}]", label=label)

    def type(self, **fields: str) -> None:
        for name, text in fields.items():
            self.page.fill(f"[name={name}]", text)


@pytest.fixture
def city() -> Municipality:
    city = factories.make_municipality(name="Neustadt", slug="neustadt")
    factories.make_office(city, name="Jugendamt", abbreviation="51")
    factories.make_planner(city, username="neu", password="geheim")
    return city


def enter_measure(hand: Hand, number: int) -> None:
    """Expects the page for a new measure, and leaves the measure filled in but not saved."""
    hand.type(code=f"A{number}", title=f"Maßnahme {number}")
    hand.click("input[name=_continue] >> nth=0")
    hand.choose("responsibilities-0-office", "Jugendamt (51)")
    hand.choose("status_updates-0-status", "in Umsetzung")
    hand.type(**{"status_updates-0-text": "Die Stelle ist ausgeschrieben."})
    hand.click("#fold-plan > summary")
    hand.type(
        **{
            "due": "Ende 2027",
            "milestones-0-title": "Konzept",
            "milestones-0-due": "März 2027",
            "indicators-0-name": "Plätze",
            "parts-0-code": "M1",
            "parts-0-title": "Erster Teil",
            "parts-0-due": "2027",
        }
    )
    hand.choose("parts-0-lead", "Jugendamt (51)")
    hand.click("#parts-group .add-row a")
    hand.type(**{"parts-1-code": "M2", "parts-1-title": "Zweiter Teil", "parts-1-due": "2028"})
    hand.choose("parts-1-lead", "Jugendamt (51)")


@pytest.mark.django_db
def test_a_first_report_takes_few_clicks(page: Page, city: Municipality) -> None:
    hand = Hand(page)
    page.goto("/admin/")
    hand.type(username="neu", password="geheim")
    hand.click("input[type=submit]")
    hand.click("text=Bericht anlegen")
    hand.choose("municipality", "Neustadt")
    hand.type(title="Sozialbericht 2026")
    hand.click("input[name=_save]")
    report = Report.objects.get(municipality=city)
    page.goto(f"/admin/catalog/report/{report.pk}/")
    hand.clicks += 1  # on the report in the list
    hand.click("text=Maßnahme anlegen")
    for number in (1, 2):
        enter_measure(hand, number)
        hand.click("input[name=_addanother] >> nth=0")
        expect(page.locator("[name=title]")).to_have_value("")
    enter_measure(hand, 3)
    hand.click("input[name=_save] >> nth=0")
    hand.click(f"a[href*='/{report.pk}/publication/']")
    hand.click(".work-publish button")
    assert_all_is_stored(report)
    assert hand.clicks <= MOST_CLICKS, f"{hand.clicks} clicks"


def assert_all_is_stored(report: Report) -> None:
    report.refresh_from_db()
    assert report.is_public
    assert Measure.objects.filter(report=report, parent=None, publication="published").count() == 3
    assert Measure.objects.filter(report=report, parent__isnull=False, publication="published").count() == 6
    of_wholes = Responsibility.objects.filter(measure__report=report, measure__parent=None)
    assert (of_wholes.count(), Responsibility.objects.filter(measure__report=report).count()) == (3, 9)
    assert Milestone.objects.filter(measure__report=report).count() == 3
    assert Indicator.objects.filter(measure__report=report).count() == 3
    assert StatusUpdate.objects.filter(measure__report=report, publication="published").count() == 3


@pytest.mark.django_db
@pytest.mark.browser_context_args(timezone_id="Europe/London")
@pytest.mark.parametrize("width", [WIDE, PHONE, NARROW])
def test_the_form_and_the_list_of_measures_never_scroll_sideways(page: Page, city: Municipality, width: int) -> None:
    """With everything unfolded, and nothing said about the time zone of the server."""
    measure = factories.make_measure(factories.make_report(city), code="A1", title="Wohnraum" * 12)
    for make in (factories.make_update, factories.make_milestone, factories.make_indicator, factories.make_discussion):
        make(measure)
    factories.make_measure(parent=measure, code="M1", lead=factories.make_office(city))
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/admin/")
    page.fill("[name=username]", "neu")
    page.fill("[name=password]", "geheim")
    page.click("input[type=submit]")
    page.goto(f"/admin/catalog/measure/{measure.pk}/change/")
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    assert_fits(page, width)
    assert not page.locator(".timezonewarning:visible").count()
    outside = page.evaluate(
        "width => [...document.querySelectorAll('#content :is(input, select, textarea, a, summary)')]"
        ".filter(one => one.checkVisibility() && one.getBoundingClientRect().right > width + 1)"
        ".map(one => one.name || one.textContent)",
        width,
    )
    assert outside == []
    assert_accessible(page)
    page.goto("/admin/catalog/measure/")
    assert_fits(page, width)
