"""Databases beside the one of the tests, on the same kind of server, for processes of their own."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Protocol
from unittest.mock import patch

from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from measures_tracker import environment
from measures_tracker.backups import tables

WITH_STRATEGIES = 150_000  # the first version of PostgreSQL that can be told how to copy
Content = dict[str, list[dict[str, Any]]]  # the rows of every table
TASKS = "django_tasks_database_dbtaskresult"
STAMPS = "catalog_revision"
JUDGED = tuple(sorted(label.replace(".", "_") for label in tables.JUDGED))


class Databases(Protocol):
    def create(self) -> str:
        """The name of an empty database."""

    def copy(self, name: str) -> str:
        """The name of a new database with the same content; nobody may be connected to the old one."""

    def use(self, name: str) -> None:
        """Connect this process to a copy, which ends with it."""

    def visiting(self, name: str) -> AbstractContextManager[None]:
        """Connect this process to another one that it leaves as it is, and then to its own again."""

    def url(self) -> str:
        """What DATABASE_URL says; the name of the database follows later."""

    def url_of(self, name: str) -> str:
        """What DATABASE_URL says for one of them."""

    def remove(self, *names: str) -> None:
        """Those named, or all that were made here."""


class SqliteFiles:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count(1)
        self._used = ""

    def create(self) -> str:
        return str(self.folder / f"{next(self._numbers)}.sqlite3")

    def copy(self, name: str) -> str:
        return str(shutil.copyfile(name, self.create()))

    def use(self, name: str) -> None:
        """In memory, where it is fast and can be shared between threads."""
        connection.close()
        connection.settings_dict["NAME"] = f"file:memorydb_{os.getpid()}?mode=memory&cache=shared"
        connection.ensure_connection()
        with closing(sqlite3.connect(name)) as source:
            source.backup(connection.connection)
        self._used = name

    @contextmanager
    def visiting(self, name: str) -> Iterator[None]:
        """By copies, which take less time than to take rows out."""
        before = self._used
        self.use(name)
        yield
        self.use(before)

    def url(self) -> str:
        return self.url_of(str(self.folder / "unused.sqlite3"))

    def url_of(self, name: str) -> str:
        return f"sqlite:///{name}"

    def remove(self, *names: str) -> None:
        """What is not named goes with the folder."""
        for name in names:
            for kept in (name, f"{name}-wal", f"{name}-shm"):
                Path(kept).unlink(missing_ok=True)


class PostgresDatabases:
    numbers = count(1)  # of all databases that this process makes

    def __init__(self) -> None:
        self._names: list[str] = []

    def create(self) -> str:
        return self.copy("template0")

    def copy(self, name: str) -> str:
        """File by file, as PostgreSQL 14 does: each page through the log, as later ones do, takes twice the time."""
        copy = f"test_{os.getpid()}_{next(self.numbers)}"
        with connection._nodb_cursor() as cursor:
            strategy = "STRATEGY FILE_COPY" if cursor.connection.info.server_version >= WITH_STRATEGIES else ""
            cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{name}" {strategy}')
        self._names.append(copy)
        return copy

    def use(self, name: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = self.copy(name)

    @contextmanager
    def visiting(self, name: str) -> Iterator[None]:
        before = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = name
        yield
        connection.close()
        connection.settings_dict["NAME"] = before

    def url(self) -> str:
        return os.environ["DATABASE_URL"]

    def url_of(self, name: str) -> str:
        return f"{self.url().rpartition('/')[0]}/{name}"

    def remove(self, *names: str) -> None:
        with connection._nodb_cursor() as cursor:
            for name in names or self._names:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        self._names = [name for name in self._names if names and name not in names]


@contextmanager
def connected_to(url: str) -> Iterator[BaseDatabaseWrapper]:
    """Everything inside happens in that database, in this process."""
    with patch.dict(os.environ, DATABASE_URL=url):
        config = environment.database("DATABASE_URL")
    before = connections["default"]
    other = ConnectionHandler({"default": config})["default"]
    connections["default"] = other
    ContentType.objects.clear_cache()
    try:
        yield other
    finally:
        other.close()
        connections["default"] = before
        ContentType.objects.clear_cache()


def content_of(database: str) -> Content:
    """Everything that is stored, whatever the order the rows lie in."""
    config = {**connection.settings_dict, "NAME": database, "TEST": {}}
    if connection.vendor == "sqlite":
        config["OPTIONS"] = {}
    other = ConnectionHandler({"default": config})["default"]
    try:
        with other.cursor() as cursor:
            return {name: sorted(rows(cursor, name), key=repr) for name in other.introspection.table_names(cursor)}
    finally:
        other.close()


def stored_in(database: str) -> Content:
    """Everything but the tasks and stamps, which are named by chance, and what is judged anew where it is missing."""
    return {table: rows for table, rows in content_of(database).items() if table not in {TASKS, STAMPS, *JUDGED}}


def rows(cursor: Any, table: str) -> list[dict[str, Any]]:
    cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the names come from the database itself
    return found_by(cursor)


def answers(statements: dict[str, tuple[str, tuple[Any, ...]]]) -> Content:
    """The rows that each statement finds now.

    For tests that compare hundreds of times: to write a statement down takes Django longer than to ask it, so whoever
    asks keeps it, as `queryset.values().query.sql_with_params()` gives it.
    """
    found = {}
    with connection.cursor() as cursor:
        for name, (sql, parameters) in statements.items():
            cursor.execute(sql, parameters)
            found[name] = found_by(cursor)
    return found


def found_by(cursor: Any) -> list[dict[str, Any]]:
    names = [column.name if hasattr(column, "name") else column[0] for column in cursor.description]
    return [
        {name: bytes(value) if isinstance(value, memoryview) else value for name, value in zip(names, row, strict=True)}
        for row in cursor.fetchall()
    ]
