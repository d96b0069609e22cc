"""Uploaded tables that nobody imports do not stay for ever; what was imported stays on record."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from catalog.models import Report
from monitoring.choices import ImportState
from monitoring.imports import tasks
from monitoring.models import SpreadsheetImport
from tests import factories

pytestmark = [pytest.mark.both, pytest.mark.django_db]

LONG_AGO = timedelta(days=31)


@pytest.fixture
def report() -> Report:
    return factories.make_report()


def upload(report: Report, name: str, *, age: timedelta = LONG_AGO, **fields: object) -> None:
    made = SpreadsheetImport.objects.create(report=report, file_name=name, content=b"Nr.;Titel", digest="", **fields)
    SpreadsheetImport.objects.filter(pk=made.pk).update(created_at=timezone.now() - age)


def clean_up(*options: str) -> str:
    output = StringIO()
    call_command("remove_unfinished_imports", *options, stdout=output)
    return output.getvalue().strip()


def kept() -> set[str]:
    return set(SpreadsheetImport.objects.values_list("file_name", flat=True))


def test_what_nobody_has_imported_goes(report: Report) -> None:
    upload(report, "offen.csv")
    upload(report, "gescheitert.csv", state=ImportState.FAILED)
    upload(report, "vergessen.csv", state=ImportState.RUNNING, started_at=timezone.now() - LONG_AGO)
    assert clean_up() == "3 nicht abgeschlossene Importe entfernt."
    assert kept() == set()


def test_what_was_imported_or_is_being_imported_stays(report: Report) -> None:
    upload(report, "importiert.csv", state=ImportState.DONE)
    upload(report, "zurückgenommen.csv", state=ImportState.TAKEN_BACK)
    upload(report, "läuft.csv", state=ImportState.RUNNING, started_at=timezone.now() - LONG_AGO)
    everything = kept()
    tasks.import_rows.enqueue(SpreadsheetImport.objects.get(file_name="läuft.csv").pk, 1, "de")
    assert clean_up() == "0 nicht abgeschlossene Importe entfernt."
    assert kept() == everything


def test_there_is_time_to_come_back_to_a_table(report: Report) -> None:
    upload(report, "neu.csv", age=timedelta(days=29))
    clean_up()
    assert kept() == {"neu.csv"}
    clean_up("--days=28")
    assert kept() == set()


def test_a_dry_run_only_counts(report: Report) -> None:
    upload(report, "offen.csv")
    assert clean_up("--dry-run") == "1 nicht abgeschlossener Import würde entfernt."
    assert kept() == {"offen.csv"}


def test_it_speaks_english_too(report: Report) -> None:
    upload(report, "offen.csv")
    with translation.override("en"):
        assert clean_up() == "1 unfinished import removed."


def test_days_cannot_be_negative(report: Report) -> None:
    upload(report, "offen.csv", age=timedelta())
    with pytest.raises(CommandError, match="nicht negativ"):
        clean_up("--days=-1")
    assert kept() == {"offen.csv"}
