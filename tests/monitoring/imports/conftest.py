from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.databases import Databases, PostgresDatabases, SqliteFiles
from tests.monitoring.imports import story
from tests.monitoring.imports.hosts import Hosts


@pytest.fixture(scope="module")
def hosts(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Iterator[Hosts]:
    """Web hosts on databases of their own: the one of the tests is never committed, so nobody else could see it."""
    folder = tmp_path_factory.mktemp("hosts")
    file = folder / "massnahmen.csv"
    file.write_bytes(story.table())
    with django_db_blocker.unblock():
        databases: Databases = SqliteFiles(folder) if connection.vendor == "sqlite" else PostgresDatabases()
        hosts = Hosts(databases, file)
        yield hosts
        hosts.close()
