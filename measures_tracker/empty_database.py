"""Tables of an empty database, made at once as all migrations together leave them.

One migration after the other takes twenty times as long: after each step Django makes the classes of nearly all models
anew. Where there are no rows to change, it is enough to make them once.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration, RunPython
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import IndexOperation, ModelOperation
from django.db.migrations.recorder import MigrationRecorder

OWN_APPS = frozenset({"catalog", "monitoring", "reports"})
UNDERSTOOD = (ModelOperation, FieldOperation, IndexOperation, RunPython)
Node = tuple[str, str]  # an app and the name of a migration


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """Returns whether there is no table at all, not even one of another program."""
    return not connection.introspection.table_names()


def create_tables(connection: BaseDatabaseWrapper, targets: list[Node] | None = None) -> int:
    """Makes, fills and protects the tables as they are after these migrations; None stands for all of them.

    All of it happens in one transaction: an interrupted start leaves an empty database. Returns how many migrations
    are noted as carried out; 0 where nothing was done, since only each of them itself can say what it leaves.
    """
    executor = MigrationExecutor(connection)
    nodes = executor.loader.graph.leaf_nodes() if targets is None else targets
    migrations = [migration for migration, _backwards in executor.migration_plan(nodes)]
    if executor.loader.detect_conflicts() or not_understood(migrations):
        return 0
    state = executor.loader.project_state(nodes)
    with connection.schema_editor() as editor:
        editor.create_model(MigrationRecorder.Migration)
        for model in state.apps.get_models():
            if model._meta.can_migrate(connection) and router.allow_migrate_model(connection.alias, model):
                editor.create_model(model)
        for step in own_steps(migrations):
            step(state.apps, editor)
        for migration in migrations:
            for node in migration.replaces or [(migration.app_label, migration.name)]:
                executor.recorder.record_applied(*node)
    return len(migrations)


def not_understood(migrations: Iterable[Migration]) -> list[Operation]:
    """Returns operations that may leave something the models do not tell of, such as statements of SQL."""
    operations = (operation for migration in migrations for operation in migration.operations)
    return [operation for operation in operations if not isinstance(operation, UNDERSTOOD)]


def own_steps(migrations: Iterable[Migration]) -> Iterator[Any]:
    """Yields the functions of our migrations that fill or protect tables: those of `RunPython` that are not elidable.

    They meet the models of today. The elidable ones, and those of other packages, rewrite rows; there are none.
    """
    for migration in migrations:
        for operation in migration.operations if migration.app_label in OWN_APPS else ():
            if isinstance(operation, RunPython) and not operation.elidable:
                yield operation.code
