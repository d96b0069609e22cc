"""Keeps ids from being given twice after a restore: they stand on paper, in /k/b5/."""

from typing import Any

from django.db import connection
from django.db.models import Max, Model, QuerySet


def last_id(model: type[Model]) -> int:
    """Returns the highest id the database has ever given to a row, even if that is gone; 0 where it gives none."""
    if model._meta.auto_field is None:
        return 0
    highest = QuerySet(model).aggregate(Max("pk"))["pk__max"] or 0
    return max(highest, _given(model))


def continue_after(model: type[Model], last: int) -> None:
    """Raises the next id above this one; never lowers it."""
    if model._meta.auto_field is None or last <= _given(model):
        return
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        _ask("SELECT setval(%s::regclass, %s)", [_sequence(model), last])
        return
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last, table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])


def _given(model: type[Model]) -> int:
    if connection.vendor == "postgresql":
        sequence = _sequence(model)
        given = _ask(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}", [])  # noqa: S608 - a name
    else:
        given = _ask("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
    return int(given or 0)


def _sequence(model: type[Model]) -> str:
    key: Any = model._meta.auto_field
    table = connection.ops.quote_name(model._meta.db_table)
    return str(_ask("SELECT pg_get_serial_sequence(%s, %s)", [table, key.column]))


def _ask(question: str, parameters: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question, parameters)
        row = cursor.fetchone()
    return row[0] if row else None
