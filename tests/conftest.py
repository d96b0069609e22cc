"""The five cities are loaded once for all processes. Every test sees them and takes back what it changes.

So no test may ask for `transaction=True` or `live_server`: both empty the tables for all that follow. What has to be
committed, or happens in other processes, gets a database of its own: `full`, `empty` or copies of them.
"""

import fcntl
import gc
import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.utils import translation
from pytest_django import DjangoDbBlocker

from catalog.models import AuditEntry, Theme, User
from measures_tracker.backups.tables import BackupTable
from measures_tracker.backups.triggers import switched_off
from measures_tracker.management.commands.demo import fixture_files, load_fixtures
from reports.models import FrozenPaper
from tests import story
from tests.databases import Databases, PostgresDatabases, SqliteFiles, connected_to
from tests.invented import DAY_OF_DEMO, build_on, noon
from tests.postgresql import folder_in_memory

APPS = ("catalog", "monitoring", "reports")
Made = TypeVar("Made")
WITHOUT_CITIES = pytest.StashKey[set[Path]]()  # the modules all of whose tests want no cities


class Once(Protocol):
    def __call__(self, build: Callable[[], Made]) -> Made:
        """What the function makes, which stays for all tests of a module."""


def pytest_collection() -> None:
    """Until all tests are collected nothing is thrown away: looking for garbage would take a sixth of that time."""
    gc.disable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is about another kind of database; puts first the modules that need none, then the long ones.

    What is left out is not skipped: a skipped test is one that should have run. Of two processes, one tries the modules
    that need no database while the other one prepares those of the rest. Tests with databases of their own take up to a
    minute each. Were they last, as pytest-django puts them, one process would wait for the other one in the end.
    """
    others = [item for item in items for mark in item.iter_markers("only") if mark.args != (connection.vendor,)]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in set(others)]
    databases = {
        item.path
        for item in items
        if item.get_closest_marker("django_db") or "prepared" in getattr(item, "fixturenames", ())
    }
    own = {item.path for item in items if has_database_of_its_own(item)}
    first = {item.path: number for number, item in reversed(list(enumerate(items)))}  # keeps a module together
    items.sort(key=lambda item: (item.path in databases, item.path not in own, first[item.path]))
    wishes: dict[Path, set[bool]] = defaultdict(set)
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "db" in fixtures or item.get_closest_marker("django_db"):
            wishes[item.path].add("without_cities" in fixtures)
    config.stash[WITHOUT_CITIES] = {path for path, wished in wishes.items() if wished == {True}}


def has_database_of_its_own(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    shares = "db" in fixtures or item.get_closest_marker("django_db")
    return "databases" in fixtures or ("prepared" in fixtures and not shares)


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: looking through it for garbage takes an eighth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


@pytest.fixture(scope="session")
def django_db_setup(
    prepared: "Prepared", django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Give this process a database of its own with the five cities, in place of pytest-django's empty one."""
    with django_db_blocker.unblock():
        prepared.databases.use(prepared.cities)
    yield
    with django_db_blocker.unblock():
        connection.close()


@pytest.fixture(autouse=True)
def default_language() -> None:
    """A page asked for in English leaves its language behind; every test starts in the site's own."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(scope="module", autouse=True)
def database_without_cities(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Another database for a module whose tests all want no cities: to take them out for each takes longer than it."""
    if request.path not in request.config.stash[WITHOUT_CITIES]:
        yield
        return
    request.getfixturevalue("django_db_setup")
    databases, name = request.getfixturevalue("prepared").databases, request.getfixturevalue("emptied")
    with ExitStack() as visit:
        with django_db_blocker.unblock():
            visit.enter_context(databases.visiting(name))
        yield
        with django_db_blocker.unblock():
            visit.close()


@pytest.fixture(scope="module")
def once(database_without_cities: None, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Once]:
    """Makes rows that stay for all tests of a module, in a transaction around those of the tests.

    Every test takes back what it changes of the rows. What it changes of objects in memory stays: hand out copies.
    """
    with ExitStack() as rows:
        with django_db_blocker.unblock():
            rows.enter_context(transaction.atomic())

        def make(build: Callable[[], Made]) -> Made:
            with django_db_blocker.unblock(), translation.override(settings.LANGUAGE_CODE):
                return build()

        yield make
        with django_db_blocker.unblock():
            transaction.set_rollback(True)
            rows.close()


@pytest.fixture(scope="session")
def emptied(prepared: "Prepared", django_db_blocker: DjangoDbBlocker) -> str:
    """The name of a database without cities, made when the first module of this process asks."""
    with django_db_blocker.unblock():
        name = prepared.databases.copy(prepared.cities)
        with connected_to(prepared.databases.url_of(name)), transaction.atomic():
            take_cities_out()
    return name


@pytest.fixture
def without_cities(db: None, request: pytest.FixtureRequest) -> None:
    """For tests that count rows or name everything on a page."""
    if request.path not in request.config.stash[WITHOUT_CITIES]:
        take_cities_out()


def take_cities_out() -> None:
    """Databases check keys at the end of a transaction, so the order is no matter."""
    models = [model for app in APPS for model in apps.get_app_config(app).get_models() if not is_kept(model)]
    with switched_off([BackupTable(FrozenPaper)]):
        for model in models:
            QuerySet(model)._raw_delete(connection.alias)


def is_kept(model: type[Model]) -> bool:
    """People, themes and what was written down about former rows; proxies have no table of their own."""
    return model._meta.proxy or model in {User, AuditEntry, Theme} or model.__name__.startswith("Historical")


class Prepared(NamedTuple):
    """Names of databases for this process, copies of those that are made once for all processes of a run."""

    databases: Databases
    empty: str
    cities: str
    full: str


@pytest.fixture(scope="session")
def prepared(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[Prepared]:
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    with django_db_blocker.unblock():
        with turn(shared) as known:
            if not known:
                known["folder"] = tempfile.mkdtemp(prefix="databases-", dir=folder_in_memory())
                known["names"] = prepare(databases_in(Path(known["folder"])))
            folder, names = Path(known["folder"]), known["names"]
            known["users"] = known.get("users", 0) + 1
        databases = databases_in(folder / worker_id)
        own = {kind: databases.copy(names[kind]) for kind in Prepared._fields if kind in names}
    yield Prepared(databases, **own)
    with django_db_blocker.unblock():
        connection.close()
        databases.remove()
        with turn(shared) as known:
            known["users"] -= 1
            if not known["users"]:
                databases_in(folder).remove(*known["names"].values())
                shutil.rmtree(folder)
                known.clear()


def databases_in(folder: Path) -> Databases:
    """Those of the kind of server that the tests run on; only files need a folder."""
    if connection.vendor != "sqlite":
        return PostgresDatabases()
    folder.mkdir(exist_ok=True)
    return SqliteFiles(folder)


@contextmanager
def turn(folder: Path) -> Iterator[dict[str, Any]]:
    """What the processes of a run know together; one at a time reads it and writes it down."""
    with (folder / "prepared.json").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        known = json.loads(file.read() or "{}")
        yield known
        file.truncate(0)
        file.write(json.dumps(known))


def prepare(databases: Databases) -> dict[str, str]:
    """Tables alone, the five cities in them, and a row of nearly every other kind beside the cities."""
    empty = databases.create()
    with connected_to(databases.url_of(empty)):
        call_command("migrate", verbosity=0)
    cities = databases.copy(empty)
    with connected_to(databases.url_of(cities)):
        if fixture_files():
            load_fixtures()
    full = databases.copy(cities)
    with connected_to(databases.url_of(full)):
        story.fill()
    return {"empty": empty, "cities": cities, "full": full}


@pytest.fixture(scope="session")
def demo(
    prepared: Prepared, tmp_path_factory: pytest.TempPathFactory, worker_id: str, django_db_blocker: DjangoDbBlocker
) -> str:
    """The name of a database with the five cities and Musterstadt, made for all processes when the first one asks."""
    folder = tmp_path_factory.getbasetemp()
    with django_db_blocker.unblock(), turn(folder if worker_id == "master" else folder.parent) as known:
        if "demo" not in known["names"]:
            name = prepared.databases.copy(prepared.cities)
            with connected_to(prepared.databases.url_of(name)):
                build_on(DAY_OF_DEMO)
            known["names"]["demo"] = name
        return prepared.databases.copy(str(known["names"]["demo"]))


@pytest.fixture(scope="module")
def with_musterstadt(
    demo: str, prepared: Prepared, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """For modules that see Musterstadt beside the five cities, on the day it is made for."""
    with django_db_blocker.unblock():
        prepared.databases.use(demo)
    with time_machine.travel(noon(DAY_OF_DEMO)):
        yield
    with django_db_blocker.unblock():
        prepared.databases.use(prepared.cities)


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
def own_full(databases: Databases, full: str) -> Iterator[str]:
    """A full one that may be changed."""
    yield from lent(databases, full)


@pytest.fixture
def own_empty(databases: Databases, empty: str) -> Iterator[str]:
    """An empty one that may be filled."""
    yield from lent(databases, empty)


def lent(databases: Databases, original: str) -> Iterator[str]:
    """A copy for one test: hundreds of them would fill the memory they lie in."""
    name = databases.copy(original)
    yield name
    databases.remove(name)
