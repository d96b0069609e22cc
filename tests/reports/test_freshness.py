"""Everybody sees how old a report is, and what has been silent for longer than the report allows."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from catalog.choices import ReportingInterval
from catalog.models import Report
from monitoring.choices import Status
from monitoring.models import MonitoredMeasure
from tests.factories import make_measure, make_municipality, make_report, make_update
from tests.reports.pages import get, text, texts

pytestmark = [pytest.mark.both, pytest.mark.django_db]

TODAY = date(2022, 3, 1)


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def report() -> Report:
    return make_report(make_municipality(slug="stadt"), slug="bericht", published_on=date(2018, 5, 1))


def is_silent(**fields: Any) -> bool:
    return MonitoredMeasure.objects.with_status().with_silence().get(**fields).is_silent


@pytest.mark.parametrize(
    ("interval", "as_of", "silent"),
    [
        (ReportingInterval.YEARLY, date(2021, 3, 1), False),
        (ReportingInterval.YEARLY, date(2021, 2, 28), True),
        (ReportingInterval.QUARTERLY, date(2021, 12, 1), False),
        (ReportingInterval.QUARTERLY, date(2021, 11, 30), True),
        (ReportingInterval.BIENNIAL, date(2020, 3, 1), False),
        (ReportingInterval.BIENNIAL, date(2020, 2, 29), True),
    ],
)
def test_the_interval_of_the_report_decides(
    report: Report, interval: ReportingInterval, as_of: date, silent: bool
) -> None:
    Report.objects.filter(pk=report.pk).update(reporting_interval=interval)
    measure = make_measure(report)
    make_update(measure, as_of=as_of)
    assert is_silent(pk=measure.pk) is silent


@pytest.mark.parametrize("status", [Status.DONE, Status.NOT_FEASIBLE])
def test_of_what_is_closed_nothing_more_is_expected(report: Report, status: Status) -> None:
    measure = make_measure(report)
    make_update(measure, as_of=date(2019, 1, 1), status=status, reason="Kein Bedarf")
    assert not is_silent(pk=measure.pk)


def test_what_was_never_reported_on_is_silent_since_its_publication(report: Report) -> None:
    assert is_silent(pk=make_measure(report).pk)
    assert not is_silent(pk=make_measure(report, added_on=date(2022, 1, 1)).pk)


def test_a_closed_report_expects_nothing(report: Report) -> None:
    measure = make_measure(report)
    Report.objects.filter(pk=report.pk).update(is_closed=True)
    assert not is_silent(pk=measure.pk)


def test_the_table_and_the_measure_say_since_when(client: Client, report: Report) -> None:
    old, new = make_measure(report, code="A1"), make_measure(report, code="A2")
    make_update(old, as_of=date(2020, 5, 4))
    make_update(new, as_of=date(2022, 1, 5))
    assert texts(get(client, "/stadt/bericht/"), "td .silent") == ["seit 04.05.2020 ohne Meldung"]
    assert text(get(client, old.get_absolute_url()), "header .silent") == "seit 04.05.2020 ohne Meldung"
    assert "Stand 05.01.2022" in text(get(client, new.get_absolute_url()), "article header")


def test_the_city_counts_them(client: Client, report: Report) -> None:
    make_update(make_measure(report), as_of=date(2020, 5, 4))
    make_update(make_measure(report), as_of=date(2022, 1, 5))
    assert "1 von 2, die noch offen sind, seit mehr als 12 Monaten ohne Meldung." in text(
        get(client, "/stadt/"), ".report-card"
    )


def test_a_late_measure_says_by_how_many_days_and_why(client: Client, report: Report) -> None:
    measure = make_measure(report, code="A1", due="Ende 2020")
    with time_machine.travel(date(2020, 11, 2), tick=False):
        measure.due, measure.change_reason = "31.01.2022", "Stelle unbesetzt"
        measure.save()
    facts = text(get(client, measure.get_absolute_url()), "aside")
    assert "Frist 31.01.2022 Ursprüngliche Frist Ende 2020 , verschoben am 02.11.2020" in facts
    assert "Grund für die neue Frist Stelle unbesetzt Stand der Frist verspätet seit 29 Tagen" in facts
