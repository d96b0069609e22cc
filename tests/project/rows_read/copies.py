"""Copies of a city with everything that belongs to it, made by the database: many cities with a row of every kind.

A copy has the ids of its original plus a multiple of `STEP`, and so have all references between its rows. What has to
be unique gets the number of the copy, and all moments lie as many minutes earlier.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import DateTimeField, Max, UUIDField

from catalog.models import FormerAddress, Limit, Municipality, Revision, Theme
from monitoring.models import (
    CountedKeys,
    CountedReport,
    CountedTraits,
    CountedWord,
    FileContent,
    IndexedWord,
    OutdatedReport,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

    LastIds = dict[type[Model], int]

STEP = 10_000  # more than a city has rows of any kind
APPS = ("catalog", "monitoring", "reports")
# What is counted or known once for all cities.
SHARED = {
    *(CountedKeys, CountedReport, CountedTraits, CountedWord, FileContent, FormerAddress, IndexedWord, Limit),
    *(OutdatedReport, Revision, Theme, Theme.history.model),
}


def tables() -> list[type[Model]]:
    """Returns the models whose rows are copied, those between two others and those of histories included."""
    found = [one for app in APPS for one in apps.get_app_config(app).get_models(include_auto_created=True)]
    numbered = [one for one in found if not isinstance(one._meta.pk, UUIDField) and one._meta.managed]
    return [one for one in numbered if not one._meta.proxy and one not in SHARED]


@contextmanager
def copied(times: int) -> Iterator[None]:
    """Copies whatever is added inside, so many times."""
    last = {model: last_id(model) for model in tables()}
    yield
    with transaction.atomic(), connection.cursor() as cursor:
        for model in last:
            cursor.execute(copying(model, last, times))
        for statement in connection.ops.sequence_reset_sql(no_style(), list(last)):
            cursor.execute(statement)
    OutdatedReport.objects.all().delete()


def last_id(model: type[Model]) -> int:
    return model._base_manager.aggregate(last=Max("pk"))["last"] or 0


def copying(model: type[Model], last: LastIds, times: int) -> str:
    """Returns the statement that copies the rows of a table with later ids than the last one before."""
    name = connection.ops.quote_name
    columns = ", ".join(name(str(field.column)) for field in model._meta.concrete_fields)
    values = ", ".join(value_of(field, last) for field in model._meta.concrete_fields)
    table, key = name(model._meta.db_table), name(str(model._meta.pk.column))
    found = f"SELECT {values} FROM {table}, generate_series(1, {times}) AS copies(n) WHERE {key} > {last[model]}"  # noqa: S608
    return f"INSERT INTO {table} ({columns}) {found}"


def value_of(field: Any, last: LastIds) -> str:
    """Returns the expression for a column of a copy."""
    column = connection.ops.quote_name(str(field.column))
    if field.model is Municipality and field.name == "ags":
        return f"lpad((id + {STEP} * n)::text, {field.max_length}, '0')"
    if (model := model_named_by(field)) in last:
        return f"CASE WHEN {column} > {last[model]} THEN {column} + {STEP} * n ELSE {column} END"
    if isinstance(field, UUIDField):
        return "gen_random_uuid()"
    if isinstance(field, DateTimeField):
        return f"{column} - n * interval '1 minute'"
    is_name = not field.is_relation and (field.unique or (field.name == "digest" and field.db_index))
    return f"left(n || '-' || {column}, {field.max_length})" if is_name else column


def model_named_by(field: Any) -> type[Model] | None:
    """Returns the model whose ids stand in a column; None for other values."""
    if field.is_relation:
        found: type[Model] = field.related_model._meta.concrete_model
        return found
    original: type[Model] | None = getattr(field.model, "instance_type", None)  # of a version
    if original and field.name == original._meta.pk.name:
        return original
    own: type[Model] = field.model
    return own if field.primary_key else None
