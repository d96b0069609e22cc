"""What a planner owes the council: a few rows on the start page of the administration, all of them on a page."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.choices import ReportingInterval
from catalog.models import Municipality, Report
from reports.choices import ConsultationResult
from reports.council.issuing import issue, withdraw
from reports.models import Committee
from tests.factories import make_committee, make_municipality, make_paper, make_planner, make_report
from tests.reports.pages import get, one, text, texts

pytestmark = [pytest.mark.usefixtures("without_cities", "in_june")]
START, PAGE = "/admin/", "/admin/reports/committee/agenda/"
TODAY = date(2023, 6, 15)


@pytest.fixture
def in_june() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def city() -> Municipality:
    return make_municipality()


@pytest.fixture
def report(city: Municipality) -> Report:
    """Presented often enough as yet."""
    return make_report(city, title="Sozialbericht", published_on=TODAY)


@pytest.fixture
def committee(city: Municipality) -> Committee:
    return make_committee(city, name="Sozialausschuss")


@pytest.fixture
def planner(client: Client, city: Municipality) -> Client:
    client.force_login(make_planner(city))
    return client


def tasks(client: Client, url: str = PAGE) -> dict[str, list[str]]:
    """The rows under each heading."""
    headings = ".agenda .module"
    return {
        text(part.select("h2, h3")[0]).rstrip(" 0123456789"): texts(part, "li")
        for part in get(client, url).select(headings)
    }


def draft(report: Report, committee: Committee, subject: str, hand_in_by: date | None = None) -> None:
    paper = make_paper(report, subject=subject, committee=committee, dated_on=TODAY)
    paper.consultations.update(hand_in_by=hand_in_by)


@pytest.mark.both
def test_days_to_hand_in_come_in_their_order_and_those_missed_first(
    planner: Client, report: Report, committee: Committee
) -> None:
    draft(report, committee, "Später", date(2023, 7, 1))
    draft(report, committee, "Versäumt", date(2023, 6, 1))
    draft(report, committee, "Ohne Tag")
    assert tasks(planner)["Vorlagen abzugeben"] == [
        "Versäumt war fällig am 01.06.2023, Sozialausschuss Termin vorbei",
        "Später bis 01.07.2023, Sozialausschuss",
    ]


def test_what_is_issued_is_handed_in(planner: Client, report: Report, committee: Committee) -> None:
    paper = make_paper(report, committee=committee, dated_on=TODAY)
    paper.consultations.update(hand_in_by=TODAY)
    issue(paper)
    assert tasks(planner)["Vorlagen abzugeben"] == []
    assert tasks(planner)["Vorlagen in Vorbereitung"] == []


def test_meetings_without_a_result_wait_to_be_recorded(planner: Client, report: Report, committee: Committee) -> None:
    paper = issue(make_paper(report, subject="Sachstand", committee=committee, dated_on=date(2023, 6, 1)))
    assert tasks(planner)["Ergebnisse nachzutragen"] == ["Sachstand Sozialausschuss (01.06.2023)"]
    (link,) = get(planner, PAGE).select("[aria-labelledby=ergebnisse] a")
    assert "Ergebnis" in text(get(planner, str(link["href"])))
    paper.consultations.update(result=ConsultationResult.NOTED)
    assert tasks(planner)["Ergebnisse nachzutragen"] == []


@pytest.mark.both
@pytest.mark.parametrize(
    ("presented_on", "facts"),
    [
        (None, ["Sozialbericht noch nie; erschienen am 01.01.2020"]),
        (date(2022, 6, 1), ["Sozialbericht zuletzt am 01.06.2022"]),
        (date(2023, 1, 1), []),
    ],
)
def test_reports_not_presented_for_longer_than_their_interval(
    planner: Client, report: Report, committee: Committee, presented_on: date | None, facts: list[str]
) -> None:
    Report.objects.update(published_on=date(2020, 1, 1), reporting_interval=ReportingInterval.YEARLY)
    if presented_on:
        issue(make_paper(report, committee=committee, dated_on=presented_on))
        withdraw(issue(make_paper(report, committee=committee, dated_on=TODAY)))
    assert tasks(planner)["Berichte lange nicht vorgelegt"] == facts


def test_the_start_page_shows_a_few_and_leads_to_all(planner: Client, report: Report, committee: Committee) -> None:
    assert list(tasks(planner, START)).count("Vorlagen abzugeben") == 0
    for day in range(1, 9):
        draft(report, committee, f"Vorlage {day}", date(2023, 7, day))
    assert len(tasks(planner, START)["Vorlagen abzugeben"]) == 5
    heading = next(part for part in get(planner, START).select(".module") if "Vorlagen abzugeben 8" in text(part))
    place = str(heading.select("p a")[0]["href"])
    assert len(one(get(planner, place), "section:has(#abzugeben)").select("li")) == 8
    assert len(tasks(planner)["Vorlagen in Vorbereitung"]) == 8


def test_everybody_sees_their_own_city_only(client: Client, report: Report, committee: Committee) -> None:
    draft(report, committee, "Vorlage", TODAY)
    client.force_login(make_planner(make_municipality()))
    assert set(map(tuple, tasks(client).values())) == {()}


@pytest.mark.both
def test_it_needs_as_many_queries_for_many(planner: Client, report: Report, committee: Committee) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            get(planner, PAGE)
        return len(captured)

    def fill(count: int) -> None:
        for _number in range(count):
            draft(report, committee, "Vorlage", TODAY)
            issue(make_paper(report, committee=committee, dated_on=date(2023, 6, 1)))

    fill(1)
    few = queries()
    fill(10)
    assert queries() == few
