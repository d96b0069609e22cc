"""A report that names no status is neither silence nor a status: it is counted, filtered and shown by its own words."""

from datetime import date

import pytest
from django.test import Client

from catalog.models import Report
from monitoring.models import MonitoredMeasure, StatusUpdate
from tests.factories import make_measure, make_report, make_update
from tests.reports.pages import get, text, texts

pytestmark = [pytest.mark.both, pytest.mark.django_db]

URL = "/musterstadt/bericht/"


@pytest.fixture
def report() -> Report:
    """Three measures: one done, one of which a report says no word, one without a report."""
    report = make_report()
    for number, update in enumerate(({"status": "done"}, {"status": "", "text": "Die Stelle ist besetzt."}, None), 1):
        measure = make_measure(report, code=f"A{number}", title=f"Vorhaben {number}")
        if update:
            make_update(measure, as_of=date(2021, 3, 1), **update)
    return report


def words_of_bar(client: Client, address: str) -> list[str]:
    return [word for word in texts(get(client, address), ".legend li") if any(sign.isdigit() for sign in word)]


def test_every_bar_counts_it_by_itself(client: Client, report: Report) -> None:
    city = report.municipality.get_absolute_url()
    for address in (report.get_absolute_url(), f"/massnahmen/?kommune={report.municipality.slug}"):
        said = " ".join(words_of_bar(client, address))
        assert "1 umgesetzt" in said
        assert "1 Stand nicht angegeben" in said
        assert "1 noch keine Meldung" in said
    assert "Stand nicht angegeben" in text(get(client, city))


@pytest.mark.parametrize(("word", "code"), [("umgesetzt", "A1"), ("nicht-angegeben", "A2"), ("ohne-meldung", "A3")])
def test_a_filter_finds_exactly_what_shows_the_word(client: Client, report: Report, word: str, code: str) -> None:
    page = get(client, f"{report.get_absolute_url()}?status={word}")
    assert texts(page, "tbody .c-code") == [code]


def test_the_word_before_stays_and_carries_its_day(client: Client, report: Report) -> None:
    measure = MonitoredMeasure.objects.get(report=report, code="A1")
    StatusUpdate.objects.create(measure=measure, status="", text="Nachtrag.", as_of=date(2022, 5, 1))
    page = text(get(client, measure.get_absolute_url()))
    assert "umgesetzt Stand 01.03.2021" in page
    assert "1 umgesetzt" in " ".join(words_of_bar(client, report.get_absolute_url()))


def test_the_course_of_a_report_has_it_too(client: Client, report: Report) -> None:
    make_update(MonitoredMeasure.objects.get(report=report, code="A3"), as_of=date(2022, 5, 1))
    page = text(get(client, f"{report.get_absolute_url()}verlauf/"))
    assert "Stand nicht angegeben" in page


def test_a_deadline_that_has_passed_is_neither_late_nor_without_a_report(client: Client, report: Report) -> None:
    measure = make_measure(report, code="B1", title="Treff", due="Ende 2020")
    make_update(measure, status="", text="Es wird gebaut.", as_of=date(2021, 3, 1))
    page = text(get(client, measure.get_absolute_url()))
    assert "Frist verstrichen, Meldung ohne Stand" in page
    assert "keine Meldung" not in page
    found = get(client, f"{report.get_absolute_url()}?frist=verstrichen-ohne-angabe")
    assert texts(found, "tbody .c-code") == ["B1"]
