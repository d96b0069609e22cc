"""Files hold what the page shows: the same filters, the same day."""

from datetime import date

import pytest
from django.test import Client

from catalog.models import Report
from monitoring.choices import Status
from tests import factories
from tests.reports.opendata.files import document, rows, sheet
from tests.reports.pages import get, one, texts

pytestmark = pytest.mark.django_db

URL = "/stadt/bericht/"


@pytest.fixture(autouse=True)
def report() -> Report:
    report = factories.make_report(factories.make_municipality(slug="stadt"), slug="bericht")
    early = factories.make_measure(report, code="A1", title="Wohnen")
    factories.make_update(early, status=Status.IN_PROGRESS, text="Bau", as_of=date(2020, 1, 1))
    factories.make_update(early, status=Status.DONE, text="Bezug", as_of=date(2021, 1, 1))
    places = factories.make_indicator(early)
    factories.make_value(places, value=1, as_of=date(2020, 1, 1))
    factories.make_value(places, value=2, as_of=date(2021, 1, 1))
    factories.make_measure(report, code="A2", title="Arbeit")
    whole = factories.make_measure(report, code="S1", title="Teilhabe")
    factories.make_measure(parent=whole, code="M1", title="Wohnhilfe")
    factories.make_measure(parent=whole, code="M2", title="Sport")
    return report


@pytest.mark.parametrize("query", ["suche=wohn", "status=umgesetzt", "status=umgesetzt&stand=2020-06-01", ""])
def test_they_hold_the_rows_of_the_page(client: Client, report: Report, query: str) -> None:
    shown = texts(get(client, f"{URL}?{query}"), "tbody .c-code")
    assert [row["Teil"] or row["Nr."] for row in rows(client, f"{URL}measures.csv?{query}")] == shown
    table = list(sheet(client, f"{URL}measures.xlsx?{query}").iter_rows(min_row=2, values_only=True))
    assert [row[1] or row[0] for row in table] == shown
    assert [m["part"] or m["code"] for m in document(client, report, f"measures.json?{query}")["measures"]] == shown


def test_the_links_of_the_page_carry_filters_and_day(client: Client) -> None:
    query = "suche=wohn&amp;stand=2020-06-01&amp;sortierung=titel".replace("&amp;", "&")
    links = one(get(client, f"{URL}?{query}&jahr="), "p.downloads").select("a")
    wanted = "?suche=wohn&stand=2020-06-01"
    assert [link["href"] for link in links] == [
        *(f"{URL}measures.{ending}{wanted}" for ending in ("csv", "xlsx", "json")),
        f"{URL}datapackage.json",
    ]


def test_an_earlier_day_is_told_as_known_then(client: Client, report: Report) -> None:
    first = rows(client, f"{URL}measures.csv?stand=01.06.2020")[0]
    assert (first["Stand"], first["Was geschehen ist"], first["Stand vom"]) == ("in Umsetzung", "Bau", "01.01.2020")
    found = document(client, report, "measures.json?stand=2020-06-01")
    assert [value["value"] for value in found["measures"][0]["indicators"][0]["values"]] == [1]
    assert found["report"]["as_of"] == "2020-01-01"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "stadt-bericht.csv"),
        ("suche=wohn", "stadt-bericht-auswahl.csv"),
        ("stand=01.06.2020", "stadt-bericht-2020-06-01.csv"),
        ("suche=wohn&stand=2020-06-01", "stadt-bericht-auswahl-2020-06-01.csv"),
    ],
)
def test_the_name_says_what_is_missing(client: Client, query: str, name: str) -> None:
    assert client.get(f"{URL}measures.csv?{query}")["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize(
    "name", ["measures.csv", "measures.xlsx", "measures.json", "statustabelle.pdf", "massnahmenheft.docx"]
)
def test_what_cannot_be_read_is_refused_instead_of_guessed(client: Client, name: str) -> None:
    response = client.get(f"{URL}{name}?stand=gestern&status=fertig")
    assert response.status_code == 400
    assert response.content.decode().splitlines() == [
        "„gestern“ ist kein Tag. Schreiben Sie zum Beispiel 21.09.2018.",
        "Stand der Umsetzung: „fertig“ gibt es hier nicht.",
    ]
