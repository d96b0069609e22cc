"""The site comes back by itself when its database was away: nobody has to restart it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.conftest import Prepared
from tests.databases import Databases, SqliteFiles
from tests.deployed import Answer, Site, manage, production, served

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("databases")]

URL = "/heidelberg/soziale-lage-2018/"


def execute(statement: str) -> list[tuple[object, ...]]:
    """On the server, beside the site."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []


@pytest.fixture(scope="module")
def database(prepared: Prepared, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The name of the one that gets lost; after each test it is back."""
    with django_db_blocker.unblock():
        name = prepared.databases.copy(prepared.full)
    yield name
    with django_db_blocker.unblock():
        prepared.databases.remove(name)


@pytest.fixture(scope="module")
def site(prepared: Prepared, database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    environment = {**production(folder), "DATABASE_URL": prepared.databases.url_of(database)}
    manage(environment, "collectstatic", "--no-input")
    with served(environment, "--workers", "2", "--threads", "2") as site:
        yield site


@contextmanager
def away(databases: Databases, name: str) -> Iterator[None]:
    """The database cannot be reached."""
    if isinstance(databases, SqliteFiles):
        hidden = databases.folder.with_name("away")
        shutil.move(databases.folder, hidden)
        yield
        shutil.move(hidden, databases.folder)
        return
    execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
    disconnect(name)
    yield
    execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true')


def disconnect(name: str, which: str = "true") -> int:
    """How many connections of the site were cut."""
    mine = f"datname = '{name}' AND pid <> pg_backend_pid() AND {which}"
    return len(execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {mine}"))  # noqa: S608


def test_it_says_503_as_long_as_the_database_is_away(site: Site, databases: Databases, database: str) -> None:
    assert site.get(URL).status == 200
    for _time in range(2):
        with away(databases, database):
            answers = [site.get(URL) for _worker in range(6)]
            assert {answer.status for answer in answers} == {503}
            assert {answer.headers["Retry-After"] for answer in answers} == {"30"}
            assert "Die Datenbank ist nicht erreichbar." in answers[0].text
            assert site.get("/healthz").status == 503
        assert {site.get(URL).status for _worker in range(6)} == {200}
        assert site.get("/healthz").status == 200


@pytest.mark.only("postgresql")  # SQLite has no connections to lose
def test_connections_cut_between_requests_are_not_noticed(site: Site, database: str) -> None:
    for _time in range(5):
        assert {site.get(URL).status for _worker in range(4)} == {200}
        assert disconnect(database)


@pytest.mark.only("postgresql")  # SQLite has no connections to lose
def test_a_connection_cut_in_the_middle_of_a_page_costs_that_page_only(site: Site, database: str) -> None:
    assert site.get(URL).status == 200
    answers: list[Answer] = []
    with held_up(database):
        reader = Thread(target=lambda: answers.append(site.get(f"{URL}?neu=")))  # no kept page answers that
        reader.start()
        until(lambda: disconnect(database, "wait_event_type = 'Lock'") == 1)
        reader.join()
    assert [answer.status for answer in answers] == [503]
    assert {site.get(URL).status for _worker in range(6)} == {200}


@contextmanager
def held_up(name: str) -> Iterator[None]:
    """Whoever wants to read municipalities has to wait."""
    other = connection.copy()
    other.settings_dict["NAME"] = name
    with other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("LOCK TABLE catalog_municipality IN ACCESS EXCLUSIVE MODE")
        yield
        cursor.execute("ROLLBACK")
    other.close()


def until(happened: Callable[[], bool], times: int = 100_000) -> None:
    assert any(happened() for _time in range(times))
