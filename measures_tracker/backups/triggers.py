"""The triggers of the database: they keep former addresses and refuse changes of the audit log.

A restore writes the rows as they were; meanwhile nothing may be added to them, and nothing refused.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

from measures_tracker.backups.tables import BackupTable


@contextmanager
def switched_off(tables: list[BackupTable]) -> Iterator[None]:
    """Switches the triggers off for one transaction; if it fails, they are on again."""
    switch = _off_in_postgresql if connection.vendor == "postgresql" else _off_in_sqlite
    with switch(tables):
        yield


@contextmanager
def _off_in_postgresql(tables: list[BackupTable]) -> Iterator[None]:
    """Switches off our own triggers only: foreign keys are still checked."""
    _execute(f"ALTER TABLE {table.quoted} DISABLE TRIGGER USER" for table in tables)
    yield
    _execute(["SET CONSTRAINTS ALL IMMEDIATE"])  # tables with rows yet to be checked cannot be altered
    _execute(f"ALTER TABLE {table.quoted} ENABLE TRIGGER USER" for table in tables)
    _execute(["SET CONSTRAINTS ALL DEFERRED"])  # as Django has made them


@contextmanager
def _off_in_sqlite(tables: list[BackupTable]) -> Iterator[None]:
    """Drops the triggers and makes them again, of these tables alone: it takes longer the more there are."""
    names = {table.model._meta.db_table for table in tables}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        triggers = [(name, sql) for name, sql, table in cursor.fetchall() if table in names]
    _execute(f"DROP TRIGGER {connection.ops.quote_name(name)}" for name, _sql in triggers)
    yield
    _execute(sql for _name, sql in triggers)


def _execute(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
