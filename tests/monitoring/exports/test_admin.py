"""The planner's own table: the selected measures with drafts and internal notes."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from catalog.choices import Publication
from catalog.models import Report
from monitoring.current.judging import refresh_all
from tests import factories
from tests.admin_pages import admin_url

pytestmark = pytest.mark.usefixtures("without_cities")
MEASURES = admin_url("catalog_measure_changelist")
DRAFT = Publication.DRAFT


@pytest.fixture
def report() -> Report:
    return factories.make_report(factories.make_municipality(name="Stadt", slug="stadt"), slug="bericht")


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(factories.make_planner())
    return client


def download(client: Client, action: str, *measures: Any, url: str = MEASURES) -> Any:
    return client.post(url, {"action": action, "_selected_action": [measure.pk for measure in measures]})


def csv_rows(response: Any) -> list[dict[str, str]]:
    content = io.StringIO(response.content.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(content, delimiter=";"))


def test_it_holds_drafts_and_internal_notes(planner: Client, report: Report) -> None:
    draft = factories.make_measure(report, title="Entwurf", publication=DRAFT, internal_note="Nur für uns")
    (row,) = csv_rows(download(planner, "download_csv", draft))
    assert (row["Titel"], row["Veröffentlichung"], row["Interne Notiz"]) == ("Entwurf", "Entwurf", "Nur für uns")


def test_it_holds_what_was_selected_in_the_order_of_the_report(planner: Client, report: Report) -> None:
    whole = factories.make_measure(report, code="A10")
    part = factories.make_measure(parent=whole, code="M1")
    first = factories.make_measure(report, code="A2")
    factories.make_measure(report, code="A3")
    found = csv_rows(download(planner, "download_csv", part, whole, first))
    assert [(row["Nr."], row["Teil"]) for row in found] == [("A2", ""), ("A10", ""), ("A10", "M1")]


def test_the_table_for_excel_opens_and_says_the_same(planner: Client, report: Report) -> None:
    measure = factories.make_measure(report, code="3.10", internal_note="=1+1")
    book = load_workbook(io.BytesIO(download(planner, "download_xlsx", measure).content))
    first, second = book.active.iter_rows(values_only=True)
    assert first == tuple(csv_rows(download(planner, "download_csv", measure))[0])
    assert (second[0], second[-1]) == ("3.10", "'=1+1")
    assert book.properties.title == f"Stadt: {report.title}"


@pytest.mark.parametrize(
    ("action", "ending", "content_type"),
    [("download_csv", "csv", "text/csv; charset=utf-8"), ("download_xlsx", "xlsx", "application/vnd.openxml")],
)
def test_it_is_saved_under_the_name_of_the_report_and_kept_nowhere(
    planner: Client, report: Report, action: str, ending: str, content_type: str
) -> None:
    response = download(planner, action, factories.make_measure(report))
    assert response["Content-Disposition"] == f'attachment; filename="stadt-bericht.{ending}"'
    assert response["Content-Type"].startswith(content_type)
    assert "no-store" in response["Cache-Control"]


def test_measures_of_several_reports_name_theirs(planner: Client, report: Report) -> None:
    other = factories.make_report(factories.make_municipality(name="Anderswo"), title="Aktionsplan")
    measures = [factories.make_measure(report), factories.make_measure(other)]
    response = download(planner, "download_csv", *measures)
    assert response["Content-Disposition"] == 'attachment; filename="massnahmen.csv"'
    names = [row["Kommune und Bericht"] for row in csv_rows(response)]
    assert names == ["Anderswo: Aktionsplan", f"Stadt: {report.title}"]


def test_all_that_a_filter_finds_can_be_selected_at_once(planner: Client, report: Report) -> None:
    first = factories.make_measure(report)
    factories.make_measure(report)
    factories.make_measure()
    data = {"action": "download_csv", "_selected_action": [first.pk], "select_across": "1"}
    found = csv_rows(planner.post(f"{MEASURES}?report__id__exact={report.pk}", data))
    assert len(found) == 2


def test_the_language_of_the_page_is_not_that_of_the_file(planner: Client, report: Report) -> None:
    measure = factories.make_measure(report)
    english = download(planner, "download_csv", measure).content
    german = download(planner, "download_csv", measure, url=MEASURES.removeprefix("/en")).content
    assert english == german
    assert german.decode("utf-8-sig").startswith("Nr.;Teil;")


def test_who_may_look_may_download_all_but_the_notes(client: Client, report: Report) -> None:
    office = factories.make_office(report.municipality)
    measure = factories.make_measure(report, lead=office, internal_note="Nur für die Planung")
    client.force_login(factories.make_contributor(office))
    assert "Download selected measures for Excel" in client.get(MEASURES).text
    response = download(client, "download_csv", measure, factories.make_measure(report))
    assert len(csv_rows(response)) == 1
    assert "Nur für die Planung" not in response.content.decode()


@pytest.mark.parametrize("action", ["download_csv", "download_xlsx"])
def test_who_may_not_look_gets_nothing(client: Client, report: Report, action: str) -> None:
    measure = factories.make_measure(report)
    assert download(client, action, measure).status_code == 302
    client.force_login(factories.make_administrator())
    assert download(client, action, measure).status_code == 403


def test_a_hundred_measures_need_no_more_queries_than_one(planner: Client, report: Report) -> None:
    def number_of_queries(*measures: Any) -> int:
        with CaptureQueriesContext(connection) as queries:
            download(planner, "download_csv", *measures)
        return len(queries)

    measures = [factories.make_measure(report, lead=factories.make_office(report.municipality)) for _n in range(100)]
    for measure in measures:
        factories.make_update(measure)
        factories.make_target(factories.make_indicator(measure))
    refresh_all()  # the first visitor after a change has what lists know judged anew
    assert number_of_queries(measures[0]) == number_of_queries(*measures)
