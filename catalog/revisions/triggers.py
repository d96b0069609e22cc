"""Triggers that change the stamps in the transaction that changes a row, whoever changes it.

Forms, imports, `bulk_update`, fixtures, the recycle bin and SQL by hand all come past them. They are taken away while
migrations run, and made anew after every `migrate`.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connections, models

from catalog.permissions.registry import rules_of
from catalog.revisions.stamps import EVERYWHERE, LARGEST, SHARED, TABLE

_watched: dict[type[models.Model], str | None] = {}

# SQLite has one writer at a time: one row for each place.
RAISE_IN_SQLITE = (
    f"INSERT INTO {TABLE} (place, writer, token) "  # noqa: S608 - names from the models
    f"SELECT place, 0, abs(random() % {LARGEST}) FROM "
    f"(SELECT COALESCE({{place}}, {SHARED}) AS place UNION SELECT {EVERYWHERE}) WHERE true "
    "ON CONFLICT (place, writer) DO UPDATE SET token = excluded.token"
)
# No transaction waits for another here: each has a row of its own, and leaves alone what another takes in.
RAISE_IN_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION catalog_revise(changed bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  me bigint := pg_current_xact_id()::text::bigint;
  here bigint;
BEGIN
  FOREACH here IN ARRAY ARRAY[changed, {EVERYWHERE}] LOOP
    INSERT INTO {TABLE} (place, writer, token) VALUES (here, me, (random() * {LARGEST - 1})::bigint)
    ON CONFLICT (place, writer) DO NOTHING;
    IF FOUND THEN
      WITH others AS (
        DELETE FROM {TABLE} WHERE id IN
          (SELECT id FROM {TABLE} WHERE place = here AND writer <> me FOR UPDATE SKIP LOCKED)
        RETURNING token
      )
      UPDATE {TABLE} SET token = (token + (SELECT COALESCE(sum(token), 0) FROM others)) % {LARGEST}
      WHERE place = here AND writer = me;
    END IF;
  END LOOP;
END $$
"""  # noqa: S608 - names from the models
RAISE_FOR_ROWS = (
    "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "PERFORM catalog_revise(place) FROM (SELECT DISTINCT COALESCE({place}, {shared}) AS place FROM changed) places; "
    "RETURN NULL; END $$"
)
RAISE_FOR_ALL = (
    "CREATE OR REPLACE FUNCTION catalog_revise_all() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN PERFORM catalog_revise({SHARED}); RETURN NULL; END $$"
)
ROWS = {
    "insert": ("INSERT", "NEW"),
    "delete": ("DELETE", "OLD"),
    "before": ("UPDATE", "OLD"),
    "after": ("UPDATE", "NEW"),
}


def change_stamps(*shown: type[models.Model], path: str | None = None) -> None:
    """Changes the stamps with the rows of models that the public may see; called while an app gets ready.

    `path` leads from a row to its municipality; by default it is the one of the rules of the model.
    """
    for model in shown:
        _watched[model] = path if path is not None else rules_of(model).to_municipality


def watched() -> frozenset[type[models.Model]]:
    return frozenset(_watched)


def raise_all(using: str) -> None:
    """Makes everything count as changed: after a migration or a restore, which come past no trigger."""
    connection = connections[using]
    raise_shared = f"SELECT catalog_revise({SHARED})"
    with connection.cursor() as cursor:
        cursor.execute(raise_shared if connection.vendor == "postgresql" else RAISE_IN_SQLITE.format(place=SHARED))


def create(using: str, **_signal: Any) -> None:
    """Creates the triggers after `migrate`, for tables that exist: an early migration knows few of them."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if TABLE not in tables:
            return
        statements = list(_removing(connection.vendor, tables))
        statements += [RAISE_IN_POSTGRESQL, RAISE_FOR_ALL] if connection.vendor == "postgresql" else []
        for model, path in _watched.items():
            if model._meta.db_table in tables:
                statements += _creating(connection.vendor, model, path)
        _execute(connection, cursor, statements)
    raise_all(using)


def remove(using: str, **_signal: Any) -> None:
    """Drops the triggers before `migrate`, which changes the tables they read."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        _execute(connection, cursor, list(_removing(connection.vendor, tables)))


def _execute(connection: Any, cursor: Any, statements: list[str]) -> None:
    """Sends the statements; PostgreSQL takes all of them at once."""
    for statement in [";".join(statements)] if connection.vendor == "postgresql" else statements:
        if statement:
            cursor.execute(statement)


def _removing(vendor: str, tables: set[str]) -> Iterator[str]:
    for model in _watched:
        if (table := model._meta.db_table) in tables:
            for name in _names(model):
                yield f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if vendor == "postgresql" else "")


def _names(model: type[models.Model]) -> list[str]:
    return [f"revise_{model._meta.model_name}_{moment}" for moment in [*ROWS, "all"]]


def _creating(vendor: str, model: type[models.Model], path: str | None) -> Iterator[str]:
    table, function = model._meta.db_table, f"revise_{model._meta.model_name}"
    if vendor == "postgresql":
        yield RAISE_FOR_ROWS.format(name=function, place=municipality_of(model, path, "changed"), shared=SHARED)
        yield (
            f"CREATE TRIGGER {function}_all AFTER TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION catalog_revise_all()"
        )
    for moment, (event, rows) in ROWS.items():
        if vendor == "postgresql":
            yield (
                f"CREATE TRIGGER {function}_{moment} AFTER {event} ON {table} REFERENCING {rows} TABLE AS changed "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
            )
        else:
            place = municipality_of(model, path, rows)
            yield (
                f"CREATE TRIGGER {function}_{moment} AFTER {event} ON {table} "
                f"BEGIN {RAISE_IN_SQLITE.format(place=place)}; END"
            )


def municipality_of(model: type[models.Model], path: str | None, row: str) -> str:
    """Returns SQL for the municipality of a row: `path` as in rules, `row` what the row is called there.

    It is NULL where a row on the way is gone already.
    """
    if path is None:
        return str(SHARED)
    first, _dunder, rest = path.partition("__")
    field: Any = model._meta.get_field(first) if first else model._meta.pk
    here = f"{row}.{field.column}"
    if not rest:
        return here
    step, key = f"{row}_{first}", field.related_model._meta.pk.column
    beyond = municipality_of(field.related_model, rest, step)
    return f"(SELECT {beyond} FROM {field.related_model._meta.db_table} {step} WHERE {step}.{key} = {here})"  # noqa: S608 - names from the models
