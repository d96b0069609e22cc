"""Others read and write while a backup is made or restored, and neither notices the other."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from catalog.models import Municipality, Report
from reports.backups.making import back_up
from reports.backups.restoring import restore
from tests.databases import Databases, connected_to, content_of

pytestmark = pytest.mark.both


@contextmanager
def somebody_else() -> Iterator[BaseDatabaseWrapper]:
    """A second connection to the database that is in use."""
    with closing(connections["default"].copy()) as other:
        yield other


def write(other: BaseDatabaseWrapper) -> None:
    """One more in two tables at once."""
    with other.cursor() as cursor:
        cursor.execute("BEGIN")
        for table, column in (("municipality", "accent"), ("report", "compiled_by")):
            cursor.execute(f"UPDATE catalog_{table} SET {column} = {column} || 'x'")  # noqa: S608 - from the line above
        cursor.execute("COMMIT")


def count_of_writes() -> tuple[set[str], set[str]]:
    return (
        set(Municipality.objects.values_list("accent", flat=True)),
        set(Report.objects.values_list("compiled_by", flat=True)),
    )


def test_a_backup_holds_one_moment_while_others_write(
    databases: Databases, own_full: str, own_empty: str, tmp_path: Path
) -> None:
    with connected_to(databases.url_of(own_full)), somebody_else() as other:
        Municipality.objects.update(accent="")
        Report.objects.update(compiled_by="")
        tables: list[str] = []

        def progress(table: str, _rows: int) -> None:
            tables.append(table)
            if len(tables) < 10:
                write(other)

        back_up(tmp_path / "b.gz", progress)
        assert tables.index("catalog.municipality") < 10
        assert count_of_writes() == ({"x" * 9}, {"x" * 9})
    with connected_to(databases.url_of(own_empty)):
        call_command("restore", tmp_path / "b.gz", verbosity=0)
        assert count_of_writes() == ({""}, {""})


def test_others_read_what_was_there_until_everything_is_restored(
    databases: Databases, own_full: str, backup_file: Path
) -> None:
    with connected_to(databases.url_of(own_full)), somebody_else() as other:
        Municipality.objects.update(accent="x")
        seen = set()

        def progress(_table: str, _rows: int) -> None:
            with other.cursor() as cursor:
                cursor.execute("SELECT DISTINCT accent FROM catalog_municipality")
                seen.add(tuple(cursor.fetchall()))

        restore(backup_file, progress, replace=True)
        assert seen == {(("x",),)}
        assert "x" not in count_of_writes()[0]


class PulledPlugError(Exception):
    pass


@pytest.mark.parametrize("last", ["catalog.user", "catalog.measure", "reports.toldnews"])
def test_a_restore_that_is_interrupted_has_changed_nothing(
    databases: Databases, own_full: str, backup_file: Path, last: str
) -> None:
    with connected_to(databases.url_of(own_full)):
        Municipality.objects.update(accent="x")
    before = content_of(own_full)

    def progress(table: str, _rows: int) -> None:
        if table == last:
            raise PulledPlugError

    with connected_to(databases.url_of(own_full)), pytest.raises(PulledPlugError):
        restore(backup_file, progress, replace=True)
    assert content_of(own_full) == before
