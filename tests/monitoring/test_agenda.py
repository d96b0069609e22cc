"""The start page of the administration says what is one's to do, and nothing about others' work."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Measure, Municipality, Office
from monitoring import agenda
from monitoring.choices import ReviewState
from monitoring.models import SpreadsheetImport
from tests import factories
from tests.admin_pages import admin_url
from tests.reports.pages import get, text

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("without_cities")]
START = admin_url("index")


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(date(2023, 6, 15), tick=False):
        yield


@pytest.fixture
def city() -> Municipality:
    return factories.make_municipality(name="Heidelberg")


@pytest.fixture
def office(city: Municipality) -> Office:
    return factories.make_office(city)


@pytest.fixture
def measure(city: Municipality, office: Office) -> Measure:
    return factories.make_measure(
        factories.make_report(city), code="A3", title="Wohnraum", due="Ende 2022", lead=office
    )


@pytest.fixture
def planner(client: Client, city: Municipality) -> Client:
    client.force_login(factories.make_planner(city))
    return client


@pytest.fixture
def contributor(client: Client, office: Office) -> Client:
    client.force_login(factories.make_contributor(office))
    return client


def tasks(client: Client) -> dict[str, str]:
    """What is said under each heading."""
    sections = get(client, START).select(".agenda section")
    return {text(one.select("h3")[0]).rstrip(" 0123456789"): text(one) for one in sections}


def test_a_planner_finds_what_waits(planner: Client, measure: Measure) -> None:
    factories.make_update(measure, publication=ReviewState.SUBMITTED, status="done")
    factories.make_milestone(measure, title="Konzept", publication=ReviewState.SUBMITTED)
    factories.make_milestone(measure, title="Baubeginn", due="Juli 2023")
    SpreadsheetImport.objects.create(report=measure.report, file_name="stand.xlsx", digest="")
    found = tasks(planner)
    assert "A3 Wohnraum" in found["Updates to review"]
    assert "Konzept" in found["Proposed milestones to review"]
    assert "A3 Wohnraum for 5 months" in found["Deadline passed, no report"]
    assert "A3 Baubeginn 07/31/2023" in found["Next deadlines"]
    assert "stand.xlsx" in found["Unfinished imports"]


def test_nothing_of_another_city_is_there(planner: Client) -> None:
    other = factories.make_measure(title="Anderswo", due="Ende 2022")
    factories.make_update(other, publication=ReviewState.SUBMITTED)
    factories.make_milestone(other, title="Anderswo", due="Juli 2023")
    SpreadsheetImport.objects.create(report=other.report, file_name="anderswo.xlsx", digest="")
    found = tasks(planner)
    assert found == {}
    nothing = text(get(planner, START), ".agenda-clear")
    for title in ("Updates to review", "Late measures", "No report for too long", "Values that are due"):
        assert title in nothing


def test_an_office_finds_what_is_in_its_hands(contributor: Client, measure: Measure) -> None:
    draft = ReviewState.DRAFT
    factories.make_update(measure, publication=draft, remark="Bitte kürzer")
    factories.make_update(measure, publication=draft, status="postponed")
    factories.make_measure(measure.report, title="Eines anderen Amtes", due="Ende 2022")
    found = tasks(contributor)
    assert "Bitte kürzer" in found["Sent back to you"]
    assert "postponed" in found["Drafts not submitted yet"]
    assert "Eines anderen Amtes" not in str(found)
    assert "Wohnraum" in found["Deadline passed, no report"]
    assert "Unfinished imports" not in found
    assert "Updates to review" not in found


def test_an_administrator_finds_cities_nobody_plans(client: Client, city: Municipality) -> None:
    client.force_login(factories.make_administrator())
    factories.make_planner(factories.make_municipality(name="Koblenz"))
    found = tasks(client)
    assert set(found) == {"Municipalities without a planner"}
    assert "Heidelberg" in found["Municipalities without a planner"]
    assert "Koblenz" not in found["Municipalities without a planner"]


def test_every_link_opens_and_shows_as_many(planner: Client, measure: Measure) -> None:
    for n in range(7):
        factories.make_measure(measure.report, title=f"Spät {n}", due="2022")
        factories.make_update(measure, publication=ReviewState.SUBMITTED)
    page = get(planner, START)
    numbers = {}
    for section in page.select(".agenda section"):
        for link in section.select("a"):
            assert planner.get(str(link["href"])).status_code == 200
        for number in section.select(".agenda-number"):
            listed = planner.get(str(section.select("p a")[0]["href"]))
            if "cl" not in listed.context:
                continue  # what is to be done for the council has a page of its own
            numbers[text(section.select("h3")[0])] = listed.context["cl"].result_count
            assert listed.context["cl"].result_count == int(text(number))
        assert len(section.select("li")) <= 5
    assert numbers == {"Updates to review 7": 7, "Deadline passed, no report 8": 8, "No report for too long 8": 8}


def test_the_next_deadline_of_a_milestone_is_the_one_that_counts_today(planner: Client, measure: Measure) -> None:
    moved = {"original_due": "Juli 2023", "change_reason": "Beschluss", "due": "Ende 2030"}
    factories.make_milestone(measure, title="Im Herbst verschoben", moved_on=date(2023, 9, 1), **moved)
    factories.make_milestone(measure, title="Schon verschoben", moved_on=date(2023, 6, 1), **moved)
    found = tasks(planner)["Next deadlines"]
    assert "Im Herbst verschoben 07/31/2023" in found
    assert "Schon verschoben 12/31/2030" in found
    assert found.index("Im Herbst") < found.index("Schon")


def test_tasks_are_counted_to_a_limit(planner: Client, measure: Measure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agenda, "MOST_COUNTED", 6)
    for _number in range(7):
        factories.make_update(measure, publication=ReviewState.SUBMITTED)

    found = [text(number) for number in get(planner, START).select(".agenda-number")]

    assert "more than 6" in found


def test_few_queries_however_much_there_is(planner: Client, measure: Measure) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            planner.get(START)
        return len(captured)

    factories.make_update(measure, publication=ReviewState.SUBMITTED)
    queries()  # judges what is new
    few = queries()
    for _number in range(20):
        late = factories.make_measure(measure.report, due="2022")
        factories.make_update(late, publication=ReviewState.SUBMITTED)
        factories.make_milestone(late, due="2024")
    queries()
    assert queries() == few
    assert few <= 35
