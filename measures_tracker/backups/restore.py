"""Writes the rows of a backup into the database: all of them or none.

The audit log is restored as it was, with one more entry about the restore.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, transaction

from catalog.choices import AuditKind
from catalog.models import AuditEntry
from catalog.revisions.triggers import raise_all
from measures_tracker.backups.backup import Progress, UnmigratedError
from measures_tracker.backups.checksummed_file import DamagedFileError, unsealed
from measures_tracker.backups.manifest import Manifest, Migrations
from measures_tracker.backups.tables import FROM_THE_START, BackupTable, of_no_more_use, tables
from measures_tracker.backups.triggers import switched_off
from monitoring.current.judging import outdate_all


class OtherMigrationsError(Exception):
    """An error for a backup of another version: migrations only it has, and those only this code has."""

    def __init__(self, unknown: list[str], lacking: list[str]) -> None:
        super().__init__(unknown, lacking)
        self.unknown, self.lacking = unknown, lacking


class NotEmptyError(Exception):
    """An error for a database that holds something already; `table` is the name of a table with rows."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.table = table


def restore(path: Path, progress: Progress, *, replace: bool = False) -> Manifest:
    """Fills an empty database, which is migrated if need be, or replaces all that it holds.

    Other people read the old rows meanwhile; they write afterwards. Raises DamagedFileError, ForeignFileError,
    OtherMigrationsError, UnmigratedError, NotEmptyError, OSError, DatabaseError; then nothing has been written.
    """
    with unsealed(path) as lines:
        manifest = Manifest.read(next(lines, ""))
        known = tables()
        prepare(manifest, known)
        with transaction.atomic(durable=True):
            lock(known)
            if not replace:
                check_emptiness(known)
            with switched_off(known):
                for table in [*of_no_more_use(), *reversed(known)]:
                    table.empty()
                fill(manifest, known, lines, progress)
            raise_all(DEFAULT_DB_ALIAS)
            outdate_all()
            AuditEntry.record(AuditKind.BACKUP_RESTORED, subject=f"{path.name}, {manifest.made_at}")
    return manifest


def prepare(manifest: Manifest, known: list[BackupTable]) -> None:
    """Makes sure that the tables are those of the backup."""
    here, there = Migrations.now(), frozenset(manifest.migrations)
    if here.known != there:
        raise OtherMigrationsError(sorted(there - here.known), sorted(here.known - there))
    if [(entry.name, entry.columns) for entry in manifest.tables] != [(table.name, table.columns) for table in known]:
        raise OtherMigrationsError([], [])
    if not here.applied:
        call_command("migrate", interactive=False, verbosity=0)
    elif not here.are_complete:
        raise UnmigratedError


def lock(known: list[BackupTable]) -> None:
    """Locks the tables on PostgreSQL; SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        names = ", ".join(table.quoted for table in known)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")


def check_emptiness(known: list[BackupTable]) -> None:
    for table in known:
        if table.name not in FROM_THE_START and table.count():
            raise NotEmptyError(table.name)


def fill(
    manifest: Manifest, known: list[BackupTable], lines: Iterator[str], progress: Callable[[str, int], None]
) -> None:
    for table, entry in zip(known, manifest.tables, strict=True):
        progress(entry.name, entry.rows)
        if table.insert(islice(lines, entry.rows)) != entry.rows:
            raise DamagedFileError
        table.continue_after(entry.last_id)
