"""What comes back from a backup is what went in: the same rows, the same pages, on the same or another database."""

import gzip
import re
import stat
from io import StringIO
from itertools import islice
from pathlib import Path

import pytest
from django.contrib.auth import get_user
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from catalog.choices import AuditKind
from catalog.models import AuditEntry, FormerAddress, Limit, Report
from measures_tracker.backups.tables import FLEETING, PASSED_ON, tables
from reports.models import Committee, FrozenPaper
from tests import factories, story
from tests.databases import JUDGED, Content, Databases, SqliteFiles, connected_to, content_of
from tests.effort import THOROUGH
from tests.measures_tracker.backups.crawl import Pages, crawl, visit

pytestmark = pytest.mark.both

# Links in mails that nobody has got, files that nobody waits for, and what is there only where OPERATOR_EMAIL is set.
NOT_THERE = re.compile(r"(/en)?/abonnement/|.*/dokumente/|/\.well-known/security\.txt")
NOT_KEPT = {
    "catalog_keptform",
    "catalog_limit",
    "catalog_revision",
    "django_migrations",
    "django_session",
    "django_tasks_database_dbtaskresult",
    "reports_preparedfile",
}


AUDIT_LOG = "catalog_auditentry"


def kept(database: str) -> Content:
    """Without what a restore adds to the audit log."""
    content = {table: rows for table, rows in content_of(database).items() if table not in {*NOT_KEPT, *JUDGED}}
    return {**content, AUDIT_LOG: [row for row in content[AUDIT_LOG] if row["kind"] != AuditKind.BACKUP_RESTORED]}


def restore(url: str, file: Path, *options: str) -> str:
    output = StringIO()
    with connected_to(url):
        call_command("restore", file, *options, stdout=output)
    return output.getvalue()


def test_every_row_comes_back(databases: Databases, full: str, own_empty: str, backup_file: Path) -> None:
    said = restore(databases.url_of(own_empty), backup_file)
    assert kept(own_empty) == kept(full)
    assert sum(len(rows) for rows in kept(full).values()) > 1000
    assert f"{sum(len(rows) for rows in kept(full).values())} Zeilen" in said.replace(".", "")


def test_every_page_and_file_comes_back(
    databases: Databases, full_crawled: Pages, own_empty: str, backup_file: Path
) -> None:
    """From a database that is gone to a new one: whatever can be reached by links, byte for byte."""
    restore(databases.url_of(own_empty), backup_file)
    after = crawl(databases.url_of(own_empty))
    assert len(after) > (1200 if THOROUGH else 45)
    assert {answer.status for answer in after.values()} <= {200, 302, 404}
    assert [url for url, answer in after.items() if answer.status == 404 and not NOT_THERE.match(url)] == []
    assert differences(full_crawled, after) == set()


def differences(before: Pages, after: Pages) -> set[str]:
    return {url for url in before.keys() | after.keys() if before.get(url) != after.get(url)}


def test_a_database_without_tables_gets_them_first(databases: Databases, full: str, backup_file: Path) -> None:
    bare = databases.create()
    restore(databases.url_of(bare), backup_file)
    assert kept(bare) == kept(full)


def test_what_was_there_is_replaced_if_asked_to(databases: Databases, own_full: str, backup_file: Path) -> None:
    before = kept(own_full)
    with connected_to(databases.url_of(own_full)):
        factories.make_measure(factories.make_report())
        Report.objects.filter(slug="soziale-lage-2018").update(title="Überschrieben")
        assert story.is_anybody_logged_in()
        assert story.does_anybody_wait()
        cache.set("counted", 1)
    restore(databases.url_of(own_full), backup_file, "--replace")
    assert kept(own_full) == before
    with connected_to(databases.url_of(own_full)):
        assert not story.is_anybody_logged_in()
        assert not story.does_anybody_wait()
        assert not Limit.objects.exists()


@pytest.mark.parametrize("options", [[], ["--replace"]])
def test_it_stands_in_the_audit_log_which_stays_as_it_is(
    databases: Databases, own_full: str, own_empty: str, backup_file: Path, options: list[str]
) -> None:
    url = databases.url_of(own_full if options else own_empty)
    restore(url, backup_file, *options)
    with connected_to(url) as database:
        entries = AuditEntry.objects.filter(kind=AuditKind.BACKUP_RESTORED)
        assert [entry.subject.split(", ")[0] for entry in entries] == ["backup.gz"]
        for change in (f"UPDATE {AUDIT_LOG} SET subject = ''", f"DELETE FROM {AUDIT_LOG}"):  # noqa: S608 - ours
            with pytest.raises(DatabaseError, match="neither changed nor deleted"), transaction.atomic():
                database.cursor().execute(change)


def test_texts_come_back_as_they_lie_in_the_database(
    tmp_path: Path, databases: Databases, own_full: str, own_empty: str
) -> None:
    """Forms would clean them: a backup is no occasion to change what is there."""
    text = "Sozia\u00adle \\N Lage\t\u201e\U0001f3d8\u201c \\"
    report = "WHERE slug = 'soziale-lage-2018'"
    with connected_to(databases.url_of(own_full)) as database:
        database.cursor().execute(f"UPDATE catalog_report SET title = %s {report}", [text])  # noqa: S608 - ours
        call_command("backup", tmp_path / "b.gz", verbosity=0)
    restore(databases.url_of(own_empty), tmp_path / "b.gz")
    with connected_to(databases.url_of(own_empty)) as database, database.cursor() as cursor:
        cursor.execute(f"SELECT title FROM catalog_report {report}")  # noqa: S608 - ours
        assert cursor.fetchone() == (text,)


def test_former_addresses_are_kept_as_before(databases: Databases, own_empty: str, backup_file: Path) -> None:
    url = databases.url_of(own_empty)
    restore(url, backup_file)
    with connected_to(url):
        before = FormerAddress.objects.count()
        Report.objects.filter(slug="soziale-lage-2018").update(slug="umbenannt")
        Committee.objects.filter(slug="gemeinderat").update(slug="rat")
        assert FormerAddress.objects.count() == before + 2


def test_issued_papers_come_back_letter_by_letter_and_cannot_be_changed(
    databases: Databases, full: str, own_empty: str, backup_file: Path
) -> None:
    def papers(name: str) -> list[tuple[int, str, str, str]]:
        with connected_to(databases.url_of(name)):
            rows = FrozenPaper.objects.order_by("pk")
            return list(rows.values_list("paper", "audience", "text", "digest"))

    restore(databases.url_of(own_empty), backup_file)
    assert papers(own_empty) == papers(full)
    assert len(papers(own_empty)) == 2 * len({paper for paper, *_rest in papers(full)}) > 0
    with connected_to(databases.url_of(own_empty)) as database:
        assert all(frozen.is_intact for frozen in FrozenPaper.objects.all())
        table = FrozenPaper._meta.db_table
        for change in (f"UPDATE {table} SET text = ''", f"DELETE FROM {table}"):  # noqa: S608 - ours
            with pytest.raises(DatabaseError, match="neither changed nor deleted"), transaction.atomic():
                database.cursor().execute(change)


@pytest.mark.only("postgresql")
def test_it_can_be_moved_to_the_other_kind_of_database(
    tmp_path: Path, databases: Databases, full: str, own_empty: str, full_crawled: Pages
) -> None:
    """From SQLite to PostgreSQL and back; without PostgreSQL there is nothing to move to."""
    files = SqliteFiles(tmp_path)
    here, on_file, back = databases.url_of(full), files.url_of(files.create()), databases.url_of(own_empty)
    for source, target in ((here, on_file), (on_file, back)):
        with connected_to(source):
            call_command("backup", tmp_path / "umzug.gz", verbosity=0)
        restore(target, tmp_path / "umzug.gz")
        some = dict(islice(full_crawled.items(), 400 if THOROUGH else 30))
        assert differences(some, visit(target, list(some))) == set()


def test_life_goes_on_after_it(databases: Databases, own_full: str, own_empty: str, backup_file: Path) -> None:
    restore(databases.url_of(own_empty), backup_file)
    highest = []
    for name in (own_full, own_empty):
        with connected_to(databases.url_of(name)):
            assert can_log_in(story.PLANNER, "ein langes Kennwort")
            highest.append(factories.make_report().pk)
    assert highest[0] == highest[1]  # the id of the deleted report is not given again


def can_log_in(username: str, password: str) -> bool:
    client = Client()
    client.post("/admin/login/", {"username": username, "password": password})
    return get_user(client).get_username() == username


def test_nobody_else_may_read_the_file(backup_file: Path) -> None:
    assert stat.S_IMODE(backup_file.stat().st_mode) == 0o600


def test_a_second_backup_of_the_same_rows_differs_in_nothing_but_its_time(
    databases: Databases, full: str, backup_file: Path, tmp_path: Path
) -> None:
    with connected_to(databases.url_of(full)):
        call_command("backup", tmp_path / "b.gz", verbosity=0)
    first, second = (lines(file) for file in (backup_file, tmp_path / "b.gz"))
    assert first[1:-1] == second[1:-1]


def lines(file: Path) -> list[str]:
    with gzip.open(file, "rt", newline="\n") as text:
        return list(text)


def test_every_table_is_kept_or_left_out_on_purpose(databases: Databases, full: str) -> None:
    with connected_to(databases.url_of(full)) as database:
        names = table_names(database)
        known = {table.model._meta.db_table for table in tables()}
    left_out = names - known - {"django_migrations"} - {name.replace(".", "_") for name in PASSED_ON}
    assert {name.removeprefix("django_").partition("_")[0] for name in left_out} <= {*FLEETING, "session"}


def table_names(database: BaseDatabaseWrapper) -> set[str]:
    with database.cursor() as cursor:
        return set(database.introspection.table_names(cursor))


def test_it_says_how_far_it_is_if_asked_to(databases: Databases, full: str, tmp_path: Path) -> None:
    said, progress = StringIO(), StringIO()
    with connected_to(databases.url_of(full)):
        call_command("backup", tmp_path / "b.gz", stdout=said, stderr=progress, verbosity=2)
    assert "catalog.municipality: 6\n" in progress.getvalue()
    assert str(tmp_path / "b.gz") in said.getvalue()
