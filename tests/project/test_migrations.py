"""Migrations say what the models say, and take along whatever earlier versions have left in the database."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from catalog.deadlines import read
from catalog.models import SEARCHED, Measure
from catalog.texts.normalising import searchable
from measures_tracker.empty_database import create_tables
from monitoring.models import StatusUpdate
from tests.databases import JUDGED, STAMPS, Content, Databases, connected_to, content_of
from tests.public_addresses import ANSWERS, addresses
from tests.schema import schema_of

pytestmark = pytest.mark.both

OURS = ("catalog", "monitoring", "reports")
VERSION_1 = "0001_version_1"
GONE = {("catalog_sectiontheme", "theme"), ("catalog_historicalsectiontheme", "theme")}
THEMES = {
    "arbeit": "work",
    "bildung": "education",
    "wohnen": "housing",
    "pflege": "care",
    "kinder": "children",
    "aeltere-menschen": "older_people",
    "behinderung": "disability",
    "migration": "migration",
    "nachbarschaft": "neighbourhood",
    "digitale-dienste": "digital_services",
}
WITH_DEADLINES = {"catalog_measure", "monitoring_milestone", "monitoring_indicatortarget"}
NOT_DATA = {"django_migrations", "sqlite_sequence"}


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True)


def test_who_has_carried_out_what_came_before_version_1_has_nothing_to_do(databases: Databases, own_empty: str) -> None:
    """One migration of each app stands for all that were there before it."""
    with connected_to(databases.url_of(own_empty)):
        nodes = MigrationLoader(connection).disk_migrations
        recorder = MigrationRecorder(connection)
        for (app, name), migration in nodes.items():
            if app in OURS and migration.replaces:
                recorder.record_unapplied(app, name)
                for replaced in migration.replaces:
                    recorder.record_applied(*replaced)
        assert MigrationExecutor(connection).migration_plan(MigrationLoader(connection).graph.leaf_nodes()) == []
        call_command("migrate", verbosity=0)
        assert {node for node in nodes if node[0] in OURS} <= MigrationLoader(connection).applied_migrations.keys()


def test_data_of_earlier_versions_comes_along(databases: Databases, full: str, empty: str) -> None:
    """The five cities and what people have done since, as far as the tables of that version had columns for it.

    One migration after the other leaves the tables that an empty database gets at once.
    """
    name = databases.create()
    with connected_to(databases.url_of(name)) as database:
        assert create_tables(connection, [(app, VERSION_1) for app in OURS])
        columns = columns_of(database)
        load(database, as_read_then(content_of(full)), columns)
    before = content_of(name)
    assert sum(len(rows) for rows in before.values()) > 1000
    today = content_of(full)
    with connected_to(databases.url_of(name)):
        call_command("migrate", verbosity=0)
    after = content_of(name)
    for table in columns.keys() - NOT_DATA:
        expected = today if table in WITH_DEADLINES else before
        names = [name for name in columns[table] if (table, name) not in GONE and name != "search_text"]
        assert only(names, after[table]) == only(names, expected[table]), table
    assert themes_of(after) == themes_of(today)
    assert schema_of(databases.url_of(name)) == schema_of(databases.url_of(empty))
    assert carried_out(after) == carried_out(from_the_start := content_of(empty))
    added = after.keys() - columns.keys() - {STAMPS, *JUDGED}
    assert {table: after[table] for table in added} == {table: from_the_start[table] for table in added}
    with connected_to(databases.url_of(name)):
        for model, texts in ((Measure, SEARCHED), (StatusUpdate, ("text", "next_steps", "reason"))):
            folded = {row: searchable(*(getattr(row, text) for text in texts)) for row in model._base_manager.all()}
            assert [row for row, text in folded.items() if row.search_text != text] == []
        examples = [urls[0] for name, urls in addresses().items() if urls and name not in ANSWERS]
        assert [url for url in examples if Client().get(url).status_code != 200] == []


def carried_out(content: Content) -> set[tuple[object, object]]:
    return {(row["app"], row["name"]) for row in content["django_migrations"]}


def themes_of(content: Content) -> list[tuple[object, object]]:
    """Which section is about which theme, by the word in its address."""
    words = {row["id"]: row["slug"] for row in content["catalog_theme"]}
    return sorted((row["section_id"], words[row["theme_id"]]) for row in content["catalog_sectiontheme"])


def as_read_then(content: Content) -> Content:
    """Version 1 gave every wording of a deadline a day, a beginning its last one; themes were words of its own."""
    words = {row["id"]: THEMES[row["slug"]] for row in content["catalog_theme"]}
    for table in ("catalog_sectiontheme", "catalog_historicalsectiontheme"):
        for row in content[table]:
            row["theme"] = words[row["theme_id"]]
    for table in WITH_DEADLINES:
        for row in content[table]:
            if row["due"] and row["due_on"] is None:
                row["due_on"] = str(read(row["due"]).last)
    return content


def columns_of(database: BaseDatabaseWrapper) -> dict[str, list[str]]:
    """Those of every table as it is now."""
    ask = database.introspection
    with database.cursor() as cursor:
        return {
            table: [column.name for column in ask.get_table_description(cursor, table)]
            for table in ask.table_names(cursor)
        }


def load(database: BaseDatabaseWrapper, content: Content, columns: dict[str, list[str]]) -> None:
    """Put rows of today into tables of then, in place of what `migrate` has put there itself."""
    quote = database.ops.quote_name
    with transaction.atomic(), database.cursor() as cursor:
        for table in columns.keys() - NOT_DATA:
            cursor.execute(f"DELETE FROM {quote(table)}")  # noqa: S608 - names from the database, here and below
        for table in columns.keys() - NOT_DATA:
            names = [name for name in columns[table] if content[table] and name in content[table][0]]
            if names:
                places = ", ".join(["%s"] * len(names))
                listed = ", ".join(map(quote, names))
                statement = f"INSERT INTO {quote(table)} ({listed}) VALUES ({places})"  # noqa: S608
                cursor.executemany(statement, [[row[name] for name in names] for row in content[table]])
        if database.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in columns.keys() - NOT_DATA:
                continue_after_highest(database, cursor, table)


def continue_after_highest(database: BaseDatabaseWrapper, cursor: CursorWrapper, table: str) -> None:
    for found in database.introspection.get_sequences(cursor, table):
        quoted, column = database.ops.quote_name(table), found["column"]
        highest = f"(SELECT max({column}) FROM {quoted})"  # noqa: S608
        cursor.execute(f"SELECT setval('{found['name']}', coalesce({highest}, 1))")


def only(columns: list[str], rows: list[dict[str, object]]) -> list[str]:
    """What stands in these columns, whatever the order of the rows."""
    return sorted(repr([row[name] for name in columns]) for row in rows)
