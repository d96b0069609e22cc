"""Writes everything the database holds at one moment into a file, while other people go on working."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from measures_tracker.backups.checksummed_file import sealed
from measures_tracker.backups.manifest import Manifest, Migrations, TableEntry
from measures_tracker.backups.tables import tables

Progress = Callable[[str, int], None]  # called with the name of a table and its number of rows


class UnmigratedError(Exception):
    """An error for a database whose tables are not those of this code."""


def back_up(path: Path, progress: Progress) -> Manifest:
    """Writes the file. Raises UnmigratedError, OSError, DatabaseError.

    After an error there is no new file, and an older one stays.
    """
    with sealed(path) as file, snapshot():
        migrations = Migrations.now()
        if not migrations.are_complete:
            raise UnmigratedError
        kept = tables()
        entries = [TableEntry(table.name, table.columns, table.count(), table.last_id()) for table in kept]
        manifest = Manifest(timezone.now().isoformat(), sorted(migrations.known), entries)
        file.write(f"{manifest.line()}\n".encode())
        for table, entry in zip(kept, entries, strict=True):
            progress(entry.name, entry.rows)
            for line in table.lines():
                file.write(f"{line}\n".encode())
    return manifest


@contextmanager
def snapshot() -> Iterator[None]:
    """Shows the database as it was at the first read; nobody has to wait meanwhile."""
    connection.ensure_connection()
    database: Any = connection
    if connection.vendor != "sqlite":
        with transaction.atomic(durable=True):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    mode, database.transaction_mode = database.transaction_mode, "DEFERRED"  # IMMEDIATE would block writers
    try:
        with transaction.atomic(durable=True):
            yield
    finally:
        database.transaction_mode = mode
