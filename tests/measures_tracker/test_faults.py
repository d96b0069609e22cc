"""A database that is gone, full or read-only is said to be so, on a page that needs none; nothing is half saved."""

import errno
import resource
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from unittest.mock import patch

import psycopg
import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import (
    Error,
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    close_old_connections,
    connection,
)
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from catalog.faults import Fault, fault_of
from catalog.models import Measure, Municipality, Report, User
from measures_tracker.faults import keep_readable
from monitoring.models import SpreadsheetImport
from tests import story
from tests.admin_pages import form_data
from tests.databases import Content, Databases, connected_to, content_of
from tests.reports.pages import text

pytestmark = pytest.mark.both

URL = "/heidelberg/soziale-lage-2018/"
SMALL, LARGE = 1000, 600_000  # bytes of an upload


class FakeSqliteError(sqlite3.OperationalError):
    def __init__(self, name: str) -> None:
        self.sqlite_errorname = name


def raised(error: Error, cause: BaseException | None) -> Error:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "cause", "fault"),
    [
        (OperationalError, FakeSqliteError("SQLITE_READONLY_DBMOVED"), Fault.READ_ONLY),
        (OperationalError, FakeSqliteError("SQLITE_FULL"), Fault.FULL),
        (OperationalError, FakeSqliteError("SQLITE_IOERR_SHMSIZE"), Fault.FULL),  # a worker starts on a full disk
        (OperationalError, FakeSqliteError("SQLITE_BUSY_SNAPSHOT"), Fault.BUSY),
        (OperationalError, FakeSqliteError("SQLITE_IOERR_WRITE"), Fault.UNREACHABLE),
        (OperationalError, FakeSqliteError("SQLITE_ERROR"), None),  # such as a table that is missing
        (Error, psycopg.errors.ReadOnlySqlTransaction(), Fault.READ_ONLY),
        (OperationalError, psycopg.errors.DiskFull(), Fault.FULL),
        (OperationalError, psycopg.errors.TooManyConnections(), Fault.BUSY),
        (OperationalError, psycopg.errors.DeadlockDetected(), Fault.BUSY),
        (OperationalError, psycopg.errors.QueryCanceled(), Fault.BUSY),
        (OperationalError, psycopg.errors.AdminShutdown(), Fault.UNREACHABLE),
        (OperationalError, psycopg.errors.ConnectionFailure(), Fault.UNREACHABLE),
        (OperationalError, psycopg.OperationalError("server closed the connection unexpectedly"), Fault.UNREACHABLE),
        (InterfaceError, psycopg.InterfaceError("the connection is closed"), Fault.UNREACHABLE),
        (ProgrammingError, psycopg.errors.UndefinedTable(), None),
        (IntegrityError, psycopg.errors.UniqueViolation(), None),
    ],
)
def test_what_is_wrong_is_told_from_mistakes_of_ours(
    error: type[Error], cause: BaseException, fault: Fault | None
) -> None:
    assert fault_of(raised(error(), cause)) is fault


def test_an_error_raised_because_of_the_database_counts_too() -> None:
    wrapped = RuntimeError("the import failed")
    wrapped.__cause__ = raised(OperationalError(), FakeSqliteError("SQLITE_FULL"))
    assert fault_of(wrapped) is Fault.FULL
    assert fault_of(OSError(errno.ENOSPC, "No space left on device")) is Fault.FULL
    assert fault_of(FileNotFoundError(errno.ENOENT, "No such file or directory")) is None
    assert fault_of(RuntimeError("ours")) is None
    assert fault_of(None) is None


@pytest.fixture
def site(databases: Databases, own_full: str) -> Iterator[None]:
    with connected_to(databases.url_of(own_full)):
        yield


@pytest.fixture
def planner(site: None) -> Client:
    client = Client(raise_request_exception=False)
    user = User.objects.get(username=story.PLANNER)
    client.force_login(user)
    return client


@contextmanager
def read_only() -> Iterator[None]:
    """As a replica is, or a server under maintenance."""
    switch = ("PRAGMA query_only = ON", "PRAGMA query_only = OFF")
    if connection.vendor == "postgresql":
        switch = ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off")
    with connection.cursor() as cursor:
        cursor.execute(switch[0])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(switch[1])


def save_a_city(client: Client, introduction: str) -> HttpResponse:
    address = reverse("admin:catalog_municipality_change", args=[Municipality.objects.get(slug="heidelberg").pk])
    return client.post(address, {**form_data(client, address), "introduction": introduction})  # type: ignore[return-value]


def upload(client: Client, size: int) -> HttpResponse:
    """A large file is read in the background."""
    content = "Nr.;Titel\r\n" + f"M 1;{'viel ' * (size // 5)}\r\n"
    fields = {"report": Report.objects.get(slug="soziale-lage-2018").pk, "kind": "measures"}
    address = reverse("admin:monitoring_spreadsheetimport_add")
    return client.post(  # type: ignore[return-value]
        address, {**fields, "file": SimpleUploadedFile("tabelle.csv", content.encode())}
    )


def assert_unavailable(response: HttpResponse, sentence: str) -> None:
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "no-store" in response["Cache-Control"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    page = text(soup(response), "main")
    assert page.startswith("Zurzeit nicht erreichbar")
    assert sentence in page
    assert "Traceback" not in response.content.decode()


def soup(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.text, "html.parser")


def ask_for_a_large_document(client: Client) -> HttpResponse:
    with patch("reports.documents.jobs.job.MOST_MEASURES_AT_ONCE", 5):
        return client.get(f"{URL}statustabelle.pdf")  # type: ignore[return-value]


@pytest.mark.usefixtures("site")
def test_what_cannot_be_saved_is_said_and_pages_are_still_read(planner: Client) -> None:
    before, imports = Municipality.objects.get(slug="heidelberg").introduction, SpreadsheetImport.objects.count()
    with read_only():
        assert_unavailable(save_a_city(planner, "Neu"), "Die Datenbank kann zurzeit nur gelesen werden")
        for size in (SMALL, LARGE):
            assert_unavailable(upload(planner, size), "Die Datenbank kann zurzeit nur gelesen werden")
        assert_unavailable(ask_for_a_large_document(planner), "Die Datenbank kann zurzeit nur gelesen werden")
        assert planner.get(URL).status_code == 200
        assert Client().get(URL).status_code == 200
    assert Municipality.objects.get(slug="heidelberg").introduction == before
    assert save_a_city(planner, "Neu").status_code == 302
    assert SpreadsheetImport.objects.count() == imports
    assert upload(planner, SMALL).status_code == 302


@pytest.mark.usefixtures("site")
def test_where_nothing_can_be_written_lists_are_read_and_say_what_they_lack() -> None:
    measure = Measure.objects.filter(report__slug="soziale-lage-2018", publication="published")[0]
    measure.title = "Eben erst umbenannt"
    measure.save()
    address = "/massnahmen/?suche=umbenannt"
    with read_only():
        page = Client().get(address)
        assert page.status_code == 200
        assert "Ein Teil der letzten Änderungen fehlt noch" in text(soup(page), "[role=status]")  # type: ignore[arg-type]
        assert Client().get(URL).status_code == 200
    written = text(soup(Client().get(address)), "main")  # type: ignore[arg-type]
    assert "Eben erst umbenannt" in written
    assert "Ein Teil der letzten Änderungen fehlt noch" not in written


@pytest.mark.only("sqlite")  # it alone can be given a limit; PostgreSQL says so by a code, see above
@pytest.mark.usefixtures("site")
def test_a_full_disk_is_said_and_pages_are_still_read(planner: Client) -> None:
    before, imports = Municipality.objects.get(slug="heidelberg").introduction, SpreadsheetImport.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 2}")
        assert_unavailable(save_a_city(planner, "viel " * 9_000), "Auf dem Server ist kein Platz mehr.")
        assert_unavailable(upload(planner, LARGE), "Auf dem Server ist kein Platz mehr.")
        assert Client().get(URL).status_code == 200
        cursor.execute(f"PRAGMA max_page_count = {pages + 10_000}")
    assert Municipality.objects.get(slug="heidelberg").introduction == before
    assert SpreadsheetImport.objects.count() == imports
    assert save_a_city(planner, "viel " * 9_000).status_code == 302


def fill_the_disk() -> None:
    """Not even a session fits into the database any more."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        for size in (2_000, 200, 20):
            with suppress(OperationalError):
                for number in count():
                    name = f"{size}-{number}"
                    cursor.execute("INSERT INTO django_session VALUES (%s, %s, %s)", [name, "x" * size, "2000-01-01"])


@pytest.mark.only("sqlite")
@pytest.mark.usefixtures("site")
def test_on_a_full_disk_lists_are_read_and_whoever_logs_in_is_told(planner: Client) -> None:
    """An import that was interrupted would be marked by whoever looks at the list."""
    report = Report.objects.get(slug="soziale-lage-2018")
    interrupted = SpreadsheetImport.objects.create(report=report, file_name="x.csv", digest="", state="running")
    person = User.objects.create_user("neu", password="langes Kennwort 1")
    fill_the_disk()
    before = stored_besides_imports()
    lists = ("catalog_measure", "catalog_report", "monitoring_spreadsheetimport")
    for url in ("/admin/", *(reverse(f"admin:{name}_changelist") for name in lists)):
        assert planner.get(url).status_code == 200, url
    result = reverse("admin:import_result", args=[interrupted.pk])
    assert planner.get(result).status_code == 200
    for url in ("/", URL, "/massnahmen/?suche=wohnen", f"{URL}neues.atom", f"{URL}measures.csv"):
        assert Client().get(url).status_code == 200, url
    stranger = Client(raise_request_exception=False)
    fields = {"username": person.username, "password": "langes Kennwort 1"}
    assert_unavailable(stranger.post(reverse("admin:login"), fields), "Auf dem Server ist kein Platz mehr.")  # type: ignore[arg-type]
    assert stored_besides_imports() == before


def stored_besides_imports() -> Content:
    """Whether there was just room enough to mark an import is no matter."""
    stored = content_of(str(connection.settings_dict["NAME"]))
    return {table: rows for table, rows in stored.items() if table != SpreadsheetImport._meta.db_table}


@contextmanager
def no_room_for_files() -> Iterator[None]:
    """No file of this process can become longer."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.only("sqlite")
@pytest.mark.usefixtures("site")
def test_the_next_request_needs_no_room_of_its_own_to_read(planner: Client) -> None:
    kept = keep_readable()
    assert kept is not None
    close_old_connections()  # as it happens between two requests
    with no_room_for_files():
        pages = [planner.get(URL), planner.get(reverse("admin:catalog_measure_changelist"))]
    assert [page.status_code for page in pages] == [200, 200]
    kept.close()


@pytest.mark.usefixtures("db")
def test_only_a_database_in_a_file_is_kept_open() -> None:
    assert keep_readable() is None


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("url", ["/", URL, f"{URL}measures.csv", "/heidelberg/neues.atom", "/admin/"])
def test_no_page_of_error_asks_the_database(planner: Client, url: str) -> None:
    def gone(*_arguments: object) -> None:
        raise raised(OperationalError("password=geheim"), psycopg.errors.AdminShutdown())

    with connection.execute_wrapper(gone):
        response = planner.get(url)
    assert_unavailable(response, "Die Datenbank ist nicht erreichbar.")  # type: ignore[arg-type]
    assert "geheim" not in response.content.decode()
    assert planner.get(url).status_code == 200


@pytest.mark.usefixtures("site")
def test_the_page_speaks_english_where_the_address_does(planner: Client) -> None:
    def gone(*_arguments: object) -> None:
        raise OperationalError

    with connection.execute_wrapper(gone):
        response = planner.get(f"/en{URL}")
    assert response.status_code == 503
    assert "Not available at the moment" in text(soup(response), "h1")  # type: ignore[arg-type]


def test_a_mistake_of_ours_is_still_error_500(
    site: None, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistake(*_arguments: object) -> None:
        raise ZeroDivisionError

    with connection.execute_wrapper(mistake):
        response = Client(raise_request_exception=False).get(URL)
    assert response.status_code == 500
    assert "Da ist etwas schiefgegangen" in response.content.decode()
