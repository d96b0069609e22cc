"""The five cities are loaded once. Every test sees them and takes back what it changes.

So no test may ask for `transaction=True` or `live_server`: both empty the tables for all that follow. What has to be
committed, or happens in other processes, gets a database of its own: `full`, `empty` or copies of them.
"""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Model, QuerySet
from django.utils import translation
from pytest_django import DjangoDbBlocker

from catalog.models import AuditEntry, User
from reports.backups.tables import Table
from reports.backups.triggers import switched_off
from reports.management.commands.demo import fixture_files, load_fixtures
from reports.models import FrozenPaper
from tests import story
from tests.databases import Databases, PostgresDatabases, SqliteFiles, connected_to

APPS = ("catalog", "monitoring", "reports")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is about another kind of database is left out, not skipped: a skipped test is one that should have run."""
    others = [item for item in items for mark in item.iter_markers("only") if mark.args != (connection.vendor,)]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in set(others)]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        if fixture_files():
            load_fixtures()


@pytest.fixture(autouse=True)
def default_language() -> None:
    """A page asked for in English leaves its language behind; every test starts in the site's own."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def without_cities(db: None) -> None:
    """For tests that count rows or name everything on a page.

    Databases check keys at the end of a transaction, so the order is no matter.
    """
    models = [model for app in APPS for model in apps.get_app_config(app).get_models() if not is_kept(model)]
    with switched_off([Table(FrozenPaper)]):
        for model in models:
            QuerySet(model)._raw_delete(connection.alias)


def is_kept(model: type[Model]) -> bool:
    """People and what was written down about former rows; proxies have no table of their own."""
    return model._meta.proxy or model in {User, AuditEntry} or model.__name__.startswith("Historical")


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
