"""Whoever carries drafts out of the house, or a table in or out again, is in the audit log."""

import pytest
from django.test import Client

from catalog.models import AuditEntry, Report
from tests.factories import make_measure, make_municipality, make_planner, make_report
from tests.monitoring.imports.wizard.test_import_pages import decide, started

pytestmark = pytest.mark.usefixtures("without_cities")

FILES = ["measures.csv", "measures.xlsx", "measures.json"]
FILES += ["statustabelle.docx", "statustabelle.pdf", "massnahmenheft.docx", "massnahmenheft.pdf"]


@pytest.fixture
def report() -> Report:
    report = make_report(make_municipality(name="Neustadt", slug="neustadt"), title="Sozialbericht", slug="bericht")
    make_measure(report, code="A1", publication="draft")
    return report


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(make_planner(username="planerin"))
    return client


def told() -> list[tuple[str, str | None, str, str]]:
    """Kind, who, what, where; without logins."""
    entries = AuditEntry.objects.exclude(kind__in=["login", "logout"]).order_by("pk")
    return list(entries.values_list("kind", "person__username", "subject", "municipality_name"))


@pytest.mark.parametrize("name", FILES)
def test_a_planner_who_downloads_from_a_page_is_recorded(planner: Client, report: Report, name: str) -> None:
    assert planner.get(f"{report.get_absolute_url()}{name}").status_code == 200
    assert told() == [("drafts_exported", "planerin", "Sozialbericht", "Neustadt")]


@pytest.mark.parametrize("name", FILES)
def test_readers_are_not_recorded(client: Client, report: Report, name: str) -> None:
    assert client.get(f"{report.get_absolute_url()}{name}").status_code == 200
    assert told() == []


def test_what_is_refused_is_not_recorded(planner: Client, report: Report) -> None:
    assert planner.get(f"{report.get_absolute_url()}measures.csv?stand=x").status_code == 400
    assert told() == []


@pytest.mark.parametrize("action", ["download_xlsx", "download_csv"])
def test_a_download_from_the_admin_is_recorded_for_each_report(planner: Client, report: Report, action: str) -> None:
    other = make_measure(make_report(make_municipality(name="Altstadt"), title="Aktionsplan"))
    chosen = [report.measures.get().pk, other.pk]
    response = planner.post("/admin/catalog/measure/", {"action": action, "_selected_action": chosen})
    assert response.status_code == 200
    assert sorted(told()) == [
        ("drafts_exported", "planerin", "Aktionsplan", "Altstadt"),
        ("drafts_exported", "planerin", "Sozialbericht", "Neustadt"),
    ]


def test_an_import_and_its_taking_back_are_recorded(planner: Client, report: Report) -> None:
    base = started(planner, report, "Nr.;Titel\nB1;Eins\n")
    decide(planner, base)
    assert told() == []
    planner.post(f"{base}run/")
    planner.post(f"{base}undo/")
    number = base.rstrip("/").rpartition("/")[2]
    subject = f"Import {number}: tabelle.csv (Sozialbericht)"
    assert told() == [
        ("imported", "planerin", subject, "Neustadt"),
        ("import_taken_back", "planerin", subject, "Neustadt"),
    ]
