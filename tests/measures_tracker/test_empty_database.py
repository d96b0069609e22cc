"""`migrate` makes the tables of an empty database at once, and goes from step to step everywhere else."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState, StateApps

from measures_tracker import empty_database
from tests.databases import Databases, connected_to

pytestmark = pytest.mark.both


@pytest.fixture
def renderings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many models Django has made anew, one entry each time."""
    counted: list[int] = []
    render = StateApps.render_multiple

    def count(self: StateApps, models: list[ModelState]) -> None:
        counted.append(len(models))
        render(self, models)

    monkeypatch.setattr(StateApps, "render_multiple", count)
    return counted


def tables() -> list[str]:
    return connection.introspection.table_names()


def test_models_are_made_a_few_times_and_not_for_every_step(databases: Databases, renderings: list[int]) -> None:
    told = StringIO()
    with connected_to(databases.url_of(databases.create())):
        call_command("migrate", stdout=told)
        steps = len(MigrationExecutor(connection).loader.applied_migrations)
        assert "all tables were made at once" in told.getvalue()
        assert len(renderings) < 10 < steps
        assert (
            MigrationExecutor(connection).migration_plan(MigrationExecutor(connection).loader.graph.leaf_nodes()) == []
        )
        call_command("migrate", stdout=told)
        assert told.getvalue().count("all tables were made at once") == 1


def test_an_interrupted_start_leaves_nothing(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(MigrationRecorder, "record_applied", fail)
    with connected_to(databases.url_of(databases.create())):
        with pytest.raises(KeyboardInterrupt):
            call_command("migrate", verbosity=0)
        assert tables() == []


def test_other_options_get_what_they_ask_for(databases: Databases) -> None:
    with connected_to(databases.url_of(databases.create())):
        call_command("migrate", plan=True, stdout=StringIO())
        with pytest.raises(SystemExit):
            call_command("migrate", check_unapplied=True, stdout=StringIO())
        assert tables() == []
        call_command("migrate", "contenttypes", verbosity=0)
        assert set(tables()) == {"django_content_type", "django_migrations"}


def test_a_table_of_another_program_means_that_it_is_not_empty(databases: Databases) -> None:
    with connected_to(databases.url_of(databases.create())):
        assert empty_database.is_empty(connection)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE others (id integer)")
        assert not empty_database.is_empty(connection)


@pytest.mark.either
def test_an_operation_that_models_do_not_tell_of_is_left_to_itself(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connected_to(databases.url_of(databases.create())):
        loader = MigrationExecutor(connection).loader
        migrations = list(loader.disk_migrations.values())
        assert empty_database.not_understood(migrations) == []
        odd: Migration = type("Migration", (Migration,), {"operations": [RunSQL("SELECT 1")]})("0099_odd", "catalog")
        assert len(empty_database.not_understood([*migrations, odd])) == 1
        monkeypatch.setattr(empty_database, "not_understood", lambda _: odd.operations)
        assert empty_database.create_tables(connection) == 0
        assert tables() == []
