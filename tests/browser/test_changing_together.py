"""A planner changes several measures, merges two, splits one and attaches a photo: with everybody's eyes and hands."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from catalog.models import Measure, Report
from monitoring.models import Attachment
from tests import factories
from tests.browser.accessibility import assert_everybody_can_use
from tests.browser.test_council import logged_in
from tests.pictures import uploaded


@pytest.fixture
def report(db: None) -> Report:
    report = factories.make_report(title="Lage")
    for number in (1, 2, 3):
        measure = factories.make_measure(report, code=f"V{number}", title=f"Vorhaben {number}")
        factories.make_update(measure, text="Läuft.")
    factories.make_planner(report.municipality, username="planung", password="geheim")
    return report


@pytest.fixture
def without_script(browser: Browser, site_url: str) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, base_url=site_url, locale="de-DE")
    yield context.new_page()
    context.close()


def measure(code: str) -> Measure:
    return Measure.objects.get(code=code)


def test_several_measures_are_published_or_hidden_together(page: Page, report: Report) -> None:
    logged_in(page, f"/admin/catalog/report/{report.pk}/", "planung")
    for code in ("V1", "V3"):
        page.get_by_role("checkbox", name=f"{code} ").check()
    page.get_by_role("button", name="Angekreuzte Maßnahmen gemeinsam ändern").click()
    assert_everybody_can_use(page)
    page.get_by_role("button", name="Veröffentlichen oder verbergen").click()
    assert_everybody_can_use(page)
    page.get_by_label("Entwurf").check()
    page.get_by_role("button", name="Zeigen, was sich ändert").click()
    expect(page.get_by_text("2 Maßnahmen ändern sich")).to_be_visible()
    assert_everybody_can_use(page)
    page.get_by_role("button", name="So ändern").click()
    expect(page.locator(".messagelist")).to_contain_text("2 Maßnahmen geändert")
    assert {one.code for one in Measure.objects.filter(publication="draft")} == {"V1", "V3"}


def test_measures_are_merged_without_script(without_script: Page, report: Report) -> None:
    page = logged_in(without_script, f"/admin/zusammenfuehren/{measure('V1').pk}/", "planung")
    page.get_by_label("V2 Vorhaben 2").check()
    page.get_by_role("button", name="Zeigen, was sich ändert").click()
    page.get_by_role("button", name="Zusammenführen").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert not Measure.objects.filter(code="V2").exists()


def test_pages_of_merging_and_splitting_are_for_everybody(page: Page, report: Report) -> None:
    logged_in(page, f"/admin/zusammenfuehren/{measure('V1').pk}/", "planung")
    assert_everybody_can_use(page)
    page.get_by_label("V2 Vorhaben 2").check()
    page.get_by_role("button", name="Zeigen, was sich ändert").click()
    assert_everybody_can_use(page)
    page.goto(f"/admin/teilen/{measure('V3').pk}/")
    assert_everybody_can_use(page)


def test_a_photo_is_attached_and_shown_to_everybody(page: Page, report: Report) -> None:
    one = measure("V1")
    logged_in(page, "/admin/", "planung")
    page.goto(f"/admin/monitoring/attachment/add/?measure={one.pk}")
    assert_everybody_can_use(page)
    page.get_by_label("Titel").fill("Das Fest")
    photo = FilePayload(name="Fest.jpg", mimeType="image/jpeg", buffer=uploaded("JPEG"))
    page.locator("input[type=file]").set_input_files(photo)
    page.locator("[name=alternative]").fill("Kinder pflanzen eine Linde")
    page.locator("[name=publication]").select_option("published")
    page.locator("input[name=_save]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Attachment.objects.get().is_public
    page.goto(one.get_absolute_url())
    expect(page.get_by_role("img", name="Kinder pflanzen eine Linde")).to_be_visible()
    assert_everybody_can_use(page)
    page.goto(f"/admin/catalog/measure/{one.pk}/change/")
    assert_everybody_can_use(page)
