"""Queries that read another query by the name of a model, which is no table: Django joins and groups tables only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connections

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Model, QuerySet


def sql_reading(
    query: QuerySet[Any, Any], model: type[Model], fields: tuple[str, ...], rows: QuerySet[Any, Any], using: str
) -> tuple[str, list[Any]]:
    """Returns the SQL of a query, and its parameters, in which the rows of another one stand for those of the model.

    `fields` are those of the model, in the order of the columns of `rows`.
    """
    connection = connections[using]
    rows_sql, rows_parameters = rows.query.get_compiler(using).as_sql()
    sql, parameters = query.query.get_compiler(using).as_sql()
    # PostgreSQL would work out an expression of `rows` again wherever the query asks for it.
    once = "MATERIALIZED " if connection.vendor == "postgresql" else ""
    name = connection.ops.quote_name(model._meta.db_table)
    return (
        f"WITH {name} ({columns(connection, model, *fields)}) AS {once}({rows_sql}) {sql}",
        [*rows_parameters, *parameters],
    )


def columns(connection: BaseDatabaseWrapper, model: type[Any], *fields: str) -> str:
    """Returns the columns of some fields as SQL names them, with commas between them."""
    return ", ".join(connection.ops.quote_name(model._meta.get_field(name).column) for name in fields)
