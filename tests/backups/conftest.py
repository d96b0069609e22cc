"""Databases of their own: a backup looks at what has been committed, and the tests commit nothing in theirs."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.backups import story
from tests.databases import Databases, PostgresDatabases, SqliteFiles, connected_to


class Prepared(NamedTuple):
    databases: Databases
    full: str
    empty: str


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Iterator[Prepared]:
    with django_db_blocker.unblock():
        sqlite = connection.vendor == "sqlite"
        databases: Databases = SqliteFiles(tmp_path_factory.mktemp("databases")) if sqlite else PostgresDatabases()
        empty = databases.create()
        with connected_to(databases.url_of(empty)):
            call_command("migrate", verbosity=0)
        full = databases.copy(empty)
        with connected_to(databases.url_of(full)):
            story.fill()
    yield Prepared(databases, full, empty)
    with django_db_blocker.unblock():
        databases.remove()


@pytest.fixture
def databases(prepared: Prepared, django_db_blocker: DjangoDbBlocker) -> Iterator[Databases]:
    with django_db_blocker.unblock():
        yield prepared.databases


@pytest.fixture
def full(prepared: Prepared) -> str:
    """The name of a database that holds the five cities and a row of nearly every other kind; not to be changed."""
    return prepared.full


@pytest.fixture
def empty(prepared: Prepared) -> str:
    """The name of a database with tables but nothing in them; not to be changed."""
    return prepared.empty


@pytest.fixture
def own_full(databases: Databases, full: str) -> str:
    """A full one that may be changed."""
    return databases.copy(full)


@pytest.fixture
def own_empty(databases: Databases, empty: str) -> str:
    """An empty one that may be filled."""
    return databases.copy(empty)


@pytest.fixture(scope="session")
def backup_file(
    prepared: Prepared, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Path:
    """A backup of the full database."""
    file = tmp_path_factory.mktemp("backups") / "backup.gz"
    with django_db_blocker.unblock(), connected_to(prepared.databases.url_of(prepared.full)):
        call_command("backup", file, verbosity=0)
    return file
