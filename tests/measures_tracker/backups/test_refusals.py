"""What does not fit is refused with a reason, before anything is written."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from measures_tracker.backups.checksummed_file import sealed, unsealed
from tests import factories
from tests.databases import Databases, connected_to, content_of

pytestmark = pytest.mark.both

Change = Callable[[dict[str, Any]], None]


def altered(backup: Path, file: Path, change: Change) -> Path:
    """A whole and undamaged file that says something else in its first line."""
    with unsealed(backup) as lines, sealed(file) as copy:
        manifest = json.loads(next(lines))
        change(manifest)
        copy.write(f"{json.dumps(manifest)}\n".encode())
        for line in lines:
            copy.write(line.encode())
    return file


def refusal(databases: Databases, name: str, file: Path, *options: str) -> str:
    before = content_of(name)
    with connected_to(databases.url_of(name)), pytest.raises(CommandError) as error:
        call_command("restore", file, *options)
    assert content_of(name) == before
    assert str(error.value).endswith("Es wurde nichts geschrieben.")
    return str(error.value)


def test_a_database_that_is_not_empty(databases: Databases, own_empty: str, backup_file: Path) -> None:
    with connected_to(databases.url_of(own_empty)):
        factories.make_user(username="jemand")
    said = refusal(databases, own_empty, backup_file)
    assert "Die Datenbank ist nicht leer (catalog.user)" in said
    assert "--replace" in said


def newer_format(manifest: dict[str, Any]) -> None:
    manifest["version"] = 2


def other_kind(manifest: dict[str, Any]) -> None:
    manifest["format"] = "something else"


def newer_migrations(manifest: dict[str, Any]) -> None:
    manifest["migrations"].append("catalog.0099_what_is_to_come")


def older_migrations(manifest: dict[str, Any]) -> None:
    manifest["migrations"].remove("catalog.0001_version_1")


def other_columns(manifest: dict[str, Any]) -> None:
    manifest["tables"][0]["columns"].reverse()


def too_few_rows(manifest: dict[str, Any]) -> None:
    manifest["tables"][-1]["rows"] += 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (newer_format, "Die Sicherung hat Format 2; diese Version liest Format 1."),
        (other_kind, "ist keine Sicherung dieser Anwendung"),
        (newer_migrations, "Hier unbekannt: catalog.0099_what_is_to_come."),
        (older_migrations, "Noch nicht in der Sicherung: catalog.0001_version_1."),
        (other_columns, "von einer anderen Version der Anwendung"),
        (too_few_rows, "beschädigt"),
    ],
)
def test_a_backup_of_another_version(
    databases: Databases, empty: str, backup_file: Path, change: Change, reason: str
) -> None:
    file = altered(backup_file, backup_file.with_name(f"{change.__name__}.gz"), change)
    assert reason in refusal(databases, empty, file)
    assert reason in refusal(databases, empty, file, "--replace")


def test_rows_that_contradict_each_other(databases: Databases, empty: str, backup_file: Path, tmp_path: Path) -> None:
    """A municipality that is gone while its reports are still there."""
    file = tmp_path / "b.gz"
    with unsealed(backup_file) as lines, sealed(file) as copy:
        manifest = json.loads(next(lines))
        rows = list(lines)
        at = 0
        for table in manifest["tables"]:
            if table["name"] == "catalog.municipality":
                table["rows"] -= 1
                del rows[at]
                break
            at += table["rows"]
        copy.write(f"{json.dumps(manifest)}\n".encode())
        for line in rows:
            copy.write(line.encode())
    assert "Die Datenbank lehnt es ab" in refusal(databases, empty, file)


def test_a_file_that_is_no_backup_or_not_there(databases: Databases, empty: str, tmp_path: Path) -> None:
    file = tmp_path / "brief.txt"
    file.write_text("Sehr geehrte Damen und Herren")
    assert "ist beschädigt oder keine Sicherung" in refusal(databases, empty, file)
    assert "kann nicht gelesen werden" in refusal(databases, empty, tmp_path / "nichts")
    assert "kann nicht gelesen werden" in refusal(databases, empty, tmp_path)


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_database_that_is_not_up_to_date(
    databases: Databases, own_empty: str, backup_file: Path, tmp_path: Path, command: str
) -> None:
    file = tmp_path / "b.gz" if command == "backup" else backup_file
    with connected_to(databases.url_of(own_empty)):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'reports'")
        with pytest.raises(CommandError, match=r"manage\.py migrate"):
            call_command(command, file)
    assert list(tmp_path.iterdir()) == []
