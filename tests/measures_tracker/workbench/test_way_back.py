"""Whatever is opened from a report as a workplace ends in its tab."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.http import urlencode

from catalog.models import Report
from monitoring.models import Indicator, ReportingRound, SpreadsheetImport
from reports.models import CouncilPaper
from tests import factories
from tests.admin_pages import admin_url, form_data
from tests.reports.pages import get

pytestmark = pytest.mark.usefixtures("without_cities")


@pytest.fixture
def report() -> Report:
    return factories.make_report(title="Soziale Lage")


@pytest.fixture
def planner(client: Client, report: Report) -> Client:
    client.force_login(factories.make_planner(report.municipality, username="planung"))
    return client


def place(report: Report, tab: str) -> str:
    return f"/en/admin/catalog/report/{report.pk}/{tab}/"


def add_form(planner: Client, report: Report, tab: str) -> str:
    return str(get(planner, place(report, tab)).select(".work-acts a.button")[0]["href"])


def step_data(planner: Client, url: str) -> dict[str, Any]:
    """What the last form of a step would send, which is the one that leads on."""
    form = get(planner, url).select("#content-main form[method=post]")[-1]
    sent: dict[str, Any] = {}
    for field in form.select("input[name], select[name], textarea[name]"):
        chosen = field.select("option[selected]")
        is_off = field.get("type") in {"checkbox", "radio"} and not field.has_attr("checked")
        value = chosen[0]["value"] if chosen else field.get("value", field.text if field.name == "textarea" else "")
        if not is_off:
            sent[str(field["name"])] = value
    return sent


def test_an_import_ends_in_its_tab(planner: Client, report: Report) -> None:
    file = SimpleUploadedFile("stand.csv", b"Nr.;Titel\nA1;Wohnraum\n")
    url = add_form(planner, report, "imports")
    url = planner.post(url, {"report": report.pk, "file": file, "kind": "measures"}).headers["Location"]
    found = SpreadsheetImport.objects.get()
    for step in ("columns", "decisions"):
        assert url.startswith(f"/en/admin/monitoring/spreadsheetimport/{found.pk}/{step}/?back=")
        assert get(planner, url).select(f".way-back a[href='{place(report, 'imports')}']")
        url = planner.post(url, step_data(planner, url)).headers["Location"]
    page = get(planner, url)
    assert all("back=" in str(link["href"]) for link in page.select(".import-kinds a"))
    run = str(page.select("form[action*='/run/']")[0]["action"])
    response = planner.post(run, follow=True)
    assert response.redirect_chain == [(place(report, "imports"), 302)]
    assert "The table has been imported. 1 new, 0 changed, 0 unchanged." in response.text
    result = f"/en/admin/monitoring/spreadsheetimport/{found.pk}/undo/?{urlencode({'back': place(report, 'imports')})}"
    assert planner.post(result).headers["Location"] == place(report, "imports")


@pytest.mark.both
def test_an_import_that_is_discarded_ends_there_too(planner: Client, report: Report) -> None:
    file = SimpleUploadedFile("stand.csv", b"Nr.;Titel\nA1;Wohnraum\n")
    sent = {"report": report.pk, "file": file, "kind": "measures"}
    url = planner.post(add_form(planner, report, "imports"), sent).headers["Location"]
    discard = str(get(planner, url).select(".import-aside a")[0]["href"])
    assert planner.post(discard, {"post": "yes"}).headers["Location"] == place(report, "imports")
    assert not SpreadsheetImport.objects.exists()


def test_an_import_without_a_way_back_shows_its_result(planner: Client, report: Report) -> None:
    file = SimpleUploadedFile("stand.csv", b"Nr.;Titel\nA1;Wohnraum\n")
    sent = {"report": report.pk, "file": file, "kind": "measures"}
    url = planner.post(admin_url("monitoring_spreadsheetimport_add"), sent).headers["Location"]
    assert "back=" not in url
    for _step in range(2):
        url = planner.post(url, step_data(planner, url)).headers["Location"]
    run = str(get(planner, url).select("form[action*='/run/']")[0]["action"])
    assert planner.post(run).headers["Location"].endswith("/result/")


@pytest.mark.both
def test_a_round_ends_in_its_tab(planner: Client, report: Report) -> None:
    office = factories.make_office(report.municipality, email="amt@example.org")
    factories.make_measure(report, lead=office)
    form = {"title": "Herbst", "reports": report.pk, "as_of": "2030-06-30", "open_until": "2030-07-31"}
    url = add_form(planner, report, "rounds")
    url = planner.post(url, {**step_data(planner, url), **form}).headers["Location"]
    found = ReportingRound.objects.get()
    assert url.startswith(admin_url("round_measures", found.pk) + "?back=")
    steps_shown = [str(one["href"]) for one in get(planner, url).select(".import-steps a")]
    assert steps_shown
    assert all("back=" in step for step in steps_shown)
    opening = f"{admin_url('round_open', found.pk)}?{urlencode({'back': place(report, 'rounds')})}"
    assert planner.post(opening, step_data(planner, opening)).headers["Location"] == place(report, "rounds")
    assert ReportingRound.objects.get().opened_at


@pytest.mark.both
def test_a_paper_is_filled_in_first_and_ends_in_its_tab(planner: Client, report: Report) -> None:
    url = add_form(planner, report, "papers")
    sent = {**form_data(planner, url), "subject": "Stand", "dated_on": date(2030, 1, 1)}
    url = planner.post(url, sent).headers["Location"]
    paper = CouncilPaper.objects.get()
    assert url.startswith(admin_url("reports_councilpaper_change", paper.pk) + "?back=")
    assert planner.post(url, form_data(planner, url)).headers["Location"] == place(report, "papers")
    shown = str(get(planner, place(report, "papers")).select(".work-list a")[0]["href"])
    assert "back=" in shown


@pytest.mark.both
def test_an_indicator_is_begun_changed_and_deleted_from_its_tab(planner: Client, report: Report) -> None:
    measure = factories.make_measure(report)
    form = planner.post(place(report, "indicators"), {"measure": measure.pk}).headers["Location"]
    sent = {**form_data(planner, form), "name": "Plätze"}
    again = planner.post(form, {**sent, "_addanother": "1"}).headers["Location"]
    assert [one["value"] for one in get(planner, again).select("#id_measure option[selected]")] == [str(measure.pk)]
    assert planner.post(again, {**sent, "name": "Gäste"}).headers["Location"] == place(report, "indicators")
    shown = str(get(planner, place(report, "indicators")).select(".work-list a")[0]["href"])
    going_on = planner.post(shown, {**form_data(planner, shown), "_continue": "1"}).headers["Location"]
    assert "back=" in going_on
    delete = str(get(planner, going_on).select("a.deletelink")[0]["href"])
    assert planner.post(delete, step_data(planner, delete)).headers["Location"] == place(report, "indicators")
    assert Indicator.objects.count() == 1


@pytest.mark.parametrize("tab", ["sections", "papers"])
def test_adding_another_stays_in_the_report(planner: Client, report: Report, tab: str) -> None:
    factories.make_report(report.municipality)
    url = add_form(planner, report, tab)
    typed = {"title": "Bildung", "subject": "Stand", "order": "1", "dated_on": date(2030, 1, 1)}
    sent = {**form_data(planner, url), **typed, "_addanother": "1"}
    again = planner.post(url, sent).headers["Location"]
    page = get(planner, again)
    assert [one["value"] for one in page.select("#id_report option[selected]")] == [str(report.pk)]
    assert "back=" in again


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org/", "/\\example.org"])
def test_no_step_leads_away(planner: Client, report: Report, back: str) -> None:
    file = SimpleUploadedFile("stand.csv", b"Nr.;Titel\nA1;Wohnraum\n")
    sent = {"report": report.pk, "file": file, "kind": "measures"}
    url = f"{admin_url('monitoring_spreadsheetimport_add')}?{urlencode({'back': back})}"
    assert not get(planner, url).select(".way-back")
    assert "back" not in planner.post(url, sent).headers["Location"]
