"""What is kept and how long: in the database or a folder, in the bin, in the history, in backups."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from catalog.locking.row_locks import writing
from catalog.models import DeletedThing, Measure
from catalog.recycle_bin.cascade import remove
from catalog.recycle_bin.restore import restore
from measures_tracker.backups.tables import BackupTable, tables
from monitoring.attachments.contents import MissingContentError, find
from monitoring.models import Attachment, FileContent
from tests import factories
from tests.uploads import PDF

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_cities")]

OTHER = PDF + b"\n"


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.ATTACHMENT_FOLDER = tmp_path / "anhaenge"
    return tmp_path / "anhaenge"


def forget(days: int = 0) -> str:
    output = StringIO()
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        call_command("forget_attachments", stdout=output)
    return output.getvalue().strip()


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.both
def test_equal_files_are_kept_once() -> None:
    first, second = (factories.make_attachment(content=PDF) for _ in range(2))
    assert FileContent.objects.count() == 1
    assert find(first.digest).content == find(second.digest).content == PDF


@pytest.mark.both
def test_what_was_thrown_away_comes_back_with_its_bytes() -> None:
    row = factories.make_attachment(content=PDF)
    planner = factories.make_planner(row.measure.report.municipality)
    remove([row.measure], planner)
    assert not Attachment.objects.exists()
    assert forget(days=100) == "0 Dateien wurden entfernt."
    restore(DeletedThing.objects.get(), planner)
    client = Client()
    assert client.get(Attachment.objects.get().get_absolute_url()).content == PDF


def test_an_update_takes_its_files_into_the_bin_and_back() -> None:
    update = factories.make_update()
    row = factories.make_attachment(update.measure, PDF, update=update)
    remove([update], None)
    assert not Attachment.objects.exists()
    restore(DeletedThing.objects.get(), factories.make_planner(update.measure.report.municipality))
    assert Attachment.objects.get() == row


@pytest.mark.both
def test_what_nobody_can_bring_back_is_forgotten() -> None:
    row = factories.make_attachment(content=PDF)
    factories.make_attachment(content=OTHER)
    remove([row], None)
    DeletedThing.objects.all().delete()
    assert forget(days=89) == "0 Dateien wurden entfernt."
    assert forget(days=91) == "1 Datei wurde entfernt."
    assert [find(one.digest).content for one in FileContent.objects.all()] == [OTHER]


def test_a_dry_run_only_counts() -> None:
    factories.make_attachment(content=PDF).delete()
    with time_machine.travel(timezone.now() + timedelta(days=91), tick=False):
        output = StringIO()
        call_command("forget_attachments", "--dry-run", stdout=output)
    assert "1 Datei würde" in output.getvalue()
    assert FileContent.objects.exists()


def test_in_a_folder_the_database_holds_no_bytes(folder: Path, client: Client) -> None:
    row = factories.make_attachment()
    stored = FileContent.objects.get()
    assert (bytes(stored.content), bytes(stored.preview)) == (b"", b"")
    assert files(folder) == [row.digest, f"{row.digest}.preview"]
    assert (folder / row.digest[:2] / row.digest).stat().st_mode & 0o077 == 0
    assert client.get(row.get_absolute_url()).status_code == 200
    assert client.get(row.preview_address).status_code == 200


def test_a_file_that_is_lost_or_changed_in_the_folder_is_not_sent(folder: Path, client: Client) -> None:
    row = factories.make_attachment(content=PDF)
    path = folder / row.digest[:2] / row.digest
    path.write_bytes(b"<script>")
    assert client.get(row.get_absolute_url()).status_code == 404
    path.unlink()
    assert client.get(row.get_absolute_url()).status_code == 404


@pytest.mark.both
def test_files_move_into_the_folder_and_out_of_it(settings: Settings, tmp_path: Path, client: Client) -> None:
    row = factories.make_attachment()
    before = find(row.digest)
    with pytest.raises(CommandError, match="ATTACHMENT_FOLDER"):
        call_command("move_attachments", "folder")
    settings.ATTACHMENT_FOLDER = tmp_path
    for into, stored in (("folder", 0), ("folder", 0), ("database", 2), ("database", 2)):
        call_command("move_attachments", into, stdout=StringIO())
        kept = FileContent.objects.get()
        assert sum(map(bool, (kept.content, kept.preview))) == stored
        assert len(files(tmp_path)) == 2 - stored
        assert find(row.digest) == before
        assert client.get(row.get_absolute_url()).status_code == 200


@pytest.mark.both
def test_the_folder_is_tidied_too(folder: Path) -> None:
    with writing():
        factories.make_attachment(content=PDF)
    FileContent.objects.all().delete()
    Attachment.objects.all().delete()
    assert forget() == "0 Dateien wurden entfernt."
    assert forget(days=2) == "1 Datei wurde entfernt."
    assert files(folder) == []


def file_table() -> BackupTable:
    return next(table for table in tables() if table.model is FileContent)


@pytest.mark.both
def test_a_backup_holds_the_bytes_wherever_they_lie(folder: Path, settings: Settings) -> None:
    row = factories.make_attachment()
    before, table = find(row.digest), file_table()
    lines = list(table.lines())
    FileContent.objects.all().delete()
    settings.ATTACHMENT_FOLDER = None  # another machine
    with pytest.raises(MissingContentError):
        find(row.digest)
    assert table.insert(lines) == 1
    assert find(row.digest) == before


def test_a_backup_without_a_file_is_none(folder: Path) -> None:
    row = factories.make_attachment(content=PDF)
    (folder / row.digest[:2] / row.digest).unlink()
    with pytest.raises(OSError, match=row.digest):
        list(file_table().lines())


@pytest.mark.both
def test_the_history_knows_name_and_checksum_of_every_version() -> None:
    measure: Measure = factories.make_measure()
    row = factories.make_attachment(measure, PDF, name="Alt.pdf")
    versions = Attachment.history.filter(id=row.pk)
    assert list(versions.values_list("file_name", "digest")) == [("Alt.pdf", row.digest)]
