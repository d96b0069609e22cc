"""The schedule, which the database counts: its numbers are those of the dates on its pages."""

import pytest
from django.test import Client

from catalog.models import Report
from monitoring.current.judging import refresh_all
from reports.choices import StageState
from tests.factories import make_measure, make_milestone, make_municipality, make_planner, make_report
from tests.fetched import counting
from tests.reports.measures.test_past_lists import eventful  # noqa: F401 - a fixture
from tests.reports.pages import get, texts
from tests.reports.test_one_unit_of_counting import random_city  # noqa: F401 - a fixture

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def test_the_legend_counts_what_the_pages_name(
    client: Client,
    eventful: Report,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("reports.charts.schedule.ON_A_PAGE", 1000)
    make_milestone(make_measure(eventful, due="Ende 2090"), due="Ende 2089")
    for visitor in (None, make_planner(eventful.municipality)):
        if visitor:
            client.force_login(visitor)
        page = get(client, f"{eventful.get_absolute_url()}verlauf/")
        legend = {state: texts(page, f".keys .step.{state}") for state in StageState}
        assert legend == {state: [str(len(page.select(f".named-dates .how.{state}")))] for state in StageState}
        assert all(numbers != ["0"] for numbers in legend.values())


def test_a_page_loads_as_many_rows_of_a_long_report_as_of_a_longer_one(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.charts.schedule.ON_A_PAGE", 5)
    report = make_report(make_municipality(slug="stadt"), slug="bericht")

    def fetched() -> tuple[int, int]:
        refresh_all()
        with counting() as numbers:
            get(client, "/stadt/bericht/verlauf/")
        return len(numbers.statements), numbers.rows

    def grow(numbers: range) -> None:
        for number in numbers:
            make_milestone(make_measure(report, code=f"A{number}", due="Ende 2020"), due="Mai 2020")

    grow(range(10))
    fetched()
    before = fetched()
    grow(range(10, 40))
    assert fetched()[0] == before[0]
    assert fetched()[1] - before[1] == 30  # the ids that the status over time is counted by
