"""Files show what the pages show: strangers get no drafts, and nobody gets an internal note."""

import pytest
from django.test import Client

from catalog.choices import Publication
from catalog.models import Measure, Report
from monitoring.choices import Status
from tests import factories
from tests.reports.opendata.files import FILES, document, everything, table

pytestmark = pytest.mark.django_db

HEIDELBERG = "/heidelberg/soziale-lage-2018/"
SECRET = "Geheimvorhaben"
DRAFT = Publication.DRAFT


@pytest.fixture
def report() -> Report:
    return factories.make_report()


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(factories.make_planner())
    return client


@pytest.fixture
def draft(report: Report) -> Measure:
    """Beside a published measure, which keeps its internal note to itself."""
    factories.make_measure(report, code="A1", title="Öffentlich", internal_note="Interne Bemerkung")
    draft = factories.make_measure(
        report, code="A2", title=SECRET, publication=DRAFT, internal_note="Interne Bemerkung"
    )
    factories.make_measure(parent=draft, code="M1", title=SECRET)
    factories.make_update(draft, text=SECRET)
    factories.make_indicator(draft, name=SECRET)
    return draft


def test_strangers_see_what_is_published(client: Client, draft: Measure) -> None:
    found = everything(client, draft.report)
    assert "Öffentlich" in found
    assert SECRET not in found
    assert "Interne" not in found
    assert "Veröffentlichung" not in found
    assert "publication" not in found


def test_a_draft_update_is_not_the_status(client: Client, draft: Measure) -> None:
    public = Measure.objects.get(title="Öffentlich")
    factories.make_update(public, status=Status.DONE, text=SECRET, publication=DRAFT)
    assert SECRET not in everything(client, draft.report)
    assert table(client, draft.report)[0]["Stand"] == ""
    assert document(client, draft.report)["measures"][0]["status"] is None


def test_a_login_alone_opens_nothing(client: Client, draft: Measure) -> None:
    client.force_login(factories.make_user())
    assert SECRET not in everything(client, draft.report)


def test_planners_see_drafts_and_that_they_are_drafts(planner: Client, draft: Measure) -> None:
    found = {row["Titel"]: row["Veröffentlichung"] for row in table(planner, draft.report)}
    assert found["Öffentlich"] == "veröffentlicht"
    assert found[SECRET] in {"Entwurf", "veröffentlicht"}
    publications = [row["publication"] for row in document(planner, draft.report)["measures"]]
    assert publications == ["published", "draft", "published"]


def test_internal_notes_stay_inside_even_for_planners(planner: Client, draft: Measure) -> None:
    found = everything(planner, draft.report)
    assert SECRET in found
    assert "Interne" not in found


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("hidden", ["report", "municipality"])
def test_what_is_not_public_does_not_exist(client: Client, report: Report, name: str, hidden: str) -> None:
    row = report if hidden == "report" else report.municipality
    row.is_public = False
    row.save()
    assert client.get(f"{report.get_absolute_url()}{name}").status_code == 404
    client.force_login(factories.make_planner())
    assert client.get(f"{report.get_absolute_url()}{name}").status_code == 200


@pytest.mark.parametrize("name", FILES)
def test_what_planners_see_is_kept_nowhere(client: Client, name: str) -> None:
    assert "Cache-Control" not in client.get(f"{HEIDELBERG}{name}")
    client.force_login(factories.make_planner())
    response = client.get(f"{HEIDELBERG}{name}")
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
    assert "Cookie" in response["Vary"]
