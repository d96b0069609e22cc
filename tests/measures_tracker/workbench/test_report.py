"""A report as a workplace: tabs with counts, forms that know their report and lead back, sections that move."""

import pytest
from bs4 import Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.choices import Publication, SectionKind
from catalog.models import Measure, Report
from monitoring.models import StatusUpdate
from tests import factories
from tests.admin_pages import admin_url, form_data
from tests.reports.pages import get, text, texts

pytestmark = pytest.mark.usefixtures("without_cities")
TABS = ("", "sections/", "imports/", "rounds/", "indicators/", "papers/", "publication/")


@pytest.fixture
def report() -> Report:
    return factories.make_report(title="Soziale Lage")


@pytest.fixture
def planner(client: Client, report: Report) -> Client:
    client.force_login(factories.make_planner(report.municipality, username="planung"))
    return client


def place(report: Report, tab: str = "") -> str:
    return f"/en/admin/catalog/report/{report.pk}/{tab}"


def first_act(planner: Client, report: Report, tab: str = "") -> str:
    return str(get(planner, place(report, tab)).select(".work-acts a.button")[0]["href"])


def current(page: Tag) -> list[str]:
    return texts(page, ".work-tabs [aria-current]")


@pytest.mark.both
def test_each_tab_says_how_much_is_in_it(planner: Client, report: Report) -> None:
    factories.make_indicator(factories.make_measure(report))
    factories.make_section(report)
    for tab in TABS:
        page = get(planner, place(report, tab))
        assert len(page.select("h1")) == 1
        assert len(current(page)) == 1
        said = "Measures 1, Sections 1, Import 0, Rounds 0, Indicators 1, Papers 0, Publication, Settings"
        assert ", ".join(texts(page, ".work-tabs a")) == said
    assert current(get(planner, place(report, "change/"))) == ["Settings"]


def test_a_measure_is_added_where_one_came_from(planner: Client, report: Report) -> None:
    form = first_act(planner, report)
    assert f'value="{report.pk}" selected' in planner.get(form).text
    sent = {"report": report.pk, "code": "A1", "title": "Wohnraum"}
    assert planner.post(form, {**sent, "_save": "1"}).headers["Location"] == place(report)
    assert Measure.objects.get().report == report
    again = planner.post(form, {**sent, "code": "A2", "_addanother": "1"}).headers["Location"]
    assert f'value="{report.pk}" selected' in planner.get(again).text
    assert "back=" in again
    onward = planner.post(form, {**sent, "code": "A3", "_continue": "1"}).headers["Location"]
    assert planner.post(onward, {**form_data(planner, onward), "_save": "1"}).headers["Location"] == place(report)


def test_a_section_is_added_and_leads_back(planner: Client, report: Report) -> None:
    form = first_act(planner, report, "sections/")
    sent = {"report": report.pk, "title": "Bildung", "slug": "", "kind": SectionKind.FIELD_OF_ACTION.value, "order": 1}
    assert planner.post(form, sent).headers["Location"] == place(report, "sections/")
    assert "Bildung 0 measures" in text(get(planner, place(report, "sections/")), ".work-outline")


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org/", "javascript:alert(1)", "/\\example.org"])
def test_nobody_is_led_away(planner: Client, report: Report, back: str) -> None:
    sent = {"report": report.pk, "code": "A1", "title": "Wohnraum"}
    query = {"report": report.pk, "back": back}
    response = planner.post(admin_url("catalog_measure_add"), sent, query_params=query)
    assert response.headers["Location"].startswith("/en/admin/catalog/measure/")


def test_imports_rounds_and_papers_know_the_report(planner: Client, report: Report) -> None:
    factories.make_report(report.municipality, title="Anderer")
    for tab in ("imports/", "papers/"):
        page = get(planner, first_act(planner, report, tab))
        assert [one["value"] for one in page.select("#id_report option[selected]")] == [str(report.pk)]
    ticked = get(planner, first_act(planner, report, "rounds/")).select("[name=reports]")
    chosen = {str(box["value"]) for box in ticked if box.has_attr("checked")}
    assert chosen == {str(report.pk)}


def test_an_indicator_begins_with_its_measure(planner: Client, report: Report) -> None:
    measure = factories.make_measure(report)
    foreign = factories.make_measure()
    form = planner.post(place(report, "indicators/"), {"measure": measure.pk}).headers["Location"]
    assert f'value="{measure.pk}" selected' in planner.get(form).text
    for wrong in (foreign.pk, "x", ""):
        refused = planner.post(place(report, "indicators/"), {"measure": wrong}, follow=True)
        assert "Choose the measure" in refused.text


@pytest.mark.both
def test_everything_is_published_at_once(planner: Client, report: Report) -> None:
    Report.objects.filter(pk=report.pk).update(is_public=False)
    draft = factories.make_measure(report, publication=Publication.DRAFT)
    author = factories.make_user(username="amt")
    offices = factories.make_update(draft, publication=Publication.DRAFT, author=author)
    assert "1 draft" in get(planner, place(report, "publication/")).text
    said = planner.post(place(report, "publication/"), follow=True).text
    assert "public now, with 1 newly published" in said
    report.refresh_from_db()
    draft.refresh_from_db()
    assert report.is_public
    assert draft.publication == Publication.PUBLISHED
    assert StatusUpdate.objects.get(pk=offices.pk).publication == Publication.DRAFT
    assert "Nothing waits to be published." in get(planner, place(report, "publication/")).text


@pytest.mark.both
def test_few_queries_however_much_there_is(planner: Client, report: Report) -> None:
    def queries() -> list[int]:
        counts = []
        for tab in TABS:
            with CaptureQueriesContext(connection) as captured:
                planner.get(place(report, tab))
            counts.append(len(captured))
        return counts

    def more() -> None:
        for _number in range(5):
            section = factories.make_section(report)
            lead = factories.make_office(report.municipality)
            factories.make_indicator(factories.make_measure(report, section=section, lead=lead))
            factories.make_round(report)

    more()
    queries()
    few = queries()
    more()
    queries()
    assert queries() == few
    assert max(few) <= 20
