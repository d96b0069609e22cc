"""Opening a round: who is asked about what."""

from datetime import date

import pytest

from catalog.choices import Publication, Role
from catalog.models import Measure, Office, Report
from monitoring.choices import Status
from monitoring.models import MonitoredMeasure, ReportingRound
from monitoring.rounds.opening import (
    RoundStateError,
    hand_over,
    measures_to_ask,
    open_round,
    who_is_asked,
)
from tests import factories

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 31)


@pytest.fixture
def report() -> Report:
    return factories.make_report()


@pytest.fixture
def office(report: Report) -> Office:
    return factories.make_office(report.municipality, name="Amt für Soziales")


def draft_on(*reports: Report) -> ReportingRound:
    return factories.make_round(*reports, opened_at=None)


def asked_about(reporting_round: ReportingRound) -> list[str]:
    return [measure.code for measure in measures_to_ask(reporting_round, DAY)]


def loaded(*measures: Measure) -> list[MonitoredMeasure]:
    return list(MonitoredMeasure.objects.filter(pk__in=[measure.pk for measure in measures]).order_by("pk"))


def test_parts_are_asked_about_instead_of_the_whole_that_speaks_through_them(report: Report) -> None:
    whole = factories.make_measure(report, code="A1")
    factories.make_measure(parent=whole, code="A1.1")
    speaking = factories.make_measure(report, code="A2")
    factories.make_update(speaking)
    factories.make_measure(parent=speaking, code="A2.1")
    factories.make_measure(report, code="A3", publication=Publication.DRAFT)
    assert asked_about(draft_on(report)) == ["A1.1", "A2", "A2.1"]


def test_nothing_is_asked_about_closed_reports(report: Report) -> None:
    factories.make_measure(report)
    closed = factories.make_report(report.municipality, is_closed=True)
    factories.make_measure(closed, code="Z1")
    assert "Z1" not in asked_about(draft_on(report, closed))


@pytest.mark.parametrize(
    ("status", "is_asked"),
    [(Status.DONE, False), (Status.NOT_FEASIBLE, False), (Status.ONGOING, True), (Status.POSTPONED, True)],
)
def test_what_is_done_or_given_up_can_be_left_out(report: Report, status: Status, is_asked: bool) -> None:
    factories.make_update(factories.make_measure(report), status=status)
    assert measures_to_ask(draft_on(report), DAY).not_closed().exists() is is_asked


def test_a_part_without_a_lead_is_asked_of_those_who_lead_the_whole(report: Report, office: Office) -> None:
    whole = factories.make_measure(report, lead=office)
    part, led = factories.make_measure(parent=whole), factories.make_measure(parent=whole)
    other = factories.make_responsibility(led).office
    asked = who_is_asked(loaded(part, led), asks_participants=False)
    assert {name.name: [measure.pk for measure in theirs] for name, theirs in asked.by_office.items()} == {
        office.name: [part.pk],
        other.name: [led.pk],
    }


def test_participants_are_asked_only_on_request(report: Report, office: Office) -> None:
    measure = factories.make_measure(report, lead=office)
    partner = factories.make_responsibility(measure, role=Role.PARTICIPATING).office
    assert list(who_is_asked(loaded(measure), asks_participants=False).by_office) == [office]
    assert set(who_is_asked(loaded(measure), asks_participants=True).by_office) == {office, partner}


def test_measures_without_an_office_and_offices_without_an_address_are_named(report: Report, office: Office) -> None:
    gone = factories.make_office(report.municipality, dissolved_on=date(2026, 1, 1))
    orphan = factories.make_measure(report, lead=gone)
    asked = who_is_asked(loaded(factories.make_measure(report, lead=office), orphan), asks_participants=False)
    assert [measure.pk for measure in asked.nobody] == [orphan.pk]
    assert asked.without_address == [office]


def test_a_round_is_opened_once(report: Report, office: Office) -> None:
    factories.make_measure(report, lead=office)
    reporting_round = draft_on(report)
    measures = list(measures_to_ask(reporting_round, DAY))
    open_round(reporting_round, measures, None)
    assert [(request.office, request.answers.count()) for request in reporting_round.requests.all()] == [(office, 1)]
    with pytest.raises(RoundStateError):
        open_round(ReportingRound.objects.get(pk=reporting_round.pk), measures, None)


def test_a_round_that_asks_nobody_stays_a_draft(report: Report) -> None:
    factories.make_measure(report)
    reporting_round = draft_on(report)
    with pytest.raises(RoundStateError):
        open_round(reporting_round, list(measures_to_ask(reporting_round, DAY)), None)
    assert ReportingRound.objects.get(pk=reporting_round.pk).is_draft


def test_a_measure_is_handed_over_with_what_is_typed(report: Report, office: Office) -> None:
    kept, given = factories.make_measure(report), factories.make_measure(report)
    request = factories.make_request(factories.make_round(report), office, kept, given)
    answer = request.answers.get(measure=given)
    answer.text = "Halb fertig."
    answer.save()
    other = factories.make_office(report.municipality)
    new = hand_over([answer], other, "Bitte übernehmen.")
    assert (new.office, new.handed_over_by, new.note) == (other, office, "Bitte übernehmen.")
    assert [row.text for row in new.answers.all()] == ["Halb fertig."]
    assert [row.measure for row in request.answers.all()] == [kept]


def test_what_the_other_office_is_asked_already_is_not_handed_over(report: Report, office: Office) -> None:
    measure, other = factories.make_measure(report), factories.make_office(report.municipality)
    reporting_round = factories.make_round(report)
    request = factories.make_request(reporting_round, office, measure)
    factories.make_request(reporting_round, other, measure)
    with pytest.raises(RoundStateError, match=str(measure)):
        hand_over(request.answers.all(), other, "")
