"""`manage.py daily` does all that has to be done once a day, and says what of it has failed."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from catalog.models import DeletedThing
from catalog.recycle_bin.cascade import remove
from monitoring.choices import ImportState
from monitoring.imports import tasks
from monitoring.models import SpreadsheetImport
from tests import factories
from tests.databases import Databases, connected_to
from tests.queued import do_queued

pytestmark = pytest.mark.usefixtures("without_cities")

LONG_AGO = timedelta(days=365)
SITE = "https://massnahmen.example.org"


@pytest.fixture(autouse=True)
def site(settings: Settings) -> None:
    settings.SITE_URL = SITE


def daily(*options: str) -> str:
    output = StringIO()
    call_command("daily", *options, stdout=output, stderr=output)
    return output.getvalue()


@pytest.fixture(autouse=True)
def left_behind(without_cities: None) -> None:
    """An upload that nobody has imported, something deleted, and a task, all of long ago."""
    report = factories.make_report()
    made = SpreadsheetImport.objects.create(report=report, file_name="alt.csv", digest="", state=ImportState.OPEN)
    SpreadsheetImport.objects.update(created_at=timezone.now() - LONG_AGO)
    remove([factories.make_measure(report)], None)
    DeletedThing.objects.update(deleted_at=timezone.now() - LONG_AGO)
    tasks.read_file.enqueue(made.pk, "de")
    do_queued()
    DBTaskResult.objects.update(finished_at=timezone.now() - LONG_AGO)
    tasks.read_file.enqueue(made.pk, "de")


def left() -> list[int]:
    return [model.objects.count() for model in (SpreadsheetImport, DeletedThing, DBTaskResult)]


def test_everything_is_done_once(caplog: pytest.LogCaptureFixture) -> None:
    assert left() == [1, 1, 2]
    said = daily()
    assert left() == [0, 0, 1]
    assert "1 nicht abgeschlossener Import entfernt." in said
    assert "E-Mails verschickt: 0" in said


def test_what_fails_is_named_and_the_rest_is_done(settings: Settings) -> None:
    settings.SITE_URL = ""
    with pytest.raises(CommandError, match=r"^Fehlgeschlagen: send_reminders, send_staff_mails, send_digests\.$"):
        daily()
    assert left() == [0, 0, 1]


def test_what_nobody_has_foreseen_is_named_too(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise RuntimeError

    monkeypatch.setattr("catalog.management.commands.forget_logins.forget_old_attempts", fail)
    with pytest.raises(CommandError, match=r"^Fehlgeschlagen: forget_logins\.$"):
        daily()
    assert left() == [0, 0, 1]
    assert "forget_logins failed" in caplog.text


@pytest.mark.both
def test_a_backup_comes_first(databases: Databases, own_full: str, tmp_path: Path) -> None:
    file = tmp_path / "heute.gz"
    with connected_to(databases.url_of(own_full)):
        daily("--backup", str(file))
    assert file.exists()
