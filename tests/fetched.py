"""What a page asks of the database: its statements, and how many rows it fetches."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from django.db import connection
from django.db.backends.utils import CursorWrapper

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(slots=True)
class Fetched:
    """The statements with their parameters, and the number of rows fetched of all of them."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    rows: int = 0


class CountingCursor(CursorWrapper):
    """A cursor that counts the rows it hands out."""

    fetched: Fetched

    def execute(self, sql: Any, params: Any = None) -> Any:
        self.fetched.statements.append((sql, params))
        return super().execute(sql, params)

    def fetchone(self) -> Any:
        row = self.cursor.fetchone()
        self.fetched.rows += row is not None
        return row

    def fetchmany(self, *size: int) -> Any:
        return self._counted(self.cursor.fetchmany(*size))

    def fetchall(self) -> Any:
        return self._counted(self.cursor.fetchall())

    def __iter__(self) -> Iterator[Any]:
        for row in super().__iter__():
            self.fetched.rows += 1
            yield row

    def _counted(self, rows: Any) -> Any:
        self.fetched.rows += len(rows)
        return rows


@contextmanager
def counting() -> Iterator[Fetched]:
    """Counts what is fetched inside."""
    with counting_into(fetched := Fetched(), CountingCursor):
        yield fetched


@contextmanager
def counting_into(fetched: Fetched, kind: type[CountingCursor]) -> Iterator[None]:
    """Counts with cursors of this kind."""

    def make_cursor(cursor: Any) -> CountingCursor:
        counted = kind(cursor, connection)
        counted.fetched = fetched
        return counted

    with patch.object(connection, "make_cursor", make_cursor):
        yield
