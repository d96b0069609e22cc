"""What has happened in my city: one list with filters, and nothing of other cities."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Measure, Municipality
from monitoring.imports.job import ImportJob
from monitoring.imports.undo import take_back
from monitoring.models import StatusUpdate
from tests import factories
from tests.admin_pages import admin_url

pytestmark = pytest.mark.usefixtures("without_cities")


@pytest.fixture(autouse=True)
def nothing_yet(without_cities: None) -> None:
    """Taking the cities away is recorded, too."""
    for kind in (Measure, Municipality):
        kind.history.all().delete()


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(factories.make_planner(username="planerin"))
    return client


def shown(client: Client, **query: Any) -> list[tuple[str, str]]:
    response = client.get(admin_url("happenings"), query)
    assert response.status_code == 200
    return [(entry.kind.place, entry.name) for entry in response.context["page"] or []]


@pytest.mark.both
def test_everything_in_the_cities_is_told_newest_first(planner: Client) -> None:
    measure = factories.make_measure(code="A 1", title="Wohnraum")
    factories.make_value(factories.make_indicator(measure, name="Plätze"), value=17)
    assert [kind for kind, _name in shown(planner)] == [
        "indicatorvalue",
        "indicator",
        "measure",
        "report",
        "membership",
        "municipality",
    ]
    page = " ".join(planner.get(admin_url("happenings")).text.split())
    assert "Indicator: Plätze · Measure: A 1 Wohnraum · Report:" in page
    assert f'href="{admin_url("catalog_measure_history", measure.pk)}"' in page


@pytest.mark.both
def test_what_is_gone_still_belongs_to_its_city_and_report(planner: Client) -> None:
    measure = factories.make_measure()
    report = measure.report
    factories.make_value(factories.make_indicator(measure, name="Plätze"))
    measure.delete()
    kinds = [kind for kind, _name in shown(planner, report=report.pk)]
    assert kinds.count("indicatorvalue") == kinds.count("indicator") == kinds.count("measure") == 2
    assert kinds.count("report") == 1


def test_the_list_ends_at_the_border_of_the_city(planner: Client, client: Client) -> None:
    here, elsewhere = factories.make_measure(title="Hier"), factories.make_measure(title="Dort")
    client.force_login(factories.make_planner(here.report.municipality))
    page = planner.get(admin_url("happenings")).text
    assert "Hier" in page
    assert "Dort" not in page
    assert str(elsewhere.report) not in page
    assert shown(planner, report=elsewhere.report.pk) == shown(planner)


def test_it_is_for_those_who_see_whole_reports(client: Client) -> None:
    office = factories.make_responsibility(factories.make_milestone(title="Richtfest").measure).office
    for person in (factories.make_contributor(office), factories.make_administrator()):
        client.force_login(person)
        assert client.get(admin_url("happenings")).status_code == 403


@pytest.mark.both
def test_it_narrows_by_kind_person_and_report(planner: Client) -> None:
    person = factories.make_user(first_name="Karl", last_name="Kollege")
    update: Any = factories.make_update()
    update._history_user = person
    update.reason = "Personal fehlt"
    update.save()
    other = factories.make_update()
    assert len(shown(planner, kind="monitoring.statusupdate")) == 3
    assert shown(planner, person=person.pk) == [("statusupdate", str(update))]
    assert ("measure", str(other.measure)) not in shown(planner, report=update.measure.report.pk)
    assert ("measure", str(update.measure)) in shown(planner, report=update.measure.report.pk)


@pytest.mark.both
def test_it_narrows_to_a_period(planner: Client) -> None:
    update = factories.make_update()
    StatusUpdate.history.update(history_date=datetime(2021, 3, 31, 22, 30, tzinfo=UTC))  # in Berlin it is April
    label = "monitoring.statusupdate"
    assert shown(planner, kind=label, first="2021-04-01", last="2021-04-01") == [("statusupdate", str(update))]
    assert shown(planner, kind=label, last="2021-03-31") == []


@pytest.mark.both
def test_it_narrows_to_one_import_and_names_it(planner: Client) -> None:
    report = factories.make_report()
    job = ImportJob.upload(report, b"Nr.;Titel\r\nA 1;Aus der Datei\r\n", "liste.csv")
    job.choose_columns(dict(job.proposed_columns()))
    job.spreadsheet_import.save()
    job.run()
    factories.make_measure(report, title="Von Hand")
    number = job.spreadsheet_import.pk
    assert shown(planner, spreadsheet_import=number) == [("measure", "A 1 Aus der Datei")]
    assert f"Import {number}: liste.csv" in planner.get(admin_url("happenings")).text
    take_back(job.spreadsheet_import)
    assert Measure.history.latest().history_change_reason == f"Import {number}: zurückgenommen"
    assert len(shown(planner, spreadsheet_import=number)) == 2


@pytest.mark.parametrize(
    "query", ["report=999999", "report=x", "first=gestern", "kind=catalog.user", "page=x", "person=-1"]
)
def test_what_cannot_be_meant_narrows_nothing(planner: Client, query: str) -> None:
    factories.make_measure()
    assert planner.get(f"{admin_url('happenings')}?{query}").status_code == 200


@pytest.mark.both
def test_a_page_costs_the_same_with_few_and_many_changes(planner: Client) -> None:
    def happen(times: int) -> None:
        for _number in range(times):
            measure = factories.make_measure(factories.make_report(), lead=None)
            factories.make_responsibility(factories.make_measure(parent=measure))
            factories.make_value(factories.make_target(factories.make_indicator(measure)).indicator)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            shown(planner, kind="catalog.measure")
        return len(captured)

    happen(1)
    queries()
    few = queries()
    happen(8)
    assert queries() == few
