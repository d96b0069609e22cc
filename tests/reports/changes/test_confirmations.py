"""A report that nothing has changed: the text of the report before still stands, as confirmed on a day."""

import json
from datetime import date

import pytest
import time_machine
from django.db.models import Q
from django.test import Client

from catalog.choices import Publication
from catalog.models import Measure, Report
from monitoring.choices import Status
from monitoring.current.judging import contradicting, refresh_all
from monitoring.exports.tables import MeasureTable
from monitoring.imports.job import ImportJob
from monitoring.models import CurrentStatus, MonitoredMeasure, StatusUpdate
from monitoring.models.loaded_status import load_status
from reports.changes.news import newest
from tests import factories
from tests.monitoring.imports.whole_way import told
from tests.reports.pages import get, text
from tests.reports.pages import texts as texts_of

pytestmark = pytest.mark.django_db

TODAY = date(2027, 1, 15)
WORDS = "unverändert bestätigt am 31.12.2026 (Meldung vom 02.07.2026)"
PAGE = "/stadt/bericht/"


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def report() -> Report:
    city = factories.make_municipality(slug="stadt")
    return factories.make_report(city, slug="bericht", published_on=date(2020, 1, 1), reporting_interval=6)


@pytest.fixture
def measure(report: Report) -> Measure:
    """A measure that was late with a reason in July, of which nothing has changed until December."""
    measure = factories.make_measure(report, code="A1", title="Kita bauen", due="31.03.2026")
    texts = {"text": "Der Bau stockt.", "reason": "Lieferzeiten", "next_steps": "Ausschreibung"}
    before = factories.make_update(measure, as_of=date(2026, 7, 2), status=Status.IN_PROGRESS, **texts)
    factories.make_update(measure, as_of=date(2026, 12, 31), status=Status.IN_PROGRESS, confirms=before)
    return measure


@pytest.fixture
def confirmation(measure: Measure) -> StatusUpdate:
    return measure.status_updates.get(confirms__isnull=False)


def loaded(measure: Measure) -> MonitoredMeasure:
    """The measure as lists load it."""
    found = MonitoredMeasure.objects.with_newest_update().select_related("report").get(pk=measure.pk)
    load_status([found], TODAY)
    return found


@pytest.mark.both
def test_pages_show_the_text_that_still_stands(client: Client, measure: Measure) -> None:
    for page in (f"{PAGE}A1/", f"{PAGE}?ansicht=tabelle", f"{PAGE}?ansicht=uebersicht&details=alle"):
        shown = text(get(client, page), "main")
        assert WORDS in shown, page
        for said in ("Der Bau stockt.", "Lieferzeiten", "Ausschreibung"):
            assert said in shown, (page, said)


@pytest.mark.both
def test_it_counts_as_a_report_with_the_reason_that_was_given(measure: Measure) -> None:
    by_query = MonitoredMeasure.objects.with_status(TODAY).with_silence(TODAY).get(pk=measure.pk)
    for found in (by_query, loaded(measure)):
        assert (found.reported_on, found.is_silent) == (date(2026, 12, 31), False)
        assert (found.told_reason, found.is_late) == ("Lieferzeiten", True)


def test_files_have_the_text_and_the_day_it_was_reported(client: Client, measure: Measure) -> None:
    row = json.loads(client.get(f"{PAGE}measures.json").content)["measures"][0]
    assert (row["text"], row["as_of"]) == ("Der Bau stockt.", "2026-12-31")
    assert row["confirms_report_of"] == "2026-07-02"
    csv = client.get(f"{PAGE}measures.csv").content.decode("utf-8-sig")
    assert "Der Bau stockt." in csv
    assert "2026-07-02" in csv
    for name in ("statustabelle", "massnahmenheft"):
        document = client.get(f"{PAGE}{name}.docx")
        assert document.status_code == 200, name


@pytest.mark.both
def test_a_search_finds_the_text(client: Client, measure: Measure) -> None:
    refresh_all()
    for page in (f"{PAGE}?suche=stockt", "/stadt/massnahmen/?suche=stockt", "/massnahmen/?suche=stockt"):
        assert "Kita bauen" in text(get(client, page), "main"), page
    kept = CurrentStatus.objects.get(measure=measure.pk)
    assert (kept.reported_on, kept.newest_update.confirms_id is not None) == (date(2026, 12, 31), True)
    assert contradicting() == []


def test_changes_list_it_apart_from_what_is_new(client: Client, report: Report, measure: Measure) -> None:
    factories.make_update(factories.make_measure(report, code="A2"), as_of=date(2026, 12, 31), text="Neues.")
    page = get(client, f"{PAGE}aenderungen/?von=2026-10-01&bis=2027-01-15")
    assert "1 unverändert bestätigt" in text(page, ".lead-sentence")
    assert "1 mit neuer Meldung" in text(page, ".lead-sentence")
    assert len(texts_of(page, ".change-list > li")) == 1
    assert WORDS in text(page, "section[aria-labelledby=bestaetigt]")


@pytest.mark.both
def test_news_say_what_was_confirmed(measure: Measure) -> None:
    first = newest(Q(measure=measure), 5)[0]
    assert WORDS in first.text
    assert "Der Bau stockt." in first.text


@pytest.mark.both
def test_a_text_of_its_own_ends_the_confirmation(confirmation: StatusUpdate) -> None:
    confirmation.text = "Der Bau läuft wieder."
    confirmation.save(update_fields=["text"])
    confirmation.refresh_from_db()
    assert confirmation.confirms is None
    assert confirmation.told.text == "Der Bau läuft wieder."


@pytest.mark.both
def test_a_report_that_is_taken_back_is_not_shown_by_its_confirmation(client: Client, measure: Measure) -> None:
    StatusUpdate.objects.filter(confirms=None).update(publication=Publication.DRAFT)
    for page in (f"{PAGE}A1/", PAGE, f"{PAGE}measures.json", f"{PAGE}measures.csv"):
        assert "stockt" not in client.get(page).content.decode(), page
    refresh_all()
    assert "Kita bauen" not in text(get(client, "/massnahmen/?suche=stockt"), "main")
    assert loaded(measure).told_reason == ""


def test_a_table_fetched_and_imported_again_changes_nothing(report: Report, measure: Measure) -> None:
    table = MeasureTable(MonitoredMeasure.objects.filter(report=report))
    job = ImportJob.upload(report, table.csv(), "tabelle.csv")
    assert told(job.plan()) == []
