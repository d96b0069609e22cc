"""The council paper “since the last round”: one click after closing, with the frozen table and what has changed."""

from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from catalog.models import Measure, Report
from monitoring.choices import Status
from monitoring.models import ReportingRound
from monitoring.rounds.review.closing import close_round
from reports.choices import Audience
from reports.council.drafting import draft_of_round
from reports.council.issuing import content_of, draft
from reports.documents.storing import dump
from reports.models import CouncilPaper
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(date(2027, 1, 20), tick=False):
        yield


@pytest.fixture
def report() -> Report:
    report = factories.make_report(published_on=date(2020, 1, 1))
    measure = factories.make_measure(report, code="A1", title="Kita bauen")
    factories.make_update(measure, as_of=date(2026, 3, 1), text="Geplant.", status=Status.IN_PREPARATION)
    factories.make_update(measure, as_of=date(2026, 10, 1), text="Der Bau läuft.", status=Status.IN_PROGRESS)
    factories.make_update(measure, as_of=date(2027, 1, 10), text="Fertig.", status=Status.DONE)
    indicator = factories.make_indicator(measure, name="Plätze")
    factories.make_value(indicator, value=12, as_of=date(2026, 11, 1))
    return report


@pytest.fixture
def rounds(report: Report) -> list[ReportingRound]:
    halves = (("Halbjahr 1/2026", date(2026, 6, 30)), ("Halbjahr 2/2026", date(2026, 12, 31)))
    found = [factories.make_round(report, title=title, as_of=day) for title, day in halves]
    return [close_round(one, None) for one in found]


def said_in(paper: CouncilPaper) -> str:
    content = content_of(paper, Audience.HOUSE)
    return dump(draft(content), content.theme)


def test_it_tells_what_changed_since_the_round_before(report: Report, rounds: list[ReportingRound]) -> None:
    paper = draft_of_round(report, rounds[1])
    said = said_in(paper)
    for expected in ("Seit Halbjahr 1/2026 (30.06.2026)", "Der Bau läuft.", "31.12.2026", "Plätze"):
        assert expected in said, expected
    assert "Fertig." not in said
    assert draft_of_round(report, rounds[1]) == paper
    assert "Seit Halbjahr" not in said_in(draft_of_round(report, rounds[0]))


def test_it_stays_whatever_becomes_of_the_measures(report: Report, rounds: list[ReportingRound]) -> None:
    paper = draft_of_round(report, rounds[1])
    before = said_in(paper)
    measure = Measure.objects.get(report=report)
    measure.title = "Etwas anderes"
    measure.save()
    measure.status_updates.all().delete()
    measure.indicators.all().delete()
    assert said_in(CouncilPaper.objects.get(pk=paper.pk)) == before


def test_one_click_leads_from_the_closed_round_to_the_draft(
    client: Client, report: Report, rounds: list[ReportingRound]
) -> None:
    client.force_login(factories.make_planner(report.municipality))
    address = reverse("admin:round_paper", args=[rounds[1].pk, report.pk])
    assert address in client.get(reverse("admin:round_close", args=[rounds[1].pk])).content.decode()
    assert client.get(address).status_code == 405
    response = client.post(address)
    paper = CouncilPaper.objects.get(report=report)
    assert response.headers["Location"] == reverse("admin:reports_councilpaper_change", args=[paper.pk])
    assert (paper.reporting_round, paper.report) == (rounds[1], report)
    assert client.get(response.headers["Location"]).status_code == 200
    assert client.post(reverse("admin:round_paper", args=[rounds[1].pk, 0])).status_code == 404
    client.force_login(factories.make_planner(factories.make_municipality()))
    assert client.post(address).status_code == 404
