"""The measures of a report as CSV, XLSX and JSON."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from openpyxl import load_workbook

from catalog.choices import Role, SectionKind
from catalog.models import Report
from monitoring.choices import MeasureColumn, Status
from monitoring.imports.columns.suggesting import ColumnJudge, SampledColumn
from monitoring.imports.contents import own_column
from tests import factories
from tests.reports.opendata.files import FILES, document, rows, sheet, table
from tests.reports.pages import get, one, text
from tests.reports.test_number_of_queries import FEW, MANY, fill

pytestmark = pytest.mark.django_db

HEIDELBERG = "/heidelberg/soziale-lage-2018/"
MOST_QUERIES = 16


@pytest.fixture
def report() -> Report:
    city = factories.make_municipality(name="Musterstadt", slug="musterstadt", ags="01234567")
    return factories.make_report(city, title="Sozialbericht", slug="bericht")


class TestCsv:
    def test_it_has_the_rows_of_the_page_in_their_order(self, client: Client) -> None:
        found = [(row["Nr."], row["Teil"]) for row in rows(client, f"{HEIDELBERG}measures.csv")]
        assert len(found) == 19
        codes = ["A3", "A4", "B1", "F1", "F2", "S1", "S2", "S3", "S4", "Z3", "Z 6"]
        assert [code for code, part in found if not part] == codes
        parts = [part for code, part in found if code == "S3"]
        assert parts == ["", "M1", "(2)", "M2", "(4)"]

    def test_it_begins_with_a_byte_order_mark_and_has_semicolons_and_crlf(self, client: Client) -> None:
        response = client.get(f"{HEIDELBERG}measures.csv")
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert response.content.startswith("\ufeffNr.;Teil;Abschnitt;Titel;".encode())
        assert response.content.endswith(b"\r\n")

    def test_it_says_what_the_page_says(self, client: Client) -> None:
        first = rows(client, f"{HEIDELBERG}measures.csv")[0]
        assert first["Abschnitt"] == "Bereichsspezifische Handlungsempfehlungen › Handlungsfeld: Bereich Arbeit"
        assert first["Federführung"] == "Kommunale Behindertenbeauftragte (KBB)"
        assert first["Mitwirkung"] == "Amt für Chancengleichheit; Beirat von Menschen mit Behinderungen (bmb)"
        assert first["Zeithorizont"] == "kurzfristig"
        assert first["Stand"] == str(Status.IN_PROGRESS.label)
        assert first["Stand vom"] == "19.01.2021"

    def test_a_list_is_no_formula(self, client: Client) -> None:
        assert rows(client, f"{HEIDELBERG}measures.csv")[0]["Was geschehen ist"].startswith("- Die Praktikums")

    def test_it_has_what_pages_say_beside_the_measures(self, client: Client) -> None:
        first = rows(client, f"{HEIDELBERG}measures.csv")[0]
        assert first["Themen"] == "Arbeit"
        assert first["Etappen"].startswith("Dezember 2019: Veranstaltung für Arbeitgeber")
        assert (first["ISO-Beginn"], first["ISO-Frist"], first["ISO-Stand"]) == ("", "", "2021-01-19")
        assert first["Fristlage"] == "keine Frist genannt"
        assert first["Webadresse"] == f"http://testserver{HEIDELBERG}A3/"
        discussed = {row["Nr."]: row for row in rows(client, "/koblenz/soziale-lage-2015/measures.csv")}
        assert (discussed["M 14"]["Besprochen am"], discussed["M 14"]["Vorgehensweise"]) == ("2018-06-28", "Befragung")
        assert discussed["M 12"]["Besprochen am"] == "noch zu terminieren"
        assert discussed["M 14"]["Themen"] == "Pflege; Kinder"

    def test_costs_have_amount_kind_and_wording(self, client: Client, report: Report) -> None:
        factories.make_measure(report, costs_amount=Decimal("1250.50"), costs_kind="per_year", costs="Miete")
        (row,) = rows(client, f"{report.get_absolute_url()}measures.csv")
        assert row["Kosten"] == "1250,50 Euro pro Jahr (Miete)"
        (measure,) = client.get(f"{report.get_absolute_url()}measures.json").json()["measures"]
        assert measure["costs"] == {"amount": 1250.5, "kind": "per_year", "wording": "Miete"}

    def test_an_import_leaves_these_columns_alone(self, client: Client) -> None:
        own = {str(column.label) for column in MeasureColumn}
        written = rows(client, f"{HEIDELBERG}measures.csv")
        columns = [SampledColumn(i, name, [row[name] for row in written]) for i, name in enumerate(written[0])]
        read = {columns[one.index].heading for one in ColumnJudge(columns).suggestions()}
        assert len(set(written[0]) - own) == 10
        assert read <= own

    def test_dates_are_german_and_wordings_kept(self, client: Client, report: Report) -> None:
        measure = factories.make_measure(report, start="Mai 2021", due="31.12.2022")
        factories.make_update(measure, as_of=date(2021, 3, 1))
        (row,) = table(client, report)
        assert (row["Beginn"], row["Frist"], row["Stand vom"]) == ("Mai 2021", "31.12.2022", "01.03.2021")

    def test_formulas_are_neutralised(self, client: Client, report: Report) -> None:
        factories.make_measure(report, title="=HYPERLINK(1)", objective="+49 6221")
        (row,) = table(client, report)
        assert (row["Titel"], row["Zielsetzung"]) == ("'=HYPERLINK(1)", "'+49 6221")

    def test_indicators_and_targets_stand_line_by_line(self, client: Client, report: Report) -> None:
        measure = factories.make_measure(report)
        places = factories.make_indicator(measure, name="Plätze", unit="", order=1)
        factories.make_target(places, value=Decimal("1250.5"), due="Ende 2022")
        factories.make_target(places, value=2000, due="Ende 2023")
        factories.make_indicator(measure, name="Beratungen", order=2)
        (row,) = table(client, report)
        assert row["Indikator"] == "Plätze\nPlätze\nBeratungen"
        assert row["Zielwert"] == "1250,5 (Ende 2022)\n2000 (Ende 2023)"

    def test_parts_stay_below_their_measure_wherever_they_say_they_belong(self, client: Client, report: Report) -> None:
        first = factories.make_section(report, title="Arbeit", order=1)
        last = factories.make_section(report, title="Wohnen", order=2)
        whole = factories.make_measure(report, code="A2", section=first)
        factories.make_measure(report, code="A10", section=first)
        factories.make_measure(parent=whole, code="M1", section=last)
        factories.make_measure(report, code="W1", section=last)
        factories.make_measure(report, code="X1")
        found = [(row["Nr."], row["Teil"]) for row in table(client, report)]
        assert found == [("X1", ""), ("A2", ""), ("A2", "M1"), ("A10", ""), ("W1", "")]

    def test_a_report_without_measures_has_headings_only(self, client: Client, report: Report) -> None:
        content = client.get(f"{report.get_absolute_url()}measures.csv").content.decode("utf-8-sig")
        assert content.startswith("Nr.;Teil;")
        assert content.count("\r\n") == 1


class TestXlsx:
    def test_it_opens_with_the_columns_of_the_csv(self, client: Client) -> None:
        found = sheet(client, f"{HEIDELBERG}measures.xlsx")
        assert [cell.value for cell in found[1]] == list(rows(client, f"{HEIDELBERG}measures.csv")[0])
        assert found.max_row == 20
        assert found["A8"].value == "S2"

    def test_dates_are_dates_and_codes_are_text(self, client: Client, report: Report) -> None:
        measure = factories.make_measure(report, code="3.10", due="31.12.2022", start="2021", title="01.01.2020")
        factories.make_update(measure)
        first, row = list(sheet(client, f"{report.get_absolute_url()}measures.xlsx").iter_rows(max_row=2))
        cells = {heading.value: cell for heading, cell in zip(first, row, strict=True)}
        assert (cells["Nr."].value, cells["Nr."].data_type) == ("3.10", "s")
        assert cells["Frist"].value.date() == date(2022, 12, 31)
        assert cells["Stand vom"].value.date() == date(2021, 1, 19)
        assert (cells["Beginn"].value, cells["Titel"].value) == ("2021", "01.01.2020")

    def test_no_formula_becomes_live(self, client: Client, report: Report) -> None:
        factories.make_measure(report, title="=1+1")
        cell = sheet(client, f"{report.get_absolute_url()}measures.xlsx")["D2"]
        assert (cell.value, cell.data_type) == ("'=1+1", "s")

    def test_it_is_named_after_city_and_report(self, client: Client) -> None:
        book = load_workbook(io.BytesIO(client.get(f"{HEIDELBERG}measures.xlsx").content))
        assert book.properties.title == "Heidelberg: Bericht zur Sozialen Lage 2018: kurzfristige Maßnahmen"


class TestJson:
    def test_it_names_municipality_and_report(self, client: Client, report: Report) -> None:
        report.published_on = date(2020, 5, 1)
        report.save()
        factories.make_update(factories.make_measure(report), as_of=date(2021, 1, 19))
        found = document(client, report)
        assert found["municipality"] == {"name": "Musterstadt", "ags": "01234567"}
        assert found["report"]["title"] == "Sozialbericht"
        assert found["report"]["url"] == "http://testserver/musterstadt/bericht/"
        assert found["report"]["published_on"] == "2020-05-01"
        assert found["report"]["as_of"] == "2021-01-19"

    def test_days_stand_beside_their_wording_and_words_are_stable(self, client: Client, report: Report) -> None:
        measure = factories.make_measure(report, start="Mai 2021", due="Ende 2022", horizon="long")
        factories.make_update(measure, status=Status.NOT_FEASIBLE, reason="Kein Geld")
        (found,) = document(client, report)["measures"]
        assert (found["start"], found["starts_on"]) == ("Mai 2021", "2021-05-01")
        assert (found["due"], found["due_on"]) == ("Ende 2022", "2022-12-31")
        assert (found["horizon"], found["status"], found["as_of"]) == ("long", "not_feasible", "2021-01-19")
        assert found["reason"] == "Kein Geld"

    def test_what_has_no_value_is_null(self, client: Client, report: Report) -> None:
        factories.make_measure(report)
        found = document(client, report)
        (measure,) = found["measures"]
        names = ["part", "starts_on", "due_on", "horizon", "status", "as_of"]
        assert [measure[name] for name in names] == [None] * len(names)
        assert (measure["description"], measure["lead"], measure["indicators"]) == ("", [], [])
        assert found["report"]["as_of"] is None

    def test_a_part_names_its_measure(self, client: Client, report: Report) -> None:
        whole = factories.make_measure(report, code="S 3")
        factories.make_measure(parent=whole, code="M1")
        factories.make_measure(parent=whole, code="", order=2)
        found = document(client, report)["measures"]
        assert [(row["code"], row["part"]) for row in found] == [("S 3", None), ("S 3", "M1"), ("S 3", "(2)")]
        base = "http://testserver/musterstadt/bericht"
        assert [row["url"] for row in found] == [f"{base}/S-3/", f"{base}/S-3/M1/", f"{base}/S-3/2/"]

    def test_offices_indicators_and_papers_are_structured(self, client: Client, report: Report) -> None:
        measure = factories.make_measure(report, paper_references="Drs. 1/2020\nDrs. 2/2020\n")
        office = factories.make_office(report.municipality, name="Jobcenter, Abteilung 1", abbreviation="JC")
        factories.make_responsibility(measure, office, role=Role.PARTICIPATING, note="nach Bedarf")
        indicator = factories.make_indicator(measure, name="Plätze", baseline=Decimal("0"))
        factories.make_target(indicator, value=Decimal("12.5"), statement="mindestens", due="Ende 2023")
        factories.make_value(indicator, value=10, as_of=date(2022, 12, 31))
        (found,) = document(client, report)["measures"]
        assert found["lead"] == []
        assert found["participating"] == [
            {"name": "Jobcenter, Abteilung 1", "abbreviation": "JC", "note": "nach Bedarf"}
        ]
        assert found["paper_references"] == ["Drs. 1/2020", "Drs. 2/2020"]
        (plaetze,) = found["indicators"]
        assert plaetze["baseline"] == 0
        assert plaetze["targets"] == [
            {"value": 12.5, "statement": "mindestens", "due": "Ende 2023", "due_on": "2023-12-31"}
        ]
        assert plaetze["values"] == [{"value": 10, "note": "", "as_of": "2022-12-31"}]

    def test_it_is_the_same_below_english_pages(self, client: Client) -> None:
        german, english = (client.get(f"{prefix}{HEIDELBERG}measures.json").content for prefix in ("", "/en"))
        assert german == english


@pytest.mark.parametrize(
    ("name", "saved_as"),
    [
        ("measures.csv", "heidelberg-soziale-lage-2018.csv"),
        ("measures.xlsx", "heidelberg-soziale-lage-2018.xlsx"),
        ("measures.json", "heidelberg-soziale-lage-2018.json"),
        ("datapackage.json", "datapackage.json"),
    ],
)
def test_files_are_saved_under_a_name_that_says_what_they_are(client: Client, name: str, saved_as: str) -> None:
    response = client.get(f"{HEIDELBERG}{name}")
    assert response["Content-Disposition"] == f'attachment; filename="{saved_as}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Language"] == "de"


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_files_can_only_be_read(client: Client, name: str, method: str) -> None:
    assert getattr(client, method)(f"{HEIDELBERG}{name}").status_code == 405


@pytest.mark.parametrize("name", FILES)
def test_unknown_reports_have_no_files(client: Client, name: str) -> None:
    assert client.get(f"/heidelberg/gibt-es-nicht/{name}").status_code == 404
    assert client.get(f"/koblenz/soziale-lage-2018/{name}").status_code == 404


@pytest.mark.parametrize("name", FILES)
def test_a_file_needs_few_queries_and_always_the_same(client: Client, report: Report, name: str) -> None:
    def number_of_queries() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{report.get_absolute_url()}{name}").status_code == 200
        return len(queries)

    section = factories.make_section(report, kind=SectionKind.TARGET_GROUP)
    fill(report, section, range(1, FEW + 1))
    few = number_of_queries()
    fill(report, section, range(FEW + 1, MANY + 1))
    assert number_of_queries() == few <= MOST_QUERIES


def test_the_page_of_the_report_links_to_its_files(client: Client) -> None:
    line = one(get(client, HEIDELBERG), "p.downloads")
    assert text(line).startswith("Herunterladen: CSV · Excel · JSON")
    assert [link["href"] for link in line.select("a")] == [f"{HEIDELBERG}{name}" for name in FILES]


def test_a_report_without_measures_offers_no_files(client: Client, report: Report) -> None:
    assert not get(client, report.get_absolute_url()).select("p.downloads")


@pytest.mark.parametrize("language", ["de", "en"])
def test_an_import_knows_every_heading(language: str) -> None:
    with override(language):
        headings = [str(column.label) for column in MeasureColumn.written()]
    assert tuple(map(own_column, headings)) == MeasureColumn.written()
