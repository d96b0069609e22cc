"""The description of the columns fits the file it describes."""

import json

import pytest
from django.test import Client

from catalog.models import Report
from monitoring.choices import Status
from tests import factories
from tests.reports.opendata.files import document, rows, table

pytestmark = pytest.mark.django_db

HEIDELBERG = "/heidelberg/soziale-lage-2018/"


@pytest.fixture
def report() -> Report:
    city = factories.make_municipality(name="Musterstadt", slug="musterstadt", ags="01234567")
    return factories.make_report(city, title="Sozialbericht", slug="bericht")


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(factories.make_planner())
    return client


def test_its_fields_are_the_columns_of_the_csv(client: Client) -> None:
    package = json.loads(client.get(f"{HEIDELBERG}datapackage.json").content)
    fields = package["resources"][0]["schema"]["fields"]
    assert [field["name"] for field in fields] == list(rows(client, f"{HEIDELBERG}measures.csv")[0])


def test_its_fields_of_drafts_are_those_of_the_csv_with_drafts(planner: Client) -> None:
    package = json.loads(planner.get(f"{HEIDELBERG}datapackage.json").content)
    fields = package["resources"][0]["schema"]["fields"]
    assert [field["name"] for field in fields] == list(rows(planner, f"{HEIDELBERG}measures.csv")[0])


def test_every_row_keeps_to_its_schema(client: Client) -> None:
    for report in Report.objects.select_related("municipality"):
        fields = document(client, report, "datapackage.json")["resources"][0]["schema"]["fields"]
        for row in table(client, report):
            for field in fields:
                value, constraints = row[field["name"]], field.get("constraints", {})
                assert value or not constraints.get("required"), (row, field)
                assert not value or value in constraints.get("enum", [value]), (row, field)


def test_it_says_where_the_data_comes_from(client: Client, report: Report) -> None:
    report.source_title, report.source_url = "Sozialbericht 2020 (PDF)", "https://example.org/bericht.pdf"
    report.save()
    package = document(client, report, "datapackage.json")
    assert package["name"] == "musterstadt-bericht"
    assert package["title"] == "Musterstadt: Sozialbericht"
    assert package["municipality"]["ags"] == "01234567"
    assert package["sources"] == [{"title": "Sozialbericht 2020 (PDF)", "path": "https://example.org/bericht.pdf"}]
    assert "licenses" not in package


def test_it_points_to_the_file_and_says_how_to_read_it(client: Client, report: Report) -> None:
    (resource,) = document(client, report, "datapackage.json")["resources"]
    assert resource["path"] == "http://testserver/musterstadt/bericht/measures.csv"
    assert client.get("/musterstadt/bericht/measures.csv").status_code == 200
    assert resource["dialect"]["delimiter"] == ";"


def test_columns_are_described_with_stable_keys(client: Client) -> None:
    package = json.loads(client.get(f"{HEIDELBERG}datapackage.json").content)
    fields = {field["key"]: field for field in package["resources"][0]["schema"]["fields"]}
    assert fields["as_of"]["type"] == "date"
    assert fields["as_of"]["format"] == "%d.%m.%Y"
    assert fields["title"]["constraints"] == {"required": True}
    assert fields["status"]["constraints"] == {"enum": [str(status.label) for status in Status]}
    assert fields["lead"]["description"].startswith("Mehrere Ämter")
