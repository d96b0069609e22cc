"""The two views of a status table: chosen by the planner, and the other one is a click away."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from catalog.choices import Column, TableView
from catalog.models import Report
from monitoring.choices import Status
from reports.measures.table.chosen_view import MOST_ROWS_IN_FULL
from tests.factories import make_measure, make_municipality, make_report, make_section, make_update
from tests.reports.pages import get, one, text, texts

pytestmark = pytest.mark.django_db

URL = "/stadt/bericht/"


@pytest.fixture
def report() -> Report:
    return make_report(make_municipality(slug="stadt"), slug="bericht", columns=Column.values)


def is_overview(page: BeautifulSoup) -> bool:
    assert bool(page.select("table.overview")) != bool(page.select("section.group table.status-table"))
    return bool(page.select("table.overview"))


@pytest.mark.parametrize(
    ("chosen", "rows", "query", "overview"),
    [
        (TableView.AUTOMATIC, 1, "", False),
        (TableView.AUTOMATIC, MOST_ROWS_IN_FULL, "", False),
        (TableView.AUTOMATIC, MOST_ROWS_IN_FULL + 1, "", True),
        (TableView.AUTOMATIC, MOST_ROWS_IN_FULL + 1, "?suche=nur-eine", True),
        (TableView.AUTOMATIC, MOST_ROWS_IN_FULL + 1, "?ansicht=tabelle", False),
        (TableView.OVERVIEW, 1, "", True),
        (TableView.OVERVIEW, 1, "?ansicht=tabelle", False),
        (TableView.FULL, MOST_ROWS_IN_FULL + 1, "", False),
        (TableView.FULL, 1, "?ansicht=uebersicht", True),
    ],
)
def test_a_report_opens_as_its_planner_chose(  # noqa: PLR0917 - pytest names them
    client: Client, report: Report, chosen: TableView, rows: int, query: str, overview: bool
) -> None:
    report.table_view = chosen
    report.save()
    for number in range(rows):
        make_measure(report, code=f"A{number}", title="Nur-eine" if not number else "Andere")
    assert is_overview(get(client, URL + query)) == overview


def test_parts_are_rows_and_a_measure_with_parts_is_not(client: Client, report: Report) -> None:
    whole = make_measure(report, code="A1")
    for number in range(MOST_ROWS_IN_FULL):
        make_measure(parent=whole, code=f"M{number}")
    assert not is_overview(get(client, URL))


def test_a_line_of_the_overview_says_how_a_measure_is_doing_and_unfolds(client: Client, report: Report) -> None:
    section = make_section(report, title="Wohnen")
    measure = make_measure(report, section=section, code="A1", title="Wohnungen", description="40 im Jahr.", due="2090")
    make_update(measure, status=Status.DONE, text="Fertig gebaut.", as_of="2021-01-19")
    page = get(client, f"{URL}?ansicht=uebersicht")
    row = one(page, "tr#A1")
    assert text(one(row, ".o-code")) == "A1"
    assert text(one(row, ".o-status")) == "umgesetzt"
    assert text(one(row, ".o-due")) == "2090"
    assert text(one(row, ".o-reported")) == "19.01.2021"
    details = one(row, "details.more")
    assert "40 im Jahr." in text(details)
    assert "Fertig gebaut." in text(details)
    assert not details.has_attr("open")
    assert one(page, f"tr#{section.slug}")


def test_details_unfold_all_at_once(client: Client, report: Report) -> None:
    for code in ("A1", "A2"):
        make_measure(report, code=code, description="Bauen.")
    page = get(client, f"{URL}?ansicht=uebersicht")
    [unfold] = page.select(".view-switch a")
    assert text(unfold) == "Alle Einzelheiten aufklappen"
    assert unfold["href"] == f"{URL}?ansicht=uebersicht&details=alle"
    page = get(client, str(unfold["href"]))
    assert [details.has_attr("open") for details in page.select("details.more")] == [True, True]


def test_views_keep_filters_and_filters_keep_the_view(client: Client, report: Report) -> None:
    make_measure(report, code="A1", title="Kita")
    page = get(client, f"{URL}?suche=kita&ansicht=uebersicht&details=alle")
    views = {text(link): link["href"] for link in page.select("nav.views a")}
    assert views["Übersicht"] == f"{URL}?suche=kita&details=alle&ansicht=uebersicht"
    assert views["Statustabelle"] == f"{URL}?suche=kita&ansicht=tabelle"
    assert one(page, "nav.views [aria-current]")["href"] == views["Übersicht"]
    kept = {field["name"]: field["value"] for field in page.select("form.filters input[type=hidden]")}
    assert kept == {"ansicht": "uebersicht", "details": "alle"}
    assert all("ansicht" not in str(link["href"]) for link in page.select(".downloads a, .documents a"))
    assert one(page, ".chips .all")["href"] == f"{URL}?ansicht=uebersicht&details=alle"


def test_a_view_that_does_not_exist_is_named(client: Client, report: Report) -> None:
    make_measure(report)
    page = get(client, f"{URL}?ansicht=quer")
    assert "„quer“" in text(one(page, ".problems"))
    assert not is_overview(page)


def test_the_tabs_stand_in_the_same_order_everywhere(client: Client, report: Report) -> None:
    make_measure(report)
    orders = [texts(get(client, URL + path), "nav.views a") for path in ("", "aenderungen/", "verlauf/")]
    assert orders == [["Übersicht", "Statustabelle", "Was hat sich geändert?", "Zeitplan"]] * 3


@pytest.mark.parametrize("view", ["uebersicht", "tabelle"])
def test_a_part_names_its_measure_where_it_stands_alone(client: Client, report: Report, view: str) -> None:
    whole = make_measure(report, code="S1", title="Teilhabe", description="")
    for code in ("M1", "M2"):
        make_measure(parent=whole, code=code, title=f"Teil {code}", description="Anfangen.")
    page = get(client, f"{URL}?ansicht={view}")
    named = texts(page, ".on-cards")
    assert named == (["S1", "S1"] if view == "uebersicht" else ["S1 Teilhabe"])


def test_a_part_whose_number_names_the_whole_says_it_once(client: Client, report: Report) -> None:
    whole = make_measure(report, code="W 1", title="Wohnen", description="")
    make_measure(parent=whole, code="W 1.1", title="Notunterkunft", description="Anfangen.")
    page = get(client, f"{URL}?ansicht=uebersicht")
    assert [" ".join(cell.text.split()) for cell in page.select(".o-code")][-1] == "W 1.1"
    assert "W 1 W 1.1" not in " ".join(page.text.split())
