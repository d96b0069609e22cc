"""What the database does by itself while rows are changed: keep former addresses, refuse changes of the audit log.

A restore puts the rows back as they were; meanwhile nothing is to be added to them, and nothing refused.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

from measures_tracker.backups.tables import BackupTable


@contextmanager
def switched_off(tables: list[BackupTable]) -> Iterator[None]:
    """Within a transaction, for which alone it holds; one that fails leaves them switched on."""
    switch = _off_in_postgresql if connection.vendor == "postgresql" else _off_in_sqlite
    with switch(tables):
        yield


@contextmanager
def _off_in_postgresql(tables: list[BackupTable]) -> Iterator[None]:
    """Only our own triggers: rows still have to fit together."""
    _execute(f"ALTER TABLE {table.quoted} DISABLE TRIGGER USER" for table in tables)
    yield
    _execute(["SET CONSTRAINTS ALL IMMEDIATE"])  # tables with rows yet to be checked cannot be altered
    _execute(f"ALTER TABLE {table.quoted} ENABLE TRIGGER USER" for table in tables)
    _execute(["SET CONSTRAINTS ALL DEFERRED"])  # as Django has them


@contextmanager
def _off_in_sqlite(_tables: list[BackupTable]) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        triggers = cursor.fetchall()
    _execute(f"DROP TRIGGER {connection.ops.quote_name(name)}" for name, _sql in triggers)
    yield
    _execute(sql for _name, sql in triggers)


def _execute(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
