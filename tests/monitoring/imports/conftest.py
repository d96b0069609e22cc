from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from catalog.models import Report
from tests import factories
from tests.conftest import Prepared
from tests.databases import Databases, PostgresDatabases, SqliteFiles
from tests.monitoring.imports import story
from tests.monitoring.imports.clerk import Clerk
from tests.monitoring.imports.wizard.hosts import Hosts


@pytest.fixture(scope="module")
def hosts(
    prepared: Prepared, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Hosts]:
    """Web hosts on databases of their own: the one of the tests is never committed, so nobody else could see it."""
    folder = tmp_path_factory.mktemp("hosts")
    file = folder / "massnahmen.csv"
    file.write_bytes(story.table())
    with django_db_blocker.unblock():
        databases: Databases = SqliteFiles(folder) if connection.vendor == "sqlite" else PostgresDatabases()
        hosts = Hosts(databases, prepared.empty, file)
        yield hosts
        hosts.close()


@pytest.fixture
def report(db: None) -> Report:
    """An empty report of a city with some offices."""
    city = factories.make_municipality(slug="stadt")
    for name, short in (("Behindertenbeauftragte", "KBB"), ("Jobcenter", ""), ("Sozialamt", ""), ("Bauamt", "")):
        factories.make_office(city, name=name, abbreviation=short, slug=name.lower())
    return factories.make_report(city, slug="bericht")


@pytest.fixture
def clerk(report: Report, tmp_path: Path) -> Clerk:
    return Clerk(tmp_path / "tabelle.csv")
