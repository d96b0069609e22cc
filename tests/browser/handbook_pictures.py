"""Pictures of Musterstadt for the handbook, taken by `make screenshots` and no part of the tests.

All have one of two sizes and few colours, so that they are light; the city is the same on every day, so that they
change only when the pages do.
"""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, ViewportSize, expect

from catalog.models import Report
from measures_tracker.handbook.contents import PICTURES
from monitoring.models import ReportingRound, RoundRequest, StatusUpdate
from reports.choices import PaperState
from reports.models import CouncilPaper
from tests.browser.handbook import Reader
from tests.browser.screenshots import lighten
from tests.browser.test_handbook import IMPORT, log_in_as_planner
from tests.monitoring.rounds.office import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_musterstadt")]
DESK: ViewportSize = {"width": 1120, "height": 720}
PHONE: ViewportSize = {"width": 390, "height": 720}
REPORT = "/musterstadt/fortschreibung/"
PUBLIC = {"bericht": f"{REPORT}?ansicht=uebersicht", "aenderungen": f"{REPORT}aenderungen/?von=2026-01-01"}


def take(page: Page, name: str, size: ViewportSize = DESK) -> None:
    page.set_viewport_size(size)
    page.wait_for_load_state("networkidle")
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, animations="disabled", caret="hide")
    lighten(path)


def pages_of_planners() -> dict[str, str]:
    """Returns the addresses of the pages by the names of their pictures."""
    report, before = Report.objects.get(slug="fortschreibung"), Report.objects.get(slug="sozialbericht")
    running = ReportingRound.objects.get(slug="halbjahr-2-2026")
    draft = CouncilPaper.objects.get(report=report, state=PaperState.DRAFT)
    return {
        "startseite": reverse("admin:index"),
        "arbeitsplatz": reverse("workplace-measures", args=[report.pk]),
        "tabelle": reverse("report-grid", args=[report.pk]),
        "runde": reverse("admin:round_missing", args=[running.pk]),
        "pruefung": reverse("admin:round_review", args=[running.pk]),
        "vorlage": reverse("admin:paper_check", args=[draft.pk]),
        "fortschreibung": reverse("next-report", args=[before.pk]),
    }


def test_take_the_pages_of_planners(page: Page) -> None:
    log_in_as_planner(page)
    for name, address in pages_of_planners().items():
        page.goto(address)
        take(page, name)


def test_take_the_history_of_an_update(page: Page) -> None:
    update = StatusUpdate.objects.filter(measure__report__slug="fortschreibung", measure__code="A1").latest("as_of")
    log_in_as_planner(page)
    page.goto(reverse("admin:monitoring_statusupdate_change", args=[update.pk]))
    page.get_by_label("Nächste Schritte:").fill("Öffnung der Kita Aue im Mai 2027, danach Befragung der Eltern.")
    page.get_by_role("button", name="Sichern", exact=True).first.click()
    page.goto(reverse("admin:monitoring_statusupdate_history", args=[update.pk]))
    take(page, "verlauf")


def test_take_the_preview_of_an_import(page: Page) -> None:
    log_in_as_planner(page)
    Reader(page, IMPORT).follow(until="Alles importieren")
    expect(page.locator("h1")).to_have_text("Was der Import tun würde")
    take(page, "vorschau")


def test_take_the_page_of_an_office(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto(page_of(RoundRequest.objects.get(office__name="Amt für Soziales", round__closed_at=None)))
    page.locator("details.ask[open]").first.evaluate("part => part.scrollIntoView()")
    take(page, "amt-telefon", PHONE)


def test_take_the_public_pages(page: Page) -> None:
    for name, address in PUBLIC.items():
        page.goto(address)
        take(page, name)
