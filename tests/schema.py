"""What a database holds beside rows: columns, indexes, constraints, triggers, functions and sequences."""

import re
from collections.abc import Iterator
from typing import Any

from django.db.backends.utils import CursorWrapper

from tests.databases import connected_to

# SQLite puts a changed column last; PostgreSQL keeps names of sequences. Neither is seen by anybody.
POSTGRESQL = (
    """
    SELECT table_name, column_name, data_type, character_maximum_length, numeric_precision, numeric_scale, is_nullable,
    column_default, identity_generation, collation_name, is_generated
    FROM information_schema.columns WHERE table_schema = 'public'
    """,
    """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
    """,
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "SELECT sequencename, data_type::text, start_value, increment_by FROM pg_sequences WHERE schemaname = 'public'",
    "SELECT extname FROM pg_extension",
)


def schema_of(url: str) -> list[str]:
    """Everything by kind and name, whatever the order of columns; to be compared with that of another database."""
    with connected_to(url) as database, database.cursor() as cursor:
        found = in_sqlite(cursor) if database.vendor == "sqlite" else in_postgresql(cursor)
        return sorted(map(repr, found))


def in_postgresql(cursor: CursorWrapper) -> Iterator[tuple[Any, ...]]:
    for number, query in enumerate(POSTGRESQL):
        cursor.execute(query)
        yield from ((number, *row) for row in cursor.fetchall())


def in_sqlite(cursor: CursorWrapper) -> Iterator[tuple[Any, ...]]:
    """The statements themselves; an index for a foreign key is named after the column as it was called at first."""
    cursor.execute("SELECT type, tbl_name, name, sql FROM sqlite_master")
    for kind, table, name, statement in cursor.fetchall():
        if kind == "table":
            head, _, body = statement.partition("(")
            yield kind, head, *sorted(re.split(r", (?=\"|CONSTRAINT|UNIQUE)", body.removesuffix(")")))
        else:
            unnamed = kind == "index" and (statement is None or re.search(r"_[0-9a-f]{8}(_uniq)?$", name))
            yield kind, table, *(() if unnamed else (name,)), (statement or "").replace(name, "")
